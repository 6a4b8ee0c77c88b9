"""When a set began and ended, as other formats write it, and the name of a thing that stays the same for ever.

Knows ISO 8601 and UUIDs; must never know a format.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from device.day.document import DayDocument, DaySet

LARGEST_OFFSET: Final = timedelta(hours=14)
OURS: Final = UUID("6f1d4c1e-7d0b-5d0a-9a53-0c1f6f5d2c11")  # drawn once; below it, names are made from what they name


@dataclass(frozen=True)
class SetSpan:
    """From `start` to `end`, both with their offset from UTC and whole seconds."""

    start: str
    end: str


def span_of(one: DaySet) -> SetSpan | None:
    """None where the start is no moment with an offset: a damaged or foreign document may say anything."""
    try:
        start = datetime.fromisoformat(one.start)
        end = start + timedelta(seconds=one.duration_s)
    except (ValueError, OverflowError):
        return None
    if start.tzinfo is None:
        return None
    try:
        return SetSpan(_written(start), _written(end))
    except OverflowError:  # in UTC beyond the calendar
        return None


def _written(moment: datetime) -> str:
    """In UTC where the offset is none that others read: before time zones there were offsets with seconds."""
    offset = moment.utcoffset() or timedelta(0)
    is_usual = offset % timedelta(minutes=1) == timedelta(0) and abs(offset) <= LARGEST_OFFSET
    return (moment if is_usual else moment.astimezone(UTC)).isoformat(timespec="seconds")


def lasting_name(*of: object) -> str:
    """The same UUID for the same thing whenever it is exported: who takes it twice has it once."""
    return str(uuid5(OURS, "\0".join(map(str, of)).encode(errors="backslashreplace").decode()))


def day_name(document: DayDocument, *of: object) -> str:
    """A UUID of something of this day and card."""
    return lasting_name(document.device, document.store, document.day, *of)
