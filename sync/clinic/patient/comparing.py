"""How the last week compares with those before it, in words, each with the days that it rests on.

Knows which words a verdict has; must never know HTML, SQL or how a verdict comes about.
"""

from collections.abc import Sequence
from typing import Final

from sync.clinic.charts.trend import Trend
from sync.clinic.pages.tables import Table
from sync.clinic.trends.changes import LEAST_STEPS, ChangeVerdict, WeekChange
from sync.clinic.trends.measures import TrendMeasure
from sync.clinic.trends.weeks import LEAST_VALID_DAYS
from sync.clinic.wording.words import count, duration, sentence, short_date

ORDER: Final[tuple[ChangeVerdict, ...]] = ("higher", "lower", "no change", "cannot tell")
VERDICT_WORDS: Final[dict[ChangeVerdict, str]] = {"no change": "no clear change"}  # a large one can hide in the usual
CAPTION: Final = (
    f"The last week (Monday to Sunday) with {LEAST_VALID_DAYS} or more days worn for 5\N{NO-BREAK SPACE}h, against the "
    "four such weeks before it. Each number is the median of the week's days; of exercise, all its sets together. It "
    "is called higher or lower only outside the usual range, which is how much this person's weeks differ anyway. What "
    "changes slowly over months shows below, week by week."
)


def comparison_table(trends: Sequence[Trend]) -> Table:
    """One row for each measure that any week is known of, what has changed first."""
    known = [trend for trend in trends if trend.change.last]
    rows = sorted(known, key=lambda trend: ORDER.index(trend.change.verdict))
    return Table(
        CAPTION,
        ("Measure", "Change", "Last week", "Four weeks before", "Usual range", "Rests on"),
        tuple(_row(trend) for trend in rows),
        f"No week has {LEAST_VALID_DAYS} days yet on which the band was worn for 5 h.",
    )


def _row(trend: Trend) -> tuple[str, ...]:
    measure, change = trend.measure, trend.change
    assert change.last is not None  # noqa: S101 - only such rows are asked for
    return (
        measure.title,
        verdict_words(change),
        measure.words(change.last.middle),
        measure.words(change.before) if change.before is not None else "none to compare with",
        usual_words(measure, change),
        rests_on(change),
    )


def verdict_words(change: WeekChange) -> str:
    """Higher, lower, no clear change; or that it cannot be told and why."""
    if change.verdict != "cannot tell":
        return VERDICT_WORDS.get(change.verdict, change.verdict)
    if change.last is None:
        return f"cannot tell: no week with {LEAST_VALID_DAYS} valid days"
    if change.before is None:
        return "cannot tell: no week before"
    return f"cannot tell: {change.steps} of {LEAST_STEPS} steps from week to week known"


def usual_words(measure: TrendMeasure, change: WeekChange) -> str:
    """33 % to 48 %: within it a week is neither higher nor lower."""
    if change.usual is None:
        return "not known yet"
    low, high = (max(0.0, measure.uncompared(end)) for end in change.usual)
    return f"{measure.words(low)} to {measure.words(high if measure.top is None else min(high, measure.top))}"


def rests_on(change: WeekChange) -> str:
    """23 days, 190 h worn."""
    return f"{count(change.days, 'day')}, {duration(change.worn_s - change.worn_s % 3600)} worn"


def trend_sentence(trend: Trend) -> str:
    """What a trend's chart shows, for people who cannot see it."""
    measure, change = trend.measure, trend.change
    if change.last is None:
        return sentence(
            f"{count(len(trend.values), 'day')} with a value, and no week of {LEAST_VALID_DAYS} valid days to compare"
        )
    of_week = f"week of {short_date(change.last.monday.isoformat())}: {measure.words(change.last.middle)}"
    before = f"; the weeks before: {measure.words(change.before)}" if change.before is not None else ""
    return sentence(f"{of_week}{before}; {verdict_words(change)}; rests on {rests_on(change)}")
