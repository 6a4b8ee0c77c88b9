"""The made-up limb turns, feels and is measured as a real one would be."""

import numpy as np
import pytest

from device.signals.samples import Floats
from tests.evaluation.made_up.limb import FINE_HZ, felt_g, gravity_g
from tests.evaluation.made_up.movement import Movement, ends_s, reach, ringing, sine
from tests.evaluation.made_up.sensor import Sensor, lowpassed, mounting
from tests.evaluation.made_up.shapes import uneven
from tests.support.figures import G

PLAIN = Sensor(rate_hz=100, jitter_s=0, lost=0)
STILL: Floats = np.zeros((2000, 3))
HORIZONTAL, UP_G = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])


def turned(angle_deg: float, length_s: float) -> Floats:
    return np.outer(reach(angle_deg, length_s), HORIZONTAL)


def wave(frequency_hz: float, length_s: float = 4) -> Floats:
    cycles: Floats = frequency_hz * np.arange(length_s * FINE_HZ) / FINE_HZ
    return np.tile(sine(cycles)[:, None], 3)


@pytest.mark.parametrize("seed", range(5))
def test_a_limb_at_rest_measures_one_g_whatever_the_mounting(seed: int) -> None:
    random = np.random.default_rng(seed)
    felt = felt_g(STILL, STILL, np.array([0.2, 0, 0.02]), UP_G) @ mounting(random).T
    assert np.linalg.norm(felt, axis=1) == pytest.approx(1)
    measured = PLAIN.measured(random, STILL, STILL)
    assert np.linalg.norm(measured.acceleration_g.mean(axis=0)) == pytest.approx(1, abs=0.12)  # tolerance and bias


@pytest.mark.parametrize("angle_deg", [10, -45, 90, 170])
def test_a_slow_turn_about_a_horizontal_axis_turns_gravity_by_its_angle(angle_deg: float) -> None:
    seen = gravity_g(turned(angle_deg, 3), UP_G)
    assert np.linalg.norm(seen, axis=1) == pytest.approx(1)
    radians = np.radians(angle_deg)
    assert seen[-1] == pytest.approx([-np.sin(radians), 0, np.cos(radians)], abs=0.001)


def test_gravity_does_not_depend_on_where_a_turn_is_cut() -> None:
    dps = np.random.default_rng(1).normal(0, 300, (777, 3))
    first = gravity_g(dps[:300], UP_G)
    assert gravity_g(dps, UP_G) == pytest.approx(np.vstack([first, gravity_g(dps[300:], first[-1])]))


def test_a_steady_turn_presses_outward_by_its_speed_and_lever() -> None:
    dps = np.tile(360 * UP_G, (1000, 1))
    felt = felt_g(dps, STILL[:1000], np.array([0.2, 0, 0]), UP_G)
    assert felt == pytest.approx(np.tile([-0.2 * (2 * np.pi) ** 2 / G, 0, 1], (1000, 1)))


def test_a_mounting_turns_and_does_not_mirror() -> None:
    for mounted in (mounting(np.random.default_rng(seed)) for seed in range(20)):
        assert mounted @ mounted.T == pytest.approx(np.eye(3))
        assert np.linalg.det(mounted) == pytest.approx(1)


def test_the_filter_passes_5_hz_and_damps_100_hz() -> None:
    assert lowpassed(wave(5)).std() == pytest.approx(wave(5).std(), rel=0.01)
    assert lowpassed(wave(100)).std() < 0.2 * wave(100).std()


def test_a_reach_turns_by_its_angle() -> None:
    assert reach(70, 0.6).sum() / FINE_HZ == pytest.approx(70, rel=0.001)


def test_strokes_beyond_the_end_are_cut_off() -> None:
    limb = Movement(np.random.default_rng(1), 1)
    limb.turn(ringing(10, 8, 0.1), UP_G, at_s=0.9)
    limb.turn(ringing(10, 8, 0.1), UP_G, at_s=1.5)
    assert limb.rotation_dps[:900] == pytest.approx(0)
    assert limb.rotation_dps[900:].any()


def test_a_rhythm_of_varying_cycles_keeps_its_frequency_on_average() -> None:
    limb = Movement(np.random.default_rng(2), 60)
    lengths = np.diff(ends_s(limb.cycles(5, vary=0.1, drift=0)))
    assert lengths.mean() == pytest.approx(1 / 5, rel=0.02)
    assert lengths.std() * 5 == pytest.approx(0.1, rel=0.15)


def test_one_seed_is_one_movement() -> None:
    one, again = (Movement(np.random.default_rng(3), 5) for _ in range(2))
    for limb in (one, again):
        uneven(limb, (4, 6), (30, 80), vary=0.1)
    measured = [PLAIN.measured(limb.random, limb.rotation_dps, limb.joint_g) for limb in (one, again)]
    assert measured[0].acceleration_g.tobytes() == measured[1].acceleration_g.tobytes()
