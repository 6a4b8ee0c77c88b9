"""An NPZ file as samples: arrays by their names, as the columns of text are.

Knows NumPy's format; must never know how the numbers were measured.
"""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from device.recordings.moments import Moments
from device.recordings.naming.asked import Asked, unit_in_words
from device.recordings.naming.bad import BadRecording, named
from device.recordings.naming.columns import NO_ROTATION, Column, chosen, planned, rates_by_letter
from device.recordings.naming.names import (
    A_ROTATION,
    A_TIME,
    AN_ACCELERATION,
    NO_GYROSCOPE,
    SOME_AXES,
    SOMETHING_ELSE,
    Meaning,
    understood,
)
from device.signals.samples import Floats, Samples

ARRAYS: Final = "t", "acc_g", "gyr_dps"
OWN_ARRAYS: Final = dict(zip((A_TIME, AN_ACCELERATION, A_ROTATION), ARRAYS, strict=True))
NPZ_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError),
    *(NotImplementedError, RuntimeError, SyntaxError, ValueError),  # compressed, encrypted or described as never saved
)


def arrays_of(path: Path, asked: Asked, told: list[str]) -> Samples:
    """All samples of an NPZ file; `told`: how its arrays were taken. Raises BadRecording."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as loaded:
            names = list(loaded)
            wanted = [name for name in names if _is_wanted(name, asked)]
            arrays = {name: np.asarray(loaded[name]) for name in wanted}
            threes = [name for name in names if name not in arrays and loaded[name].shape[1:] == (3,)]
    except NPZ_FAULTS:
        raise BadRecording(
            "damaged NPZ file: it begins as one, but what is in it cannot be read; expected arrays of numbers"
            f" {', '.join(ARRAYS)}: copy or export it again"
        ) from None
    if asked.only:
        raise BadRecording(
            "--gyroscope is for two files of text; expected both sensors in one NPZ file: put them together"
        )
    vectors = _vectors(names, asked)
    by_axis = AN_ACCELERATION not in vectors and any(understood(name).axis for name in arrays)
    if by_axis or asked.columns:
        return _from_columns(names, arrays, asked, told)
    return _from_vectors(names, arrays, vectors, asked, told, threes=threes)


def _is_wanted(name: str, asked: Asked) -> bool:
    return _meaning(name).quantity in OWN_ARRAYS or name in asked.columns.values() or asked.no_header


def _meaning(name: str) -> Meaning:
    """Of an array of three axes, whose name may be a letter that says nothing without one: w, for turning."""
    alone, of_x = understood(name), understood(f"{name}_x")
    if alone.quantity == SOMETHING_ELSE and of_x.quantity == A_ROTATION:
        return replace(of_x, axis="")
    return alone


def _vectors(names: Sequence[str], asked: Asked) -> dict[str, tuple[str, Meaning]]:
    """By quantity, the array [n, 3] of it. Raises BadRecording where nobody can tell which is meant."""
    found = {}
    for quantity in (AN_ACCELERATION, A_ROTATION):
        meanings = [(name, _meaning(name)) for name in names]
        alike = [(name, each) for name, each in meanings if (each.quantity, each.axis) == (quantity, "")]
        usable = [(name, each) for name, each in alike if each.unit] or (alike if asked.unit(quantity) else [])
        if len(usable) > 1:
            called = " and ".join(name for name, _ in usable)
            raise BadRecording(f"array {OWN_ARRAYS[quantity]} appears twice in the file, as {called}: keep one of them")
        if usable:
            found[quantity] = usable[0]
    return found


def _from_vectors(
    names: Sequence[str],
    arrays: Mapping[str, Any],
    vectors: Mapping[str, tuple[str, Meaning]],
    asked: Asked,
    told: list[str],
    *,
    threes: Sequence[str],
) -> Samples:
    time = None if asked.rate_hz else _time(names, asked)
    if AN_ACCELERATION not in vectors or (time is None and not asked.rate_hz):
        raise BadRecording(_missing(names, vectors, has_time=time is not None or bool(asked.rate_hz)))
    if A_ROTATION not in vectors:
        _check_no_gyroscope_array(names, threes)
    acceleration, rotation = (_vector(quantity, arrays, vectors, asked) for quantity in (AN_ACCELERATION, A_ROTATION))
    length = len(acceleration) if acceleration is not None and acceleration.ndim else 0
    time_s = _evenly(length, asked) if time is None else _seconds(time, names, arrays, told)
    for quantity, values in ((AN_ACCELERATION, acceleration), (A_ROTATION, rotation)):
        if values is not None:
            _check_shape(vectors[quantity][0], values, (len(time_s), 3))
    told += _told(names, time, vectors, asked)
    assert acceleration is not None  # noqa: S101 - it is among the vectors
    return Samples(time_s, acceleration, rotation)


def _time(names: Sequence[str], asked: Asked) -> Column | None:
    """The array of times: `t` is in seconds, others are as their names say."""
    return chosen("t", ["t_s" if name == "t" else name for name in names], asked)


def _seconds(time: Column, names: Sequence[str], arrays: Mapping[str, Any], told: list[str]) -> Floats:
    name = names[time.place]
    moments = Moments(time)
    seconds = moments.scaled(_as_numbers(name, arrays[name], (arrays[name].size,)))
    told += moments.told
    return seconds


def _evenly(length: int, asked: Asked) -> Floats:
    return np.arange(length) / (asked.rate_hz or 1)


def _vector(
    quantity: str, arrays: Mapping[str, Any], vectors: Mapping[str, tuple[str, Meaning]], asked: Asked
) -> Floats | None:
    if quantity not in vectors:
        return None
    name, meaning = vectors[quantity]
    unit = asked.unit(quantity) or meaning.unit
    scale = asked.scale(quantity, unit)
    if np.isnan(scale):
        option = {AN_ACCELERATION: "--range-g 2", A_ROTATION: "--range-dps 250"}[quantity]
        raise BadRecording(f"array {name} holds raw counts: say the range that the sensor was set to, such as {option}")
    with np.errstate(over="ignore"):  # what is beyond all sense stays so
        return _as_numbers(name, arrays[name]) * scale


def _missing(names: Sequence[str], vectors: Mapping[str, tuple[str, Meaning]], *, has_time: bool) -> str:
    missing = [*([] if has_time else ["t"]), *([] if AN_ACCELERATION in vectors else ["acc_g"])]
    unclear = [name for name in names if understood(name).quantity == AN_ACCELERATION]
    hint = f"; {named(unclear)}: the unit is not said, say it: --units acceleration=g|mg|mps2|counts" * bool(
        unclear and "acc_g" in missing
    )
    return f"no array {', '.join(missing)} (there: {named(names) or 'none'}); expected t, acc_g and maybe gyr_dps{hint}"


def _check_no_gyroscope_array(names: Sequence[str], threes: Sequence[str]) -> None:
    """Without one much less can be said: nobody should leave it out by a name. `threes` have three columns."""
    perhaps = [name for name in threes if understood(name).quantity in {SOMETHING_ELSE, SOME_AXES}]
    unknown = [name for name in perhaps if understood(name).stem not in NO_GYROSCOPE]
    letters = rates_by_letter([_meaning(name) for name in names])
    turning = [
        name
        for name in names
        if name in unknown
        or _meaning(name).like_gyroscope
        or (not understood(name).axis and name.casefold() in letters)
    ]
    if turning:
        raise BadRecording(
            f"arrays {named(turning)} look like a gyroscope's, of unknown unit or form: name one gyr_dps (deg/s) or"
            " gyr_radps (rad/s), of the shape [n, 3], or say the unit, such as --units rotation=dps, or take them out"
        )


def _told(
    names: Sequence[str], time: Column | None, vectors: Mapping[str, tuple[str, Meaning]], asked: Asked
) -> list[str]:
    told = []
    if time is None:
        told.append(f"times: none read, {asked.rate_hz:g} samples a second as --rate says")
    elif names[time.place] != "t":
        told.append(f"time: {time.name}{f', in {unit_in_words(time.unit)}' if time.unit else ''}")
    for quantity, (name, meaning) in vectors.items():
        if name not in ARRAYS or asked.unit(quantity):
            told.append(f"{quantity}: {name}, in {unit_in_words(asked.unit(quantity) or meaning.unit)}")
    read = {names[time.place] if time else "", *(name for name, _ in vectors.values())}
    others = [name for name in names if name not in read]
    told += [NO_ROTATION] if others and A_ROTATION not in vectors else []
    return told + ([f"left alone: {', '.join(others)}"] if others else [])


def _from_columns(names: Sequence[str], arrays: Mapping[str, Any], asked: Asked, told: list[str]) -> Samples:
    """From an array for each axis."""
    plan = planned(["t_s" if name == "t" else name for name in names], asked)
    read = [(column, names[column.place]) for column in plan.values]
    length = arrays[read[0][1]].size
    values = np.column_stack([_as_numbers(name, arrays[name], (length,)) * column.scale for column, name in read])
    time_s = _evenly(length, asked) if plan.time is None else _seconds(plan.time, names, arrays, told)
    if len(time_s) != length:
        raise BadRecording(f"array {names[plan.time.place] if plan.time else ''}: expected the shape {(length,)}")
    told += plan.told
    return Samples(time_s, values[:, :3], values[:, 3:] if len(read) > 3 else None)


def _as_numbers(name: str, array: Any, shape: tuple[int, ...] | None = None) -> Floats:
    if array.dtype.kind not in "fiu":
        raise BadRecording(f"array {name}: expected numbers, got {array.dtype}")
    if shape is not None:
        _check_shape(name, array, shape)
    return np.asarray(array, dtype=float)


def _check_shape(name: str, array: Any, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise BadRecording(f"array {name}: expected the shape {shape}, got {array.shape}")
