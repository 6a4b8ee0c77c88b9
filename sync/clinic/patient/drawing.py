"""The charts of one look by their names: a key that tells whether one was drawn already, and its specification.

Knows which chart a name is; must never know HTML, SQL or how a specification is drawn.
"""

from hashlib import sha256
from typing import Any, Final

from sync.clinic.charts.cycles import NARROW_CYCLES, WIDE_CYCLES, cycles_chart
from sync.clinic.charts.trend import NARROW_TREND, WIDE_TREND, TrendShape, trend_chart
from sync.clinic.charts.usual_day import NARROW_USUAL, WIDE_USUAL, hours_chart, usual_day_chart
from sync.clinic.patient.cycle_page import CYCLES
from sync.clinic.patient.figures import HOURS, USUAL_DAY, by_weeks
from sync.clinic.patient.injections import drawn_cycles, half_wane_drawn, measure_fitted
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.hours import PROFILE_DAYS, hour_cells, usual_day
from sync.clinic.trends.measures import BY_KEY
from sync.clinic.wording.language import PAGE_LANGUAGE

CHART_SHAPES: Final = ("wide", "narrow")


class NoSuchChart(Exception):
    """There is no chart of this name."""


def chart_key(look: PatientLook, name: str, shape: str) -> str:
    """The same for the same picture: made of all numbers that it may show, and the language of its words."""
    numbers = sha256(b"".join(day.totals.tobytes() + day.quarters.tobytes() for day in look.days))
    exercise = [(day.day, day.exercise) for day in look.days]
    told = repr(
        (
            PAGE_LANGUAGE.get().code,
            name,
            shape,
            look.period,
            look.window,
            look.last,
            look.marks,
            look.fitted,
            exercise,
            numbers.hexdigest(),
        )
    )
    return sha256(told.encode()).hexdigest()


def chart_spec(look: PatientLook, name: str, shape: str) -> dict[str, Any]:
    """The chart with its data. Raises NoSuchChart."""
    wide = shape == CHART_SHAPES[0]
    if name == USUAL_DAY:
        return usual_day_chart(usual_day(look.shown[-PROFILE_DAYS:]), _usual_shape(wide=wide))
    if name == HOURS:
        weeks = by_weeks(look)
        return hours_chart(hour_cells(look.shown, by_weeks=weeks), look.span, _usual_shape(wide=wide), by_weeks=weeks)
    if name == CYCLES:
        shape_of = WIDE_CYCLES if wide else NARROW_CYCLES
        return cycles_chart(measure_fitted(look), drawn_cycles(look), half_wane_drawn(look), shape_of)
    if name not in BY_KEY:
        raise NoSuchChart(name)
    return trend_chart(look.trend(BY_KEY[name]), look.span, look.marks, WIDE_TREND if wide else NARROW_TREND)


def _usual_shape(*, wide: bool) -> TrendShape:
    return WIDE_USUAL if wide else NARROW_USUAL
