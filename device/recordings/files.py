"""Recorded files as samples: CSV and NPZ, in portions, with errors that say what is wrong with the file.

Knows the two formats; must never know what is done with the samples.

CSV: a header line names the columns t_s, ax_g, ay_g, az_g and, for a gyroscope, gx_dps, gy_dps, gz_dps, in any order;
other columns are left alone, unless they look like a gyroscope under another name. NPZ: arrays t [n] in s, acc_g
[n, 3] in g and, for a gyroscope, gyr_dps [n, 3] in deg/s.
A name that says m/s² or rad/s (`device.recordings.units`) is taken for the one here, and its numbers are converted.
An empty cell or NaN is a value that was not measured.
"""

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from device.parameters import PARAMETERS
from device.recordings.units import factor, own_name
from device.signals.grid import usual_step_s
from device.signals.rows import measured, rows_of
from device.signals.samples import Floats, Samples

TIME, ACCELERATION_COLUMNS, ROTATION_COLUMNS = "t_s", ("ax_g", "ay_g", "az_g"), ("gx_dps", "gy_dps", "gz_dps")
REQUIRED = (TIME, *ACCELERATION_COLUMNS)
GYROSCOPE_STARTS = ("gx", "gy", "gz", "gyr", "rot", "omega")  # as files of others name its columns
ARRAYS = ("t", "acc_g", "gyr_dps")
PORTION = 20_000  # samples: some minutes of a recording, a few megabytes while it is read
LEAST_FOR_UNIT, LEAST_WRONG_STEP_S = 3, 1.0  # so many times, a step of so many seconds: probably another unit
MOST_SHOWN = 100  # characters of a file that a message repeats
NPZ_ENDING, ZIP_START = ".npz", b"PK"
NPZ_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError),
    *(NotImplementedError, RuntimeError, SyntaxError, ValueError),  # compressed, encrypted or described as never saved
)


class BadRecording(ValueError):
    """A file that cannot be analysed: the message says what was seen, what was expected and what to do."""


def read_recording(path: Path) -> Iterator[Samples]:
    """The samples of a file in its own order, portion by portion. Raises BadRecording, at the latest at its end."""
    usable, times_s = 0, []
    for samples in _portions(path):
        usable += len(measured(rows_of([samples]), PARAMETERS.sampling))
        times_s.append(samples.time_s[np.isfinite(samples.time_s)])
        yield samples
    _check_unit(np.sort(np.concatenate(times_s)) if times_s else np.empty(0))
    if not usable:
        raise BadRecording(
            "no samples: not one row has both a time and an acceleration that make sense (seconds, and g up to"
            f" {PARAMETERS.sampling.most_g:.0f}); record again or check export"
        )


def _check_unit(time_s: Floats) -> None:
    """No guess at another unit: times of seconds apart could not be judged anyway."""
    step_s = usual_step_s(time_s) if len(time_s) >= LEAST_FOR_UNIT else 0
    if step_s >= LEAST_WRONG_STEP_S:
        raise BadRecording(
            f"times rise by {step_s:g} from one sample to the next: are the times in ms? expected seconds, and at least"
            f" {PARAMETERS.sampling.least_rate_hz:.0f} samples in each; convert them"
        )


def _portions(path: Path) -> Iterator[Samples]:
    try:
        yield from _reader(path)(path)
    except FileNotFoundError:
        raise BadRecording("no such file: check the path") from None
    except IsADirectoryError:
        raise BadRecording("a folder: name the files in it one by one") from None
    except UnicodeDecodeError:
        raise BadRecording("neither text nor NPZ: expected a CSV file with a header line, or an NPZ file") from None
    except OSError as error:
        raise BadRecording(f"cannot be read: {error.strerror or error}") from None


def _reader(path: Path) -> Callable[[Path], Iterator[Samples]]:
    """By how the file begins, whatever it is called."""
    with path.open("rb") as file:
        start = file.read(len(ZIP_START))
    if start == ZIP_START:
        return _from_npz
    if not start:
        raise BadRecording("the file is empty: copy or export it again")
    if path.suffix.lower() == NPZ_ENDING:
        raise BadRecording("named as NPZ, but it does not start as NPZ files do: copy or export it again")
    return _from_text


def _from_text(path: Path) -> Iterator[Samples]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from _from_csv(file)


def _from_csv(file: Iterable[str]) -> Iterator[Samples]:
    reader = csv.reader(file)
    try:
        names = [name.strip() for name in next(reader, [])]
        places = _places(names)
        factors = [factor(name) for name in places]
        while rows := list(islice(reader, PORTION)):
            yield _samples(_numbers(rows, places, reader.line_num - len(rows) + 1) * factors)
    except csv.Error as error:
        raise BadRecording(f"line {reader.line_num}: not CSV ({error}); expected text with commas") from None


def _places(header: list[str]) -> dict[str, int]:
    """Where each wanted column stands, by its name in the header: seven of them, or four without a gyroscope."""
    names = [own_name(name) for name in header]
    _check_once(header, (*REQUIRED, *ROTATION_COLUMNS), "column {} appears twice in the header line")
    wanted = (*REQUIRED, *ROTATION_COLUMNS) if any(name in names for name in ROTATION_COLUMNS) else REQUIRED
    missing = [name for name in wanted if name not in names]
    if missing:
        raise BadRecording(_wrong_columns(missing, header))
    if wanted == REQUIRED:
        _check_no_gyroscope(header)
    return {header[names.index(name)]: names.index(name) for name in wanted}


