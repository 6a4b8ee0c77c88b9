"""A day's headline numbers as text, each with what it is of. Pure: a document in, facts out.

Knows what a number may be said of; must never know HTML, SQL or what time it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from device.day.document import DayDocument, Repetitions, Summary, repetitions
from sync.clinic.database.values import worn_waking_s
from sync.clinic.pages.exercise_tables import NOT_COUNTED, done_of_target, in_sets
from sync.clinic.stored_day.older_devices import Rest, context_s, knows_all_kinds, others, rest
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.trends.day_exercise import DueRepetitions, day_exercise, due_repetitions
from sync.clinic.wording.language import counted, marked, plural, spoken, spoken_as, with_decimal
from sync.clinic.wording.words import (
    HOUR_S,
    NO_DATA,
    NOT_RECORDED,
    degrees,
    duration,
    exact_duration,
    fine_hertz,
    hertz,
    percent,
    share,
)

NO_REST: Final = marked("no rest")
SETS_NOT_COUNTED: Final = plural("{number} set not counted and left out", "{number} sets not counted and left out")
TO_THE_END: Final = plural("{done} of {number} set due to its end", "{done} of {number} sets due to their end")


@dataclass(frozen=True)
class Fact:
    """One headline number: `of` says what it is of, `more` what else belongs to it."""

    label: str
    value: str
    of: str = ""
    more: str = ""


def day_facts(document: DayDocument, hours: Sequence[QuarterHour]) -> list[Fact]:
    """What a therapist reads first, in rows of four: tremor, what else there was, how far the day was seen."""
    totals = document.totals
    worn, missing = _time_facts(document, hours)
    return [
        *(
            rest_fact(totals.assessable_s, rest(totals)),
            tremor_fact(totals),
            _amplitude_fact(totals),
            _frequency_fact(totals),
        ),
        *(_irregularity_fact(totals), _episodes_fact(totals), _others_fact(totals), _exercise_fact(document)),
        *(worn, _vehicle_fact(totals), _not_assessable_fact(totals), missing),
    ]


def rest_fact(assessable_s: int, rested: Rest | None) -> Fact:
    """Tremor as a share of the time at rest, which compares best between days."""
    label = spoken("Tremor at rest")
    if not assessable_s:
        return Fact(label, spoken(NO_DATA))
    if rested is None:
        return Fact(label, spoken(NOT_RECORDED), more=spoken("by the device's software of that day"))
    if not rested.seconds:
        return Fact(label, spoken(NO_REST), spoken("in {time} assessable", time=duration(assessable_s)))
    seen = percent(min(rested.tremor_s, rested.seconds) / rested.seconds)
    of = spoken("of {time} at rest", time=duration(rested.seconds))
    return Fact(label, seen, of, spoken("best for comparing days"))


def tremor_fact(totals: Summary) -> Fact:
    """Tremor as a share of what could be judged."""
    if not totals.assessable_s:
        return Fact(spoken("Tremor"), spoken(NO_DATA), more=spoken("nothing could be judged"))
    seen, of = share(totals.tremor_s, totals.assessable_s, ""), duration(totals.assessable_s)
    in_all = spoken("{time} in all", time=exact_duration(totals.tremor_s))
    return Fact(spoken("Tremor"), seen.percent, spoken("of {time} assessable", time=of), in_all)


def of_tremor(totals: Summary, value: float | None, words: Callable[[float | None], str]) -> str:
    """A property of tremor in words: `no tremor` where there was none to have it, `no data` where nobody knows."""
    looked_for = totals.assessable_s > 0 and totals.tremor_s == 0
    return spoken("no tremor") if looked_for else words(value)


def exercised(total: Repetitions, recorded_s: int) -> tuple[str, str]:
    """9 of 10, and in how many sets; `no data` rather than none where nothing was recorded at all."""
    if not total.sets:
        return spoken("none") if recorded_s else spoken(NO_DATA), ""
    return done_of_target(total), in_sets(total)


def _amplitude_fact(totals: Summary) -> Fact:
    of, high_deg = spoken("median, peak to peak") if totals.amplitude_deg else "", totals.amplitude_p90_deg
    high = spoken("90th percentile {amplitude}", amplitude=degrees(high_deg)) if high_deg else ""
    return Fact(spoken("Amplitude"), of_tremor(totals, totals.amplitude_deg, degrees), of, high)


def _frequency_fact(totals: Summary) -> Fact:
    more = spoken("median") if totals.frequency_hz else ""
    return Fact(spoken("Frequency"), of_tremor(totals, totals.frequency_hz, hertz), more=more)


def _irregularity_fact(totals: Summary) -> Fact:
    label, value = spoken("Irregularity"), totals.irregularity_hz
    if value is not None:
        return Fact(label, fine_hertz(value), _from_cycle_to_cycle(totals), spoken("a trend, not a diagnosis"))
    if totals.tremor_s:
        return Fact(label, spoken("too little tremor") if context_s(totals) else spoken(NOT_RECORDED))
    return Fact(label, of_tremor(totals, value, fine_hertz))


def _from_cycle_to_cycle(totals: Summary) -> str:
    """Without the peak where the device's software of that day did not measure it."""
    if totals.width_hz is None or totals.sharpness is None:
        return spoken("from cycle to cycle")
    return spoken(
        "from cycle to cycle, peak {width} wide, sharpness {sharpness}",
        width=hertz(totals.width_hz),
        sharpness=round(totals.sharpness),
    )


