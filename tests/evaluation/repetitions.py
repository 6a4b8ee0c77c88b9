"""How many repetitions are counted: 20 in each SPAR set, and gym sets of which neither start nor end is given.

`analyse --set` and the live counter beside a plain autocorrelation. Numbers of `device.repetitions` were chosen with
subjects 1 to 3 of SPAR and every other gym set in view, and are reported on the others.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device.programme.items import Movement, Tempo
from device.repetitions.counter import RepetitionCounter
from device.repetitions.unmarked import set_in
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats
from tests.evaluation.autocorrelation import repetitions_by_autocorrelation
from tests.evaluation.bootstrap import UnitShare, share_of_units
from tests.evaluation.movement_data import PARTS, Part, from_counts
from tests.evaluation.progress import step
from tests.evaluation.table import Row, share
from tests.support.stages import turns_of

SPAR_HZ, GYM_HZ = 50, 100
REPETITIONS = 20
COUNT_FROM_DEG = 15.0  # the least that can be prescribed
ANYTHING = Movement(
    exercise="anything that goes out and back by 15 degrees",
    repetitions=REPETITIONS,
    tempo=Tempo(out_s=0.0, hold_s=0.0, back_s=0.0, pause_s=0.0),
    count_from_deg=COUNT_FROM_DEG,
    target_deg=COUNT_FROM_DEG,
    cap_deg=1000.0,
)
CHOSEN_WITH = (1, 2, 3)
LEAST_NEAR, LEAST_EXACT, LEAST_GYM = 96.0, 75.0, 80.0  # %


@dataclass(frozen=True)
class Recorded:
    """One set, and how many repetitions are in it."""

    exercise: str
    part: Part
    turns: list[Turn]
    true: int


@dataclass(frozen=True)
class Aim:
    """How far the count may be off, in which share of sets, and what was best known."""

    name: str
    most: int
    least: float | None = None
    best: str = ""


Counting = Callable[[Sequence[Turn]], int]


def live(turns: Sequence[Turn]) -> int:
    """What the device counts while it goes on."""
    counter = RepetitionCounter(ANYTHING)
    pushed = [repetition for turn in turns for repetition in counter.push(turn)]
    return sum(repetition.counted for repetition in [*pushed, *counter.finish()])


BEFORE_S, AFTER_S = 1.0, 1.5  # from the button to the first movement, and after the last


def live_between(turns: Sequence[Turn]) -> int:
    """The same as if somebody had pressed the button at both ends of the set, wherever `--set` finds them."""
    found = set_in(turns)
    if not found:
        return 0
    from_s, to_s = found[0].start_s - BEFORE_S, found[-1].end_s + AFTER_S
    return live([turn for turn in turns if from_s <= turn.time_s <= to_s])


def by_set(turns: Sequence[Turn]) -> int:
    """What `analyse --set` counts in the whole."""
    return len(set_in(turns))


def spar(folder: Path) -> Iterator[Recorded]:
    """Shoulder physiotherapy."""
    sets = np.load(folder / "spar_shoulder_50hz" / "spar.npz")
    for number, exercise, subject in zip(sets["index"], sets["exercise"], sets["subject"], strict=True):
        turns = turns_of(from_counts(sets[f"X{number:03d}"], SPAR_HZ))
        yield Recorded(str(sets["names"][exercise]), PARTS[int(subject not in CHOSEN_WITH)], turns, REPETITIONS)


def gym(folder: Path) -> Iterator[Recorded]:
    """Whole recordings, in which somebody sets up, does a set and rests."""
    sets = np.load(folder / "gym_reps_100hz" / "sets.npz")
    with (folder / "gym_reps_100hz" / "index.csv").open() as file:
        for number, row in enumerate(csv.DictReader(file)):
            turns = turns_of(from_counts(sets[row["key"]], GYM_HZ))
            yield Recorded(row["activity"], PARTS[number % 2], turns, int(row["reps"]))


def repetition_rows(folder: Path) -> Iterator[Row]:
    """SPAR within one and exact, gym within one, by either way of counting."""
    with step("repetitions, SPAR"):
        physio = list(spar(folder))
    with step("repetitions, gym"):
        whole = list(gym(folder))
    for name, counting in (("--set", by_set), ("live from 15 deg", live)):
        yield _row(physio, counting, Aim(f"SPAR repetitions within 1, {name}", 1, LEAST_NEAR, "93 %"))
        yield _row(physio, counting, Aim(f"SPAR repetitions exact, {name}", 0, LEAST_EXACT, "61 %"))
        yield _row(whole, counting, Aim(f"gym repetitions within 1, {name}", 1, LEAST_GYM, "20 %"))
        yield _row(whole, counting, Aim(f"    exact, {name}", 0))
        errors = [f"{np.median(_errors(whole, counting, part)):+.0f}" for part in PARTS]
        yield Row(f"    median error (counted too many), {name}", errors)
    yield _row(whole, live_between, Aim("    gym, live from 15 deg, its ends as --set finds them", 1))
    for exercise in dict.fromkeys(one.exercise for one in physio):
        these = [one for one in physio if one.exercise == exercise]
        yield _row(these, by_set, Aim(f"    exact, {exercise}, --set", 0))


def _row(sets: list[Recorded], counting: Counting, aim: Aim) -> Row:
    shares = [_share(sets, counting, part, aim.most) for part in PARTS]
    rival = _share(sets, repetitions_by_autocorrelation, PARTS[1], aim.most)
    name = aim.name if aim.least is None else f"{aim.name}: >= {aim.least:.0f} %"
    met = None if aim.least is None else shares[1].percent >= aim.least
    return Row(name, shares, baseline=rival, best=aim.best, met=met)


def _share(sets: list[Recorded], counting: Counting, part: Part, most: int) -> UnitShare:
    """Each set is a unit: of two or three people drawing people again says nothing."""
    return share_of_units(share([near]) for near in (np.abs(_errors(sets, counting, part)) <= most).tolist())


def _errors(sets: list[Recorded], counting: Counting, part: Part) -> Floats:
    return np.array([counting(one.turns) - one.true for one in sets if one.part == part], dtype=float)
