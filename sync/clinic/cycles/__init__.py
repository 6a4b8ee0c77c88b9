"""The injection cycle: when an effect began, how large it was and when half of it was gone; or that nobody can tell.

Knows days since an injection and values on them; must never know patients, words, SQL or HTML. Begin with `fit.py`.
"""

from sync.clinic.cycles import days, fit
from sync.clinic.cycles.days import cycle_of
from sync.clinic.cycles.fit import CycleFit, Estimate, fit_cycle

__all__ = ["CycleFit", "Estimate", "cycle_of", "days", "fit", "fit_cycle"]
