"""Which measure the effect of injections is told of, for whoever does not choose one: the page and the list alike.

Knows keys of measures, and which days may still change; must never know patients, words or what is estimated.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from sync.clinic.cycles.fit import HALF_GONE_FROM, CycleFit
from sync.clinic.trends.measures import BY_KEY, DayValue, TrendMeasure

FITTED_TO: Final = ("rest", "amplitude", "posture", "tremor", "episodes-rhythmic")  # keys of measures, the usual first
FITTED: Final = tuple(BY_KEY[key] for key in FITTED_TO)


def usual_measure(values_of: Callable[[TrendMeasure], Sequence[DayValue]]) -> TrendMeasure | None:
    """The first that this patient has on any valid day above next to nothing; None where there is none."""
    return next((measure for measure in FITTED if _has(values_of(measure), measure)), None)


def _has(values: Sequence[DayValue], measure: TrendMeasure) -> bool:
    valid = sorted(one.value for one in values if one.is_valid)
    return bool(valid) and valid[len(valid) // 2] > 2 * measure.least


def without_newest(values: Sequence[DayValue], newest: date) -> list[DayValue]:
    """Without the newest day that there is of the patient: it may not be over, and would be fitted all day long."""
    return [one for one in values if one.day < newest]


def is_half_gone(fit: CycleFit) -> bool:
    """Whether that is likely enough to be said."""
    return fit.is_told and fit.half_gone >= HALF_GONE_FROM
