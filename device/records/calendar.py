"""Monotonic seconds into local days and quarter-hours, and as on a stopwatch.

Knows time zones; must never ask what time it is.
"""

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from device.records.facts import Dating

QUARTER_S, DAY_S = 900, 86_400
LAST_UTC_S = 253_402_300_799  # the end of the year 9999, the last that a date can say
ZONE_FAULTS = (  # what zoneinfo raises: unknown, not a path inside the zone folder, a folder of zones, a damaged file
    *(KeyError, ValueError, OSError, AssertionError, struct.error),
)
SIXTY = 60  # seconds a minute, minutes an hour
STOPWATCH = re.compile(r"(?:(?:(\d+):(?=[0-5]?\d:))?(\d+):(?=[0-5]?\d(?!\d)))?(\d+(?:\.\d+)?)")
ONE_DAY = timedelta(days=1)  # local time is less than a day off UTC everywhere


@dataclass(frozen=True)
class CalendarMoment:
    """A moment in the calendar: UTC, local time minus UTC, and the local date it falls on (YYYY-MM-DD)."""

    utc_s: float
    offset_s: int
    day: str


def place(monotonic_s: float, dating: Dating) -> CalendarMoment:
    """Where a monotonic moment of this boot falls in the patient's calendar; UTC's where its zone is unknown here."""
    utc_s = monotonic_s + dating.utc_minus_monotonic_s
    local = datetime.fromtimestamp(utc_s, zone_or_utc(dating.timezone))
    return CalendarMoment(utc_s, int((local.utcoffset() or timedelta()).total_seconds()), local.date().isoformat())


def days_about(from_utc_s: float, to_utc_s: float) -> tuple[str, str]:
    """The first and the last local date that any moment between these two can have, wherever on Earth."""
    first, last = (datetime.fromtimestamp(utc_s, UTC).date() for utc_s in (from_utc_s, to_utc_s))
    return (first - ONE_DAY).isoformat(), (last + ONE_DAY).isoformat()


def end_of_day_utc_s(day: str, timezone: str) -> float:
    """The local midnight at which the day (YYYY-MM-DD) ends; UTC's where its zone is unknown here."""
    midnight = datetime.fromisoformat(day) + ONE_DAY
    return midnight.replace(tzinfo=zone_or_utc(timezone)).timestamp()


def local_hour(monotonic_s: float, dating: Dating) -> int:
    """The hour of the day where the patient lives, 0 to 23."""
    where = place(monotonic_s, dating)
    return _local(where.utc_s, where.offset_s).hour


def quarter_of_day(utc_s: float, offset_s: int) -> int:
    """The local quarter-hour, 0 to 95."""
    local = _local(utc_s, offset_s)
    return (local.hour * 3600 + local.minute * 60 + local.second) // QUARTER_S


def seconds_of_day(where: CalendarMoment) -> float:
    """How late it is on the local clock, in seconds since midnight."""
    return (where.utc_s + where.offset_s) % DAY_S


def day_began_s(monotonic_s: float, dating: Dating) -> float:
    """When the local day of that moment began, in monotonic seconds: twice a year not as long ago as its clock says."""
    zone = zone_or_utc(dating.timezone)
    day = datetime.fromtimestamp(monotonic_s + dating.utc_minus_monotonic_s, zone).date()
    return datetime.combine(day, time(), zone).timestamp() - dating.utc_minus_monotonic_s


def iso(utc_s: float, offset_s: int) -> str:
    """Local time with its offset, to the second: 2026-03-02T09:14:05+01:00."""
    return _local(utc_s, offset_s).isoformat(timespec="seconds")


def is_timezone(name: str) -> bool:
    """Whether this machine knows the time zone."""
    try:
        _zone(name)
    except ZONE_FAULTS:
        return False
    return True


def zone_or_utc(name: str) -> tzinfo:
    """The time zone; UTC where this machine does not know it, which may have no zones at all."""
    try:
        return _zone(name)
    except ZONE_FAULTS:
        return UTC


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo | timezone:
    return UTC if name == "UTC" else ZoneInfo(name)


def _local(utc_s: float, offset_s: int) -> datetime:
    return datetime.fromtimestamp(utc_s, timezone(timedelta(seconds=offset_s)))


def stopwatch(seconds: float) -> str:
    """Hours, minutes and seconds: 0:42, 12:10, 3:05:00."""
    minutes, whole_s = divmod(int(seconds), SIXTY)
    hours, minutes = divmod(minutes, SIXTY)
    return f"{hours}:{minutes:02}:{whole_s:02}" if hours else f"{minutes}:{whole_s:02}"


def stopwatch_s(text: str) -> float:
    """The seconds that a stopwatch shows. Raises ValueError."""
    found = STOPWATCH.fullmatch(text)
    if found is None:
        raise ValueError(f"expected a time as on a stopwatch, such as 0:12, 1:02:30 or 12.5, got {text!r}")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return (hours * SIXTY + minutes) * SIXTY + seconds
