"""Targets on a made-up limb, at rest and under a drift of 0.6 Hz, 30 deg/s, beside ParaDigMa.

Knows the targets' numbers; must never know how tremor is found. Each part has noise, axes and phases of its own.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from device.signals.samples import Samples
from tests.evaluation.bootstrap import UnitShare
from tests.evaluation.cases import Case, judged
from tests.evaluation.errors import is_exact, shown, worst_error
from tests.evaluation.movement_data import PARTS, Kind, Movement
from tests.evaluation.outcomes import ABSENT, ours, theirs
from tests.evaluation.paradigma import ParaDigMa
from tests.evaluation.progress import step
from tests.evaluation.synthetic import drifting, still, tremor
from tests.evaluation.table import Row, Share

REST_HZ = (2, 2.5, 3, 4, 5, 6, 8, 10, 12)
REST_DPS, DRIFT_DPS = 2.0, 10.0
LEAST_IN_BAND, LEAST_UNDER_DRIFT = 95.0, 90.0  # %
LENGTH_S = 60.0

Limb = Callable[[np.random.Generator, float], Samples]


def rest_rows(paradigma: ParaDigMa) -> Iterator[Row]:
    """What is found of a small tremor at rest, how exactly, and of a larger one under a drift."""
    at_rest = [_cases("rest", still, REST_DPS, part) for part in range(len(PARTS))]
    drifted = [_cases("drift", drifting, DRIFT_DPS, part) for part in range(len(PARTS))]
    with step("synthetic limbs"):
        done = [[judged(case) for case in cases] for cases in at_rest]
        found = [[ours([one]) for one in cases] for cases in done]
        under = [[ours([judged(case)]) for case in cases] for cases in drifted]
    with step("ParaDigMa: synthetic limbs"):
        they_found, they_under = (theirs(paradigma, cases[1]) for cases in (at_rest, drifted))
    name = f"band with >= {LEAST_IN_BAND:.0f} % found, {REST_DPS:g} deg/s at rest (synthetic): 2-12 Hz"
    met = len(_band(found[1])) == len(REST_HZ)
    yield Row(name, [_as_band(one) for one in found], theirs=_as_band(they_found), best="4.5-6.5 Hz", met=met)
    name = f"worst of 2-12 Hz, {DRIFT_DPS:g} deg/s under that drift (synthetic): >= {LEAST_UNDER_DRIFT:.0f} %"
    met = min(one.percent for one in under[1]) >= LEAST_UNDER_DRIFT
    yield Row(name, [_worst(one) for one in under], theirs=_worst(they_under), best="0 %", met=met)
    errors = [worst_error(cases) for cases in done]
    name = "error of frequency and amplitude at rest, worst: <= 0.1 Hz, 5 %"
    yield Row(name, [shown(one) for one in errors], best="none published", met=is_exact(errors[1]))


def _cases(kind: Kind, limb: Limb, peak_dps: float, part: int) -> list[Case]:
    randoms = [np.random.default_rng([part, place]) for place in range(len(REST_HZ))]
    return [
        Case(Movement(kind, PARTS[part], limb(random, LENGTH_S)), tremor(random, frequency_hz, peak_dps))
        for random, frequency_hz in zip(randoms, REST_HZ, strict=True)
    ]


def _band(shares: Sequence[Share | UnitShare]) -> list[float]:
    return [hz for hz, one in zip(REST_HZ, shares, strict=True) if one.percent >= LEAST_IN_BAND]


def _as_band(shares: Sequence[Share | UnitShare]) -> str:
    if not shares:
        return ABSENT
    band = _band(shares)
    return f"{band[0]:g}-{band[-1]:g} Hz, {len(band)} of {len(REST_HZ)}" if band else "none"


def _worst(shares: Sequence[Share | UnitShare]) -> str:
    if not shares:
        return ABSENT
    worst = min(range(len(shares)), key=lambda place: shares[place].percent)
    return f"{shares[worst].percent:.1f} % at {REST_HZ[worst]:g} Hz"
