"""How the last week compares with those before it, in words, each with the days that it rests on.

Knows which words a verdict has; must never know HTML, SQL or how a verdict comes about.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from sync.clinic.charts.shapes import Trend
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.trends.changes import LEAST_STEPS, ChangeVerdict, WeekChange, middle_before
from sync.clinic.trends.measures import PER_HOUR, TrendMeasure
from sync.clinic.trends.periods import ALL_HOURS, DayWindow
from sync.clinic.trends.weeks import DAYS_A_WEEK, LEAST_VALID_DAYS
from sync.clinic.wording.language import counted, marked, plural, spoken, with_decimal
from sync.clinic.wording.words import duration, sentence, short_date

ORDER: Final[tuple[ChangeVerdict, ...]] = ("higher", "lower", "no change", "cannot tell")
VERDICT_WORDS: Final[dict[ChangeVerdict, str]] = {
    "higher": marked("higher"),
    "lower": marked("lower"),
    "no change": marked("no clear change"),  # a large one can hide in the usual
}
HOW_COMPARED: Final = marked(
    "The latest week (Monday to Sunday) with {days} or more days worn for 5\N{NO-BREAK SPACE}h is compared with the "
    "four such weeks before it. Each number is the median of the week's days; of exercise, all its sets together. It "
    "is called higher or lower only outside the usual range, which is how much this person's weeks differ anyway. What "
    "changes slowly, as an injection wears off, can be no clear change from week to week: it shows below."
)
LATEST_WEEK: Final = marked("The latest week here is that from {monday}.")
WEEKS_BEFORE: Final = marked("The weeks before go back to {since}.")
HOURS_COMPARED: Final = marked("Only {start} to {end} of each day is compared.")
INJECTED_WITHIN: Final = marked(
    "The injection of {day} lies within the weeks that are compared: they are partly from before it and partly after."
)
BEFORE_INJECTION: Final = marked(
    "“Pre-injection” is of the last four comparable weeks before that of {day}; it says how it was, and not why it "
    "differs."
)
MOST_DIGITS: Final = 3  # behind the point, where fewer would make a change look like none


def comparison_table(trends: Sequence[Trend], injections: Sequence[date] = (), window: DayWindow = ALL_HOURS) -> Table:
    """One row for each measure that any week is known of, what has changed first; with injections in these weeks."""
    known = [trend for trend in trends if trend.change.last]
    rows = sorted(known, key=lambda trend: ORDER.index(trend.change.verdict))
    latest = max((trend.change.last.monday for trend in known if trend.change.last), default=date.min)
    injected = _last_injection(known, latest, injections)
    columns = (spoken("Measure"), spoken("Change"), spoken("Latest week"), spoken("Weeks before"))
    before = (spoken("Pre-injection"),) if injected else ()
    return Table(
        " ".join((*_hours(window), *_windows(known, latest, injections, injected))),
        (*columns, *before, spoken("Usual range"), spoken("Based on")),
        tuple(_row(trend, latest, injected) for trend in rows),
        spoken("No week has {days} days yet on which the band was worn for 5 h.", days=LEAST_VALID_DAYS),
    )


def _last_injection(known: Sequence[Trend], latest: date, injections: Sequence[date]) -> date | None:
    """The last one up to the week that is compared, where any week before it is known."""
    last = max((day for day in injections if day < latest + timedelta(days=DAYS_A_WEEK)), default=None)
    is_known = last and any(middle_before(trend.weeks, last) is not None for trend in known)
    return last if is_known else None


def _hours(window: DayWindow) -> Iterator[str]:
    """That not the whole of each day is compared, where it is so."""
    if not window.is_whole:
        start, _, end = window.asked.partition("-")
        yield spoken(HOURS_COMPARED, start=start, end=end)


def how_compared() -> str:
    """Which weeks are compared and what a verdict means."""
    return spoken(HOW_COMPARED, days=LEAST_VALID_DAYS)


def _windows(known: Sequence[Trend], latest: date, injections: Sequence[date], injected: date | None) -> Iterator[str]:
    """From when to when weeks are compared, and what was injected within."""
    if not known:
        return
    yield spoken(LATEST_WEEK, monday=short_date(latest.isoformat()))
    begins = [trend.change.since for trend in known if trend.change.since]
    if not begins:
        return
    since = min(begins)
    yield spoken(WEEKS_BEFORE, since=short_date(since.isoformat()))
    ends = latest + timedelta(days=DAYS_A_WEEK)
    for day in sorted(day for day in injections if since <= day < ends):
        yield spoken(INJECTED_WITHIN, day=short_date(day.isoformat()))
    if injected:
        yield spoken(BEFORE_INJECTION, day=short_date(injected.isoformat()))


def _row(trend: Trend, latest: date, injected: date | None) -> tuple[str, ...]:
    measure, change = trend.measure, trend.change
    assert change.last is not None  # noqa: S101 - only such rows are asked for
    words = words_apart(measure, change)
    value, monday = words(change.last.middle), change.last.monday
    untreated = middle_before(trend.weeks, injected) if injected else None
    if monday != latest:
        value = spoken("{value} (week from {monday})", value=value, monday=short_date(monday.isoformat()))
    return (
        spoken(measure.title),
        verdict_words(change),
        value,
        words(change.before) if change.before is not None else spoken("none to compare with"),
        *((NOTHING_MEASURED if untreated is None else words(untreated),) if injected else ()),
        usual_words(measure, change),
        rests_on(change),
    )


def verdict_words(change: WeekChange) -> str:
    """Higher, lower, no clear change; or that it cannot be told and why."""
    if change.verdict != "cannot tell":
        return spoken(VERDICT_WORDS[change.verdict])
    if change.last is None:
        return spoken("cannot tell: no week with {days} valid days", days=LEAST_VALID_DAYS)
    if change.before is None:
        return spoken("cannot tell: no week before")
    return spoken(
        "cannot tell: {steps} of {least} steps from week to week known", steps=change.steps, least=LEAST_STEPS
    )


def usual_words(measure: TrendMeasure, change: WeekChange) -> str:
    """33 % to 48 %: within it a week is neither higher nor lower."""
    if change.usual is None:
        return spoken("not known yet")
    low, high = (max(0.0, measure.uncompared(end)) for end in change.usual)
    highest = high if measure.top is None else min(high, measure.top)
    words = words_apart(measure, change)
    return spoken("{low} to {high}", low=words(low), high=words(highest))


def words_apart(measure: TrendMeasure, change: WeekChange) -> Callable[[float], str]:
    """The measure's own words; with more digits where a value outside of its usual range would look inside."""
    if change.usual is None or change.last is None or change.verdict not in ("higher", "lower"):
        return measure.words
    end, last = measure.uncompared(change.usual[change.verdict == "higher"]), change.last.middle
    if measure.words(end) != measure.words(last):
        return measure.words
    apart = (
        digits for digits in range(1, MOST_DIGITS) if _finely(measure, end, digits) != _finely(measure, last, digits)
    )
    return partial(_finely, measure, digits=next(apart, MOST_DIGITS))


