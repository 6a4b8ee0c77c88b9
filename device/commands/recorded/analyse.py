"""`easeband analyse`: the device's own analysis over recorded files.

Knows files, terminals and exit statuses; must never know how movement is judged.
"""

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device.commands.recorded.analysing import analyse
from device.records.person import ANYBODY, Personal
from device.store.baselines import read_baselines
from device.store.versions import BadKeptFile
from device.system.command import complain, unprinted
from device.system.files import objection, replace_file

if TYPE_CHECKING:  # everything that loads numpy waits until a file is analysed
    from collections.abc import Callable, Iterator

    from device.analysis.report import Analysis
    from device.programme.items import Movement
    from device.recordings import Asked
    from device.records.facts import Checkup
    from device.records.limb_axes import LimbAxes

_complain = partial(complain, "analyse")

TERMINAL = "-"
PICTURES = (".png", ".svg")


def _asked(arguments: argparse.Namespace) -> "Asked":
    """What the options say of the files. Raises ValueError, in words."""
    from device.recordings import Asked, columns_from, range_from, rate_from, units_from  # noqa: PLC0415 - loads numpy

    said = {
        "columns": ("--columns", columns_from, arguments.columns),
        "units": ("--units", units_from, arguments.units),
        "rate_hz": ("--rate", rate_from, arguments.rate),
        "range_g": ("--range-g", range_from, arguments.range_g),
        "range_dps": ("--range-dps", range_from, arguments.range_dps),
    }
    values: dict[str, Any] = {}
    for name, (option, read, text) in said.items():
        try:
            values |= {} if text is None else {name: read(text)}
        except ValueError as error:
            raise ValueError(f"{option}: {error}") from None
    only = "acceleration" if arguments.gyroscope else ""
    return Asked(spread_times=arguments.spread_times, only=only, **values)


def run(arguments: argparse.Namespace) -> int:
    """Analyse every file; 0 if all could be, 1 if not, 2 if the command makes no sense."""
    try:
        _check_one_file(arguments)
        arguments.asked = _asked(arguments)
        arguments.movement = _movement(arguments)
        arguments.checkups = _checkups(arguments)
    except ValueError as error:
        return _complain(error, status=2)
    refused = next(_refused(arguments), None)
    if refused is not None:
        return _complain(refused)
    try:
        arguments.person = _person(arguments.baseline)
        arguments.axes = _axes(arguments.mounting)
        return _all_files(arguments)
    except BadKeptFile as error:
        return _complain(error)
    except OSError as error:
        return unprinted("analyse", error)


def _check_one_file(arguments: argparse.Namespace) -> None:
    """Raises ValueError for options that go with one recording only."""
    if arguments.plot and len(arguments.files) > 1:
        raise ValueError("--plot draws one recording: name one file, or plot them one after the other")
    if arguments.gyroscope and len(arguments.files) > 1:
        raise ValueError("--gyroscope belongs to one recording: name one file with it")


def _movement(arguments: argparse.Namespace) -> "Movement | None":
    """What the set is held against. Raises ValueError, in words."""
    from device.repetitions import unpaced  # noqa: PLC0415 - loads numpy

    if arguments.exercise is None:
        return None
    if not arguments.set:
        raise ValueError("--exercise says what --set counts: give both")
    try:
        return unpaced(arguments.exercise)
    except ValueError as error:
        raise ValueError(f"--exercise: {error}") from None


def _checkups(arguments: argparse.Namespace) -> "list[Checkup]":
    """What the options say of check-ups. Raises ValueError, in words."""
    from device.checkups import asked_checkup  # noqa: PLC0415 - loads numpy

    if arguments.site and not arguments.checkup:
        raise ValueError("--site says where a check-up was done: give --checkup too")
    try:
        return [asked_checkup(text, arguments.site or "") for text in arguments.checkup]
    except ValueError as error:
        raise ValueError(f"--checkup: {error}") from None


