"""One exercise of a written programme: plain data become an `Item`, or all that is wrong with them, a line each.

Knows which names an item may have, by the form of its exercise; must never know the rest of the programme.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from device.programme.catalogue import CATALOGUE, Exercise, Form
from device.programme.items import (
    LEAST_RANGE_DEG,
    LONGEST_NOTE,
    MOST_RANGE_DEG,
    USUAL_BAND_DEG,
    USUAL_REST_S,
    WEEKDAYS,
    BandDeg,
    BeatSwing,
    DailySchedule,
    Hold,
    HoldS,
    Item,
    Movement,
    PeriodS,
    RangeDeg,
    RepetitionsASet,
    RestS,
    SetsABlock,
    SpeedDps,
    StopRule,
    Tempo,
    TimesADay,
    Weekday,
    Work,
)
from device.programme.written_texts import text_faults
from device.records.decoding import BadValue, as_seen, from_plain
from device.records.faults import every_fault
from device.records.sites import BodySite

T = TypeVar("T")

TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
WHOLE_DAY: Final = ("00:00", "24:00")
HOUR_MINUTES: Final = 60


@dataclass(frozen=True)
class WrittenRange:
    """From where a movement counts, where it should go, and where nothing counts any more."""

    count_from_deg: RangeDeg
    target_deg: RangeDeg
    cap_deg: RangeDeg


@dataclass(frozen=True)
class WrittenSchedule:
    """How often a day, on which days, between which local times."""

    per_day: TimesADay = 1
    days: tuple[Weekday, ...] = WEEKDAYS
    window: tuple[str, str] = WHOLE_DAY


@dataclass(frozen=True, kw_only=True)
class WrittenItem:
    """What every exercise may have."""

    exercise: str
    sets: SetsABlock = 1
    rest_s: RestS = USUAL_REST_S
    note: str = ""
    schedule: WrittenSchedule = field(default_factory=WrittenSchedule)
    stop: StopRule = field(default_factory=StopRule)


@dataclass(frozen=True, kw_only=True)
class WrittenRepetitions(WrittenItem):
    """Out and back at a tempo."""

    repetitions: RepetitionsASet
    tempo: Tempo
    range: WrittenRange
    most_dps: SpeedDps | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenSwing(WrittenItem):
    """Out and back on a beat."""

    repetitions: RepetitionsASet
    period_s: PeriodS
    range: WrittenRange


@dataclass(frozen=True, kw_only=True)
class WrittenHold(WrittenItem):
    """A position, kept."""

    hold_s: HoldS
    band_deg: BandDeg = USUAL_BAND_DEG


@dataclass(frozen=True, kw_only=True)
class WrittenRest(WrittenItem):
    """Nothing at all, for a time."""

    hold_s: HoldS


ANGLES: Final = ("count_from_deg", "target_deg", "cap_deg")
WRITTEN_BY_FORM: Final[Mapping[Form, type[WrittenItem]]] = {
    "repetitions": WrittenRepetitions,
    "swing": WrittenSwing,
    "hold": WrittenHold,
    "rest": WrittenRest,
}


def read_item(plain: object, site: BodySite | None, where: str) -> Item | tuple[str, ...]:
    """The item that is written there, or what is wrong with it. `site` is None where that is wrong itself."""
    exercise = _exercise(plain)
    if exercise is None:
        return (_no_exercise(plain, where),)
    form = WRITTEN_BY_FORM[exercise.form]
    told = (_with_its_cap(line, exercise, where) for line in every_fault(form, plain, where))
    faults = [*_site_faults(exercise, site, where), *told, *_note_faults(plain, where)]
    if faults:
        return tuple(faults)
    return _whole(from_plain(form, plain), exercise, where)


def _exercise(plain: object) -> Exercise | None:
    name = plain.get("exercise") if isinstance(plain, Mapping) else None
    return CATALOGUE.get(name) if isinstance(name, str) else None


def _no_exercise(plain: object, where: str) -> str:
    if not isinstance(plain, Mapping):
        return f"{where}: expected a table of names and values, got {as_seen(plain)}"
    known = f"one of {', '.join(CATALOGUE)}"
    if "exercise" not in plain:
        return f"{where}.exercise: missing: expected {known}"
    return f"{where}.exercise: expected {known}, got {as_seen(plain['exercise'])}"


def _site_faults(exercise: Exercise, site: BodySite | None, where: str) -> Iterator[str]:
    if site is not None and site not in exercise.sites:
        sites = ", ".join(exercise.sites)
        yield f"{where}.exercise: {exercise.name} is measured on {sites}; the site of this programme is {site}"


def _note_faults(plain: object, where: str) -> Iterator[str]:
    if isinstance(plain, Mapping):
        yield from text_faults(f"{where}.note", plain.get("note", ""), LONGEST_NOTE, least=0)


def _whole(written: WrittenItem, exercise: Exercise, where: str) -> Item | tuple[str, ...]:
    """The item, or where values that are right each do not go together."""
    faults = list(_cap_faults(written, exercise, where))
    work = None if faults else _made(lambda: _work(written), where, faults)
    schedule = _made(lambda: _schedule(written.schedule), f"{where}.schedule", faults)
    if work is None:
        return tuple(faults)
    item = _made(lambda: _item(written, work, schedule or DailySchedule()), where, faults)
    return tuple(faults) if faults or item is None else item


def _made(make: Callable[[], T], where: str, faults: list[str]) -> T | None:
    """What is made; a fault more and None where that is refused."""
    try:
        return make()
    except BadValue as error:
        faults.append(f"{where}.{error}")
        return None


def _cap_faults(written: WrittenItem, exercise: Exercise, where: str) -> Iterator[str]:
    if not isinstance(written, WrittenRepetitions | WrittenSwing) or exercise.cap_deg is None:
        return
    angles = dict(zip(ANGLES, _angles(written.range), strict=True))
    for name, angle_deg in angles.items():
        if angle_deg > exercise.cap_deg:
            yield f"{where}.range.{name}: {_within(exercise.cap_deg)}, the cap of {exercise.name}, got {angle_deg:g}"


def _within(most_deg: float) -> str:
    return f"expected a number from {LEAST_RANGE_DEG:g} to {most_deg:g}"


def _with_its_cap(line: str, exercise: Exercise, where: str) -> str:
    """An angle that no joint has is told with the cap of this one, as an angle that only this one has not."""
    if exercise.cap_deg is None or not line.startswith(f"{where}.range."):
        return line
    return line.replace(_within(MOST_RANGE_DEG), f"{_within(exercise.cap_deg)}, the cap of {exercise.name}")


def _work(written: WrittenItem) -> Work:
    """Raises BadValue."""
    name = written.exercise
    if isinstance(written, WrittenRepetitions):
        return Movement(name, written.repetitions, written.tempo, *_angles(written.range), written.most_dps)
    if isinstance(written, WrittenSwing):
        return BeatSwing(name, written.repetitions, written.period_s, *_angles(written.range))
    if isinstance(written, WrittenHold):
        return Hold(name, written.hold_s, written.band_deg)
    plain: Any = written
    return Hold(name, plain.hold_s)


def _angles(written: WrittenRange) -> tuple[float, float, float]:
    return written.count_from_deg, written.target_deg, written.cap_deg


def _schedule(written: WrittenSchedule) -> DailySchedule:
    """Raises BadValue."""
    start, end = written.window
    from_minute, to_minute = written_minute(start, "window[0]"), written_minute(end, "window[1]", may_end_day=True)
    if from_minute >= to_minute:
        raise BadValue(f"window: expected its start before its end, got {' to '.join(written.window)}")
    return DailySchedule(written.per_day, written.days, from_minute, to_minute)


def written_minute(text: str, where: str, *, may_end_day: bool = False) -> int:
    """Of the day. Raises BadValue."""
    time = TIME.fullmatch(text)
    if time is None or (text == WHOLE_DAY[1] and not may_end_day):
        raise BadValue(f'{where}: expected a local time such as "08:00", up to "24:00", got {as_seen(text)}')
    hour, minute = (int(part) for part in time.groups() if part)
    return hour * HOUR_MINUTES + minute


def _item(written: WrittenItem, work: Work, schedule: DailySchedule) -> Item:
    """Raises BadValue."""
    return Item(work, written.sets, written.rest_s, schedule, written.stop, written.note)
