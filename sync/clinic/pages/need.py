"""Who needs the therapist first, and every reason for that in words.

Knows the rules of need; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.clinic.database.values import DAYS_LOOKED_BACK, PatientRow, latest_plausible
from sync.clinic.wording.words import HOUR_S, count, duration, sentence, shortened, span

STALE_S: Final = 26 * HOUR_S  # a device that syncs once a day, and two hours of grace
LOST_S: Final = 72 * HOUR_S  # a weekend is over
GAPS_SEEN_S: Final = HOUR_S  # ours: below it a day's gaps change no conclusion
DAYS_BEFORE_JUDGING: Final = 3  # ours: nobody is asked about wearing in the first days
ENOUGH_WORN: Final = 0.5  # ours: of the finished days; 16 of 30 is what remote monitoring counts in the US
FILE_DAMAGED: Final = "the clinic's database is damaged there, a backup may hold it"

URGENT, CHECK, UP_TO_DATE = range(3)
NEED_LEVELS: Final = ("Urgent", "Check", "Up to date")  # of devices and their data, never of how a patient is


@dataclass(frozen=True)
class Need:
    """How much a patient needs the therapist, and why in words. 0 is the most urgent."""

    level: int
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """The level's name."""
        return NEED_LEVELS[self.level]


def need(row: PatientRow, now_utc_s: float, today: date) -> Need:
    """Whether somebody has to look after this patient, with every reason in words."""
    found = list(_reasons(row, now_utc_s, today))
    level = min((level for level, _ in found), default=UP_TO_DATE)
    return Need(level, tuple(sentence(text) for _, text in sorted(found)))


def _reasons(row: PatientRow, now_utc_s: float, today: date) -> Iterator[tuple[int, str]]:
    yield from _troubles(row)
    if row.last_sync_utc_s is None:
        yield CHECK, "no data yet"
        return
    silent_s = now_utc_s - row.last_sync_utc_s
    if silent_s >= STALE_S:
        yield (URGENT if silent_s >= LOST_S else CHECK), f"nothing received for {span(silent_s)}"
    if row.last is None:
        yield CHECK, "no data yet"
        return
    if not row.last.is_placed(latest_plausible(today)) and row.last.is_dated:
        yield CHECK, f"no day of a date that can be: the last one is dated {row.last.day}, the device's clock was wrong"
    finished = finished_days(row, today)
    if finished >= DAYS_BEFORE_JUDGING and row.valid_days < ENOUGH_WORN * finished:
        yield CHECK, f"worn on only {row.valid_days} of {finished} days"
    if not row.last.is_dated:
        yield CHECK, "clock never set"
    if row.last.gap_s >= GAPS_SEEN_S:
        yield CHECK, f"gaps of {duration(row.last.gap_s)} on the last day"


def _troubles(row: PatientRow) -> Iterator[tuple[int, str]]:
    """What a device or a file did that is no part of any day."""
    if row.refused:
        verb = "was" if row.refused == 1 else "were"
        yield CHECK, f"{count(row.refused, 'message')} {verb} refused: {shortened(row.refused_because)}"
    if row.misdated_days and row.last and row.first_day:
        verb = "is" if row.misdated_days == 1 else "are"
        yield CHECK, f"{count(row.misdated_days, 'day')} {verb} dated in the future or long ago: the clock was wrong"
    if row.unreadable_days:
        yield CHECK, f"{count(row.unreadable_days, 'day')} cannot be read: {FILE_DAMAGED}"
    for part in row.broken:
        yield CHECK, f"{part.part}: {shortened(part.text)}"


def finished_days(row: PatientRow, today: date) -> int:
    """How many days can have been worn: those before today and since the first, at most DAYS_LOOKED_BACK."""
    if row.first_day is None:
        return 0
    return min(DAYS_LOOKED_BACK, max(0, (today - date.fromisoformat(row.first_day)).days))
