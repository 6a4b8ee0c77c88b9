"""Numbers as a therapist reads them: durations, shares with their denominator, dates. Never a zero for no data.

Knows English and units; must never know documents, HTML or what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from device.records.calendar import DAY_S, zone_or_utc

NO_DATA: Final = "no data"
NOT_RECORDED: Final = "not recorded"  # the day has data, but its device did not know of this yet
SPACE: Final = "\N{NO-BREAK SPACE}"  # between a number and its unit
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MINUTE_S, HOUR_S = 60, 3600
MOST_SURE: Final = 0.99
SHORT_S: Final = 10  # below it a tenth of a second matters
HOURS_COUNTED_UP_TO_S: Final = 2 * DAY_S  # "30 hours ago" says more than "1 day ago"


@dataclass(frozen=True)
class Share:
    """A percentage and what it is of: both are shown, always."""

    percent: str
    of: str

    def __str__(self) -> str:
        return f"{self.percent} of {self.of}" if self.of else self.percent


def share(part_s: float, whole_s: float, of: str) -> Share:
    """12 % of 6 h 10 min `of`; `no data` where there is no whole. Never 0 % or 100 % for nearly none or nearly all."""
    if not whole_s:
        return Share(NO_DATA, "")
    return Share(percent(min(part_s, whole_s) / whole_s), f"{duration(whole_s)} {of}")


def percent(fraction: float) -> str:
    """A whole percentage."""
    if 0 < fraction < 0.01:
        return f"<{SPACE}1{SPACE}%"
    if 0.99 < fraction < 1:
        return f">{SPACE}99{SPACE}%"
    return f"{round(100 * fraction)}{SPACE}%"


def sure_words(likely: float) -> str:
    """86 % sure: nobody can be certain."""
    return f"{percent(min(likely, MOST_SURE))} sure"


def duration(seconds: float) -> str:
    """6 h 10 min, 45 min, 37 s: two units at most."""
    if seconds < MINUTE_S:
        return f"{round(seconds)}{SPACE}s"
    if seconds < HOUR_S:
        return f"{int(seconds // MINUTE_S)}{SPACE}min"
    hours, minutes = divmod(int(seconds // MINUTE_S), MINUTE_S)
    return f"{hours}{SPACE}h" + (f" {minutes}{SPACE}min" if minutes else "")


def exact_duration(seconds: float) -> str:
    """94 s as 1 min 34 s; from one hour on as `duration`."""
    minutes, rest_s = divmod(round(seconds), MINUTE_S)
    if minutes == 0 or rest_s == 0 or seconds >= HOUR_S:
        return duration(round(seconds))
    return f"{minutes}{SPACE}min {rest_s}{SPACE}s"


def short_duration(seconds: float) -> str:
    """0.15 s, 4.2 s: what is over within ten seconds; from then on as `exact_duration`."""
    return f"{significant(seconds)}{SPACE}s" if seconds < SHORT_S else exact_duration(seconds)


def ago(seconds: float) -> str:
    """30 hours ago, 3 days ago."""
    return f"{span(seconds)} ago" if seconds >= MINUTE_S else "just now"


def span(seconds: float) -> str:
    """How long, in the one unit that matters: 30 hours, 3 days."""
    if seconds < HOUR_S:
        return count(int(seconds // MINUTE_S), "minute")
    if seconds < HOURS_COUNTED_UP_TO_S:
        return count(int(seconds // HOUR_S), "hour")
    return count(int(seconds // DAY_S), "day")


def count(number: int, thing: str, things: str = "") -> str:
    """1 day, 3 days."""
    return f"{number:,}".replace(",", SPACE) + SPACE + (thing if number == 1 else things or thing + "s")


def degrees(value: float | None) -> str:
    """4.2°, 0.35°, 41°."""
    return NO_DATA if value is None else f"{significant(value)}°"


def hertz(value: float | None) -> str:
    """4.9 Hz."""
    return NO_DATA if value is None else f"{value:.1f}{SPACE}Hz"


def fine_hertz(value: float | None) -> str:
    """0.62 Hz."""
    return NO_DATA if value is None else f"{value:.2f}{SPACE}Hz"


def units_words(units: float) -> str:
    """62.5 U."""
    return f"{units:g}{SPACE}U"


def significant(value: float) -> str:
    """Two digits that mean something, also where the second is a zero; three from 100 on."""
    return f"{value:.0f}" if value >= 10 else f"{value:#.2g}".rstrip(".")


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    return capital(text) + ("" if text.endswith(".") else ".")


def shortened(text: str, most: int = 160) -> str:
    """The text, or as much of it as fits into so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def long_date(day: str) -> str:
    """Monday, 2 March 2026."""
    parsed = date.fromisoformat(day)
    return f"{DAYS[parsed.weekday()]}, {parsed.day}{SPACE}{MONTHS[parsed.month - 1]} {parsed.year}"


def short_date(day: str) -> str:
    """Mon 2 Mar 2026, with spaces that do not break."""
    parsed = date.fromisoformat(day)
    return SPACE.join((DAYS[parsed.weekday()][:3], str(parsed.day), MONTHS[parsed.month - 1][:3], str(parsed.year)))


def day_and_month(day: str) -> str:
    """2 Mar, where the year stands beside it."""
    parsed = date.fromisoformat(day)
    return f"{parsed.day}{SPACE}{MONTHS[parsed.month - 1][:3]}"


def moment(utc_s: float, timezone: str) -> str:
    """Mon 2 Mar 2026, 21:58."""
    local = _local(utc_s, timezone)
    return f"{short_date(local.date().isoformat())}, {local:%H:%M}"


def local_date(utc_s: float, timezone: str) -> date:
    """The date in a time zone; in UTC where this machine does not know the zone."""
    return _local(utc_s, timezone).date()


def _local(utc_s: float, timezone: str) -> datetime:
    """In UTC also where the local date would lie beyond the calendar: a device may say any moment that is in it."""
    try:
        return datetime.fromtimestamp(utc_s, zone_or_utc(timezone))
    except (OverflowError, ValueError):
        return datetime.fromtimestamp(utc_s, UTC)


def time_of_day(iso: str) -> str:
    """07:41:12 of a local time with its offset; the text itself where it is none."""
    local = _parsed(iso)
    return f"{local:%H:%M:%S}" if local else iso


def hour_of_day(iso: str) -> float | None:
    """7.5 of a local time at half past seven; None where it is none."""
    local = _parsed(iso)
    return (local.hour * HOUR_S + local.minute * MINUTE_S + local.second) / HOUR_S if local else None


def _parsed(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None
