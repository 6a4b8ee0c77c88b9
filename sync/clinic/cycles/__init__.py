"""The injection cycle: when an effect began, how large it was and when half of it was gone; or that nobody can tell.

Knows days since an injection and values on them; must never know patients, words, SQL or HTML. Begin with `fit.py`.
"""

from sync.clinic.cycles import days, fit, fitted
from sync.clinic.cycles.days import cycle_of, days_around
from sync.clinic.cycles.fit import CycleFit, Estimate, fit_cycle
from sync.clinic.cycles.fitted import FITTED, FITTED_TO, is_half_gone, usual_measure, without_newest

__all__ = [
    "FITTED",
    "FITTED_TO",
    "CycleFit",
    "Estimate",
    "cycle_of",
    "days",
    "days_around",
    "fit",
    "fit_cycle",
    "fitted",
    "is_half_gone",
    "usual_measure",
    "without_newest",
]
