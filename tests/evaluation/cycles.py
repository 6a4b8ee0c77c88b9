"""The injection cycle over simulated patients: how far onset and half-wane are off, and what is said without benefit.

No recording of such a cycle is public. `python -m tests.evaluation.cycles` takes the seeds that nothing was tuned on;
`--tuning` takes the others.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sync.clinic.cycles.fit import HALF_GONE_FROM, CycleFit, fit_cycle
from tests.evaluation.bootstrap import DRAWS, ENDS, SEED

Curve = NDArray[np.float64]
TUNING_SEED, REPORTED_SEED = 1_000, 2_000
PATIENTS: Final = 300
BEFORE_D, AFTER_D = 14, 84  # two weeks before the injection, and the twelve after it
DAY_LOG_SD, MISSING = 0.35, 0.25
MEMORIES: Final = (0.3, 0.5, 0.7)  # of the day-to-day noise: each patient has one of them, which nobody knows
BENEFITS: Final = (0.0, 0.3, 0.5, 0.7)
ONSET_D, RISE_D = (3.0, 16.0), (7.0, 24.0)  # starts at 1 to 2 weeks, peaks at 4 to 6, and somewhat beyond both
HALF_WANE_D, FALL_D = (50.0, 78.0), (7.0, 35.0)
LOOKED_AT_D: Final = (42, 56, 70, 84)  # how many days after the injection somebody asks whether it wears off
DRIFT: Final = np.log(0.6)  # of the logarithms over 98 days: 40 % less, for another reason than the injection
HEAVY_DF: Final = 3  # of Student's t: now and then a day that is like no other


@dataclass(frozen=True)
class Told:
    """One simulated patient: what was true, and what was said."""

    onset_d: float
    half_wane_d: float
    benefit: float
    fit: CycleFit


@dataclass(frozen=True)
class Course:
    """What differs from one kind of patient to the next. `curve` is made of onset, rise, half-wane and fall."""

    benefit: float
    until_d: int = AFTER_D
    drift: float = 0.0
    heavy: bool = False
    curve: Callable[[Curve, float, float, float, float], Curve] = lambda days, onset, rise, half, fall: np.clip(
        np.minimum((days - onset) / rise, 0.5 + (half - days) / fall), 0, 1
    )


def patients(course: Course, seed: int, count: int) -> Iterator[Told]:
    """Each with a course of their own."""
    for number in range(count):
        yield _patient(course, np.random.default_rng([seed, number, int(100 * course.benefit)]))


def _patient(course: Course, dice: np.random.Generator) -> Told:
    onset_d, rise_d, fall_d = dice.uniform(*ONSET_D), dice.uniform(*RISE_D), dice.uniform(*FALL_D)
    half_wane_d = dice.uniform(*HALF_WANE_D)
    days = np.arange(-BEFORE_D, AFTER_D, dtype=float)
    effect = course.curve(days, onset_d, rise_d, half_wane_d, fall_d)
    noise = _noise(len(days), float(dice.choice(MEMORIES)), dice, heavy=course.heavy)
    logs = np.log(0.2) + np.log1p(-course.benefit * effect) + noise + course.drift * (days + BEFORE_D) / len(days)
    kept = (dice.random(len(days)) >= MISSING) & (days < course.until_d)
    return Told(onset_d, half_wane_d, course.benefit, fit_cycle(list(days[kept]), list(logs[kept])))


def _noise(count: int, memory: float, dice: np.random.Generator, *, heavy: bool) -> Curve:
    steps = dice.standard_t(HEAVY_DF, count) / np.sqrt(HEAVY_DF) if heavy else dice.normal(0, 1, count)
    noise, last = np.empty(count), steps[0]
    for place in range(count):
        last = memory * last + np.sqrt(1 - memory**2) * steps[place] if place else last
        noise[place] = DAY_LOG_SD * last
    return noise


def _smooth(days: Curve, onset_d: float, rise_d: float, half_d: float, fall_d: float) -> Curve:
    """A course without corners, which is none of those that are looked for; its onset is where a tenth is there."""
    there = 1 / (1 + np.exp(np.clip(-(days - onset_d - rise_d / 2) / (rise_d / 4.4), -50, 50)))
    gone = 1 / (1 + np.exp(np.clip((days - half_d) / (fall_d / 4.4), -50, 50)))
    return np.asarray(there * gone)


OTHERS: Final = {
    "50 %, without corners": Course(0.5, curve=_smooth),
    "50 %, days that are like no other": Course(0.5, heavy=True),
    "none, days that are like no other": Course(0.0, heavy=True),
    "none, 40 % less over 14 weeks for another reason": Course(0.0, drift=float(DRIFT)),
}


def row(name: str, told: Sequence[Told]) -> str:
    """One line of the table."""
    found = [one for one in told if one.fit.is_told]
    cells = [f"{1 - len(found) / len(told):.0%}"]
    for field in ("onset_d", "half_wane_d", "benefit"):
        pairs = [(getattr(one.fit, field), getattr(one, field)) for one in found if one.benefit]
        held = f"{np.mean([said.low <= true <= said.high for said, true in pairs]):.0%}" if pairs else ""
        cells += [_errors([abs(said.middle - true) for said, true in pairs], field), held]
    return f"| {name} | {' | '.join(cells)} |"


def _errors(errors: Sequence[float], field: str) -> str:
    if not errors:
        return ""
    times, unit = (1, "d") if field.endswith("_d") else (100, "points")
    draws = np.random.default_rng(SEED).choice(errors, (DRAWS, len(errors)))
    low, high = times * np.percentile(np.median(draws, axis=1), ENDS)
    median, most = times * np.median(errors), times * np.percentile(errors, 90)
    return f"{median:.1f} ({low:.1f} to {high:.1f}) / {most:.1f} {unit}"


def wearing_off(seed: int, count: int) -> Iterator[str]:
    """Asked on several days after an injection that halves: how often it is said that half is gone, and how rightly."""
    for until_d in LOOKED_AT_D:
        told = list(patients(Course(0.5, until_d), seed, count))
        said = [one for one in told if one.fit.is_told and one.fit.half_gone >= HALF_GONE_FROM]
        gone = [one for one in told if one.half_wane_d <= until_d]
        right = sum(one.half_wane_d <= until_d for one in said)
        yield f"| {until_d} | {len(gone)} of {len(told)} | {len(said)} | {right} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the seeds that limits were tuned on")
    parser.add_argument("--patients", type=int, default=PATIENTS)
    asked = parser.parse_args()
    seed = TUNING_SEED if asked.tuning else REPORTED_SEED
    print("| benefit | cannot tell | onset: median / p90 | held | half-wane | held | size | held |")
    print("|---|---|---|---|---|---|---|---|")
    for benefit in BENEFITS:
        print(row(f"{benefit:.0%}", list(patients(Course(benefit), seed, asked.patients))), flush=True)
    for name, course in OTHERS.items():
        print(row(name, list(patients(course, seed, asked.patients))), flush=True)
    print("\n| asked on day | half was gone | said to be gone | rightly |\n|---|---|---|---|")
    print(*wearing_off(seed, asked.patients), sep="\n")


if __name__ == "__main__":
    main()
