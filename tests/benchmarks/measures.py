"""`python -m tests.benchmarks.measures`: what it costs to know at the end of a set how it was done.

Knows a block of the longest kind; must never know what the measures say.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

import argparse
import time
from collections.abc import Iterator

from device.analysis.pipeline import Pipeline
from device.measures import SetMeasurer
from device.programme.catalogue import EXERCISES, Exercise
from device.programme.items import BeatSwing, Hold, Movement, Tempo, Work
from device.programme.seen import Repetition
from device.records.facts import SetResult
from tests.benchmarks.hours import HOUR_S, MOTIONS, hour_of
from tests.benchmarks.stages import measuring_s

RUNS = 5
SET_S, REPETITIONS = 900, 100  # as much as a block may hold
TEMPO = Tempo(out_s=3.0, hold_s=2.0, back_s=3.0, pause_s=1.0)


def longest(exercise: Exercise) -> Work:
    """A set of it that takes as long to measure as any."""
    if exercise.form in {"hold", "rest"}:
        return Hold(exercise.name, 120.0)
    angles_deg = (15.0, 20.0, 60.0)
    if exercise.form == "swing":
        return BeatSwing(exercise.name, REPETITIONS, 4.0, *angles_deg)
    return Movement(exercise.name, REPETITIONS, TEMPO, *angles_deg)


def costs() -> Iterator[str]:
    """The least of a few runs, which others' work disturbed least."""
    portions = list(hour_of(MOTIONS["person"]))  # who rests now and then: so the speed is known
    pushing_s = min(measuring_s(portions) for _ in range(RUNS))
    measurer, pipeline = SetMeasurer(), Pipeline()
    for portion in portions:
        measurer.push(pipeline.push(portion))
    yield f"{'keeping':16s} {pushing_s:8.3f} s CPU per hour of data, {measurer.size_bytes / 1e6:.2f} MB"
    for exercise in EXERCISES:
        cost_s = min(_measured_s(measurer, longest(exercise), HOUR_S - SET_S) for _ in range(RUNS))
        yield f"{exercise.name:16s} {cost_s * 1000:8.1f} ms CPU at the end of a set of {SET_S / 60:.0f} min"


def _measured_s(measurer: SetMeasurer, work: Work, start_s: float) -> float:
    cycle_s = SET_S / REPETITIONS
    starts_s = [start_s + number * cycle_s for number in range(REPETITIONS)]
    seen = [Repetition(at_s, at_s + 7, 60.0, counted=True) for at_s in starts_s]
    result = SetResult(start_s, SET_S, work.exercise, REPETITIONS, "done", REPETITIONS)
    before_s = time.process_time()
    measurer.complete(result, work, seen)
    return time.process_time() - before_s


def main() -> None:
    """Print a line for each."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for line in costs():
        print(line, flush=True)


if __name__ == "__main__":
    main()
