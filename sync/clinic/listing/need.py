"""Who needs the therapist first, and every reason for that in words.

Knows the rules of need; must never know HTML, SQL or what time it is. Without a reason nothing is said of a patient:
nobody is called fine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from math import inf
from typing import Final, Literal, get_args

from sync.clinic.database import Clinic
from sync.clinic.database.values import PatientRow, latest_plausible
from sync.clinic.listing.course_words import change_words, wearing_off_words
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_LOOKED_BACK
from sync.clinic.pages.patients import FILE_DAMAGED
from sync.clinic.trends.day_losses import LOSS_SEEN_S
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import (
    HOUR_S,
    duration,
    sentence,
    shortened,
    silent_for,
)

ReasonKind = Literal[
    "pain",
    "silent",
    "changed",
    "wearing off",
    "not worn",
    "exercise",
    "data",
    "programme",
    "date",
    "new",
    "message",
    "less",
]
REASON_KINDS: Final[tuple[ReasonKind, ...]] = get_args(ReasonKind)  # in the order of need
REASON_WORDS: Final[dict[ReasonKind, str]] = {
    "pain": marked("A lot of discomfort after exercise"),
    "silent": marked("Nothing received"),
    "changed": marked("More than usual"),
    "wearing off": marked("Injection wearing off"),
    "not worn": marked("Not worn"),
    "exercise": marked("Exercises not done"),
    "data": marked("Problem with the data"),
    "programme": marked("Programme refused"),
    "date": marked("Impossible date"),
    "new": marked("No data yet"),
    "message": marked("Message refused"),
    "less": marked("Less than usual"),
}
PLACES: Final[dict[ReasonKind, str]] = {  # of the patient's page, where the answer to it begins
    "pain": "calendar-heading",
    "silent": "trust",
    "changed": "comparison-heading",
    "wearing off": "injections",
    "not worn": "trust",
    "exercise": "calendar-heading",
    "data": "trust",
    "programme": "programmes",
    "date": "days",
    "new": "trust",
    "message": "refused",
    "less": "comparison-heading",
}
STALE_S: Final = 26 * HOUR_S  # a device that syncs once a day, and two hours of grace
LOST_S: Final = 72 * HOUR_S  # a weekend is over
DAYS_BEFORE_JUDGING: Final = 3  # ours: nobody is asked about wearing in the first days
ENOUGH_WORN: Final = 0.5  # ours: of the finished days; 16 of 30 is what remote monitoring counts in the US
HURTING_SHARE, HURTING_OFTEN = 0.5, 3  # ours: of the rated sessions, and how many they are at least: no single bad day
A_WEEK: Final = 7  # days, over which exercise is looked at
ENOUGH_DONE: Final = 0.5  # ours: of the sets that were due
PATIENTS_OWN: Final = {"battery"}  # parts of which the patient is told, every evening perhaps; the page says it too
STILL_NEW: Final = timedelta(days=20)  # a change is of a week that began within these: that week, or the one before

URGENT, CHECK, NOTHING = range(3)
NEED_LEVELS: Final = (  # in what came from the device, the patient's own rating too; no verdict on the patient
    *(marked("Urgent"), marked("Check"), marked("Nothing flagged")),
)


@dataclass(frozen=True)
class Reason:
    """One reason to look after a patient, in words."""

    kind: ReasonKind
    level: int
    text: str

    @property
    def place(self) -> str:
        """The part of the patient's page that says more."""
        return PLACES[self.kind]


@dataclass(frozen=True)
class Need:
    """How much a patient needs the therapist, and why. 0 is the most urgent."""

    level: int
    reasons: tuple[Reason, ...]

    @property
    def word(self) -> str:
        """The level's name."""
        return spoken(NEED_LEVELS[self.level])

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


def need_of(clinic: Clinic, device: str, now_utc_s: float, today: date) -> Need | None:
    """That of one patient; None before anything was stored. Raises ClinicUnavailable."""
    return next((need(row, now_utc_s, today) for row in clinic.patients(today, [device])), None)


Said = tuple[ReasonKind, int, str]


def _reasons(row: PatientRow, now_utc_s: float, today: date) -> Iterator[Said]:
    yield from _troubles(row)
    if not row.is_gathered:
        yield "data", CHECK, spoken("the numbers of this patient are being gathered since this program was renewed")
        return
    yield from _silence(row, now_utc_s)
    if row.last is None:
        yield "new", CHECK, spoken("no data yet")
        return
    yield from _dates(row, row.last, today)
    yield from _of_last_day(row, row.last)
    yield from _wearing(row, today)
    yield from _exercise(row)
    if row.wearing_off and date.fromisoformat(row.wearing_off.last) >= today - STILL_NEW:
        yield "wearing off", CHECK, wearing_off_words(row.wearing_off)
    yield from (
        ("changed" if one.verdict == "higher" else "less", CHECK, change_words(one))
        for one in row.changes
        if date.fromisoformat(one.monday) >= today - STILL_NEW
    )


def silent_until_utc_s(row: PatientRow, now_utc_s: float) -> float:
    """Until when a need stays as it is, on this day, unless something comes: the one reason that time alone gives."""
    since_utc_s = row.last_sync_utc_s
    grows = () if since_utc_s is None else (since_utc_s + STALE_S, since_utc_s + LOST_S)
    return min((at_utc_s for at_utc_s in grows if at_utc_s > now_utc_s), default=inf)


def _silence(row: PatientRow, now_utc_s: float) -> Iterator[Said]:
    silent_s = now_utc_s - row.last_sync_utc_s if row.last_sync_utc_s is not None else 0.0
    if silent_s >= STALE_S:
        yield "silent", URGENT if silent_s >= LOST_S else CHECK, silent_for(silent_s)


