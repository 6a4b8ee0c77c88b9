"""What the page of one day shows: every number as text, with what it is of. Pure: a document in, a page's content out.

Knows what a therapist reads first; must never know HTML, SQL or what time it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from device.days import DayDocument, Summary
from sync.clinic.charts import amplitude_sentence, day_sentence
from sync.clinic.quarters import QuarterHour
from sync.clinic.rows import UNDATED, VALID_DAY_S, StoredDay, worn_waking_s
from sync.clinic.tables import Table, counted, episodes_table, quarters_table, sets_table
from sync.clinic.words import (
    HOUR_S,
    NO_DATA,
    count,
    degrees,
    duration,
    exact_duration,
    hertz,
    listed,
    long_date,
    moment,
    share,
    short_date,
    time_of_day,
)

CLOCKS: Final = {
    "synced": "set by the network",
    "estimated": "estimated: times of day may be off",
    "unknown": "never set: times of day cannot be relied on",
}


@dataclass(frozen=True)
class Fact:
    """One headline number: `of` says what it is of, `more` what else belongs to it."""

    label: str
    value: str
    of: str = ""
    more: str = ""


@dataclass(frozen=True)
class Link:
    """A place to go to, and its words."""

    url: str
    text: str


@dataclass(frozen=True)
class DayPage:
    """Everything on the page of one day."""

    title: str
    name: str
    device: str
    date: str
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    day_sentence: str
    amplitude_sentence: str
    episodes: Table
    sets: Table
    marks: tuple[str, ...]
    quarters: Table
    quality: tuple[Fact, ...]
    previous: Link | None
    next: Link | None
    patient: Link


def day_page(
    name: str, stored: StoredDay, hours: Sequence[QuarterHour], neighbours: tuple[str | None, str | None], timezone: str
) -> DayPage:
    """The page of a stored day; `timezone` is the clinic's, in which it says when the day arrived."""
    document = stored.document
    is_dated = document.quality.clock != UNDATED
    before, after = (day_link(document.device, day) if day and is_dated else None for day in neighbours)
    return DayPage(
        title=f"{name}, {day_words(document.day, is_dated=is_dated)}",
        name=name,
        device=document.device,
        date=long_date(document.day) if is_dated else day_words(document.day, is_dated=False),
        notes=tuple(_notes(stored, hours)),
        facts=tuple(_facts(document, hours)),
        day_sentence=day_sentence(document, hours),
        amplitude_sentence=amplitude_sentence(document, hours),
        episodes=episodes_table(document),
        sets=sets_table(document),
        marks=tuple(time_of_day(mark.start) for mark in document.marks),
        quarters=quarters_table(hours),
        quality=tuple(_quality(stored, timezone)),
        previous=before,
        next=after,
        patient=Link(f"/patients/{document.device}", name),
    )


def day_link(device: str, day: str, *, is_dated: bool = True) -> Link:
    """The way to the page of one day."""
    return Link(f"/patients/{device}/days/{day}", day_words(day, is_dated=is_dated))


def day_words(day: str, *, is_dated: bool) -> str:
    """The date; or that nobody knows it, with what the device's clock made of it."""
    return short_date(day) if is_dated else f"date unknown (by the device {short_date(day)})"


def tremor_fact(totals: Summary) -> Fact:
    """Tremor as a share of what could be judged."""
    if not totals.assessable_s:
        return Fact("Tremor", NO_DATA, more="nothing could be judged")
    seen = share(totals.tremor_s, totals.assessable_s, "assessable")
    return Fact("Tremor", seen.percent, f"of {seen.of}", f"{exact_duration(totals.tremor_s)} in all")


def of_tremor(totals: Summary, value: float | None, words: Callable[[float | None], str]) -> str:
    """A property of tremor in words: `no tremor` where there was none to have it, `no data` where nobody knows."""
    looked_for = totals.assessable_s > 0 and totals.tremor_s == 0
    return "no tremor" if looked_for else words(value)


def repetitions(sets: int, done: int, target: int, recorded_s: int) -> tuple[str, str]:
    """9 of 10, and in how many sets; `no data` rather than none where nothing was recorded at all."""
    if not sets:
        return ("none" if recorded_s else NO_DATA), ""
    return f"{done} of {target}", f"in {count(sets, 'set')}"