def _episodes_fact(totals: Summary) -> Fact:
    label = spoken("Tremor episodes")
    if not totals.worn_s:
        return Fact(label, spoken(NO_DATA))
    per_hour = with_decimal(f"{totals.episodes * HOUR_S / totals.worn_s:.1f}")
    of = spoken("in {time} worn", time=duration(totals.worn_s))
    return Fact(label, str(totals.episodes), of, spoken("{number} per hour", number=per_hour))


def _others_fact(totals: Summary) -> Fact:
    """The confirmed ones: of the rest nobody knows whether they were meant."""
    label, found = spoken("Other episodes"), others(totals)
    if not totals.worn_s:
        return Fact(label, spoken(NO_DATA))
    if not knows_all_kinds(totals):
        return Fact(label, spoken(NOT_RECORDED))
    if not found.count:
        return Fact(label, spoken("none"))
    confirmed = spoken("{confirmed} confirmed", confirmed=found.confirmed)
    return Fact(label, confirmed, spoken("of {whole}", whole=found.count), spoken("the rest unconfirmed"))


def _exercise_fact(document: DayDocument) -> Fact:
    totals, total = document.totals, repetitions(document.sets)
    due = due_repetitions(document.sets, document.plan)
    if document.plan and (due.due or due.sets_not_counted):
        return _due_fact(document, due)
    value, within = exercised(total, totals.worn_s + totals.not_worn_s)
    if document.sets and not total.sets:
        value = counted("{number} timed set", "{number} timed sets", len(document.sets))
    of = spoken("repetitions {within}", within=within) if within else ""
    return Fact(spoken("Exercise"), value, of, _finished(document) if document.sessions else "")


def _due_fact(document: DayDocument, due: DueRepetitions) -> Fact:
    """Of all repetitions that the day asks for, those of missed sets too."""
    exercise = day_exercise(document.sets, document.plan)
    left_out = counted(*SETS_NOT_COUNTED, due.sets_not_counted) if due.sets_not_counted else ""
    ended = counted(*TO_THE_END, exercise.due_sets or 0, done=exercise.done_sets)
    sessions = _finished(document) if document.sessions else ""
    value = spoken("{done} of {target}", done=due.done, target=due.due) if due.due else spoken(NOT_COUNTED)
    of, more = (spoken("repetitions due"), left_out), (ended, sessions)
    return Fact(spoken("Exercise"), value, "; ".join(filter(None, of)), "; ".join(filter(None, more)))


def _finished(document: DayDocument) -> str:
    done = sum(session.stopped == "done" for session in document.sessions)
    texts = plural("{done} of {number} session begun was finished", "{done} of {number} sessions begun were finished")
    return counted(*texts, len(document.sessions), done=done)


def _vehicle_fact(totals: Summary) -> Fact:
    label, known_s = spoken("In a vehicle"), context_s(totals)
    if not known_s:
        return Fact(label, spoken(NOT_RECORDED) if totals.assessable_s else spoken(NO_DATA))
    value = exact_duration(totals.vehicle_s) if totals.vehicle_s else spoken_as("time", "none")
    moving = spoken("{time} otherwise moving", time=duration(totals.moving_s))
    return Fact(label, value, spoken("of {time} assessable", time=duration(known_s)), moving)


def _not_assessable_fact(totals: Summary) -> Fact:
    label, worn_s = spoken("Not assessable"), totals.worn_s
    if not worn_s:
        return Fact(label, spoken(NO_DATA))
    left, of = share(worn_s - totals.assessable_s, worn_s, ""), spoken("of {time} worn", time=duration(worn_s))
    return Fact(label, left.percent, of, spoken("worn, but could not be judged"))


def _time_facts(document: DayDocument, hours: Sequence[QuarterHour]) -> tuple[Fact, Fact]:
    """Three parts of one span, to which they add up: what has passed, and of the running quarter-hour what is there."""
    totals, waking_s = document.totals, worn_waking_s(document)
    recorded_s = totals.worn_s + totals.not_worn_s
    span_s = max(recorded_s, sum(sum(quarter.seconds.values()) for quarter in hours))
    of = spoken("of {whole}", whole=duration(span_s)) if span_s else ""
    not_worn = spoken("{time} not worn", time=duration(totals.not_worn_s)) if totals.not_worn_s else ""
    left = duration(span_s - recorded_s) if span_s > recorded_s else spoken_as("time", "none")
    missing, label = Fact(spoken("Without data"), left, of, not_worn), spoken("Worn")
    if not recorded_s:
        return Fact(label, spoken(NO_DATA)), missing
    waking = spoken("{time} from 08:00 to 22:00", time=duration(waking_s))
    return Fact(label, duration(totals.worn_s), of, waking), missing
