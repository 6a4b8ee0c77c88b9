"""A day's headline numbers as text, each with what it is of. Pure: a document in, facts out.

Knows what a number may be said of; must never know HTML, SQL or what time it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from device.day.document import DayDocument, Repetitions, Summary, repetitions
from sync.clinic.database.values import worn_waking_s
from sync.clinic.pages.exercise_tables import done_of_target, in_sets
from sync.clinic.stored_day.older_devices import Rest, context_s, knows_all_kinds, others, rest
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.wording.language import spoken
from sync.clinic.wording.words import (
    HOUR_S,
    NO_DATA,
    NOT_RECORDED,
    count,
    degrees,
    duration,
    exact_duration,
    fine_hertz,
    hertz,
    share,
)

NO_REST: Final = "no rest"


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
    label = "Tremor at rest"
    if not assessable_s:
        return Fact(label, NO_DATA)
    if rested is None:
        return Fact(label, NOT_RECORDED, more="by the device's software of that day")
    if not rested.seconds:
        return Fact(label, NO_REST, f"in {duration(assessable_s)} assessable")
    seen = share(rested.tremor_s, rested.seconds, "at rest")
    return Fact(label, seen.percent, f"of {seen.of}", "best for comparing days")


def tremor_fact(totals: Summary) -> Fact:
    """Tremor as a share of what could be judged."""
    if not totals.assessable_s:
        return Fact("Tremor", spoken(NO_DATA), more="nothing could be judged")
    seen, of = share(totals.tremor_s, totals.assessable_s, ""), duration(totals.assessable_s)
    return Fact(
        "Tremor", seen.percent, spoken("of {time} assessable", time=of), f"{exact_duration(totals.tremor_s)} in all"
    )


def of_tremor(totals: Summary, value: float | None, words: Callable[[float | None], str]) -> str:
    """A property of tremor in words: `no tremor` where there was none to have it, `no data` where nobody knows."""
    looked_for = totals.assessable_s > 0 and totals.tremor_s == 0
    return spoken("no tremor") if looked_for else words(value)


def exercised(counted: Repetitions, recorded_s: int) -> tuple[str, str]:
    """9 of 10, and in how many sets; `no data` rather than none where nothing was recorded at all."""
    if not counted.sets:
        return spoken("none") if recorded_s else spoken(NO_DATA), ""
    return done_of_target(counted), in_sets(counted)


def _amplitude_fact(totals: Summary) -> Fact:
    of = "median, peak to peak" if totals.amplitude_deg else ""
    high = f"90th percentile {degrees(totals.amplitude_p90_deg)}" if totals.amplitude_p90_deg else ""
    return Fact("Amplitude", of_tremor(totals, totals.amplitude_deg, degrees), of, high)


def _frequency_fact(totals: Summary) -> Fact:
    more = "median" if totals.frequency_hz else ""
    return Fact("Frequency", of_tremor(totals, totals.frequency_hz, hertz), more=more)


def _irregularity_fact(totals: Summary) -> Fact:
    label, value = "Irregularity", totals.irregularity_hz
    if value is not None:
        return Fact(label, fine_hertz(value), f"from cycle to cycle{_peak(totals)}", "a trend, not a diagnosis")
    if totals.tremor_s:
        return Fact(label, "too little tremor" if context_s(totals) else NOT_RECORDED)
    return Fact(label, of_tremor(totals, value, fine_hertz))


def _peak(totals: Summary) -> str:
    """Empty where the device's software of that day did not measure it."""
    if totals.width_hz is None or totals.sharpness is None:
        return ""
    return f", peak {hertz(totals.width_hz)} wide, sharpness {totals.sharpness:.0f}"


def _episodes_fact(totals: Summary) -> Fact:
    label = "Tremor episodes"
    if not totals.worn_s:
        return Fact(label, NO_DATA)
    per_hour = totals.episodes * HOUR_S / totals.worn_s
    return Fact(label, str(totals.episodes), f"in {duration(totals.worn_s)} worn", f"{per_hour:.1f} per hour")


def _others_fact(totals: Summary) -> Fact:
    """The confirmed ones: of the rest nobody knows whether they were meant."""
    label, found = "Other episodes", others(totals)
    if not totals.worn_s:
        return Fact(label, NO_DATA)
    if not knows_all_kinds(totals):
        return Fact(label, NOT_RECORDED)
    if not found.count:
        return Fact(label, "none")
    return Fact(label, f"{found.confirmed} confirmed", f"of {found.count}", "the rest unconfirmed")


def _exercise_fact(document: DayDocument) -> Fact:
    totals, counted = document.totals, repetitions(document.sets)
    value, within = exercised(counted, totals.worn_s + totals.not_worn_s)
    if document.sets and not counted.sets:
        value = count(len(document.sets), "timed set")
    sessions = sum(session.stopped == "done" for session in document.sessions)
    more = f"{sessions} of {count(len(document.sessions), 'session')} finished" if document.sessions else ""
    return Fact("Exercise", value, f"repetitions {within}" if within else "", more)


def _vehicle_fact(totals: Summary) -> Fact:
    label, known_s = "In a vehicle", context_s(totals)
    if not known_s:
        return Fact(label, NOT_RECORDED if totals.assessable_s else NO_DATA)
    value = exact_duration(totals.vehicle_s) if totals.vehicle_s else "none"
    return Fact(label, value, f"of {duration(known_s)} assessable", f"{duration(totals.moving_s)} otherwise moving")


def _not_assessable_fact(totals: Summary) -> Fact:
    left = share(totals.worn_s - totals.assessable_s, totals.worn_s, "worn")
    more = "worn, but could not be judged" if totals.worn_s else ""
    return Fact("Not assessable", left.percent, left.of and f"of {left.of}", more)


def _time_facts(document: DayDocument, hours: Sequence[QuarterHour]) -> tuple[Fact, Fact]:
    """Three parts of one span, to which they add up: what has passed, and of the running quarter-hour what is there."""
    totals, waking_s = document.totals, worn_waking_s(document)
    recorded_s = totals.worn_s + totals.not_worn_s
    span_s = max(recorded_s, sum(sum(quarter.seconds.values()) for quarter in hours))
    of = f"of {duration(span_s)}" if span_s else ""
    not_worn = f"{duration(totals.not_worn_s)} not worn" if totals.not_worn_s else ""
    missing = Fact("Without data", duration(span_s - recorded_s) if span_s > recorded_s else "none", of, not_worn)
    if not recorded_s:
        return Fact("Worn", NO_DATA), missing
    return Fact("Worn", duration(totals.worn_s), of, f"{duration(waking_s)} from 08:00 to 22:00"), missing
