"""A programme in words: what it asks for, line by line, as a therapist would say it.

Knows the values of a programme; must never know whether it is accepted, nor where the words are shown.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from device.programme.catalogue import CATALOGUE
from device.programme.items import (
    CHECKUP_OPEN_MIN,
    DAY_MINUTES,
    TAKE_POSITION_S,
    WEEKDAYS,
    BeatSwing,
    CheckupPlan,
    DailySchedule,
    Hold,
    Item,
    Movement,
    Weekday,
    Work,
)
from device.programme.programme import Programme
from device.records.facts import CheckupPart
from device.records.sites import GUIDES
from device.symptoms import SymptomQuestions

TIMES: Final = {1: "once", 2: "twice"}
INDENT: Final = "   "
MINUTE_S: Final = 60


def programme_name(programme: Programme) -> str:
    """arm-2026 version 3."""
    return f"{programme.id} version {programme.version}"


def programme_in_words(programme: Programme) -> list[str]:
    """All of it."""
    items = [line for n, item in enumerate(programme.items) for line in item_in_words(n + 1, item)]
    checkup = [] if programme.checkup is None else [*checkup_in_words(programme.checkup)]
    return [*_head_in_words(programme), *items, *checkup]


def _head_in_words(programme: Programme) -> Iterator[str]:
    yield f"{programme_name(programme)}, by {programme.author}, issued {programme.issued}"
    yield f"valid from {programme.valid_from} to {programme.valid_to}"
    yield f"for the {programme.limb}, on {f'device {programme.device}' if programme.device else 'any device'}"
    yield f"worn on the {programme.site}: {GUIDES[programme.site].mounting}"
    yield f"after a session the patient is {'' if programme.rating else 'not '}asked how it was"
    if programme.symptoms:
        yield _questions_in_words(programme.symptoms)


def _questions_in_words(asks: SymptomQuestions) -> str:
    """Every 3 days, at 18:00: own symptoms 1 and 2."""
    days = "every day" if asks.every_days == 1 else f"every {asks.every_days} days"
    when = "after the first session" if asks.at_minute is None else f"at {_clock(asks.at_minute)}"
    plural, numbers = "s" if len(asks.numbers) > 1 else "", " and ".join(map(str, asks.numbers))
    return (
        f"{days} {when}, the lights ask for own symptom{plural} {numbers.replace(' and ', ', ', len(asks.numbers) - 2)}"
    )


def item_in_words(number: int, item: Item) -> Iterator[str]:
    """One of its exercises."""
    exercise = CATALOGUE[item.work.exercise]
    yield f"{number}. {exercise.title} ({exercise.name}), {_schedule_in_words(item.schedule)}"
    yield f"{INDENT}{_sets_in_words(item)}"
    yield from (f"{INDENT}{line}" for line in [*_work_in_words(item.work), *_stop_in_words(item)])
    yield f"{INDENT}caution: {exercise.caution}"
    if item.note:
        yield f"{INDENT}note: {item.note}"


PARTS_IN_WORDS: Final[dict[CheckupPart, str]] = {
    "rest": "rest for 30 s",
    "hold": "hold it out for 30 s",
    "midline": "hold it in the middle for {midline_s:g} s, twice",
    "straight": "10 s at ease, 10 s held straight",
    "trick": "30 s without the sensory trick (a touch that eases it), 30 s with it",
}


def checkup_in_words(plan: CheckupPlan) -> Iterator[str]:
    """When it opens, and its parts in their order."""
    times = _times(plan.times)
    yield f"check-up at {times}{_days_in_words(plan.days)}, each open for {CHECKUP_OPEN_MIN // MINUTE_S} hours"
    longest_s = plan.longest_s + len(plan.stages) * TAKE_POSITION_S
    parts = (words for part, words in PARTS_IN_WORDS.items() if part in plan.parts)
    yield from (f"{INDENT}{words.format(midline_s=plan.midline_s)}" for words in parts)
    yield f"{INDENT}{_length(longest_s)} in all, with {TAKE_POSITION_S:g} s before each to take the position"


def _times(minutes: Sequence[int]) -> str:
    """09:00 and 18:00."""
    *firsts, last = map(_clock, minutes)
    return f"{', '.join(firsts)} and {last}" if firsts else last


def _schedule_in_words(schedule: DailySchedule) -> str:
    times = TIMES.get(schedule.per_day, f"{schedule.per_day} times")
    whole_day = (schedule.from_minute, schedule.to_minute) == (0, DAY_MINUTES)
    window = "" if whole_day else f", from {_clock(schedule.from_minute)} to {_clock(schedule.to_minute)}"
    return f"{times} a day{_days_in_words(schedule.days)}{window}"


def _days_in_words(days: Sequence[Weekday]) -> str:
    return "" if len(days) == len(WEEKDAYS) else f" on {', '.join(day for day in WEEKDAYS if day in days)}"


def _clock(minute: int) -> str:
    return f"{minute // MINUTE_S:02d}:{minute % MINUTE_S:02d}"


def _sets_in_words(item: Item) -> str:
    several = item.sets > 1
    sets = f"{item.sets} sets of " if several else ""
    rests = f", {item.rest_s:g} s of rest between them" if several else ""
    return f"{sets}{_asked(item.work)}{rests}; {_length(item.longest_s)} in all"


def _asked(work: Work) -> str:
    if isinstance(work, Hold):
        return f"{work.hold_s:g} s"
    return f"{work.repetitions} {'repetition' if work.repetitions == 1 else 'repetitions'}"


def _length(seconds: float) -> str:
    """3 min 40 s."""
    minutes, rest_s = divmod(round(seconds), MINUTE_S)
    return " ".join(part for part in (f"{minutes} min" * (minutes > 0), f"{rest_s} s" * (rest_s > 0)) if part)


def _work_in_words(work: Work) -> Iterator[str]:
    if isinstance(work, Movement):
        tempo = work.tempo
        yield f"{tempo.out_s:g} s out, {tempo.hold_s:g} s hold, {tempo.back_s:g} s back, {tempo.pause_s:g} s pause"
    if isinstance(work, BeatSwing):
        yield f"out and back every {work.period_s:g} s"
    if isinstance(work, Hold):
        yield from _band_in_words(work)
    else:
        yield f"counted from {work.count_from_deg:g} to {work.cap_deg:g} degrees, the target is {work.target_deg:g}"
    if isinstance(work, Movement) and work.most_dps is not None:
        yield f"too fast above {work.most_dps:g} deg/s"


def _band_in_words(work: Hold) -> Iterator[str]:
    if CATALOGUE[work.exercise].form == "hold":
        yield f"kept within {work.band_deg:g} degrees of where it begins"


def _stop_in_words(item: Item) -> Iterator[str]:
    rise = item.stop.tremor_rise_pct
    grown = "" if rise is None else f", or when tremor has grown by {rise:g} %"
    yield f"the device ends it after {item.stop.most_min:g} min{grown}"