def _facts(document: DayDocument, hours: Sequence[QuarterHour]) -> list[Fact]:
    totals = document.totals
    return [
        tremor_fact(totals),
        _amplitude_fact(totals),
        Fact(
            "Frequency",
            of_tremor(totals, totals.frequency_hz, hertz),
            more="median of tremor" if totals.frequency_hz else "",
        ),
        _episodes_fact(totals),
        _exercise_fact(document),
        _unknown_fact(totals),
        *_time_facts(document, hours),
    ]


def _amplitude_fact(totals: Summary) -> Fact:
    of = "median, peak to peak" if totals.amplitude_deg else ""
    high = f"9 of 10 seconds up to {degrees(totals.amplitude_p90_deg)}" if totals.amplitude_p90_deg else ""
    return Fact("Amplitude", of_tremor(totals, totals.amplitude_deg, degrees), of, high)


def _episodes_fact(totals: Summary) -> Fact:
    if not totals.worn_s:
        return Fact("Movement episodes", NO_DATA)
    per_hour = totals.episodes * HOUR_S / totals.worn_s
    return Fact(
        "Movement episodes", str(totals.episodes), f"in {duration(totals.worn_s)} worn", f"{per_hour:.1f} an hour"
    )


def _exercise_fact(document: DayDocument) -> Fact:
    totals, sets = document.totals, document.sets
    done, target = sum(s.done_repetitions for s in sets), sum(s.target_repetitions for s in sets)
    value, within = repetitions(len(sets), done, target, totals.worn_s + totals.not_worn_s)
    return Fact("Exercise", value, f"repetitions {within}" if within else "")


def _unknown_fact(totals: Summary) -> Fact:
    unknown = share(totals.worn_s - totals.assessable_s, totals.worn_s, "worn")
    more = "worn, but not to be judged" if totals.worn_s else ""
    return Fact("Unknown", unknown.percent, unknown.of and f"of {unknown.of}", more)


def _time_facts(document: DayDocument, hours: Sequence[QuarterHour]) -> list[Fact]:
    """Three parts of one span, to which they add up: what has passed, and of the running quarter-hour what is there."""
    totals, waking_s = document.totals, worn_waking_s(document)
    recorded_s = totals.worn_s + totals.not_worn_s
    span_s = max(recorded_s, sum(sum(quarter.seconds.values()) for quarter in hours))
    of = f"of {duration(span_s)}" if span_s else ""
    not_worn = f"{duration(totals.not_worn_s)} not worn" if totals.not_worn_s else ""
    missing = Fact("Without data", duration(span_s - recorded_s) if span_s > recorded_s else "none", of, not_worn)
    if not recorded_s:
        return [Fact("Worn", NO_DATA), missing]
    return [Fact("Worn", duration(totals.worn_s), of, f"{duration(waking_s)} of it between 08 and 22"), missing]


def _notes(stored: StoredDay, hours: Sequence[QuarterHour]) -> list[str]:
    document = stored.document
    is_over = hours[-1].passed_s > 0
    findings = {
        "This day is not over: all numbers are so far.": not is_over,
        "Not a valid day: worn less than 10 h between 08 and 22. Compare with care.": (
            is_over and worn_waking_s(document) < VALID_DAY_S
        ),
        "The device's clock was never set: neither the date nor times of day can be relied on.": document.quality.clock
        == UNDATED,
        f"Too much for one message: the lists of {listed(document.thinned)} are incomplete, the totals are not.": (
            bool(document.thinned)
        ),
        "Another record of this day holds less and is not shown: the device's memory was replaced or begun anew.": (
            stored.other_records > 0
        ),
    }
    return [text for text, holds in findings.items() if holds]


def _quality(stored: StoredDay, timezone: str) -> list[Fact]:
    document, quality = stored.document, stored.document.quality
    reasons = counted(quality.gap_reasons)
    gaps = f"{count(quality.gaps, 'gap')}, {exact_duration(quality.gap_s)}" if quality.gaps else "none"
    return [
        Fact("Received", moment(stored.received_utc_s, timezone)),
        Fact("Clock", CLOCKS[quality.clock], more=document.timezone),
        Fact("Gaps while recording", gaps, more=reasons),
        Fact("Samples lost", f"{quality.lost_samples:,}".replace(",", "\N{NO-BREAK SPACE}")),
        Fact("Record", f"revision {document.revision}", more=document.store),
        Fact("Versions", f"firmware {document.firmware}", more=f"algorithm {document.algorithm}"),
    ]
