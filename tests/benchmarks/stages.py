"""What an hour of data costs, whole and stage by stage.

Knows the stages of `device.analysis.pipeline` and their order; must never know what movement they see.

Each stage runs over the whole hour, so that no clock is read in between; the whole is the pipeline itself. It is handed
portions that wait for twenty seconds of them, as in the loop while nobody waits, and "at once" as while somebody does.
"""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from device.analysis.minutes import MinuteSummariser
from device.analysis.pipeline import Pipeline
from device.episodes.kinds import MovementKinds
from device.episodes.rhythmic import EpisodeTracker
from device.measures import SetMeasurer, speed_of
from device.parameters import PARAMETERS
from device.posture import DirectionWatch, PostureWatch
from device.programme.items import ELBOW
from device.records.person import ANYBODY, Personal
from device.repetitions.counter import RepetitionCounter
from device.signals.gyro_bias import GyroBias
from device.signals.rows import Cleaner
from device.signals.samples import Floats, Samples
from device.signals.turning import Turning
from device.signals.windows import Window, Windower
from device.tremor.context import context_of
from device.tremor.features import described
from device.tremor.irregularity import cycle_changes_hz
from device.tremor.verdict import Reading, judge_each
from tests.benchmarks.hours import in_blocks

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def costs_s(portions: list[Samples]) -> dict[str, float]:
    """Processor seconds of the pipeline and of each of its stages; with "of it", of a part of the stage before.

    Making the movement is not counted, so it is to be there: a list.
    """
    whole_s = timed(Pipeline().push, in_blocks(portions))[1]
    at_once_s = timed(Pipeline().push, portions)[1]
    portions = list(in_blocks(portions))
    rows, cleaning_s = timed(Cleaner(PARAMETERS.sampling).push, portions)
    some_steps, turning_s = timed(Turning(PARAMETERS.sampling).push, rows)
    bias = GyroBias(PARAMETERS.stillness)
    some_turns, offset_s = timed(bias.push, some_steps)
    turns = [turn for some in some_turns for turn in some]
    pushed, windows_s = timed(Windower(PARAMETERS.sampling).push, rows)
    blocks = [some for some in pushed if some]
    windows = [window for some in blocks for window in some]
    features, features_s = timed(lambda some: described(some, PARAMETERS), blocks)
    some_readings, verdict_s = timed(lambda each: judge_each(each, PARAMETERS), features)
    readings = [reading for some in some_readings for reading in some]
    judged = list(zip(windows, readings, strict=True))
    judged_blocks = [list(zip(*both, strict=True)) for both in zip(blocks, some_readings, strict=True)]
    return {
        "whole": whole_s,
        "at once": at_once_s,
        "cleaning": cleaning_s,
        "turning": turning_s,
        "offset": offset_s,
        "repetitions": timed(RepetitionCounter(ELBOW).push, turns)[1],
        "windows": windows_s,
        "features": features_s,
        "of it context": timed(lambda window: context_of(window, PARAMETERS.contexts), windows)[1],
        "verdict": verdict_s,
        "of it irregularity": timed(_irregularity, tremor_in(judged))[1],
        "episodes": timed(EpisodeTracker(PARAMETERS.episodes).push, readings)[1],
        "kinds": timed(MovementKinds(ANYBODY, PARAMETERS).push_each, judged_blocks)[1],
        "posture": timed(_posture(), judged)[1],
        "directions": timed(_directions(), judged)[1],
        "minutes": timed(MinuteSummariser().push, readings)[1],
        "measures": measuring_s(portions),
    }


def measuring_s(portions: list[Samples]) -> float:
    """What it takes to keep all movement for the end of a set, beside the pipeline."""
    analysed = [pipeline.push(portion) for pipeline in [Pipeline()] for portion in portions]
    return timed(SetMeasurer().push, analysed)[1] + timed(speed_of, windows_of(portions))[1]


def windows_of(portions: list[Samples]) -> list[Window]:
    """All windows, as they come."""
    cleaner, windower = Cleaner(PARAMETERS.sampling), Windower(PARAMETERS.sampling)
    return [window for portion in portions for window in windower.push(cleaner.push(portion))]


def timed(step: Callable[[Item], Outcome], items: Iterable[Item]) -> tuple[list[Outcome], float]:
    """What a step makes of each item, and the processor seconds it took for all."""
    before_s = time.process_time()
    outcomes = [step(item) for item in items]
    return outcomes, time.process_time() - before_s


def tremor_in(judged: list[tuple[Window, Reading]]) -> list[tuple[Floats, float]]:
    """Rotation and frequency of the seconds of tremor."""
    return [
        (window.rotation.values, reading.frequency_hz)
        for window, reading in judged
        if reading.tremor and window.rotation is not None and reading.frequency_hz is not None
    ]


def _irregularity(rhythm: tuple[Floats, float]) -> object:
    return cycle_changes_hz(*rhythm, PARAMETERS.rhythm)


def _posture() -> Callable[[tuple[Window, Reading]], object]:
    watch = PostureWatch(Personal(neutral=((0.0, 0.0, 1.0),)), None, PARAMETERS.postures)
    return lambda judged: watch.push(*judged)


def _directions() -> Callable[[tuple[Window, Reading]], object]:
    watch = DirectionWatch(PARAMETERS.bands, None)
    return lambda judged: watch.push(*judged, offset_known=True)
