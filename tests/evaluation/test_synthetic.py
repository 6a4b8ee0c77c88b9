"""Injected tremor moves both sensors as a turning limb would."""

from dataclasses import replace

import numpy as np
import pytest

from device.signals.samples import Floats, Samples
from tests.evaluation.synthetic import IRREGULARITIES, Irregularity, Tremor, riding, still, tremor
from tests.support.figures import G

AXIS, LEVER_M = np.array([0.0, 0.0, 1.0]), np.array([0.2, 0.0, 0.0])
SIXTY_DPS = Tremor(5.0, 60.0, AXIS, LEVER_M, "none", seed=1)


def at_level(level_g: Floats, rate_hz: float = 100, length_s: float = 20) -> Samples:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    return Samples(time_s, np.tile(level_g, (len(time_s), 1)), np.zeros((len(time_s), 3)))


def rotation(samples: Samples) -> Floats:
    assert samples.rotation_dps is not None
    return samples.rotation_dps


def test_the_gyroscope_sees_the_peak_about_the_axis_alone() -> None:
    seen = rotation(SIXTY_DPS.added_to(at_level(np.zeros(3))))
    assert np.abs(seen[:, 2]).max() == pytest.approx(60, rel=0.01)
    assert not seen[:, :2].any()


def test_the_accelerometer_feels_the_lever_at_right_angles_to_it() -> None:
    acceleration_g = SIXTY_DPS.added_to(at_level(np.zeros(3))).acceleration_g
    w = np.radians(60)
    assert np.abs(acceleration_g[:, 1]).max() == pytest.approx(2 * np.pi * 5 * w * 0.2 / G, rel=0.01)
    assert acceleration_g[:, 0].min() == pytest.approx(-(w**2) * 0.2 / G, rel=0.01)
    assert acceleration_g[:, 2] == pytest.approx(0)


def test_gravity_tilts_by_the_angle_of_the_turn() -> None:
    at_the_joint = replace(SIXTY_DPS, lever_m=np.zeros(3))
    acceleration_g = at_the_joint.added_to(at_level(np.array([1.0, 0, 0]))).acceleration_g
    assert np.abs(acceleration_g[:, 1]).max() == pytest.approx(np.radians(60) / (2 * np.pi * 5), rel=0.02)


def test_gravity_along_the_axis_does_not_tilt() -> None:
    at_the_joint = replace(SIXTY_DPS, lever_m=np.zeros(3))
    assert at_the_joint.added_to(at_level(AXIS)).acceleration_g == pytest.approx(np.tile(AXIS, (2000, 1)))


@pytest.mark.parametrize("irregularity", IRREGULARITIES)
def test_one_seed_is_one_wave_at_any_rate(irregularity: Irregularity) -> None:
    one = replace(SIXTY_DPS, irregularity=irregularity)
    fast, slow = (rotation(one.added_to(at_level(np.zeros(3), rate_hz))) for rate_hz in (100, 50))
    assert slow == pytest.approx(fast[::2], abs=0.01)


def test_bursts_leave_the_limb_alone_in_between() -> None:
    one = replace(SIXTY_DPS, irregularity="bursts")
    samples = at_level(np.zeros(3))
    off = one.strength(samples.time_s) == 0
    assert 0.1 < off.mean() < 0.9
    assert rotation(one.added_to(samples))[off] == pytest.approx(0, abs=0.5)


def test_jittered_cycles_differ_but_keep_the_frequency_on_average() -> None:
    wave = replace(SIXTY_DPS, irregularity="cycle jitter").wave(np.arange(0, 100, 0.001))
    rising = np.flatnonzero((wave[:-1] < 0) & (wave[1:] >= 0)) / 1000
    assert len(rising) == pytest.approx(500, rel=0.03)
    assert 0.05 < np.diff(rising).std() * 5 < 0.15


def test_the_lever_is_at_right_angles_to_the_axis_and_as_long_as_a_forearm() -> None:
    random = np.random.default_rng(1)
    for one in (tremor(random, 5, 10) for _ in range(50)):
        assert one.axis @ one.lever_m == pytest.approx(0)
        assert 0.15 <= np.linalg.norm(one.lever_m) <= 0.25


def test_without_a_gyroscope_only_the_accelerometer_changes() -> None:
    added = SIXTY_DPS.added_to(replace(at_level(np.zeros(3)), rotation_dps=None))
    assert added.rotation_dps is None
    assert added.acceleration_g.any()


def test_an_arm_in_a_car_keeps_the_cars_times_and_shaking() -> None:
    car = still(np.random.default_rng(1), 30, rate_hz=50)
    added = riding(np.random.default_rng(2), car)
    assert added.time_s is car.time_s
    assert np.diff(added.acceleration_g, axis=0) == pytest.approx(np.diff(car.acceleration_g, axis=0), abs=0.02)
