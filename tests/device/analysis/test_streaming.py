"""Every stage gives the same output however its input is cut."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
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
from device.signals.gyro_bias import ZeroRate
from device.signals.samples import Samples
from device.signals.windows import Window, Windower
from device.tremor.features import describe
from device.tremor.verdict import judge
from tests.support.limbs import NEUTRAL, cut, only, reach, shaken, still, swing, together, turning, without

LENGTH = 3400
OFFSET_DPS = (12.0, -7.0, 16.0)


class Stage(Protocol):
    """Something that takes samples and gives finished things out."""

    def push(self, samples: Samples) -> Iterable[object]: ...

    def finish(self) -> Iterable[object]: ...


class Readings:
    """From samples to readings."""

    def __init__(self) -> None:
        self._windower = Windower()

    def push(self, samples: Samples) -> list[object]:
        return [judge(describe(window)) for window in self._windower.push(samples)]

    def finish(self) -> list[object]:
        return [judge(describe(window)) for window in self._windower.finish()]


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


class Zeroed:
    """From samples to windows without the gyroscope's offset."""

    def __init__(self) -> None:
        self._windower, self._zero_rate = Windower(), ZeroRate()

    def push(self, samples: Samples) -> list[Window]:
        return [self._zero_rate.push(window) for window in self._windower.push(samples)]

    def finish(self) -> list[Window]:
        return [self._zero_rate.push(window) for window in self._windower.finish()]


class Kinds:
    """From samples by way of windows without the offset and readings to the episodes of the other kinds."""

    def __init__(self) -> None:
        self._zeroed, self._kinds = Zeroed(), MovementKinds(NEUTRAL)

    def push(self, samples: Samples) -> list[object]:
        return self._followed(self._zeroed.push(samples))

    def finish(self) -> list[object]:
        return [*self._followed(self._zeroed.finish()), *self._kinds.finish()]

    def _followed(self, windows: Iterable[Window]) -> list[object]:
        return [episode for window in windows for episode in self._kinds.push(window, judge(describe(window)))]


class Moments:
    """From samples to moments."""

    def __init__(self) -> None:
        self._windower = Windower()

    def push(self, samples: Samples) -> list[object]:
        return [moment_of(window) for window in self._windower.push(samples)]

    def finish(self) -> list[object]:
        return [moment_of(window) for window in self._windower.finish()]


class Whole:
    """The pipeline; readings and records are compared as two streams."""

    def __init__(self) -> None:
        self._pipeline = Pipeline(personal=NEUTRAL)

    def push(self, samples: Samples) -> list[object]:
        return list(self._pipeline.push(samples).records)

    def finish(self) -> list[object]:
        return [*self._pipeline.finish().records, self._pipeline.left_out]


STAGES: dict[str, Callable[[], Stage]] = {
    "windows": Windower,
    "zero rate": Zeroed,
    "readings": Readings,
    "episodes": lambda: Following(EpisodeTracker()),
    "moments": Moments,
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


WHOLE = {name: output(make(), [SAMPLES]) for name, make in STAGES.items()}


def test_every_stage_gives_something_to_compare() -> None:
    assert all(WHOLE.values())


def test_the_offset_of_the_gyroscope_is_learned_and_taken_out() -> None:
    windower, zero_rate = Windower(), ZeroRate()
    windows = [*windower.push(SAMPLES), *windower.finish()]
    changed = [zero_rate.push(window) is not window for window in windows]
    assert zero_rate.offset_dps == pytest.approx(OFFSET_DPS, abs=0.3)
    assert set(changed) == {False, True}


@pytest.mark.parametrize("name", STAGES)
@settings(max_examples=20)  # each runs the whole analysis
@given(places=st.lists(st.integers(1, len(SAMPLES) - 1), max_size=40))
def test_cutting_the_input_differently_never_changes_the_output(name: str, places: Sequence[int]) -> None:
    assert output(STAGES[name](), cut(SAMPLES, places)) == WHOLE[name]


@pytest.mark.parametrize("name", STAGES)
def test_sample_by_sample_gives_the_same_as_all_at_once(name: str) -> None:
    assert output(STAGES[name](), cut(SAMPLES, range(len(SAMPLES)))) == WHOLE[name]


@pytest.mark.parametrize("name", STAGES)
def test_empty_portions_change_nothing(name: str) -> None:
    nothing = only(SAMPLES, slice(0, 0))
    assert output(STAGES[name](), [nothing, SAMPLES, nothing]) == WHOLE[name]
