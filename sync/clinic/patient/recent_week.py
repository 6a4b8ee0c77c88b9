"""Whether the last seven days can be relied on: in a sentence, day by day, and which figures rest on how many of them.

Knows the rule of a valid day and of a comparable week; must never know HTML, SQL or how a loss comes about.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sync.clinic.charts.shapes import Trend
from sync.clinic.pages.patients import FILE_DAMAGED
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.patient.look import PatientLook
from sync.clinic.patient.loss_words import day_loss_words, hours, week_loss_words
from sync.clinic.trends.day_values import DayNumbers, by_day
from sync.clinic.trends.measures import BY_KEY
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import DAYS_A_WEEK, LEAST_VALID_DAYS
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import (
    NO_DATA,
    capital,
    day_and_month,
    day_month_year,
    local_date,
    moment,
    sentence,
    weekday_and_date,
)

WeekRow = tuple[str, str, str]
USABLE, PARTLY, NOT_USABLE = 2, 1, 0  # as the levels of need are drawn
VERDICTS: Final = {
    USABLE: marked("Yes"),
    PARTLY: marked("In part"),
    NOT_USABLE: marked("No"),
}
WORN_DAYS: Final = marked(
    "{verdict}: the band was worn for 5\N{NO-BREAK SPACE}h or more on {valid} of the last {days} days ({span})"
)
TOO_FEW_DAYS: Final = marked(
    "{verdict}: the band was worn for 5\N{NO-BREAK SPACE}h or more on only {valid} of the last {days} days ({span}), "
    "and a week needs {least}"
)
NO_VALID_DAY: Final = marked(
    "{verdict}: on none of the last {days} days ({span}) was the band worn for 5\N{NO-BREAK SPACE}h, and a week needs "
    "{least}"
)
NOTHING_THERE: Final = marked("{verdict}: there is nothing of the last {days} days ({span})")
LITTLE_LOST: Final = marked("{said}, and hardly anything was lost")
LAST_HEARD: Final = marked("the device was last heard of on {moment}")
NOTHING_SINCE: Final = marked("nothing received after {moment}")
NOT_YET: Final = plural("{number} day has not been received yet", "{number} days have not been received yet")
ABSENT: Final = plural(
    "{number} day has no data: the device was off, or its battery empty",
    "{number} days have no data: the device was off, or its battery empty",
)
DAMAGED: Final = plural("{number} day cannot be read", "{number} days cannot be read")
MISPLACED: Final = plural(
    "{number} day that came this week has an impossible date and is in none of these numbers: the device's clock was "
    "wrong or not set",
    "{number} days that came this week have an impossible date and are in none of these numbers: the device's clock "
    "was wrong or not set",
)
VALID: Final = marked("{worn}: valid; {judged} judged")
NOT_VALID: Final = marked("{worn}: not valid; {judged} judged")
ABSENT_WORDS: Final = {
    NOT_YET: marked("not received yet"),
    ABSENT: marked("the device was off, or its battery empty"),
    DAMAGED: FILE_DAMAGED,
}
OF_LOSSES: Final = ("rest", "posture", "tremor")  # those that the other way round say nothing of the data: no tremor
LEFT_TOO_LITTLE: Final = marked("fewer than {least} of these days are left for “{measure}”")
CAPTION: Final = marked(
    "The last {days} finished days, newest first. A day is valid from 5\N{NO-BREAK SPACE}h worn on; a week is compared "
    "from {least} valid days on. Judged is the time in which tremor could be told from none."
)
RESTING: Final = marked("How many of these {days} days each figure of this page rests on")


@dataclass(frozen=True)
class LastHeard:
    """When the device was last heard of, how many days it still holds, and what it said of a battery that is low.

    misplaced_utc_s: when each day came that has an impossible date.
    """

    utc_s: float | None = None
    backlog_days: int = 0
    battery: str = ""
    misplaced_utc_s: tuple[float, ...] = ()


NEVER_HEARD: Final = LastHeard()


@dataclass(frozen=True)
class RecentWeek:
    """`verdict` is yes, in part or no, of `level`; `answer` is the sentence that begins with it.

    days: each with how long it was worn and what was lost; resting: figures by the number of days that they rest on.
    battery: what was said of it, if it is low.
    """

    level: int
    verdict: str
    answer: str
    days: Table
    resting: Table
    battery: str = ""


def recent_week(look: PatientLook, trends: Sequence[Trend], heard: LastHeard, timezone: str) -> RecentWeek:
    """Of the seven days before today. `trends`: those that the page shows."""
    today = look.today or look.last + timedelta(days=1)
    dates = [today - timedelta(days=back) for back in range(1, DAYS_A_WEEK + 1)]
    known = by_day(look.days)
    absent = {day: _absence(look, day, heard, timezone) for day in dates if day not in known}
    seen = [known[day] for day in dates if day in known]
    counts = {trend.measure.key: _resting_days(trend, dates) for trend in trends}
    valid = sum(map(_is_valid, seen))
    misplaced = _misplaced(heard, dates[-1], timezone)
    doubts = [*misplaced, *week_loss_words([day.losses for day in seen]), *_left_too_little(counts, valid)]
    level = _level(valid, is_whole=not doubts and set(absent.values()) <= {ABSENT})
    verdict, silent = spoken(VERDICTS[level]), list(_silent(heard, dates, timezone))
    said = [_beginning(verdict, valid, seen, dates), *_missing(list(absent.values())), *silent, *doubts]
    whole = spoken(LITTLE_LOST, said=said[0]) if len(said) == 1 and level == USABLE else "; ".join(said)
    rows = tuple(_row(day, known.get(day), absent.get(day), heard, timezone) for day in dates)
    battery = sentence(spoken("Battery: {said}", said=heard.battery)) if heard.battery else ""
    return RecentWeek(level, verdict, sentence(whole), _days_table(rows), _resting_table(counts), battery)


def _level(valid: int, *, is_whole: bool) -> int:
    if valid < LEAST_VALID_DAYS:
        return NOT_USABLE
    return USABLE if is_whole else PARTLY


def _is_valid(day: DayNumbers) -> bool:
    return day.total("worn_s") >= VALID_WORN_S


def _resting_days(trend: Trend, dates: Sequence[date]) -> int:
    return sum(value.is_valid for value in trend.values if value.day in dates)


def _absence(look: PatientLook, day: date, heard: LastHeard, timezone: str) -> tuple[str, str]:
    """Why there is nothing of a day: it cannot be read, it is still to come, or it was never recorded."""
    if day.isoformat() in look.unreadable:
        return DAMAGED
    if heard.utc_s is None or heard.backlog_days or local_date(heard.utc_s, timezone) <= day:
        return NOT_YET
    return ABSENT


def _beginning(verdict: str, valid: int, seen: Sequence[DayNumbers], dates: Sequence[date]) -> str:
    first, last = day_and_month(dates[-1].isoformat()), day_month_year(dates[0])
    span = spoken("{low} to {high}", low=first, high=last)
    too_few = TOO_FEW_DAYS if valid else NO_VALID_DAY
    text = NOTHING_THERE if not seen else too_few if valid < LEAST_VALID_DAYS else WORN_DAYS
    return spoken(text, verdict=verdict, valid=valid, days=DAYS_A_WEEK, span=span, least=LEAST_VALID_DAYS)


def _missing(reasons: Sequence[tuple[str, str]]) -> Iterator[str]:
    return (counted(*texts, reasons.count(texts)) for texts in (NOT_YET, ABSENT, DAMAGED) if texts in reasons)


def _misplaced(heard: LastHeard, since: date, timezone: str) -> list[str]:
    """How many days came in the week that can be none of its days, by their date."""
    number = sum(local_date(came_utc_s, timezone) >= since for came_utc_s in heard.misplaced_utc_s)
    return [counted(*MISPLACED, number)] if number else []


def _silent(heard: LastHeard, dates: Sequence[date], timezone: str) -> Iterator[str]:
    if heard.utc_s is not None and local_date(heard.utc_s, timezone) <= dates[0]:
        yield spoken(LAST_HEARD, moment=moment(heard.utc_s, timezone))


def _left_too_little(counts: dict[str, int], valid: int) -> Iterator[str]:
    if valid < LEAST_VALID_DAYS:
        return
    for key in OF_LOSSES:
        if counts.get(key, LEAST_VALID_DAYS) < LEAST_VALID_DAYS:
            yield spoken(LEFT_TOO_LITTLE, least=LEAST_VALID_DAYS, measure=spoken(BY_KEY[key].title))


def _row(
    day: date, numbers: DayNumbers | None, why: tuple[str, str] | None, heard: LastHeard, timezone: str
) -> WeekRow:
    at = weekday_and_date(day.isoformat())
    if numbers is None:
        return at, spoken(NO_DATA), capital(spoken(ABSENT_WORDS[why or ABSENT]))
    worn_s, lost = numbers.total("worn_s"), list(day_loss_words(numbers.losses))
    if heard.utc_s is not None and local_date(heard.utc_s, timezone) == day:
        lost.append(spoken(NOTHING_SINCE, moment=moment(heard.utc_s, timezone)))
    return at, _worn_words(worn_s, numbers), capital("; ".join(lost)) or NOTHING_MEASURED


def _worn_words(worn_s: float, numbers: DayNumbers) -> str:
    """12.7 h: valid; 6.5 h judged. The rest of the time worn is neither tremor nor no tremor."""
    if not worn_s:
        return spoken("not worn")
    text = VALID if _is_valid(numbers) else NOT_VALID
    return spoken(text, worn=hours(worn_s), judged=hours(numbers.total("assessable_s")))


def _days_table(rows: tuple[WeekRow, ...]) -> Table:
    caption = spoken(CAPTION, days=DAYS_A_WEEK, least=LEAST_VALID_DAYS)
    return Table(caption, (spoken("Day"), spoken("Worn"), spoken("Lost or in doubt")), rows, "")


def _resting_table(counts: dict[str, int]) -> Table:
    """The figures with the fewest days first."""
    by_days = defaultdict[int, list[str]](list)
    for key, days in counts.items():
        by_days[days].append(spoken(BY_KEY[key].title))
    rows = tuple(
        (spoken("{done} of {target}", done=days, target=DAYS_A_WEEK), "; ".join(titles))
        for days, titles in sorted(by_days.items())
    )
    columns = spoken("Valid days"), spoken("Figures")
    return Table(spoken(RESTING, days=DAYS_A_WEEK), columns, rows, spoken("No figure rests on any of them."))
