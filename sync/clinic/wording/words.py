"""Numbers as a therapist reads them: durations, shares with their denominator, dates. Never a zero for no data.

Knows units and how a language writes them; must never know documents, HTML or what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from device.records.calendar import DAY_S, zone_or_utc
from sync.clinic.wording.language import NO_BREAK, PAGE_LANGUAGE, counted, grouped, marked, plural, spoken, with_decimal

NO_DATA: Final = marked("no data")
NOT_RECORDED: Final = marked("not recorded")  # the day has data, but its device did not know of this yet
SPACE: Final = NO_BREAK  # between a number and its unit
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
        return spoken("{percent} of {of}", percent=self.percent, of=self.of) if self.of else self.percent


def share(part_s: float, whole_s: float, of: str) -> Share:
    """12 % of 6 h 10 min `of`; `no data` where there is no whole. Never 0 % or 100 % for nearly none or nearly all."""
    if not whole_s:
        return Share(spoken(NO_DATA), "")
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
    return spoken("{likely} sure", likely=percent(min(likely, MOST_SURE)))


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
    number, unit_s = _in_one_unit(seconds)
    return counted(*AGO[unit_s], number) if seconds >= MINUTE_S else spoken("just now")


def silent_for(seconds: float) -> str:
    """That nothing came for so long."""
    number, unit_s = _in_one_unit(seconds)
    return counted(*SILENT[unit_s], number)


AGO: Final = {  # for a number of minutes, hours, days: of one, and of more
    MINUTE_S: plural("{number} minute ago", "{number} minutes ago"),
    HOUR_S: plural("{number} hour ago", "{number} hours ago"),
    DAY_S: plural("{number} day ago", "{number} days ago"),
}
SILENT: Final = {
    MINUTE_S: plural("nothing received for {number} minute", "nothing received for {number} minutes"),
    HOUR_S: plural("nothing received for {number} hour", "nothing received for {number} hours"),
    DAY_S: plural("nothing received for {number} day", "nothing received for {number} days"),
}


def _in_one_unit(seconds: float) -> tuple[int, int]:
    """In the one unit that matters: how many, and how many seconds one is."""
    unit_s = MINUTE_S if seconds < HOUR_S else HOUR_S if seconds < HOURS_COUNTED_UP_TO_S else DAY_S
    return int(seconds // unit_s), unit_s


def count(number: int, thing: str, things: str = "") -> str:
    """1 day, 3 days: on pages that are in English alone. Others say whole sentences with `counted`."""
    return grouped(number) + SPACE + (thing if number == 1 else things or thing + "s")


def degrees(value: float | None) -> str:
    """4.2°, 0.35°, 41°."""
    return spoken(NO_DATA) if value is None else f"{significant(value)}°"


def hertz(value: float | None) -> str:
    """4.9 Hz."""
    return spoken(NO_DATA) if value is None else with_decimal(f"{value:.1f}{SPACE}Hz")


def fine_hertz(value: float | None) -> str:
    """0.62 Hz."""
    return spoken(NO_DATA) if value is None else with_decimal(f"{value:.2f}{SPACE}Hz")


def units_words(units: float) -> str:
    """62.5 U."""
    return with_decimal(f"{units:g}") + SPACE + spoken("U")


def significant(value: float) -> str:
    """Two digits that mean something, also where the second is a zero; three from 100 on."""
    return f"{value:.0f}" if value >= 10 else with_decimal(f"{value:#.2g}".rstrip("."))


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    *firsts, last = parts or [""]
    return spoken("{firsts} and {last}", firsts=", ".join(firsts), last=last) if firsts else last


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
    parsed, language = date.fromisoformat(day), PAGE_LANGUAGE.get()
    weekday, month = language.days[parsed.weekday()], language.months[parsed.month - 1]
    of_year = _joined(spoken("{day} {month}", day=parsed.day, month=month))
    return spoken("{weekday}, {date} {year}", weekday=weekday, date=of_year, year=parsed.year)


def short_date(day: str) -> str:
    """Mon 2 Mar 2026, with spaces that do not break."""
    parsed, language = date.fromisoformat(day), PAGE_LANGUAGE.get()
    weekday, month = language.short_days[parsed.weekday()], language.short_months[parsed.month - 1]
    return _joined(spoken("{weekday} {day} {month} {year}", weekday=weekday, month=month, **_numbers(parsed)))


def weekday_and_date(day: str) -> str:
    """Mon 2 Mar, where the year stands beside it; it breaks behind the day of the week alone."""
    weekday = PAGE_LANGUAGE.get().short_days[date.fromisoformat(day).weekday()]
    return spoken("{weekday} {date}", weekday=weekday, date=day_and_month(day))


def day_and_month(day: str) -> str:
    """2 Mar, where the year stands beside it."""
    parsed, language = date.fromisoformat(day), PAGE_LANGUAGE.get()
    return _joined(spoken("{day} {month}", day=parsed.day, month=language.short_months[parsed.month - 1]))


def day_month_year(day: date) -> str:
    """2 Mar 2026, where the day of the week does not matter."""
    month = PAGE_LANGUAGE.get().short_months[day.month - 1]
    return spoken("{day} {month} {year}", month=month, **_numbers(day))


def _numbers(day: date) -> dict[str, int]:
    return {"day": day.day, "year": day.year}


def _joined(text: str) -> str:
    return text.replace(" ", SPACE)


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
