"""Whether a sensory trick's relief is told, on made-up limbs with known truth, over sites and random mountings.

Run from the project's root: `python -m tests.evaluation.checkups`; it needs no recording. Each limb does the trick part
of a check-up: 30 s without, 30 s with. It is held away from neutral, or trembles unevenly, or both, or moves in bursts
that wander or in jerks. With the trick its tilt or its movement falls by 30 to 80 % for 5 to 30 s, anywhere in those
30 s, or it does not fall at all. The whole line looks at it: samples, verdicts, gravity, bands and the record's words.
Numbers were tuned on the first half of the seeds; the table is of the other half.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from device.analysis.pipeline import Pipeline
from device.checkups import CheckupWatch
from device.records.facts import Checkup, StageResult, TrickEffect
from device.records.person import Personal
from device.records.sites import CHECKUPS, SITES, BodySite
from device.signals.samples import Floats
from tests.evaluation.postures import LEVERS_M, OFFSET_G, RATE_HZ, Limb, direction, measured
from tests.evaluation.table import print_cells
from tests.support.limbs import mounting

WITH_TRICK: Final[tuple[BodySite, ...]] = tuple(site for site in SITES if "trick" in CHECKUPS[site].parts)
STILL_S, STAGE_S, MOVES_S = 4.0, 30.0, 4.0
LENGTH_S: Final = STILL_S + 2 * STAGE_S + MOVES_S + 6
WITH_FROM_S: Final = STILL_S + STAGE_S + MOVES_S
TUNING, REPORTING = range(1000, 1200), range(2000, 2400)
IMPROVED, LASTS_S = (0.3, 0.8), (5.0, 30.0)
WIDTHS = (34, 18, 18, 18, 18)


@dataclass
class Trickster:
    """A limb to be made: chance, times [n], and how much the trick leaves of it [n]."""

    random: np.random.Generator
    time_s: Floats
    left: Floats

    def slow(self, up_to_hz: float) -> Floats:
        """[n] noise of mean square 1 that changes no faster."""
        knots = np.arange(0, self.time_s[-1] + 2 / up_to_hz, 1 / (2 * up_to_hz))
        values = np.interp(self.time_s, knots, self.random.normal(size=len(knots)))
        return np.asarray(values / np.sqrt(np.mean(values**2)))

    def on(self, lasts_s: tuple[float, float], pause_s: tuple[float, float]) -> Floats:
        """[n] 1 in bursts, 0 between."""
        made, at_s = np.zeros_like(self.time_s), self.random.uniform(0, pause_s[1])
        while at_s < self.time_s[-1]:
            end_s = at_s + self.random.uniform(*lasts_s)
            made += np.clip(np.minimum(self.time_s - at_s, end_s - self.time_s) / 0.3, 0, 1)
            at_s = end_s + self.random.uniform(*pause_s)
        return made


def posture(limb: Trickster, made: Limb) -> None:
    """Held away from neutral, wandering by a tenth and breathing."""
    turn, tilt = limb.random.uniform(0, 2 * np.pi), limb.random.uniform(12, 45)
    away = tilt * limb.left * (1 + 0.1 * limb.slow(0.1)) + 0.3 * np.sin(2 * np.pi * 0.25 * limb.time_s)
    made.pitch += away * np.cos(turn)
    made.roll += away * np.sin(turn)


def tremor(limb: Trickster, made: Limb) -> None:
    """3 to 7 Hz, whose cycles vary in length by a tenth and in size by a quarter."""
    hz, peak_dps = limb.random.uniform(3, 7), limb.random.uniform(15, 60)
    wandering = hz * (1 + 0.1 * limb.slow(hz / 2))
    size = peak_dps * limb.left * np.clip(1 + 0.25 * limb.slow(hz / 2), 0.2, None)
    made.tremor += size / (2 * np.pi * hz) * np.sin(2 * np.pi * np.cumsum(wandering) / RATE_HZ)


def bursts(limb: Trickster, made: Limb) -> None:
    """1 to 6.5 Hz, a frequency that wanders, in bursts of 2 to 6 s with pauses of 1 to 4 s."""
    hz = 1 + 5.5 * (1 + np.tanh(limb.slow(0.3))) / 2
    size = limb.random.uniform(15, 60) * limb.on((2, 6), (1, 4)) * np.clip(1 + limb.slow(1) / 3, 0.2, None) * limb.left
    made.tremor += np.cumsum(size * np.sin(2 * np.pi * np.cumsum(hz) / RATE_HZ)) / RATE_HZ


def jerks(limb: Trickster, made: Limb) -> None:
    """Pulled away and brought back at once, 2 to 6.5 times a second, for 3 to 8 s with pauses of 2 to 5 s."""
    hz, peak_dps = limb.random.uniform(2, 6.5), limb.random.uniform(15, 60)
    within = np.cumsum(hz * (1 + 0.15 * limb.slow(hz / 2))) / RATE_HZ % 1
    back = np.where(within > 2 / 3, -2 * np.sin(3 * np.pi * within) ** 2, 0)
    jerky = np.where(within < 2 / 3, np.sin(3 * np.pi * within / 2) ** 2, 0) + back
    made.tremor += np.cumsum(peak_dps * limb.on((3, 8), (2, 5)) * jerky * limb.left) / RATE_HZ


def posture_and_tremor(limb: Trickster, made: Limb) -> None:
    """Both, eased together."""
    posture(limb, made)
    tremor(limb, made)


KINDS: Final[dict[str, Callable[[Trickster, Limb], None]]] = {
    "held posture": posture,
    "held posture with uneven tremor": posture_and_tremor,
    "uneven tremor": tremor,
    "wandering bursts": bursts,
    "drift and correction": jerks,
}


@dataclass(frozen=True)
class Trial:
    """What was made, and what the device says of it."""

    kind: str
    site: str
    improved: float
    lasts_s: float
    effect: TrickEffect


def trial(seed: int, kind: str, *, eases: bool) -> Trial:
    """One limb."""
    random, matrix = np.random.default_rng(seed), mounting(seed)
    site = WITH_TRICK[seed % len(WITH_TRICK)]
    improved, lasts_s = (random.uniform(*IMPROVED), random.uniform(*LASTS_S)) if eases else (0.0, 0.0)
    time_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    from_s = WITH_FROM_S + random.uniform(0, STAGE_S - lasts_s)
    eased = np.clip(np.minimum(time_s - from_s + 0.5, from_s + lasts_s + 0.5 - time_s) / 0.5, 0, 1)
    limb = Trickster(random, time_s, 1 - improved * eased)
    made = Limb(*(np.zeros(len(time_s)) for _ in range(6)))
    KINDS[kind](limb, made)
    made.pitch += 0.5 * limb.slow(0.3)
    made.roll += 0.5 * limb.slow(0.3)
    return Trial(kind, site, improved, lasts_s, _told(made, site, matrix, random))


def _told(made: Limb, site: BodySite, matrix: Floats, random: np.random.Generator) -> TrickEffect:
    personal = Personal(neutral=(direction(matrix[:, 2] + OFFSET_G),))
    watch, pipeline = CheckupWatch(personal), Pipeline(personal=personal)
    stages = (
        StageResult("without trick", STILL_S, STAGE_S, STAGE_S, "done"),
        StageResult("with trick", WITH_FROM_S, STAGE_S, STAGE_S, "done"),
    )
    watch.keep(Checkup(0.0, WITH_FROM_S + STAGE_S, "made-up", 1, site, ("trick",), "done", stages))
    (whole,) = watch.push(pipeline.push(measured(made, LEVERS_M[site], matrix, random)).judged)
    assert whole.trick, "both stages were done"
    return whole.trick


def trials(seeds: range, kind: str, *, eases: bool) -> Iterator[Trial]:
    """One for each seed."""
    return (trial(seed, kind, eases=eases) for seed in seeds)


def said(found: list[Trial]) -> str:
    """Told, and where nobody can tell."""
    count = Counter(one.effect.relief for one in found)
    return (
        f"{100 * count['told'] / len(found):.1f} % of {len(found)}, {100 * count['cannot tell'] / len(found):.0f} % ?"
    )


def main() -> None:
    """Print a row for each kind, and one for all."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--tuning", action="store_true", help="of the seeds that numbers were tuned on")
    words.add_argument("--each", type=int, default=len(REPORTING), help="limbs of each kind")
    words.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS, metavar="KIND", help="only these")
    asked = words.parse_args()
    seeds = (TUNING if asked.tuning else REPORTING)[: asked.each]
    print_cells(("limb", "told, relief", "told, without", "30 to 45 %", "5 to 10 s"), WIDTHS)
    every: list[Trial] = []
    for kind in asked.kinds:
        eased, not_eased = list(trials(seeds, kind, eases=True)), list(trials(seeds, kind, eases=False))
        every += [*eased, *not_eased]
        _print(kind, eased, not_eased)
    _print("all", [one for one in every if one.improved], [one for one in every if not one.improved])


def _print(name: str, eased: list[Trial], not_eased: list[Trial]) -> None:
    small, short = [one for one in eased if one.improved < 0.45], [one for one in eased if one.lasts_s < 10]
    print_cells((name, said(eased), said(not_eased), said(small), said(short)), WIDTHS)


if __name__ == "__main__":
    main()
