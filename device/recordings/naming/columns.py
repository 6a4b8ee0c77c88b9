"""Which column or array of a file is what: chosen by name, or by what a person says, or refused.

Knows names and units; must never know how a file is read, nor guess a unit from numbers.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from device.recordings.naming.asked import SLOTS, Asked, unit_in_words
from device.recordings.naming.bad import BadRecording, named
from device.recordings.naming.names import (
    A_ROTATION,
    A_TIME,
    AN_ACCELERATION,
    COUNTS,
    NO_GYROSCOPE,
    SCALES,
    SOME_AXES,
    SOMETHING_ELSE,
    Meaning,
    understood,
    unit_said,
)
from device.recordings.naming.refusals import OWN, OWN_ROTATION, OWN_UNITS, ROTATION_SLOTS, missing_words

FRACTIONS: Final = "ms", "us", "msec", "usec"  # beside another time they are of its second
NO_ROTATION: Final = "rotation: none found by its name, so the accelerometer alone is judged"
RATES_BY_LETTER: Final = ("p", "q", "r"), ("alpha", "beta", "gamma")  # of aircraft, and of a browser's DeviceMotion
CLEAR_TIMES: Final = "elapsed", "secondselapsed", "timeelapsed", "elapsedtime"  # since the start, so they come first


@dataclass(frozen=True)
class Column:
    """One that is read. scale: to g, deg/s or seconds; unit: empty for a time whose name says none."""

    name: str
    place: int
    quantity: str
    unit: str
    scale: float


@dataclass(frozen=True)
class Plan:
    """What is read of a file: the columns in order, time first unless the rate is known; and what to tell of it."""

    columns: tuple[Column, ...]
    told: tuple[str, ...]

    @property
    def time(self) -> Column | None:
        """Where times are; None: samples are evenly spaced."""
        return self.columns[0] if self.columns[0].quantity == A_TIME else None

    @property
    def values(self) -> tuple[Column, ...]:
        """Three of acceleration, and three of rotation if there is a gyroscope."""
        return self.columns[1:] if self.time else self.columns


def planned(header: Sequence[str], asked: Asked, *, told_always: bool = False) -> Plan:
    """What to read of columns with these names. Raises BadRecording."""
    slots = [slot for slot in SLOTS if asked.wants(SLOTS[slot][0])]
    choice = {slot: chosen(slot, header, asked) for slot in slots}
    with_gyroscope = asked.only == A_ROTATION or any(choice.get(slot) is not None for slot in ROTATION_SLOTS)
    wanted = [slot for slot in choice if with_gyroscope or slot not in ROTATION_SLOTS]
    missing = [slot for slot in wanted if choice[slot] is None]
    if missing:
        raise BadRecording(missing_words(missing, header, asked))
    if not with_gyroscope and not asked.only:
        _check_no_gyroscope(header, asked)
    columns = tuple(column for slot in wanted if (column := choice[slot]) is not None)
    _check_different(columns)
    _check_range(columns)
    return Plan(columns, tuple(_told(columns, header, asked, told_always=told_always)))


def chosen(slot: str, header: Sequence[str], asked: Asked) -> Column | None:
    """The column for one slot, if there is one. Raises BadRecording where nobody can tell which is meant."""
    quantity, _ = SLOTS[slot]
    found = [(_place(asked.columns[slot], header), Meaning(quantity))] if slot in asked.columns else None
    if found is not None:
        place = found[0][0]
        unit = asked.unit(quantity) or _own_unit(header[place], quantity)
        return _column(header[place], place, quantity, unit, asked)
    candidates = _candidates(slot, header, asked)
    if not candidates:
        return None
    _check_one(slot, [place for place, _ in candidates], header)
    place, meaning = candidates[0]
    return _column(header[place], place, quantity, asked.unit(quantity) or meaning.unit, asked)


def _own_unit(name: str, quantity: str) -> str:
    """Of a column that a person has named, who says what it is: by what its name says of units."""
    meaning = understood(name)
    return meaning.unit if meaning.quantity == quantity else unit_said(name, quantity)


def _column(name: str, place: int, quantity: str, unit: str, asked: Asked) -> Column | None:
    if not unit:
        return Column(name, place, quantity, "", math.nan) if quantity == A_TIME else None
    return Column(name, place, quantity, unit, asked.scale(quantity, unit))


def _candidates(slot: str, header: Sequence[str], asked: Asked) -> list[tuple[int, Meaning]]:
    """The columns that may be meant, all equally well."""
    quantity, axis = SLOTS[slot]
    meanings = [(place, understood(name)) for place, name in enumerate(header)]
    kinds = {quantity, SOME_AXES} if asked.only == quantity else {quantity}
    fitting = [(place, each) for place, each in meanings if each.quantity in kinds and each.axis == axis]
    usable = [(place, each) for place, each in fitting if quantity == A_TIME or each.unit or asked.unit(quantity)]
    ranks = [_rank(each, paired=bool(asked.only)) for _, each in usable]
    best = min(ranks, default=0)
    return [each for each, rank in zip(usable, ranks, strict=True) if rank == best and not each[1].odd_unit]


def _rank(meaning: Meaning, *, paired: bool) -> int:
    """Less is better: with a unit before without; of times, one since the start; of those, the plainest name.

    Of two files that belong together, times since the start of each come last but for what may be a fraction only.
    """
    if meaning.quantity != A_TIME:
        return 0 if meaning.unit else 1
    if meaning.stem in FRACTIONS:
        return 5
    if meaning.unit:
        return 0 if meaning.stem == "t" else 1 if (meaning.stem in CLEAR_TIMES) != paired else 2
    return 3 if meaning.stem in {"t", "time", "timestamp"} else 4


def _place(name: str, header: Sequence[str]) -> int:
    """Of a column that a person has named, by its name or its number."""
    exact = [place for place, each in enumerate(header) if each.casefold() == name.casefold()]
    if len(exact) == 1:
        return exact[0]
    if not exact and name.isdecimal() and 1 <= int(name) <= len(header):
        return int(name) - 1
    seen = f"twice (say its place, {exact[0] + 1} or {exact[1] + 1})" if exact else "nowhere"
    raise BadRecording(f"column {name}, named by --columns, stands {seen} in the header line (there: {named(header)})")


def _check_one(slot: str, places: Sequence[int], header: Sequence[str]) -> None:
    """Nobody can tell which of two was meant."""
    names = dict.fromkeys(header[place] for place in places)
    if len(places) > 1:
        called = " and ".join(names)
        which = header[places[0]] if len(names) == len(places) else str(places[0] + 1)
        raise BadRecording(
            f"column {OWN[slot]} appears twice in the header line, as {called}: keep one of them, or say which:"
            f" --columns {slot}={which}"
        )


def _check_different(columns: Sequence[Column]) -> None:
    places = [column.place for column in columns]
    twice = [column.name for column in columns if places.count(column.place) > 1]
    if twice:
        raise BadRecording(f"column {twice[0]} is named for two things: give each of --columns a column of its own")


def _check_range(columns: Sequence[Column]) -> None:
    """Nobody can tell from counts how much they are."""
    for quantity, option, example in ((AN_ACCELERATION, "--range-g", "2"), (A_ROTATION, "--range-dps", "250")):
        raw = [column.name for column in columns if column.quantity == quantity and column.unit == COUNTS]
        if raw and any(math.isnan(column.scale) for column in columns if column.quantity == quantity):
            raise BadRecording(
                f"columns {named(raw)} hold raw counts; what they mean depends on the range that the sensor was set"
                f" to: say it, such as {option} {example}"
            )


def _check_no_gyroscope(header: Sequence[str], asked: Asked) -> None:
    """Without one much less can be said: nobody should leave it out by a name."""
    named_ones = {_place(column, header) for column in asked.columns.values()}
    turning = [header[place] for place in _perhaps_turning(header) if place not in named_ones]
    if turning:
        raise BadRecording(
            f"columns {named(turning)} look like a gyroscope's, of unknown unit: say it, --units rotation=dps (or"
            f" {', '.join(unit for unit in SCALES[A_ROTATION] if unit != 'dps')}){_which(turning)}, or name them"
            f" {', '.join(OWN_ROTATION)} (deg/s) or gx_radps, ... (rad/s), or take them out"
        )


def _which(turning: Sequence[str]) -> str:
    """What has to be said too, where a unit alone would not do."""
    by_unit = all(each.quantity == A_ROTATION and not each.odd_unit for each in map(understood, turning))
    return "" if by_unit else ", and which they are, --columns gx=NAME,gy=NAME,gz=NAME"


def _perhaps_turning(header: Sequence[str]) -> Iterator[int]:
    """Places: by their names; or because they come in threes and are not known to be something else."""
    meanings = [understood(name) for name in header]
    unknown = [each for each in meanings if each.quantity == SOMETHING_ELSE and each.stem not in NO_GYROSCOPE]
    axes = {
        stem: {each.axis for each in unknown if each.stem == stem} - {""} for stem in {each.stem for each in unknown}
    }
    threes = rates_by_letter(meanings)
    for place, each in enumerate(meanings):
        comes_in_threes = each in unknown and each.axis and len(axes[each.stem]) == len(ROTATION_SLOTS)
        if each.like_gyroscope or comes_in_threes or (not each.axis and each.stem in threes):
            yield place


def rates_by_letter(meanings: Sequence[Meaning]) -> set[str]:
    """The letters of turning about each axis, where all three are there."""
    stems = {each.stem for each in meanings if not each.axis}
    return {stem for three in RATES_BY_LETTER if stems.issuperset(three) for stem in three}


def _told(columns: Sequence[Column], header: Sequence[str], asked: Asked, *, told_always: bool) -> Iterator[str]:
    """How the columns were taken, unless all have the names of this house."""
    if asked.rate_hz:
        yield f"times: none read, {asked.rate_hz:g} samples a second as --rate says"
    for quantity in (A_TIME, AN_ACCELERATION, A_ROTATION):
        these = [column for column in columns if column.quantity == quantity]
        own = all(column.name in OWN.values() and column.unit == OWN_UNITS[quantity] for column in these)
        if these and (told_always or not own):
            yield f"{quantity}: {', '.join(column.name for column in these)}{_unit_told(these, asked)}"
    read = {column.place for column in columns}
    others = [name for place, name in enumerate(header) if place not in read and name]
    if others and not asked.only and all(column.quantity != A_ROTATION for column in columns):
        yield NO_ROTATION
    if others:
        yield f"left alone: {', '.join(others)}"


def _unit_told(columns: Sequence[Column], asked: Asked) -> str:
    units = dict.fromkeys(column.unit for column in columns if column.unit)
    words = " and ".join(unit_in_words(unit) for unit in units)
    range_of = asked.range_of(columns[0].quantity) if COUNTS in units else None
    unit = OWN_UNITS[columns[0].quantity]
    return f", in {words}" * bool(words) + (f" over ±{range_of:g} {unit_in_words(unit)}" if range_of else "")
