"""`easeband export`: what raw movement the device has kept: snippets as CSV and pictures, recordings hour by hour.

Knows files, terminals and exit statuses; must never know how a snippet was taken. It only reads the device's files.
"""

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.system.command import complain, unprinted
from device.system.config import BadConfig, Config, read_config
from device.system.files import error_at, error_in_words, expect_open, replace_file

if TYPE_CHECKING:
    from device.snippets.kept import Kept

TIMES: Final = ("t_s", "utc_s", "utc_iso8601", "clock_trust")
RESTING: Final = ("ax_g", "ay_g", "az_g")
TURNING: Final = ("gx_dps", "gy_dps", "gz_dps")
DECIMALS: Final = 4

Draw = Callable[[str], bytes]

_complain = partial(complain, "export")


def run(arguments: argparse.Namespace) -> int:
    """List the snippets, and write them where `--to` says; 1 with a message when something could not be done."""
    try:
        return _run(arguments, read_config(arguments.config, "export"))
    except BadConfig as error:
        return _complain(error)
    except OSError as error:
        if error.filename is None:
            return unprinted("export", error)
        return _complain(error_at(error))


def _run(arguments: argparse.Namespace, config: Config) -> int:
    if arguments.bids and arguments.to is None:
        return _complain("--bids needs a folder: --to FOLDER")
    expect_open(Path(config.files.device).parent)  # or what is kept there would look like nothing
    return _recordings(arguments, config) if arguments.recordings else _snippets(arguments, config)


def _recordings(arguments: argparse.Namespace, config: Config) -> int:
    from device.commands.recorded.raw import exported  # noqa: PLC0415 - loads numpy

    return exported(config, config.files.recordings, arguments.day or "", arguments.to, _complain, bids=arguments.bids)


def _snippets(arguments: argparse.Namespace, config: Config) -> int:
    from device.snippets.folder import kept_snippets, snippets_beside  # noqa: PLC0415 - loads numpy

    folder = snippets_beside(config.files.device)
    every = kept_snippets(folder)
    paths = [path for path in every if path.name.startswith(arguments.day or "")]
    if every and not paths:
        day = date.fromisoformat(arguments.day)
        return _complain(f"no snippets of {day} (UTC) in {folder}, but {len(every)} of other days")
    if not paths:
        return _complain(_none(folder, config))
    if arguments.to is None:
        return max([_with(path, _listed) for path in paths])
    return _as_bids(paths, arguments.to) if arguments.bids else _written(paths, arguments.to)


def _as_bids(paths: Sequence[Path], to: Path) -> int:
    from device.commands.recorded.as_bids import written_as_bids  # noqa: PLC0415 - loads numpy

    return written_as_bids(paths, to, _complain)


def _written(paths: Sequence[Path], to: Path) -> int:
    """First every table, then the pictures: what goes wrong with one of those costs no table."""
    if to.exists() and not to.is_dir():
        return _complain(f"{to}: is a file: name a folder after --to")
    to.mkdir(parents=True, exist_ok=True)
    done = [path for path in paths if _with(path, partial(_tabulate, to)) == 0]
    return max(_pictures(done, to), int(len(done) < len(paths)))


def _with(path: Path, what: "Callable[[Kept], int]") -> int:
    """The status of what is done with the snippet at the path; 1 with a message if it is none."""
    from device.snippets.kept import BadSnippet, read_snippet  # noqa: PLC0415 - loads numpy

    try:
        return what(read_snippet(path))
    except BadSnippet as error:
        return _complain(error)


def _none(folder: Path, config: Config) -> str:
    off = "" if config.snippets.keep_mb else "; none are kept, since keep_mb in [snippets] is 0"
    return f"no snippets in {folder}{off}"


def _listed(snippet: "Kept") -> int:
    print(_line(snippet), flush=True)
    return 0


def _tabulate(to: Path, snippet: "Kept") -> int:
    _listed(snippet)
    path = to / f"{snippet.path.stem}.csv"
    try:
        replace_file(path, _table(snippet).encode())
    except OSError as error:
        return _complain(f"{path}: the table cannot be written: {error_in_words(error)}")
    return 0


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
    writer.writerow((*TIMES, *RESTING, *(() if samples.rotation_dps is None else TURNING)))
    writer.writerows(_rows(snippet))
    return text.getvalue()


def _rows(snippet: "Kept") -> Iterator[list[float | str]]:
    samples = snippet.snippet.samples
    for n, time_s in enumerate(samples.time_s.tolist()):
        turning = [] if samples.rotation_dps is None else samples.rotation_dps[n].tolist()
        numbers = [round(number, DECIMALS) for number in (*samples.acceleration_g[n].tolist(), *turning)]
        yield [round(time_s, DECIMALS), *_utc(snippet, time_s), snippet.trust, *numbers]


def _utc(snippet: "Kept", time_s: float) -> tuple[float | str, str]:
    """In seconds since 1970 and as people write it; both empty where nobody knows it."""
    if snippet.trust == "unknown":
        return "", ""
    utc_s = round(time_s - snippet.snippet.moment_s + snippet.moment_utc_s, DECIMALS)
    return utc_s, datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds")


def _pictures(paths: Sequence[Path], to: Path) -> int:
    """One after the other, with a word before each: on a small computer one may take seconds."""
    ending, draw = _drawing()
    status = 0
    for n, path in enumerate(paths, 1):
        target = to / f"{path.stem}.{ending}"
        print(f"picture {n} of {len(paths)}: {target}", file=sys.stderr, flush=True)
        status = max(status, _with(path, partial(_draw, draw, target)))
    return status


def _drawing() -> tuple[str, Draw]:
    """How a file with a picture ends, and what makes it of an SVG document."""
    try:
        from device.pictures.render import png_of_svg  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError as error:
        _complain(
            "pictures are written as SVG, which every browser shows: for PNG, install"
            f" {error.name} with pip install 'easeband[clinic]'"
        )
        return "svg", str.encode
    return "png", png_of_svg


def _draw(draw: Draw, path: Path, snippet: "Kept") -> int:
    from device.pictures.snippet import drawn  # noqa: PLC0415 - loads numpy

    try:
        replace_file(path, draw(drawn(snippet.snippet, _moment(snippet))))
    except (OSError, ValueError) as error:
        why = error_in_words(error) if isinstance(error, OSError) else error
        return _complain(f"{path}: no picture of it could be made: {why}; its table is there")
    return 0