def _check_no_gyroscope(header: list[str]) -> None:
    """Without one much less can be said: nobody should leave it out by a name."""
    turning = [name for name in header if name.lower().startswith(GYROSCOPE_STARTS)]
    if turning:
        raise BadRecording(
            f"columns {', '.join(turning)[:MOST_SHOWN]} look like a gyroscope's, of unknown unit: name them"
            f" {', '.join(ROTATION_COLUMNS)} (deg/s) or gx_radps, ... (rad/s), or take them out"
        )


def _check_once(there: list[str], wanted: Iterable[str], words: str) -> None:
    """Nobody can tell which of two was meant."""
    names = [own_name(name) for name in there]
    for twice in (name for name in wanted if names.count(name) > 1):
        called = " and ".join(dict.fromkeys(name for name in there if own_name(name) == twice))
        raise BadRecording(f"{words.format(twice)}, as {called}: keep one of them")


def _wrong_columns(missing: list[str], header: list[str]) -> str:
    return (
        f"no column {', '.join(missing)} in the header line ({_there(header)}); expected"
        f" {', '.join(REQUIRED)} and, with a gyroscope, {', '.join(ROTATION_COLUMNS)}, with commas between them:"
        " rename the columns; m/s² and rad/s are converted under the names ax_mps2, ... and gx_radps, ..."
    )


def _there(header: list[str]) -> str:
    """What stands where the names should be."""
    names = [name for name in header if name and name.isprintable()]
    if not names:
        return "the first line is empty" if not any(header) else "there: nothing that can be printed"
    if all(_is_number(name) for name in names):
        return "the first line has numbers, no names"
    return f"there: {', '.join(names)[:MOST_SHOWN]}"


def _numbers(rows: list[list[str]], places: dict[str, int], first_line: int) -> Floats:
    """[n, 4 or 7] in the order of `places`; empty lines count for nothing."""
    try:
        numbers = [[float(row[place] or "nan") for place in places.values()] for row in rows if row]
    except (ValueError, IndexError):
        raise _bad_cell(rows, places, first_line) from None
    return np.array(numbers).reshape(-1, len(places))


def _bad_cell(rows: list[list[str]], places: dict[str, int], first_line: int) -> BadRecording:
    for line, row in enumerate(rows, first_line):
        for name, place in places.items() if row else ():
            if place >= len(row):
                return BadRecording(f"line {line}: ends before column {name}; the file may be cut off: remove the line")
            if not _is_number(row[place]):
                return BadRecording(f"line {line}, column {name}: expected a number, got {row[place][:MOST_SHOWN]!r}")
    raise AssertionError("asked for a bad cell where there is none")


def _is_number(cell: str) -> bool:
    try:
        float(cell or "nan")
    except ValueError:
        return False
    return True


def _samples(numbers: Floats) -> Samples:
    has_gyroscope = numbers.shape[1] > len(REQUIRED)
    return Samples(numbers[:, 0], numbers[:, 1:4], numbers[:, 4:] if has_gyroscope else None)


def _from_npz(path: Path) -> Iterator[Samples]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            names = list(arrays)
            used = {own_name(name): name for name in names if own_name(name) in ARRAYS}
            seen = {own: np.asarray(arrays[name]) for own, name in used.items()}
    except NPZ_FAULTS:
        raise BadRecording(
            "damaged NPZ file: it begins as one, but what is in it cannot be read; expected arrays of numbers"
            f" {', '.join(ARRAYS)}: copy or export it again"
        ) from None
    _check_once(names, ARRAYS, "array {} appears twice in the file")
    whole = _converted(_checked(seen, names), used)
    for start in range(0, max(len(whole), 1), PORTION):
        part = slice(start, start + PORTION)
        rotation = None if whole.rotation_dps is None else whole.rotation_dps[part]
        yield Samples(whole.time_s[part], whole.acceleration_g[part], rotation)


def _converted(samples: Samples, used: dict[str, str]) -> Samples:
    """In g and deg/s, by the names that the arrays have in the file."""
    rotation = samples.rotation_dps
    return Samples(
        samples.time_s,
        samples.acceleration_g * factor(used["acc_g"]),
        None if rotation is None else rotation * factor(used["gyr_dps"]),
    )


def _checked(arrays: dict[str, Any], names: list[str]) -> Samples:
    missing = [name for name in ("t", "acc_g") if name not in arrays]
    if missing:
        there = ", ".join(names)[:MOST_SHOWN] or "none"
        raise BadRecording(f"no array {', '.join(missing)} (there: {there}); expected t, acc_g and maybe gyr_dps")
    time_s = _as_numbers("t", arrays["t"], (arrays["t"].size,))
    acceleration_g = _as_numbers("acc_g", arrays["acc_g"], (len(time_s), 3))
    rotation = arrays.get("gyr_dps")
    rotation_dps = None if rotation is None else _as_numbers("gyr_dps", rotation, (len(time_s), 3))
    return Samples(time_s, acceleration_g, rotation_dps)


def _as_numbers(name: str, array: Any, shape: tuple[int, ...]) -> Floats:
    if array.dtype.kind not in "fiu":
        raise BadRecording(f"array {name}: expected numbers, got {array.dtype}")
    if array.shape != shape:
        raise BadRecording(f"array {name}: expected the shape {shape}, got {array.shape}")
    return np.asarray(array, dtype=float)
