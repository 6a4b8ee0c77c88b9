"""The charts of one look by their names: a key that tells whether one was drawn already, and what it is given.

Knows which chart a name is; must never know HTML, SQL or how it is drawn.
"""

from hashlib import sha256
from typing import Final

from sync.clinic.charts.drawings import Drawing, drawing_of
from sync.clinic.charts.shapes import (
    NARROW_CYCLES,
    NARROW_TREND,
    NARROW_USUAL,
    WIDE_CYCLES,
    WIDE_TREND,
    WIDE_USUAL,
    TrendShape,
)
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


def chart_drawing(look: PatientLook, name: str, shape: str) -> Drawing:
    """The chart with what it is given. Raises NoSuchChart."""
    wide = shape == CHART_SHAPES[0]
    if name == USUAL_DAY:
        return drawing_of("usual day", usual_day(look.shown[-PROFILE_DAYS:]), _usual_shape(wide=wide))
    if name == HOURS:
        weeks = by_weeks(look)
        cells = hour_cells(look.shown, by_weeks=weeks)
        return drawing_of("hours of days", cells, look.span, _usual_shape(wide=wide), weeks)
    if name == CYCLES:
        shape_of = WIDE_CYCLES if wide else NARROW_CYCLES
        return drawing_of("cycles", measure_fitted(look), drawn_cycles(look), half_wane_drawn(look), shape_of)
    if name not in BY_KEY:
        raise NoSuchChart(name)
    return drawing_of("trend", look.trend(BY_KEY[name]), look.span, look.marks, WIDE_TREND if wide else NARROW_TREND)


def _usual_shape(*, wide: bool) -> TrendShape:
    return WIDE_USUAL if wide else NARROW_USUAL
