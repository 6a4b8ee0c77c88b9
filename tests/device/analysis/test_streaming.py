"""Every stage gives the same output however its input is cut."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis.minutes import MinuteSummariser
from device.analysis.pipeline import Pipeline
from device.episodes.kinds import MovementKinds
from device.episodes.rhythmic import EpisodeTracker
from device.episodes.slow_movement import moment_of
from device.parameters import PARAMETERS
from device.posture import DirectionWatch, PostureWatch
from device.programme.items import ELBOW
from device.programme.seen import Repetition
from device.records.limb_axes import LimbAxes
from device.repetitions.counter import RepetitionCounter
from device.signals.gyro_bias import GyroBias, Turn
from device.signals.rows import Cleaner
from device.signals.samples import Samples
from device.signals.turning import Turning
from device.signals.windows import Window, Windower
from device.tremor.features import describe, described
from device.tremor.late import LateVerdicts
from device.tremor.verdict import judge
from tests.device.signals.test_axes_alive import stopped
from tests.support.examples import examples
from tests.support.limbs import NEUTRAL, cut, only, reach, shaken, still, swing, together, turning, without
from tests.support.stages import Corrected

LENGTH = 3400
AXES = LimbAxes((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
OFFSET_DPS = (12.0, -7.0, 16.0)


class Stage(Protocol):
    """Something that takes samples and gives finished things out."""

    def push(self, samples: Samples) -> Iterable[object]: ...

    def finish(self) -> Iterable[object]: ...


class Windows:
    """From samples to windows."""

    def __init__(self) -> None:
        self._cleaner, self._windower = Cleaner(PARAMETERS.sampling), Windower(PARAMETERS.sampling)

    def push(self, samples: Samples) -> list[Window]:
        return self._windower.push(self._cleaner.push(samples))

    def finish(self) -> list[Window]:
        return self._windower.finish()


class Turns:
    """From samples to how the limb turned, without the gyroscope's offset."""

    def __init__(self) -> None:
        self._cleaner, self._turning, self._bias = (
            Cleaner(PARAMETERS.sampling),
            Turning(PARAMETERS.sampling),
            GyroBias(PARAMETERS.stillness),
        )

    def push(self, samples: Samples) -> list[Turn]:
        return list(self._bias.push(self._turning.push(self._cleaner.push(samples))))

    def finish(self) -> list[Turn]:
        return list(self._bias.push(self._turning.finish()))


class Repetitions:
    """From samples by way of turns to repetitions."""

    def __init__(self) -> None:
        self._turns, self._counter = Turns(), RepetitionCounter(ELBOW)

    def push(self, samples: Samples) -> list[Repetition]:
        return [repetition for turn in self._turns.push(samples) for repetition in self._counter.push(turn)]

    def finish(self) -> list[Repetition]:
        last = [repetition for turn in self._turns.finish() for repetition in self._counter.push(turn)]
        return [*last, *self._counter.finish()]


class Readings:
    """From samples to readings."""

    def __init__(self) -> None:
        self._windows = Windows()

    def push(self, samples: Samples) -> list[object]:
        return [judge(describe(window, PARAMETERS), PARAMETERS) for window in self._windows.push(samples)]

    def finish(self) -> list[object]:
        return [judge(describe(window, PARAMETERS), PARAMETERS) for window in self._windows.finish()]


class Late:
    """From samples to verdicts by what is around each second."""

    def __init__(self) -> None:
        self._windows, self._verdicts = Windows(), LateVerdicts(PARAMETERS)

    def push(self, samples: Samples) -> list[object]:
        return self._judged(self._windows.push(samples))

    def finish(self) -> list[object]:
        return [*self._judged(self._windows.finish()), *(reading for _, reading in self._verdicts.finish())]

    def _judged(self, windows: list[Window]) -> list[object]:
        late = self._verdicts.push(described(windows, PARAMETERS)) if windows else []
        return [reading for _, reading in late]


class Following:
    """From samples by way of readings to what a tracker makes of them."""

    def __init__(self, tracker: EpisodeTracker | MinuteSummariser) -> None:
        self._readings, self._tracker = Readings(), tracker

    def push(self, samples: Samples) -> list[object]:
        return self._followed(self._readings.push(samples))

    def finish(self) -> list[object]:
        return [*self._followed(self._readings.finish()), *self._tracker.finish()]

    def _followed(self, readings: Iterable[Any]) -> list[object]:
        return [record for reading in readings for record in self._tracker.push(reading)]


class Kinds:
    """From samples by way of windows without the offset and readings to the episodes of the other kinds."""

    def __init__(self) -> None:
        self._corrected, self._kinds = Corrected(), MovementKinds(NEUTRAL, PARAMETERS)

    def push(self, samples: Samples) -> list[object]:
        return self._followed(self._corrected.push(samples))

    def finish(self) -> list[object]:
        return [*self._followed(self._corrected.finish()), *self._kinds.finish()]

    def _followed(self, windows: Iterable[Window]) -> list[object]:
        return [
            episode
            for window in windows
            for episode in self._kinds.push(window, judge(describe(window, PARAMETERS), PARAMETERS))
        ]


class Postures:
    """From samples by way of windows and readings to how the limb was held."""

    def __init__(self) -> None:
        self._corrected, self._watch = Corrected(), PostureWatch(NEUTRAL, AXES, PARAMETERS.postures)

    def push(self, samples: Samples) -> list[object]:
        return self._followed(self._corrected.push(samples))

    def finish(self) -> list[object]:
        return self._followed(self._corrected.finish())

    def _followed(self, windows: Iterable[Window]) -> list[object]:
        return [self._watch.push(window, judge(describe(window, PARAMETERS), PARAMETERS)) for window in windows]


