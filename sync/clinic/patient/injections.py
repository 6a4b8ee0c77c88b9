"""What each injection did, in words: when it began, how much less there was, when half of that was gone; or why not.

Knows which words and days belong to an injection; must never know HTML, SQL or how an effect is estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sync.clinic.charts.shapes import MOST_CYCLES, DrawnCycle
from sync.clinic.cycles import (
    FITTED,
    FITTED_TO,
    CycleFit,
    Estimate,
    cycle_of,
    is_half_gone,
    usual_measure,
    without_newest,
)
from sync.clinic.cycles.fit import HALF_GONE_FROM, LEAST_DAYS_AFTER, LEAST_DAYS_BEFORE, Untold
from sync.clinic.markers import Marker
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.measures import BY_KEY, DayValue, TrendMeasure, values_of
from sync.clinic.trends.since import spans_of, weeks_since
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import day_and_month, day_month_year, percent, short_date, sure_words

LESS_OF: Final = {  # each in a sentence: "a half less ..."
    "rest": marked("tremor at rest"),
    "amplitude": marked("amplitude of tremor"),
    "posture": marked("time held away from neutral"),
    "tremor": marked("tremor"),
    "episodes-rhythmic": marked("tremor episodes an hour"),
}
A_WEEK_D: Final = 7
DAYS_TOLD_BELOW: Final = 4 * A_WEEK_D  # while an effect begins, days matter
WHY: Final[dict[Untold, str]] = {
    "too few days before": marked("only {before} in the weeks before it, {least_before} are needed"),
    "too few days after": marked("only {after} since, {least_after} are needed"),
    "no effect stands out": marked("nothing stands out from the differences that this person's days have anyway"),
    "the effect is too small": marked("if anything has changed, it is too little to be sure of"),
}


@dataclass(frozen=True)
class HalfGone:
    """Whether half of an effect is gone: in one word for programs, and in words: on which day, when, and how sure."""

    state: Literal["gone", "not yet", "not known"]
    day: str
    when: str
    sure: str


@dataclass(frozen=True)
class SeenInjection:
    """One injection: what was entered of its day, the days that speak of it, and what they say."""

    day: date
    until: date
    words: str
    fit: CycleFit
    is_last: bool

    def on(self, days: float) -> str:
        """The date so many days later."""
        return short_date((self.day + timedelta(days=round(days))).isoformat())


def measure_fitted(look: PatientLook) -> TrendMeasure:
    """The one that was asked for; else the first that this patient has on any valid day above next to nothing."""
    if look.fitted in FITTED_TO:
        return BY_KEY[look.fitted]
    return usual_measure(lambda measure: _finished(look, measure)) or FITTED[0]


def _finished(look: PatientLook, measure: TrendMeasure) -> Sequence[DayValue]:
    """The day under way says nothing of an injection yet."""
    return without_newest(values_of(measure, look.days, look.window), look.last)


def seen_injections(look: PatientLook) -> list[SeenInjection]:
    """Those up to today, the last one first."""
    measure = measure_fitted(look)
    values = _finished(look, measure)
    spans = spans_of([one.day for one in _entered(look)], look.last)
    earlier = [None, *(day for day, _ in spans)]
    found = [
        SeenInjection(
            span[0],
            span[1],
            _words(look, span[0]),
            cycle_of(values, span, before, measure.least),
            is_last=span[0] == spans[-1][0],
        )
        for span, before in zip(spans, earlier, strict=False)
    ]
    return found[::-1]


def _entered(look: PatientLook) -> list[Marker]:
    return [one for one in look.markers if one.kind == "injection" and one.day <= (look.today or look.last)]


def _words(look: PatientLook, day: date) -> str:
    return "; ".join(one.words for one in reversed(_entered(look)) if one.day == day)


def drawn_cycles(look: PatientLook) -> list[DrawnCycle]:
    """Those of which there is any week, the last injection first."""
    values = values_of(measure_fitted(look), look.days, look.window)
    spans = spans_of([one.day for one in _entered(look)], look.last)
    cycles = [
        DrawnCycle(_short(day), day_and_month(day.isoformat()), weeks_since(values, (day, until)))
        for day, until in reversed(spans)
    ]
    return [cycle for cycle in cycles if cycle.weeks][:MOST_CYCLES]


def _short(day: date) -> str:
    return day_month_year(day)


def half_wane_drawn(look: PatientLook) -> tuple[float, float] | None:
    """Between which days half of the last effect went, if it is said to be gone and the cycle is drawn."""
    last = next(iter(seen_injections(look)), None)
    cycles = drawn_cycles(look)
    if not last or not cycles or not is_half_gone(last.fit) or cycles[0].word != _short(last.day):
        return None
    assert last.fit.half_wane_d  # noqa: S101 - told of every effect
    return last.fit.half_wane_d.low, last.fit.half_wane_d.high


def why_untold(fit: CycleFit) -> str:
    """Why nobody can tell what it did."""
    return spoken(
        WHY[fit.reason],
        before=counted("{number} valid day", "{number} valid days", fit.days_before),
        after=counted("{number} finished valid day", "{number} finished valid days", fit.days_after),
        least_before=LEAST_DAYS_BEFORE,
        least_after=LEAST_DAYS_AFTER,
    )


def half_gone(seen: SeenInjection) -> HalfGone:
    """When half of a told effect was gone and how sure that is; or that it was not, or that nobody knows yet."""
    fit = seen.fit
    assert fit.half_wane_d  # noqa: S101 - told of every effect
    if is_half_gone(fit):
        about = spoken("about {day}", day=seen.on(fit.half_wane_d.middle))
        when = f"{about}; {from_to(fit.half_wane_d)}"
        return HalfGone("gone", on_day(fit.half_wane_d.middle), when, sure_words(fit.half_gone))
    until = UNTIL_THE_LAST_DAY if seen.is_last else UNTIL_THE_NEXT
    up_to = spoken(until, day=seen.on(fit.last_d))
    if 1 - fit.half_gone >= HALF_GONE_FROM:
        return HalfGone(
            "not yet", spoken("not yet") if seen.is_last else spoken("not"), up_to, sure_words(1 - fit.half_gone)
        )
    likely = spoken("{likely} likely", likely=percent(fit.half_gone))
    return HalfGone("not known", spoken("cannot tell yet"), up_to, likely)


UNTIL_THE_LAST_DAY: Final = marked("by {day}, the last finished valid day")
UNTIL_THE_NEXT: Final = marked("by {day}, before the next one")


def from_to(when: Estimate) -> str:
    """Day 6 to 13; by day 4, where it may have been at once."""
    low, high = round(when.low), round(when.high)
    return spoken("day {low} to {high}", low=low, high=high) if low else spoken("by {day}", day=on_day(when.high))


def on_day(days: float) -> str:
    """Day 6; nobody counts a day 0."""
    return spoken("day {day}", day=round(days)) if round(days) else spoken("the day of the injection")


def rests_on_words(fit: CycleFit) -> str:
    """23 days before, 60 after."""
    texts = plural("{number} day before, {after} after", "{number} days before, {after} after")
    return counted(*texts, fit.days_before, after=fit.days_after)


def weeks_ago(day: date, today: date) -> str:
    """5 weeks ago; in days where it is less than four weeks, of which no part of a week is left out."""
    days = (today - day).days
    if days < DAYS_TOLD_BELOW:
        return counted("{number} day ago", "{number} days ago", days)
    return spoken("{weeks} weeks ago", weeks=days // A_WEEK_D)
