"""The section on injections: whether the last one worked and until when, each in a table, all laid over each other.

Knows what stands where; must never know HTML, SQL or how an effect is estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sync.clinic.charts.shapes import DrawnCycle
from sync.clinic.cycles import FITTED
from sync.clinic.pages.day import Link
from sync.clinic.pages.facts import Fact
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.patient.figures import ShownChart, chart_url
from sync.clinic.patient.injections import (
    LESS_OF,
    SeenInjection,
    drawn_cycles,
    from_to,
    half_gone,
    measure_fitted,
    on_day,
    rests_on_words,
    seen_injections,
    weeks_ago,
    why_untold,
)
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.measures import TrendMeasure, values_of
from sync.clinic.trends.since import WeekSince
from sync.clinic.wording.glossary import INJECTION_CYCLE, Entry
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import listed, percent, sentence, short_date

CYCLES: Final = "cycles"  # the chart's name, beside the keys of measures
COLUMNS: Final = (
    *(marked("Injection"), marked("Did it work?"), marked("Began")),
    *(marked("Full effect"), marked("Half of it gone"), marked("Based on")),
)


@dataclass(frozen=True)
class FittedChoice:
    """One measure that effects can be fitted to."""

    link: Link
    is_chosen: bool


@dataclass(frozen=True)
class InjectionsSection:
    """`answer` is on the last injection, `facts` are its numbers; `choices` are other measures than the one."""

    answer: str
    facts: tuple[Fact, ...]
    table: Table
    figure: ShownChart | None
    choices: tuple[FittedChoice, ...]
    fitted_to: str
    words: tuple[Entry, ...] = (INJECTION_CYCLE,)


def injections_section(look: PatientLook) -> InjectionsSection | None:
    """None where no injection was entered."""
    seen, measure = seen_injections(look), measure_fitted(look)
    if not seen:
        return None
    return InjectionsSection(
        _answer(seen[0], measure, look),
        (_last_fact(seen[0], look), *_facts(seen[0], measure)),
        _table(seen, measure),
        _figure(look, measure),
        _choices(look, measure),
        spoken(measure.title),
    )


def _ago(last: SeenInjection, look: PatientLook) -> str:
    return weeks_ago(last.day, look.today or look.last)


def _answer(last: SeenInjection, measure: TrendMeasure, look: PatientLook) -> str:
    ago, fit = _ago(last, look), last.fit
    if not fit.onset_d or not fit.benefit:
        why = why_untold(fit)
        return sentence(spoken("it cannot be told whether the last injection, {ago}, worked: {why}", ago=ago, why=why))
    worked = spoken(
        "the last injection, {ago}, worked: {less}, since about {day}.",
        ago=ago,
        less=_less(percent(fit.benefit.middle), measure),
        day=last.on(fit.onset_d.middle),
    )
    return sentence(f"{worked} {_until(last)}")


def _less(share: str, measure: TrendMeasure) -> str:
    """52 % less tremor at rest."""
    return spoken("{share} less {of}", share=share, of=spoken(LESS_OF[measure.key]))


def _until(last: SeenInjection) -> str:
    half = half_gone(last)
    if half.state == "gone":
        when = half.when.partition(";")[0]
        return spoken("It is wearing off: half of the effect had gone by {when} ({sure})", when=when, sure=half.sure)
    return spoken(STILL_WORKING if half.state == "not yet" else NOT_KNOWN_YET, when=half.when, sure=half.sure)


STILL_WORKING: Final = marked("It is still working: less than half of the effect had gone {when} ({sure})")
NOT_KNOWN_YET: Final = marked("Whether half of the effect had gone {when} cannot be told yet: that is {sure}")


def _last_fact(last: SeenInjection, look: PatientLook) -> Fact:
    return Fact(spoken("Last injection"), _ago(last, look), short_date(last.day.isoformat()), last.words)


def _facts(last: SeenInjection, measure: TrendMeasure) -> tuple[Fact, ...]:
    fit, rests = last.fit, spoken("based on {days}", days=rests_on_words(last.fit))
    if not fit.onset_d or not fit.benefit:
        return (Fact(spoken("Did it work?"), spoken("cannot tell"), why_untold(fit), rests),)
    size, half = fit.benefit, half_gone(last)
    less = _less(spoken("{low} to {high}", low=percent(size.low), high=percent(size.high)), measure)
    return (
        Fact(spoken("Did it work?"), spoken("{share} less", share=percent(size.middle)), less, rests),
        Fact(spoken("Began"), on_day(fit.onset_d.middle), last.on(fit.onset_d.middle), from_to(fit.onset_d)),
        Fact(spoken("Half of it gone"), half.day, half.when, half.sure),
    )


def _table(seen: Sequence[SeenInjection], measure: TrendMeasure) -> Table:
    caption = spoken(
        "Every injection, by {measure}, the last one first. Days are counted from the injection; in "
        "brackets: the range in which the true value lies in four of five cases.",
        measure=spoken(LESS_OF[measure.key]),
    )
    return Table(caption, tuple(map(spoken, COLUMNS)), tuple(_row(one) for one in seen), "")


def _row(one: SeenInjection) -> tuple[str, ...]:
    fit, day, rests = one.fit, short_date(one.day.isoformat()), rests_on_words(one.fit)
    if not fit.onset_d or not fit.peak_d or not fit.benefit:
        return (day, spoken("cannot tell: {why}", why=why_untold(fit)), *(NOTHING_MEASURED,) * 3, rests)
    size, half = fit.benefit, half_gone(one)
    began, full = (f"{on_day(when.middle)} ({from_to(when)})" for when in (fit.onset_d, fit.peak_d))
    joined = ", " if half.state == "gone" else " "
    less = spoken(
        "{share} less ({low} to {high})",
        share=percent(size.middle),
        low=percent(size.low),
        high=percent(size.high),
    )
    return (day, less, began, full, f"{half.day}{joined}{half.when}; {half.sure}", rests)


def _figure(look: PatientLook, measure: TrendMeasure) -> ShownChart | None:
    cycles = drawn_cycles(look)
    if not cycles:
        return None
    wide, narrow = (chart_url(look, CYCLES, shape) for shape in ("wide", "narrow"))
    more = spoken(SEVERAL_CYCLES if len(cycles) > 1 else ONE_CYCLE, measure=spoken(LESS_OF[measure.key]))
    left_out = spoken("Weeks of fewer than 3 valid days are left out, and a line is broken there.")
    explained = f"{left_out} {spoken(measure.explained)}"
    said = _figure_sentence(cycles, measure)
    return ShownChart(CYCLES, _title(cycles), more, wide, narrow, said, _weeks(cycles, measure), explained)


def _title(cycles: Sequence[DrawnCycle]) -> str:
    if len(cycles) > 1:
        return spoken("Each injection's weeks, laid over each other")
    return spoken("Weeks before and after the injection")


ONE_CYCLE: Final = marked("{measure}, median of each week")
SEVERAL_CYCLES: Final = marked("{measure}, median of each week; solid: the last injection")


def _figure_sentence(cycles: Sequence[DrawnCycle], measure: TrendMeasure) -> str:
    since = [(cycle.word, [week for week in cycle.weeks if week.week >= 0]) for cycle in cycles]
    lowest = [(word, min(weeks, key=lambda week: week.median)) for word, weeks in since if weeks]
    lows = listed([_low(measure, word, week) for word, week in lowest])
    if not lows:
        return sentence(spoken("no week since has 3 valid days yet"))
    if len(lowest) == 1:
        return sentence(spoken("the lowest week: {weeks}", weeks=lows))
    return sentence(spoken("the lowest week after each injection: {weeks}", weeks=lows))


def _low(measure: TrendMeasure, word: str, week: WeekSince) -> str:
    return spoken("{value} in week {week} after {day}", value=measure.words(week.median), week=week.week, day=word)


def _weeks(cycles: Sequence[DrawnCycle], measure: TrendMeasure) -> Table:
    known = [{week.week: week.median for week in cycle.weeks} for cycle in cycles]
    rows = tuple(
        (str(week), *(measure.words(one[week]) if week in one else NOTHING_MEASURED for one in known))
        for week in sorted(set().union(*known))
    )
    columns = (spoken("Week"), *(cycle.word for cycle in cycles))
    caption = spoken("{measure} by weeks since each injection; week 0 begins with it", measure=spoken(measure.title))
    return Table(caption, columns, rows, "")


def _choices(look: PatientLook, chosen: TrendMeasure) -> tuple[FittedChoice, ...]:
    known = [one for one in FITTED if one is chosen or any(v.value for v in values_of(one, look.days, look.window))]
    asked = {"period": look.period.asked} | ({} if look.window.is_whole else {"hours": look.window.asked})
    return tuple(
        FittedChoice(
            Link(f"/patients/{look.device}?{urlencode({**asked, 'fitted': one.key})}#injections", spoken(one.title)),
            one is chosen,
        )
        for one in known
    )
