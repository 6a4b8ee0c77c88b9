from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.signals.rows import Rows
from device.signals.samples import Floats, Samples
from device.signals.turning import DELAY_S, STEP_S, Step, Turning
from tests.support.stages import cleaned

SECONDS = 5.0
LEVEL_G = (0.0, 0.0, 1.0)


def measured(time_s: Floats, rotation_dps: Floats) -> Samples:
    return Samples(time_s, np.tile(LEVEL_G, (len(time_s), 1)), np.stack([rotation_dps] * 3, axis=1))


def sampled(time_s: Floats, rotation_dps: Floats) -> Rows:
    return cleaned(measured(time_s, rotation_dps))


def evenly(hz: float = 100.0) -> Floats:
    return 40.03 + np.arange(0, SECONDS, 1 / hz)


def part(rows: Rows, start: int, end: int) -> Rows:
    return rows.only(slice(start, end))


def settled(steps: list[Step]) -> list[Step]:
    """Without the steps that still feel the stillness assumed before the first sample."""
    return [step for step in steps if step.time_s > steps[0].time_s + DELAY_S]


@pytest.mark.parametrize("hz", [25.0, 50.0, 100.0, 333.0])
def test_steady_turning_and_gravity_come_out_as_they_are_at_any_rate(hz: float) -> None:
    time_s = evenly(hz)
    for step in settled(list(Turning(PARAMETERS.sampling).push(sampled(time_s, np.full_like(time_s, 30.0))))):
        assert step.rotation_dps == pytest.approx([30.0] * 3)
        assert step.acceleration_g == pytest.approx(LEVEL_G)


@pytest.mark.parametrize("hz", [3.0, 3.6, 5.0, 8.0, 12.0])
def test_tremor_hardly_comes_out(hz: float) -> None:
    time_s = evenly()
    steps = list(Turning(PARAMETERS.sampling).push(sampled(time_s, 100 * np.sin(2 * np.pi * hz * time_s))))
    assert max(np.abs(step.rotation_dps).max() for step in settled(steps)) < 3


def test_slow_movement_comes_out_almost_whole() -> None:
    time_s = evenly()
    steps = list(Turning(PARAMETERS.sampling).push(sampled(time_s, 100 * np.sin(2 * np.pi * 0.25 * time_s))))
    assert max(np.abs(step.rotation_dps).max() for step in settled(steps)) > 97


def test_steps_end_on_whole_tenths_of_a_second_soon_after_their_samples() -> None:
    time_s = evenly()
    steps = list(Turning(PARAMETERS.sampling).push(sampled(time_s, np.zeros_like(time_s))))
    tenths = np.array([step.time_s for step in steps]) / STEP_S
    assert tenths == pytest.approx(np.round(tenths))
    assert np.diff(tenths) == pytest.approx(1.0)
    assert steps[-1].time_s >= time_s[-1] - DELAY_S


def test_uneven_sample_times_do_not_change_the_angle_turned() -> None:
    time_s = np.sort(evenly() + np.random.default_rng(3).uniform(-0.004, 0.004, len(evenly())))
    turning = Turning(PARAMETERS.sampling)
    burst_dps = 60 * np.exp(-0.5 * ((time_s - 42.5) / 0.4) ** 2)
    steps = [*turning.push(sampled(time_s, burst_dps)), *turning.finish()]
    turned_deg = sum(step.rotation_dps[0] * STEP_S for step in steps)
    assert turned_deg == pytest.approx(60 * 0.4 * np.sqrt(2 * np.pi), rel=0.01)


def test_the_first_step_after_a_gap_says_so() -> None:
    time_s = evenly()
    later_s = time_s[-1] + 0.25 + 0.1 + evenly() - evenly()[0]
    both_s = np.concatenate([time_s, later_s])
    steps = list(Turning(PARAMETERS.sampling).push(sampled(both_s, np.zeros_like(both_s))))
    marked_s = [step.time_s for step in steps if step.after_gap]
    assert marked_s == pytest.approx([40.2, later_s[0] + STEP_S], abs=STEP_S)


def test_nothing_in_gives_nothing_out() -> None:
    empty = sampled(np.empty(0), np.empty(0))
    assert not len(Turning(PARAMETERS.sampling).push(empty))
    assert not len(Turning(PARAMETERS.sampling).finish())


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -1e6])
@pytest.mark.parametrize("what", ["rotation_dps", "acceleration_g"])
def test_a_value_that_no_sensor_on_a_limb_measures_changes_nothing_but_its_own_moment(what: str, wrong: float) -> None:
    time_s = evenly()
    samples = measured(time_s, np.full_like(time_s, 30.0))
    getattr(samples, what)[250, 1] = wrong
    for step in settled(list(Turning(PARAMETERS.sampling).push(cleaned(samples)))):
        assert step.rotation_dps == pytest.approx([30.0] * 3)
        assert step.acceleration_g == pytest.approx(LEVEL_G)
        assert not step.after_gap


def test_many_such_values_in_a_row_are_a_gap() -> None:
    time_s = evenly()
    turning_dps = np.where((time_s > 42) & (time_s < 42 + 2 * 0.25), np.nan, 30.0)
    after_s = [
        step.time_s for step in Turning(PARAMETERS.sampling).push(sampled(time_s, turning_dps)) if step.after_gap
    ]
    assert after_s == pytest.approx([40.2, 42.6], abs=STEP_S)


def test_nothing_but_such_values_gives_nothing_out() -> None:
    turning = Turning(PARAMETERS.sampling)
    assert not len(turning.push(sampled(evenly(), np.full_like(evenly(), np.nan))))
    assert not len(turning.finish())


TIMES_S = np.concatenate([evenly(83.0), 46.0 + np.arange(0, 2, 1 / 83)])
MEASURED = measured(TIMES_S, np.random.default_rng(5).normal(0, 50, len(TIMES_S)))
MEASURED.acceleration_g[150:190:7] = np.nan
RECORDING = cleaned(MEASURED)


def run(cuts: list[int]) -> list[tuple[float, ...]]:
    turning, edges = Turning(PARAMETERS.sampling), sorted({0, len(RECORDING), *cuts})
    steps = [step for start, end in pairwise(edges) for step in turning.push(part(RECORDING, start, end))]
    return [(s.time_s, *s.rotation_dps, *s.acceleration_g, s.after_gap) for s in [*steps, *turning.finish()]]


WHOLE = run([])


@given(st.lists(st.integers(0, len(RECORDING)), max_size=60))
def test_however_the_samples_are_cut_the_steps_are_exactly_the_same(cuts: list[int]) -> None:
    assert run(cuts) == WHOLE
