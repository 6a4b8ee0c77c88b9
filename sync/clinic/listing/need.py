"""Who needs the therapist first, and every reason for that in words.

Knows the rules of need; must never know HTML, SQL or what time it is. Without a reason nothing is said of a patient:
nobody is called fine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from sync.clinic.database.values import PatientRow, latest_plausible
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_LOOKED_BACK, OutlineChange
from sync.clinic.outline.wearing_off import WearingOff
from sync.clinic.pages.patients import FILE_DAMAGED
from sync.clinic.trends.measures import BY_KEY
from sync.clinic.wording.words import (
    HOUR_S,
    count,
    day_and_month,
    duration,
    sentence,
    short_date,
    shortened,
    span,
    sure_words,
)

ReasonKind = Literal[
    "silent", "pain", "changed", "wearing off", "not worn", "exercise", "data", "programme", "date", "new", "message"
]
REASON_KINDS: Final[tuple[ReasonKind, ...]] = get_args(ReasonKind)  # in the order of need
REASON_WORDS: Final[dict[ReasonKind, str]] = {
    "silent": "Nothing received",
    "pain": "A lot of discomfort after exercise",
    "changed": "Outside the usual range",
    "wearing off": "Injection wearing off",
    "not worn": "Not worn",
    "exercise": "Exercises not done",
    "data": "Problem with the data",
    "programme": "Programme refused",
    "date": "Impossible date",
    "new": "No data yet",
    "message": "Message refused",
}
SLIPPED: Final = (
    "the sensor seems to have slipped: for {} of the last day it sat turned on the limb, and posture was not counted"
)
NO_TRUE_DATE: Final = "every day has an impossible date: the last one is dated {}, the device's clock was wrong"
STALE_S: Final = 26 * HOUR_S  # a device that syncs once a day, and two hours of grace
LOST_S: Final = 72 * HOUR_S  # a weekend is over
GAPS_SEEN_S: Final = HOUR_S  # ours: below it a day's gaps change no conclusion
DAYS_BEFORE_JUDGING: Final = 3  # ours: nobody is asked about wearing in the first days
ENOUGH_WORN: Final = 0.5  # ours: of the finished days; 16 of 30 is what remote monitoring counts in the US
A_WEEK: Final = 7  # days, over which exercise is looked at
ENOUGH_DONE: Final = 0.5  # ours: of the sets that were due
PATIENTS_OWN: Final = {"battery"}  # parts of which the patient is told, every evening perhaps; the page says it too
STILL_NEW: Final = timedelta(days=20)  # a change is of a week that began within these: that week, or the one before

URGENT, CHECK, NOTHING = range(3)
NEED_LEVELS: Final = ("Urgent", "Check", "No reason found")  # in what came from the device; never of how a patient is


@dataclass(frozen=True)
class Reason:
    """One reason to look after a patient, in words."""

    kind: ReasonKind
    level: int
    text: str


@dataclass(frozen=True)
class Need:
    """How much a patient needs the therapist, and why. 0 is the most urgent."""

    level: int
    reasons: tuple[Reason, ...]

    @property
    def word(self) -> str:
        """The level's name."""
        return NEED_LEVELS[self.level]

    @property
    def order(self) -> tuple[int, int]:
        """The first comes first."""
        first = REASON_KINDS.index(self.reasons[0].kind) if self.reasons else len(REASON_KINDS)
        return self.level, first


def need(row: PatientRow, now_utc_s: float, today: date) -> Need:
    """Whether somebody has to look after this patient, with every reason in words, the most urgent first."""
    found = [Reason(kind, level, sentence(text)) for kind, level, text in _reasons(row, now_utc_s, today)]
    found.sort(key=lambda reason: (reason.level, REASON_KINDS.index(reason.kind)))
    return Need(found[0].level if found else NOTHING, tuple(found))


Said = tuple[ReasonKind, int, str]


def _reasons(row: PatientRow, now_utc_s: float, today: date) -> Iterator[Said]:
    yield from _troubles(row)
    if not row.is_gathered:
        yield "data", CHECK, "the numbers of this patient are being gathered since this program was renewed"
        return
    yield from _silence(row, now_utc_s)
    if row.last is None:
        yield "new", CHECK, "no data yet"
        return
    yield from _dates(row, row.last, today)
    yield from _of_last_day(row.last)
    yield from _wearing(row, today)
    yield from _exercise(row)
    if row.wearing_off and date.fromisoformat(row.wearing_off.last) >= today - STILL_NEW:
        yield _wearing_off(row.wearing_off)
    yield from (_change(one) for one in row.changes if date.fromisoformat(one.monday) >= today - STILL_NEW)


def _silence(row: PatientRow, now_utc_s: float) -> Iterator[Said]:
    silent_s = now_utc_s - row.last_sync_utc_s if row.last_sync_utc_s is not None else 0.0
    if silent_s >= STALE_S:
        yield "silent", URGENT if silent_s >= LOST_S else CHECK, f"nothing received for {span(silent_s)}"


