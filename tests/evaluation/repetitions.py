"""How many repetitions are counted: 20 in each SPAR set, and gym sets of which neither start nor end is given.

Nothing is fitted here. The split of SPAR by subject shows whether the numbers of `device.repetitions.counter`, chosen
with subjects 1 to 3 in view, hold for subjects 4 and 5; `device.repetitions.unmarked` was tuned on every other gym set.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device.programme.items import Movement, Tempo
from device.repetitions.counter import RepetitionCounter
from device.repetitions.unmarked import set_in
from device.signals.samples import Floats, Samples
from tests.evaluation.movement_data import PARTS, Part, from_counts
from tests.evaluation.progress import step
from tests.evaluation.table import Row, share
from tests.support.stages import turns_of

SPAR_HZ, GYM_HZ = 50, 100
REPETITIONS = 20
ANYTHING = Movement(
    exercise="anything that goes out and back by 5 degrees",
    repetitions=REPETITIONS,
    tempo=Tempo(out_s=0.0, hold_s=0.0, back_s=0.0, pause_s=0.0),
    count_from_deg=5.0,
    target_deg=5.0,
    cap_deg=1000.0,
)
CHOSEN_WITH = (1, 2, 3)
LEAST_NEAR, LEAST_EXACT, LEAST_GYM = 96.0, 75.0, 60.0  # %


@dataclass(frozen=True)
class Counted:
    """One set: how many repetitions were counted too many."""

    exercise: str
    part: Part
    error: int


def counted(samples: Samples) -> int:
    """What the device counts in them."""
    counter = RepetitionCounter(ANYTHING)
    pushed = [repetition for turn in turns_of(samples) for repetition in counter.push(turn)]
    return sum(repetition.counted for repetition in [*pushed, *counter.finish()])


def spar(folder: Path) -> Iterator[Counted]:
    """Shoulder physiotherapy."""
    sets = np.load(folder / "spar_shoulder_50hz" / "spar.npz")
    for number, exercise, subject in zip(sets["index"], sets["exercise"], sets["subject"], strict=True):
        samples = from_counts(sets[f"X{number:03d}"], SPAR_HZ)
        yield Counted(
            str(sets["names"][exercise]), PARTS[int(subject not in CHOSEN_WITH)], counted(samples) - REPETITIONS
        )


def gym(folder: Path) -> Iterator[Counted]:
    """Whole recordings, in which somebody sets up, does a set and rests."""
    sets = np.load(folder / "gym_reps_100hz" / "sets.npz")
    with (folder / "gym_reps_100hz" / "index.csv").open() as file:
        for number, row in enumerate(csv.DictReader(file)):
            error = len(set_in(turns_of(from_counts(sets[row["key"]], GYM_HZ)))) - int(row["reps"])
            yield Counted(row["activity"], PARTS[number % 2], error)


def repetition_rows(folder: Path) -> Iterator[Row]:
    """SPAR within one and exact, gym within one."""
    with step("repetitions, SPAR"):
        sets = list(spar(folder))
    yield _row(sets, 1, f"SPAR repetitions within 1: >= {LEAST_NEAR:.0f} %", LEAST_NEAR, "93 %")
    yield _row(sets, 0, f"SPAR repetitions exact: >= {LEAST_EXACT:.0f} %", LEAST_EXACT, "61 %")
    for exercise in dict.fromkeys(one.exercise for one in sets):
        yield _row([one for one in sets if one.exercise == exercise], 0, f"    exact, {exercise}")
    with step("repetitions, gym"):
        whole = list(gym(folder))
    name = f"gym repetitions within 1, start and end not given: >= {LEAST_GYM:.0f} %"
    yield _row(whole, 1, name, LEAST_GYM, "20 %")
    yield Row("    median error (counted too many)", [f"{np.median(_errors(whole, part)):+.0f}" for part in PARTS])


def _row(sets: list[Counted], most: int, name: str, least: float | None = None, best: str = "") -> Row:
    shares = [share((np.abs(_errors(sets, part)) <= most).tolist()) for part in PARTS]
    return Row(name, shares, best=best, met=None if least is None else shares[1].percent >= least)


def _errors(sets: list[Counted], part: Part) -> Floats:
    return np.array([one.error for one in sets if one.part == part], dtype=float)
