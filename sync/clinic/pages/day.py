"""What the page of one day shows: every number as text, with what it is of. Pure: a document in, a page's content out.

Knows what a therapist reads first; must never know HTML, SQL or what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from device.day.document import DayDocument, DayPrivacy, Quality, Summary
from sync.clinic.charts import amplitude_sentence, day_sentence
from sync.clinic.database.values import LATEST_DAY, UNDATED, StoredDay, can_be_date
from sync.clinic.pages.checkup_tables import checkup_sentences, checkups_table
from sync.clinic.pages.direction_tables import direction_quarters, direction_sentence, directions_table
from sync.clinic.pages.episode_tables import episodes_table, kinds_table, unconfirmed_table
from sync.clinic.pages.exercise_tables import plan_table, sessions_table, sets_table
from sync.clinic.pages.facts import Fact, day_facts
from sync.clinic.pages.posture_tables import posture_quarters, posture_sentence, posture_table, sides_table
from sync.clinic.pages.symptom_tables import rounds_table
from sync.clinic.pages.tables import Table, quarters_table, reasons_counted
from sync.clinic.stored_day.older_devices import context_s, knows_all_kinds, others
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.symptoms import SymptomName
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.wording.glossary import UNCONFIRMED
from sync.clinic.wording.language import counted, grouped, marked, plural, spoken
from sync.clinic.wording.words import (
    duration,
    exact_duration,
    hour_of_day,
    listed,
    long_date,
    moment,
    sentence,
    short_date,
    time_of_day,
)

CLOCKS: Final = {
    "synced": marked("set by the network"),
    "estimated": marked("estimated: times of day may be wrong"),
    "unknown": marked("never set: times of day cannot be relied on"),
}

UNMEASURED: Final = {
    "gyroscope": marked(
        "The gyroscope did not work for {time}: small tremor, tremor during movement, its amplitude and repetitions "
        "are not measured in that time."
    ),
    "accelerometer": marked(
        "The accelerometer did not work for {time}: posture, rides in vehicles and repetitions are not measured in "
        "that time, and only the gyroscope tells whether the band was worn."
    ),
    "wear": marked(
        "Whether the band was worn is not known for {time}: the sensor is so noisy that a limb at rest looks like a "
        "table; that time counts neither as worn nor as not worn."
    ),
}
OTHER_PART: Final = marked("The {part} did not work for {time}: what it measures is missing in that time.")

TREMOR_ALONE: Final = marked(
    "Kinds other than tremor were not recorded: the device's software of that day did not look for them."
)


FUTURE: Final = marked("in the future: the device's clock was wrong")
DATE_SIGNS: Final = len("2026-01-31")


@dataclass(frozen=True)
class Link:
    """A place to go to, and its words."""

    url: str
    text: str


@dataclass(frozen=True)
class DayChart:
    """One chart: its addresses for a desk and for a telephone, and what it shows in a sentence."""

    name: str
    wide_url: str
    narrow_url: str
    sentence: str


@dataclass(frozen=True)
class DayPage:
    """Everything on the page of one day."""

    title: str
    name: str
    device: str
    date: str
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    hours_chart: DayChart
    amplitude_chart: DayChart
    kinds: Table
    other_kinds: str
    episodes: Table
    unconfirmed: Table | None
    posture_sentence: str
    posture: tuple[Table, ...]
    posture_quarters: Table | None
    direction_sentence: str
    directions: Table | None
    direction_quarters: Table | None
    checkups: Table | None
    checkup_sentences: tuple[str, ...]
    plan: Table | None
    sessions: Table | None
    sets: Table
    symptoms: Table | None
    marks: tuple[str, ...]
    quarters: Table
    quality: tuple[Fact, ...]
    previous: Link | None
    next: Link | None
    patient: Link


def day_page(
    name: str,
    stored: StoredDay,
    hours: Sequence[QuarterHour],
    neighbours: tuple[str | None, str | None],
    timezone: str,
    *,
    latest_day: str = LATEST_DAY,
    symptoms: Sequence[SymptomName] = (),
) -> DayPage:
    """The page of a stored day; `timezone` is the clinic's, in which it says when the day arrived.

    A day after `latest_day` is one of the future. `symptoms`: what the patient's own are called.
    """
    document = stored.document
    is_dated, misdated = document.quality.clock != UNDATED, misdated_words(document.day, latest_day)
    before, after = (
        day_link(document.device, day) if day and is_dated and not misdated else None for day in neighbours
    )
    return DayPage(
        title=f"{name}, {day_words(document.day, is_dated=is_dated)}",
        name=name,
        device=document.device,
        date=long_date(document.day) if is_dated else day_words(document.day, is_dated=False),
        notes=tuple(_notes(stored, hours, misdated if is_dated else "")),
        facts=tuple(day_facts(document, hours)),
        hours_chart=_chart(document, "hours", day_sentence(document, hours)),
        amplitude_chart=_chart(document, "amplitude", amplitude_sentence(document, hours)),
        kinds=kinds_table(document),
        other_kinds=_other_kinds(document),
        episodes=episodes_table(document),
        unconfirmed=unconfirmed_table(document),
        posture_sentence=posture_sentence(document),
        posture=tuple(table for table in (posture_table(document), sides_table(document)) if table),
        posture_quarters=posture_quarters(hours),
        direction_sentence=direction_sentence(document),
        directions=directions_table(document),
        direction_quarters=direction_quarters(hours),
        checkups=checkups_table(document),
        checkup_sentences=checkup_sentences(document),
        plan=plan_table(document),
        sessions=sessions_table(document),
        symptoms=rounds_table(document, symptoms),
        sets=sets_table(document),
        marks=tuple(time_of_day(mark.start) for mark in document.marks),
        quarters=quarters_table(hours),
        quality=tuple(_quality(stored, timezone)),
        previous=before,
        next=after,
        patient=Link(f"/patients/{document.device}", name),
    )


def _chart(document: DayDocument, name: str, said: str) -> DayChart:
    address = f"/patients/{document.device}/days/{document.day}/charts/{name}.svg"
    return DayChart(name, f"{address}?shape=wide", f"{address}?shape=narrow", said)


def day_link(device: str, day: str, *, is_dated: bool = True) -> Link:
    """The way to the page of one day."""
    return Link(f"/patients/{device}/days/{day}", day_words(day, is_dated=is_dated))


def date_mark(day: str, latest_day: str) -> str:
    """What to know of a date in a list; nothing of most."""
    return spoken(FUTURE) if day > latest_day else ""


def misdated_words(day: str, latest_day: str) -> str:
    """That this cannot be the day's date, if so."""
    if can_be_date(day, latest_day):
        return ""
    return spoken(DATED_IN_THE_FUTURE if day > latest_day else DATED_LONG_AGO, day=day)


