"""`easeband analyse`: the device's own analysis over recorded files.

Knows files, terminals and exit statuses; must never know how movement is judged.
"""

import argparse
import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:  # everything that loads numpy waits until a file is analysed
    from collections.abc import Iterator

    from device.report import Analysis
    from device.samples import Samples

TERMINAL = "-"
BROKEN_PIPE = 141  # the shell's convention: 128 + SIGPIPE
PICTURE_SCALE = 2.0  # pixels per point: sharp on paper and on high-resolution screens
PROGRESS_AFTER_SAMPLES = 200_000  # more than half an hour at 100 Hz; less is done within about a second


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files and what to make of them."""
    parser.epilog = (
        "CSV needs a header with t_s, ax_g, ay_g, az_g and, with a gyroscope, gx_dps, gy_dps, gz_dps. NPZ needs arrays"
        " t, acc_g and, with a gyroscope, gyr_dps. The exit status is 1 when a file could not be analysed."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a recording, CSV or NPZ")
    parser.add_argument("--json", metavar="OUT", help="write one JSON object a line, one a file; - is the terminal")
    parser.add_argument("--plot", type=Path, metavar="OUT.png", help="draw one recording as PNG, or SVG by that ending")
    parser.add_argument(
        "--start", type=_moment, metavar="ISO8601", help="when the first sample was taken, 2026-03-02T09:14:05+01:00"
    )


def run(arguments: argparse.Namespace) -> int:
    """Analyse every file; 0 if all could be, 1 if not, 2 if the command makes no sense."""
    if arguments.plot and len(arguments.files) > 1:
        return _complain("--plot draws one recording: name one file, or plot them one after the other", status=2)
    try:
        output = _json_output(arguments.json)
    except OSError as error:
        return _complain(f"{arguments.json}: JSON cannot be written here: {error.strerror}")
    try:
        with output as file:
            return max([_one_file(path, arguments, file) for path in arguments.files])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _one_file(path: Path, arguments: argparse.Namespace, output: TextIO | None) -> int:
    from device.recordings import BadRecording  # noqa: PLC0415 - loads numpy

    try:
        analysis = analyse(path, arguments.start)
    except BadRecording as error:
        _write_json(output, {"file": str(path), "error": str(error)})
        return _complain(f"{path}: {error}")
    return _show(analysis, arguments, output)


def analyse(path: Path, start: datetime | None = None) -> "Analysis":
    """All there is to say about a recording. Raises BadRecording."""
    from device.pipeline import Pipeline  # noqa: PLC0415 - loads numpy
    from device.recordings import read_recording  # noqa: PLC0415 - with it
    from device.report import collected  # noqa: PLC0415 - with it

    pipeline = Pipeline()
    portions = [pipeline.push(samples) for samples in _told(path, read_recording(path))]
    return collected(str(path), [*portions, pipeline.finish()], pipeline.left_out, start)


def _told(path: Path, portions: "Iterator[Samples]") -> "Iterator[Samples]":
    """The portions, with a word on stderr now and then while a long recording is read."""
    read = told = 0
    for samples in portions:
        yield samples
        read += len(samples)
        if read - told >= PROGRESS_AFTER_SAMPLES:
            told = read
            print(f"{path}: {read:,} samples analysed ...", file=sys.stderr, flush=True)


def _show(analysis: "Analysis", arguments: argparse.Namespace, output: TextIO | None) -> int:
    from device.report import to_json, to_text  # noqa: PLC0415 - loads numpy

    _write_json(output, to_json(analysis))
    if output is not sys.stdout:
        print(to_text(analysis), flush=True)
    return _draw(analysis, arguments.plot) if arguments.plot else 0


def _draw(analysis: "Analysis", path: Path) -> int:
    try:
        from device.plot import specification  # noqa: PLC0415 - an optional package
        from device.render import png, svg  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError as error:
        return _complain(f"--plot needs {error.name}: install it with pip install 'easeband[clinic]'")
    spec = specification(analysis)
    picture = svg(spec).encode() if path.suffix.lower() == ".svg" else png(spec, PICTURE_SCALE)
    try:
        path.write_bytes(picture)
    except OSError as error:
        return _complain(f"{path}: the plot cannot be written: {error.strerror}")
    return 0


def _json_output(name: str | None) -> contextlib.AbstractContextManager[TextIO | None]:
    """Where JSON goes: nowhere, the terminal or a file. Raises OSError."""
    if name is None or name == TERMINAL:
        return contextlib.nullcontext(sys.stdout if name else None)
    return Path(name).open("w", encoding="utf-8")


def _write_json(output: TextIO | None, data: dict[str, Any]) -> None:
    if output is not None:
        print(json.dumps(data, allow_nan=False), file=output, flush=True)


def _complain(message: str, status: int = 1) -> int:
    print(f"easeband analyse: {message}", file=sys.stderr)
    return status


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a moment like 2026-03-02T09:14:05+01:00, got {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