def _finely(measure: TrendMeasure, value: float, digits: int) -> str:
    """1.08 per hour, 21.4 %: with so many digits behind the point."""
    number = with_decimal(f"{value * 100 if measure.unit == '%' else value:.{digits}f}")
    if measure.unit == PER_HOUR:
        return spoken("{number} per hour", number=number)
    return number + ("" if measure.unit == "°" else "\N{NO-BREAK SPACE}") + measure.unit


def rests_on(change: WeekChange) -> str:
    """23 days, 190 h worn."""
    worn = duration(change.worn_s - change.worn_s % 3600)
    return counted("{number} day, {worn} worn", "{number} days, {worn} worn", change.days, worn=worn)


def trend_sentence(trend: Trend) -> str:
    """What a trend's chart shows, for people who cannot see it."""
    measure, change = trend.measure, trend.change
    if change.last is None:
        texts = plural(
            "{number} day with a value, and no week of {least} valid days to compare",
            "{number} days with a value, and no week of {least} valid days to compare",
        )
        return sentence(counted(*texts, len(trend.values), least=LEAST_VALID_DAYS))
    words = words_apart(measure, change)
    monday, value = short_date(change.last.monday.isoformat()), words(change.last.middle)
    parts = [spoken("week of {monday}: {value}", monday=monday, value=value)]
    if change.before is not None:
        parts.append(spoken("the weeks before: {value}", value=words(change.before)))
    return sentence("; ".join((*parts, verdict_words(change), spoken("based on {days}", days=rests_on(change)))))