class Directions:
    """From samples by way of windows and readings to which way the limb turned."""

    def __init__(self) -> None:
        self._corrected, self._watch = Corrected(), DirectionWatch(PARAMETERS.bands, AXES)

    def push(self, samples: Samples) -> list[object]:
        return self._followed(self._corrected.push(samples))

    def finish(self) -> list[object]:
        return [*self._followed(self._corrected.finish()), *self._watch.finish()]

    def _followed(self, windows: Iterable[Window]) -> list[object]:
        judged = [(window, judge(describe(window, PARAMETERS), PARAMETERS)) for window in windows]
        return [turned for one in judged for turned in self._watch.push(*one, offset_known=True)]


class Moments:
    """From samples to moments."""

    def __init__(self) -> None:
        self._windows = Windows()

    def push(self, samples: Samples) -> list[object]:
        return [moment_of(window, PARAMETERS.sampling) for window in self._windows.push(samples)]

    def finish(self) -> list[object]:
        return [moment_of(window, PARAMETERS.sampling) for window in self._windows.finish()]


class Whole:
    """The pipeline; readings and records are compared as two streams."""

    def __init__(self) -> None:
        self._pipeline = Pipeline(personal=NEUTRAL, axes=AXES)

    def push(self, samples: Samples) -> list[object]:
        return list(self._pipeline.push(samples).records)

    def finish(self) -> list[object]:
        return [*self._pipeline.finish().records, self._pipeline.left_out]


STAGES: dict[str, Callable[[], Stage]] = {
    "windows": Windows,
    "turns": Turns,
    "corrected windows": Corrected,
    "repetitions": Repetitions,
    "readings": Readings,
    "late verdicts": Late,
    "episodes": lambda: Following(EpisodeTracker(PARAMETERS.episodes)),
    "moments": Moments,
    "postures": Postures,
    "directions": Directions,
    "kinds": Kinds,
    "minutes": lambda: Following(MinuteSummariser()),
    "pipeline": Whole,
}


def eventful() -> Samples:
    """Ten still seconds, tremor, a swing, a gap, missing values, a repeated stretch, a spasm, half a second at the end.

    With jitter in the times, and an offset in the gyroscope.
    """
    random = np.random.default_rng(4)
    moving = together(swing(50, 12, 1, 40), reach(67.2, 0.2, 60))
    samples = turning(still(LENGTH / 100, start_s=40.005), moving)
    samples.time_s[:] += random.uniform(0, 0.009, LENGTH)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:] += OFFSET_DPS
    samples.acceleration_g[1900:1920, 2] = np.nan
    whole = without(shaken(samples, 5, 30), 62.3, 65.1)
    return only(whole, [*range(1700), *range(1650, 3100)])


SAMPLES = eventful()


def output(stage: Stage, portions: Iterable[Samples]) -> list[Any]:
    given_out = [plain(item) for portion in portions for item in stage.push(portion)]
    return given_out + [plain(item) for item in stage.finish()]


def plain(value: Any) -> Any:
    """A value that can be compared, arrays included, to the last bit."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if is_dataclass(value):
        return tuple(plain(getattr(value, field.name)) for field in fields(value))
    return value


@cache
def whole(name: str) -> list[Any]:
    """What a stage makes of everything at once."""
    return output(STAGES[name](), [SAMPLES])


@pytest.mark.costly
@pytest.mark.parametrize("name", STAGES)
def test_every_stage_gives_something_to_compare(name: str) -> None:
    assert whole(name)


def test_the_offset_of_the_gyroscope_is_learned_and_taken_out() -> None:
    corrected = Corrected()
    windows = [*corrected.push(SAMPLES), *corrected.finish()]
    raw = Windows()
    changed = [
        plain(one) != plain(other) for one, other in zip(windows, [*raw.push(SAMPLES), *raw.finish()], strict=True)
    ]
    assert corrected.bias.offset_dps == pytest.approx(OFFSET_DPS, abs=0.3)
    assert set(changed) == {False, True}


@pytest.mark.costly
@pytest.mark.parametrize("name", STAGES)
@settings(max_examples=examples(20))  # each runs the whole analysis
@given(places=st.lists(st.integers(1, len(SAMPLES) - 1), max_size=40))
def test_cutting_the_input_differently_never_changes_the_output(name: str, places: Sequence[int]) -> None:
    assert output(STAGES[name](), cut(SAMPLES, places)) == whole(name)


BROKEN = stopped(stopped(SAMPLES, [3, 4, 5], 6.0, 12.0), [1], 10.0, 16.0)  # a gyroscope, then an axis beside it


@cache
def whole_of_broken() -> list[Any]:
    return output(Whole(), [BROKEN])


@pytest.mark.slow
@settings(max_examples=5)
@given(places=st.lists(st.integers(1, len(BROKEN) - 1), max_size=20))
def test_a_sensor_of_which_parts_die_is_judged_alike_however_it_is_cut(places: Sequence[int]) -> None:
    assert output(Whole(), cut(BROKEN, places)) == whole_of_broken()


@pytest.mark.slow  # the hardest cut takes seconds a stage; random ones are above
@pytest.mark.parametrize("name", STAGES)
def test_sample_by_sample_gives_the_same_as_all_at_once(name: str) -> None:
    assert output(STAGES[name](), cut(SAMPLES, range(len(SAMPLES)))) == whole(name)


@pytest.mark.costly
@pytest.mark.parametrize("name", STAGES)
def test_empty_portions_change_nothing(name: str) -> None:
    nothing = only(SAMPLES, slice(0, 0))
    assert output(STAGES[name](), [nothing, SAMPLES, nothing]) == whole(name)