DATED_IN_THE_FUTURE: Final = marked(
    "Dated {day}, in the future: the device's clock was wrong. The day counts for no date: neither as the last one nor "
    "in any number of days."
)
DATED_LONG_AGO: Final = marked(
    "Dated {day}, before there was any such device: the device's clock was wrong. The day counts for no date: neither "
    "as the last one nor in any number of days."
)


def day_words(day: str, *, is_dated: bool) -> str:
    """The date; or that nobody knows it, with what the device's clock made of it."""
    return short_date(day) if is_dated else spoken("date unknown (the device says {day})", day=short_date(day))


def _other_kinds(document: DayDocument) -> str:
    """What to know of the kinds beside tremor: that they were not looked for, or what unconfirmed means."""
    totals = document.totals
    if not knows_all_kinds(totals):
        return spoken(TREMOR_ALONE) if totals.assessable_s else ""
    return spoken(UNCONFIRMED) if others(totals).count else ""


def _notes(stored: StoredDay, hours: Sequence[QuarterHour], misdated: str) -> list[str]:
    document, strays = stored.document, _of_other_dates(stored.document)
    is_over, no_context_s = hours[-1].passed_s > 0, _no_context_s(document.totals)
    short = is_over and document.totals.worn_s < VALID_WORN_S
    unreadable, passed_over = document.quality.unreadable, reasons_counted(document.passed_over)
    findings = {
        misdated: bool(misdated),
        spoken("This day is not over yet."): not is_over and not misdated,
        spoken("Not a valid day: worn for less than 5 h. Compare it with care."): short,
        spoken(NEVER_SET): document.quality.clock == UNDATED,
        counted(*LOST_RECORDS, unreadable): unreadable > 0,
        spoken(THINNED, lists=listed(document.thinned)): bool(document.thinned),
        spoken(NO_CONTEXT, time=duration(no_context_s)): no_context_s > 0,
        spoken(OTHER_RECORD): stored.other_records > 0,
        spoken(PASSED_OVER, what=passed_over): bool(document.passed_over),
        counted(*STRAYS, strays): strays > 0,
        **{privacy_words(wanted): True for wanted in document.privacy},
        **{sentence(text): True for text in stored.faults},
    }
    return [*(text for text, holds in findings.items() if holds), *_unmeasured(document)]