def _dates(row: PatientRow, last: OutlineDay, today: date) -> Iterator[Said]:
    if not last.is_dated:
        yield "date", CHECK, "clock never set"
    elif not last.is_placed(latest_plausible(today)):
        yield "date", CHECK, NO_TRUE_DATE.format(last.day)
    elif row.misdated_days:
        verb = "is" if row.misdated_days == 1 else "are"
        days = count(row.misdated_days, "day")
        yield "date", CHECK, f"{days} {verb} dated in the future or long ago: the clock was wrong"


def _of_last_day(last: OutlineDay) -> Iterator[Said]:
    if last.gap_s >= GAPS_SEEN_S:
        yield "data", CHECK, f"gaps of {duration(last.gap_s)} on the last day"
    if (last.unmeasured_s or 0) >= GAPS_SEEN_S:
        yield "data", CHECK, f"a part of the sensor did not work for {duration(last.unmeasured_s or 0)} of the last day"
    if (last.turned_s or 0) >= GAPS_SEEN_S:
        yield "data", CHECK, SLIPPED.format(duration(last.turned_s or 0))


def _wearing(row: PatientRow, today: date) -> Iterator[Said]:
    finished = finished_days(row, today)
    if finished >= DAYS_BEFORE_JUDGING and row.valid_days < ENOUGH_WORN * finished:
        yield "not worn", CHECK, f"worn on only {row.valid_days} of {finished} days"


def _exercise(row: PatientRow) -> Iterator[Said]:
    week = [day for day in row.days[-A_WEEK:] if day]
    hurting = sum([day.hurting_sessions or 0 for day in week])
    if hurting:
        rated = sum([day.rated_sessions or 0 for day in week])
        sessions = f"{hurting} of {count(rated, 'session')} that the patient rated"
        yield "pain", CHECK, f"a lot of discomfort after {sessions} in the last 7 days"
    due, done = sets_done(week)
    if done < ENOUGH_DONE * due:
        some, verb = f"only {done}" if done else "none", "was" if done == 1 else "were"
        yield "exercise", CHECK, f"{some} of the {count(due, 'set')} due in the last 7 days {verb} done"


def sets_done(days: list[OutlineDay]) -> tuple[int, int]:
    """Sets that were due on these days, and those of them that were done."""
    asked = [(day.due_sets, day.done_sets or 0) for day in days if day.due_sets]
    return sum([due for due, _ in asked]), sum([min(due, done) for due, done in asked])


def _change(change: OutlineChange) -> Said:
    measure = BY_KEY[change.measure]
    week = f"{measure.words(change.last)} in the week from {short_date(change.monday)}"
    before = f"{measure.words(change.before)} in the weeks before"
    rests_on = f"rests on {count(change.days, 'day')}, {duration(change.worn_s - change.worn_s % HOUR_S)} worn"
    return "changed", CHECK, f"{measure.title.lower()} {change.verdict}: {week}, {before} ({rests_on})"


def _wearing_off(told: WearingOff) -> Said:
    """As the patient's page: what is said of an effect is an estimate, and how sure it is stands beside it."""
    measure = BY_KEY[told.measure]
    since = f"the effect of the injection of {short_date(told.injected)} seems to be wearing off"
    half = f"half of it had gone by about {short_date(told.half)}"
    within = f"{day_and_month(told.earliest)} to {day_and_month(told.latest)}"
    of_late = "" if told.now is None else f", {measure.words(told.now)} in the week up to {short_date(told.last)}"
    now = f"{measure.title.lower()} {measure.words(told.before)} before it{of_late}"
    rests_on = f"rests on {count(told.days_before, 'day')} before and {told.days_after} after"
    return "wearing off", CHECK, f"{since}: {half} ({within}, {sure_words(told.sure)}); {now} ({rests_on})"


def _troubles(row: PatientRow) -> Iterator[Said]:
    """What a device or a file did that is no part of any day."""
    if row.refused:
        verb = "was" if row.refused == 1 else "were"
        yield "message", CHECK, f"{count(row.refused, 'message')} {verb} refused: {shortened(row.refused_because)}"
    if row.unreadable_days:
        yield "data", CHECK, f"{count(row.unreadable_days, 'day')} cannot be read: {FILE_DAMAGED}"
    for part in [part for part in row.broken if part.part not in PATIENTS_OWN]:
        kind: ReasonKind = "programme" if part.part == "programme refused" else "data"
        yield kind, CHECK, f"{part.part}: {shortened(part.text)}"


def finished_days(row: PatientRow, today: date) -> int:
    """How many days can have been worn: those before today and since the first, at most DAYS_LOOKED_BACK."""
    if row.first_day is None:
        return 0
    return min(DAYS_LOOKED_BACK, max(0, (today - date.fromisoformat(row.first_day)).days))
