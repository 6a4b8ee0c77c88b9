"""Sets that made-up limbs did, of which everything is known, run through the analysis and measured.

Knows the analysis and a limb's course; must never know what a test expects of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from device.analysis.pipeline import Analysed, Pipeline
from device.measures import SetMeasurer
from device.programme.items import BeatSwing, Hold, Movement, Tempo, Work
from device.programme.seen import Repetition
from device.records.facts import SetResult
from device.repetitions import RepetitionCounter
from device.signals.samples import Samples
from tests.support.figures import DATA_SHEET_DPS, DATA_SHEET_G
from tests.support.limbs import Course, reach, still, together, turning

START_S = 1010.0  # of every set; the limb lies still for ten seconds before
TILT, ROLL, VERTICAL = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)  # axes of a limb that lies level
OFFSET_DPS = (10.0, -10.0, 10.0)  # of an MPU-6050 that nobody calibrated


def sensed(samples: Samples, offset_dps: Sequence[float] = OFFSET_DPS) -> Samples:
    """As a sensor of the data sheet's noise shows it, with an offset in its gyroscope."""
    random = np.random.default_rng(11)
    assert samples.rotation_dps is not None
    noise_g, noise_dps = (random.normal(0, sd, (len(samples), 3)) for sd in (DATA_SHEET_G, DATA_SHEET_DPS))
    return replace(
        samples,
        acceleration_g=samples.acceleration_g + noise_g,
        rotation_dps=samples.rotation_dps + noise_dps + offset_dps,
    )


def limb(seconds: float, *courses: Course, axis: Sequence[float] = TILT) -> Samples:
    """A limb that lies for ten seconds, and from START_S on does so many seconds of a set, and two more."""
    before_s, after_s, rest = 10, 2, reach(START_S, 1, 0)
    lying = still(before_s + seconds + after_s, start_s=START_S - before_s)
    return turning(lying, together(rest, *courses), axis)


def changed_from(at_s: float, samples: Samples, other: Samples) -> Samples:
    """The same until then, and from then on as in another one of the same times."""
    later = (samples.time_s >= at_s)[:, np.newaxis]
    assert samples.rotation_dps is not None
    assert other.rotation_dps is not None
    return replace(
        samples,
        acceleration_g=np.where(later, other.acceleration_g, samples.acceleration_g),
        rotation_dps=np.where(later, other.rotation_dps, samples.rotation_dps),
    )


def out_and_back(start_s: float, tempo: Tempo, degrees: float, pace: Iterable[float]) -> tuple[Course, float]:
    """Repetitions one after the other, each at the tempo times its own pace; and when the last one is over."""
    courses, at_s = [], start_s
    for slower in pace:
        back_s = at_s + slower * (tempo.out_s + tempo.hold_s)
        courses += [reach(at_s, slower * tempo.out_s, degrees), reach(back_s, slower * tempo.back_s, -degrees)]
        at_s += slower * tempo.cycle_s
    return together(*courses), at_s


@dataclass(frozen=True)
class Done:
    """A set that is over: what was counted of it, and who can measure it."""

    result: SetResult
    work: Work
    repetitions: tuple[Repetition, ...]
    portions: tuple[Analysed, ...]
    samples: Samples

    def measured(self, **exercised: Sequence[tuple[float, float]]) -> SetResult:
        measurer = SetMeasurer()
        for portion in self.portions:
            measurer.push(portion)
        return measurer.complete(self.result, self.work, self.repetitions, **exercised)


def analysed(portions: Iterable[Samples], *, to_its_end: bool = True) -> tuple[Analysed, ...]:
    """What the pipeline makes of them; a device that is asked at the end of a set has not come to its end."""
    pipeline = Pipeline()
    pushed = tuple(pipeline.push(portion) for portion in portions)
    return (*pushed, pipeline.finish()) if to_its_end else pushed


def held(samples: Samples, work: Hold, lasted_s: float | None = None) -> Done:
    """A set of time."""
    duration_s = work.hold_s if lasted_s is None else lasted_s
    result = SetResult(START_S, duration_s, work.exercise, 0, "done", 0, target_s=work.hold_s)
    return Done(result, work, (), analysed([samples]), samples)


def repeated(samples: Samples, work: Movement | BeatSwing) -> Done:
    """A set of repetitions that ends, as the guidance does it, with the last one that counts."""
    portions = analysed([samples])
    repetitions = counted(portions, work if isinstance(work, Movement) else work.movement)
    good = [each for each in repetitions if each.counted]
    ranges_deg = [each.range_deg for each in good]
    result = SetResult(
        START_S,
        good[-1].end_s - START_S,
        work.exercise,
        work.repetitions,
        "done",
        done_repetitions=len(good),
        range_median_deg=median(ranges_deg),
        range_best_deg=max(ranges_deg),
    )
    return Done(result, work, repetitions, portions, samples)


def counted(portions: Iterable[Analysed], movement: Movement) -> tuple[Repetition, ...]:
    counter = RepetitionCounter(movement)
    pushed = [one for portion in portions for turn in portion.turns for one in counter.push(turn)]
    return (*pushed, *counter.finish())