NEVER_SET: Final = marked("The device's clock was never set: neither the date nor times of day can be relied on.")
LOST_RECORDS: Final = plural(
    "{number} record of this day cannot be read on the device any more: no number has them.",
    "{number} records of this day cannot be read on the device any more: no number has them.",
)
THINNED: Final = marked("Too much for one message: the lists of {lists} are incomplete; the totals are complete.")
NO_CONTEXT: Final = marked(
    "For {time} of this day it was not recorded whether the limb was at rest: tremor at rest leaves that time out."
)
OTHER_RECORD: Final = marked(
    "Another record of this day holds less and is not shown: the device's memory was replaced or started afresh."
)
PASSED_OVER: Final = marked("Newer software wrote what this one does not know, and it was passed over: {what}.")
STRAYS: Final = plural(
    "{number} episode, set or mark of this day have another date: their times of day may be wrong.",
    "{number} episodes, sets or marks of this day have another date: their times of day may be wrong.",
)


def privacy_words(wanted: DayPrivacy) -> str:
    """That nothing was recorded because the patient asked for it."""
    return spoken(
        "From {start} on nothing was recorded for {time}: the patient asked for privacy. The charts show no data "
        "there.",
        start=time_of_day(wanted.start),
        time=exact_duration(wanted.duration_s),
    )


def _unmeasured(document: DayDocument) -> list[str]:
    """Which part of the sensor did not work, for how long, and what that means."""
    return [
        spoken(UNMEASURED.get(part, OTHER_PART), part=part, time=exact_duration(seconds))
        for part, seconds in document.quality.unmeasured
    ]


def _of_other_dates(document: DayDocument) -> int:
    """What began neither on this day nor beside it."""
    near = {(date.fromisoformat(document.day) + timedelta(days=days)).isoformat() for days in (-1, 0, 1)}
    starts = [part.start for part in document.episodes] + [part.start for part in document.sets]
    starts += [mark.start for mark in document.marks] + [checkup.start for checkup in document.checkups]
    return sum(hour_of_day(start) is not None and start[:DATE_SIGNS] not in near for start in starts)


def _no_context_s(totals: Summary) -> int:
    """Judged time without context on a day that has contexts: the device's software was renewed in it."""
    return totals.assessable_s - context_s(totals) if context_s(totals) else 0


def _quality(stored: StoredDay, timezone: str) -> list[Fact]:
    document, quality = stored.document, stored.document.quality
    reasons = reasons_counted(quality.gap_reasons)
    gaps = _gaps(quality) if quality.gaps else spoken("none")
    revision = spoken("revision {number}", number=document.revision)
    firmware = spoken("firmware {version}", version=document.firmware)
    algorithm = spoken("algorithm {version}", version=document.algorithm)
    return [
        *([Fact(spoken("Worn on"), spoken(document.site))] if document.site else []),
        Fact(spoken("Received"), moment(stored.received_utc_s, timezone)),
        Fact(spoken("Clock"), spoken(CLOCKS[quality.clock]), more=document.timezone),
        Fact(spoken("Gaps while recording"), gaps, more=reasons),
        Fact(spoken("Samples lost"), grouped(quality.lost_samples)),
        Fact(spoken("Record"), revision, more=document.store),
        Fact(spoken("Versions"), firmware, more=algorithm),
    ]


def _gaps(quality: Quality) -> str:
    return counted("{number} gap, {time}", "{number} gaps, {time}", quality.gaps, time=exact_duration(quality.gap_s))