def _person(baseline: Path | None) -> Personal:
    """Whose values movement is held against. Raises BadKeptFile, also for a file that is not there."""
    if baseline is None:
        return ANYBODY
    baselines = read_baselines(baseline)
    if not baselines:
        raise BadKeptFile(f"{baseline}: no baseline there; `easeband baseline` makes one")
    return baselines[-1].personal


def _axes(mounting: Path | None) -> "LimbAxes | None":
    """The limb's own axes in the sensor's. Raises BadKeptFile, also for a file that is not there."""
    from device.sensor.mounting import read_mountings  # noqa: PLC0415 - loads numpy

    if mounting is None:
        return None
    mountings = read_mountings(mounting)
    if not mountings:
        raise BadKeptFile(f"{mounting}: no mounting there; `easeband mounting` learns one")
    return mountings[-1].axes


def _refused(arguments: argparse.Namespace) -> "Iterator[str]":
    """Outputs that must not or cannot be written, and why."""
    json_file = None if arguments.json in (None, TERMINAL) else Path(arguments.json)
    if json_file and (why := objection(json_file, arguments.files)):
        yield f"{json_file}: the JSON output {why}"
    if arguments.plot and (why := objection(arguments.plot, [*arguments.files, *([json_file] if json_file else [])])):
        yield f"{arguments.plot}: the plot {why}"
    if arguments.plot and arguments.plot.suffix.lower() not in PICTURES:
        seen = f"the ending {arguments.plot.suffix}" if arguments.plot.suffix else "no ending"
        yield (
            f"{arguments.plot}: a plot is a {' or '.join(PICTURES)} file, got {seen}:"
            f" name it {arguments.plot.with_suffix(PICTURES[0])}"
        )


def _all_files(arguments: argparse.Namespace) -> int:
    lines: list[str] = []
    write = _print if arguments.json == TERMINAL else lines.append
    status = max([_one_file(path, arguments, write) for path in arguments.files])
    if arguments.json in (None, TERMINAL):
        return status
    return max(status, _save(Path(arguments.json), "".join(lines).encode(), "the JSON output"))


def _one_file(path: Path, arguments: argparse.Namespace, write: "Callable[[str], None]") -> int:
    from device.recordings import BadRecording  # noqa: PLC0415 - loads numpy

    try:
        analysis = analyse(
            path,
            arguments.start,
            arguments.person,
            arguments.asked,
            arguments.gyroscope,
            axes=arguments.axes,
            count_set=arguments.set,
            movement=arguments.movement,
            checkups=arguments.checkups,
            seen=arguments.plot is not None,
        )
    except BadRecording as error:
        write(_json_line({"file": str(path), "error": str(error)}))
        return _complain(f"{path}: {error}")
    return _show(analysis, arguments, write)


def _show(analysis: "Analysis", arguments: argparse.Namespace, write: "Callable[[str], None]") -> int:
    from device.analysis.page import to_text  # noqa: PLC0415 - loads numpy
    from device.analysis.report import to_data  # noqa: PLC0415 - with it

    write(_json_line(to_data(analysis)))
    if arguments.json != TERMINAL:
        print(to_text(analysis), flush=True)
    return _draw(analysis, arguments.plot) if arguments.plot else 0


def _draw(analysis: "Analysis", path: Path) -> int:
    try:
        from device.pictures.recording import specification  # noqa: PLC0415 - an optional package
        from device.pictures.render import png, svg  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError as error:
        return _complain(f"--plot needs {error.name}: install it with pip install 'easeband[clinic]'")
    spec = specification(analysis)
    return _save(path, svg(spec).encode() if path.suffix.lower() == ".svg" else png(spec), "the plot")


def _save(path: Path, content: bytes, name: str) -> int:
    try:
        replace_file(path, content)
    except OSError as error:
        return _complain(f"{path}: {name} cannot be written: {error.strerror}")
    return 0


def _json_line(data: dict[str, Any]) -> str:
    return json.dumps(data, allow_nan=False) + "\n"


def _print(text: str) -> None:
    print(text, end="", flush=True)
