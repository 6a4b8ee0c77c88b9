"""When a gyroscope that ends below 250 deg/s is at its end: one second at 100 Hz, made by hand, in deg/s."""

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.samples import Floats
from device.signals.soundness import at_ends

TIME_S = np.arange(-0.02, 1.02, 0.01)
COUNT_DPS = 1 / 16.4


def cut_off(turning_dps: Floats) -> bool:
    """Whether it is said of a second in which one axis turns like this, and another one by a third of it."""
    nothing = np.zeros((len(turning_dps), 4))
    values = np.column_stack([nothing[:, :3], turning_dps, turning_dps / 3, nothing[:, 0]])
    return at_ends(values, values.min(axis=0), values.max(axis=0), PARAMETERS.sampling)[1]


def wave(size_dps: float, frequency_hz: float) -> Floats:
    """With the noise of a sensor."""
    noise_dps: Floats = np.random.default_rng(1).normal(0, 0.05, len(TIME_S))
    return size_dps * np.sin(2 * np.pi * frequency_hz * TIME_S + 0.3) + noise_dps


def counts(values: Floats, step_dps: float = COUNT_DPS) -> Floats:
    return np.round(values / step_dps) * step_dps


@pytest.mark.parametrize("end_dps", [125.0, 143.4, 200.0])
@pytest.mark.parametrize("frequency_hz", [0.5, 2.0, 5.0, 9.0])
def test_movement_that_is_cut_off_is_at_the_end_of_a_smaller_range(end_dps: float, frequency_hz: float) -> None:
    """143.4: the end of the range of 125 deg/s of a LSM6DS3, 4.375 mdps a count."""
    assert cut_off(np.clip(counts(wave(1.6 * end_dps, frequency_hz)), -end_dps, end_dps))


@pytest.mark.parametrize("frequency_hz", [0.5, 2.0, 5.0, 9.0])
@pytest.mark.parametrize("step_dps", [COUNT_DPS, 1.0])
def test_movement_that_turns_round_by_itself_is_within_the_range(frequency_hz: float, step_dps: float) -> None:
    assert not cut_off(counts(wave(180.0, frequency_hz), step_dps))


def test_a_slow_turn_of_few_digits_stays_at_its_fastest_for_long_and_is_not_cut_off() -> None:
    """Of 1 deg/s each, without noise: a tenth of a second of the same at the top."""
    assert not cut_off(np.round(130 * np.sin(2 * np.pi * 0.5 * TIME_S)))


def test_where_every_value_stands_four_times_nothing_is_told() -> None:
    """A recording of 25 Hz that was filled up to 100."""
    assert not cut_off(np.repeat(counts(wave(180.0, 5.0))[::4], 4)[: len(TIME_S)])


@pytest.mark.parametrize("size_dps", [60.0, 99.0])
def test_below_100_deg_s_no_gyroscope_ends(size_dps: float) -> None:
    assert not cut_off(np.clip(counts(wave(2 * size_dps, 2.0)), -size_dps, size_dps))


def test_an_axis_that_shows_one_large_value_throughout_is_not_moved_there() -> None:
    """That it is dead, others say."""
    assert not cut_off(np.full(len(TIME_S), 130.0))