def _dates(row: PatientRow, last: OutlineDay, today: date) -> Iterator[Said]:
    if not last.is_dated:
        yield "date", CHECK, spoken("clock never set")
    elif not last.is_placed(latest_plausible(today)):
        text = spoken(
            "every day has an impossible date: the last one is dated {day}, the device's clock was wrong", day=last.day
        )
        yield "date", CHECK, text
    elif row.misdated_days:
        text = counted(
            "{number} day is dated in the future or long ago: the clock was wrong",
            "{number} days are dated in the future or long ago: the clock was wrong",
            row.misdated_days,
        )
        yield "date", CHECK, text


def _of_last_day(row: PatientRow, last: OutlineDay) -> Iterator[Said]:
    gaps_s, dead_s, turned_s = last.gap_s, last.unmeasured_s or 0, last.turned_s or 0
    if gaps_s >= LOSS_SEEN_S:
        yield "data", CHECK, spoken("gaps of {time} on the last day", time=duration(gaps_s)) + _since(row, "gap_s")
    if dead_s >= LOSS_SEEN_S:
        time = duration(dead_s)
        yield "data", CHECK, spoken("a part of the sensor did not work for {time} of the last day", time=time)
    if turned_s >= LOSS_SEEN_S:
        text = spoken(
            "the sensor seems to have slipped: for {time} of the last day it sat turned on the limb, and posture was "
            "not counted",
            time=duration(turned_s),
        )
        yield "data", CHECK, text + _since(row, "turned_s")


def _since(row: PatientRow, name: str) -> str:
    """On how many days with data in a row it has been so, up to the last one."""
    known = [day for day in reversed(row.days) if day and day.recorded_s]
    seconds = [(getattr(day, name) or 0, day.is_valid) for day in known]
    long = takewhile(lambda one: one[0] >= (LOSS_SEEN_S if one[1] else 1), seconds)  # a short day breaks no row
    so = [one for one, _ in long]
    if len(so) < 2:
        return ""
    time = duration(sum(so))
    return counted(*SO_LONG, len(so), time=time) if len(so) < len(seconds) else counted(*AS_LONG, len(so), time=time)


SO_LONG: Final = plural(
    "; so on each of the last {number} day with data, {time} in all",
    "; so on each of the last {number} days with data, {time} in all",
)
AS_LONG: Final = plural(
    "; so on {number} day with data, {time} in all, and perhaps before that",
    "; so on all of the {number} days with data of the last 14, {time} in all, and perhaps before that",
)


def _wearing(row: PatientRow, today: date) -> Iterator[Said]:
    finished = finished_days(row, today)
    if finished >= DAYS_BEFORE_JUDGING and row.valid_days < ENOUGH_WORN * finished:
        texts = plural("worn on only {worn} of {number} day", "worn on only {worn} of {number} days")
        yield "not worn", CHECK, counted(*texts, finished, worn=row.valid_days)


def _exercise(row: PatientRow) -> Iterator[Said]:
    week = [day for day in row.days[-A_WEEK:] if day]
    hurting = sum([day.hurting_sessions or 0 for day in week])
    rated = sum([day.rated_sessions or 0 for day in week])
    if hurting:
        is_often = hurting >= HURTING_OFTEN and hurting >= HURTING_SHARE * rated
        yield "pain", URGENT if is_often else CHECK, _hurting(hurting, rated)
    due, done = sets_done(week)
    if done < ENOUGH_DONE * due:
        yield "exercise", CHECK, counted(*LITTLE_DONE[min(done, 2)], due, done=done)


def _hurting(hurting: int, rated: int) -> str:
    return counted(
        "a lot of discomfort after {hurting} of {number} session that the patient rated in the last 7 days",
        "a lot of discomfort after {hurting} of {number} sessions that the patient rated in the last 7 days",
        rated,
        hurting=hurting,
    )


LITTLE_DONE: Final = (  # none, one, some: of one set that was due, and of more
    plural(
        "none of the {number} set due in the last 7 days were done",
        "none of the {number} sets due in the last 7 days were done",
    ),
    plural(
        "only {done} of the {number} set due in the last 7 days was done",
        "only {done} of the {number} sets due in the last 7 days was done",
    ),
    plural(
        "only {done} of the {number} set due in the last 7 days were done",
        "only {done} of the {number} sets due in the last 7 days were done",
    ),
)


def sets_done(days: list[OutlineDay]) -> tuple[int, int]:
    """Sets that were due on these days, and those of them that were done."""
    asked = [(day.due_sets, day.done_sets or 0) for day in days if day.due_sets]
    return sum([due for due, _ in asked]), sum([min(due, done) for due, done in asked])


def _troubles(row: PatientRow) -> Iterator[Said]:
    """What a device or a file did that is no part of any day; what they said themselves stands as it came."""
    if row.refused:
        texts = plural("{number} message was refused: {why}", "{number} messages were refused: {why}")
        yield "message", CHECK, counted(*texts, row.refused, why=shortened(row.refused_because))
    if row.unreadable_days:
        texts = plural("{number} day cannot be read: {why}", "{number} days cannot be read: {why}")
        yield "data", CHECK, counted(*texts, row.unreadable_days, why=spoken(FILE_DAMAGED))
    for part in [part for part in row.broken if part.part not in PATIENTS_OWN]:
        kind: ReasonKind = "programme" if part.part == "programme refused" else "data"
        yield kind, CHECK, f"{part.part}: {shortened(part.text)}"


def finished_days(row: PatientRow, today: date) -> int:
    """How many days can have been worn: those before today and since the first, at most DAYS_LOOKED_BACK."""
    if row.first_day is None:
        return 0
    return min(DAYS_LOOKED_BACK, max(0, (today - date.fromisoformat(row.first_day)).days))
