"""How the last week compares with those before it, in words, each with the days that it rests on.

Knows which words a verdict has; must never know HTML, SQL or how a verdict comes about.
"""

from collections.abc import Sequence
from typing import Final

from sync.clinic.charts.shapes import Trend
from sync.clinic.pages.tables import Table
from sync.clinic.trends.changes import LEAST_STEPS, ChangeVerdict, WeekChange
from sync.clinic.trends.measures import TrendMeasure
from sync.clinic.trends.weeks import LEAST_VALID_DAYS
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import duration, sentence, short_date

ORDER: Final[tuple[ChangeVerdict, ...]] = ("higher", "lower", "no change", "cannot tell")
VERDICT_WORDS: Final[dict[ChangeVerdict, str]] = {
    "higher": marked("higher"),
    "lower": marked("lower"),
    "no change": marked("no clear change"),  # a large one can hide in the usual
}
CAPTION: Final = marked(
    "The last week (Monday to Sunday) with {days} or more days worn for 5\N{NO-BREAK SPACE}h, against the "
    "four such weeks before it. Each number is the median of the week's days; of exercise, all its sets together. It "
    "is called higher or lower only outside the usual range, which is how much this person's weeks differ anyway. What "
    "changes slowly over months shows below, week by week."
)


def comparison_table(trends: Sequence[Trend]) -> Table:
    """One row for each measure that any week is known of, what has changed first."""
    known = [trend for trend in trends if trend.change.last]
    rows = sorted(known, key=lambda trend: ORDER.index(trend.change.verdict))
    return Table(
        spoken(CAPTION, days=LEAST_VALID_DAYS),
        (
            *(spoken("Measure"), spoken("Change"), spoken("Last week")),
            *(spoken("Four weeks before"), spoken("Usual range"), spoken("Rests on")),
        ),
        tuple(_row(trend) for trend in rows),
        spoken("No week has {days} days yet on which the band was worn for 5 h.", days=LEAST_VALID_DAYS),
    )


def _row(trend: Trend) -> tuple[str, ...]:
    measure, change = trend.measure, trend.change
    assert change.last is not None  # noqa: S101 - only such rows are asked for
    return (
        spoken(measure.title),
        verdict_words(change),
        measure.words(change.last.middle),
        measure.words(change.before) if change.before is not None else spoken("none to compare with"),
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
    return spoken("{low} to {high}", low=measure.words(low), high=measure.words(highest))


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
    monday, value = short_date(change.last.monday.isoformat()), measure.words(change.last.middle)
    parts = [spoken("week of {monday}: {value}", monday=monday, value=value)]
    if change.before is not None:
        parts.append(spoken("the weeks before: {value}", value=measure.words(change.before)))
    return sentence("; ".join((*parts, verdict_words(change), spoken("rests on {days}", days=rests_on(change)))))
