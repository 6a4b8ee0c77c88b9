"""`easeband export`: the raw snippets that the device has kept, as CSV and as pictures for a person.

Knows files, terminals and exit statuses; must never know how a snippet was taken. It only reads the device's files.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.config import DEFAULT_PATH, BadConfig, Config, read_config
from device.outputs import replace_file

if TYPE_CHECKING:
    from device.snippet_files import Kept

COLUMNS: Final = ("t_s", "ax_g", "ay_g", "az_g")
TURNING: Final = ("gx_dps", "gy_dps", "gz_dps")
DECIMALS: Final = 4
PICTURE_SCALE: Final = 2.0  # pixels per point: sharp on paper and on high-resolution screens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from, where to, and which."""
    parser.epilog = (
        "Snippets are short stretches of raw movement around a mark or an episode. The device keeps them only where"
        " keep_mb is set in [snippets] of its configuration; they never leave it by themselves."
    )
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="write a CSV and a PNG of each into this folder")
    parser.add_argument("--day", type=_day, metavar="2026-11-22", help="only those of one day, UTC")


def run(arguments: argparse.Namespace) -> int:
    """List the snippets, and write them where `--to` says; 1 with a message when something could not be done."""
    try:
        return _run(arguments, read_config(arguments.config))
    except BadConfig as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")


def _run(arguments: argparse.Namespace, config: Config) -> int:
    from device.snippet_files import BadSnippet, beside, kept, read_snippet  # noqa: PLC0415 - loads numpy

    folder = beside(config.files.device)
    paths = [path for path in kept(folder) if path.name.startswith(arguments.day or "")]
    if not paths:
        return _complain(_none(folder, config))
    status = 0
    for path in paths:
        try:
            status = max(status, _one(read_snippet(path), arguments.to))
        except BadSnippet as error:
            status = _complain(str(error))
    return status


def _none(folder: Path, config: Config) -> str:
    off = "" if config.snippets.keep_mb else "; none are kept, since keep_mb in [snippets] is 0"
    return f"no snippets in {folder}{off}"


def _one(snippet: "Kept", to: Path | None) -> int:
    print(_line(snippet), flush=True)
    if to is None:
        return 0
    to.mkdir(parents=True, exist_ok=True)
    replace_file(to / f"{snippet.path.stem}.csv", _table(snippet).encode())
    return _draw(snippet, to / f"{snippet.path.stem}.png")


def _line(snippet: "Kept") -> str:
    samples = snippet.snippet.samples
    length_s = samples.time_s[-1] - samples.time_s[0]
    return f"{snippet.path.name}  {_moment(snippet)}  {length_s:4.0f} s  {snippet.snippet.what}"


def _moment(snippet: "Kept") -> str:
    moment = datetime.fromtimestamp(snippet.moment_utc_s, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" + (" (clock not set)" if snippet.trust == "unknown" else "")


def _table(snippet: "Kept") -> str:
    """As `easeband analyse` reads it, times in seconds of the device's own clock."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    samples = snippet.snippet.samples
    writer.writerow((*COLUMNS, *(() if samples.rotation_dps is None else TURNING)))
    writer.writerows(_rows(snippet))
    return text.getvalue()


def _rows(snippet: "Kept") -> Iterator[list[float]]:
    samples = snippet.snippet.samples
    for n, time_s in enumerate(samples.time_s.tolist()):
        turning = [] if samples.rotation_dps is None else samples.rotation_dps[n].tolist()
        yield [round(number, DECIMALS) for number in (time_s, *samples.acceleration_g[n].tolist(), *turning)]


def _draw(snippet: "Kept", path: Path) -> int:
    try:
        from device.render import png  # noqa: PLC0415 - an optional package
        from device.snippet_plot import specification  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError as error:
        return _complain(f"pictures need {error.name}: install it with pip install 'easeband[clinic]'")
    replace_file(path, png(specification(snippet.snippet, _moment(snippet)), PICTURE_SCALE))
    return 0


def _day(text: str) -> str:
    """The beginning of the names of that day's snippets."""
    try:
        return f"{datetime.strptime(text, '%Y-%m-%d').replace(tzinfo=UTC):%Y%m%d}"
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day like 2026-11-22, got {text!r}") from None


def _complain(message: str) -> int:
    print(f"easeband export: {message}", file=sys.stderr)
    return 1
