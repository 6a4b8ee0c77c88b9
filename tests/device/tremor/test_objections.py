import numpy as np
import pytest

from device.signals.samples import Floats
from device.tremor.objections import felt_besides
from tests.device.tremor.made_up import wave
from tests.evaluation.synthetic import still, tremor

NOTHING: Floats = np.zeros((300, 3))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("frequency_hz", [2, 3, 5, 8])
def test_turning_about_one_joint_explains_all_that_is_felt(frequency_hz: float, seed: int) -> None:
    """Of any axis, lever and direction of gravity; but for the windows' ends and the sensor's noise."""
    random = np.random.default_rng(seed)
    limb = tremor(random, frequency_hz, 30).added_to(still(random, 3))
    assert limb.rotation_dps is not None
    assert felt_besides(limb.acceleration_g, limb.rotation_dps, frequency_hz).share < 0.03


@pytest.mark.parametrize("axis", np.eye(3))
def test_what_shakes_a_limb_at_another_moment_than_it_turns_is_told_in_g(axis: Floats) -> None:
    along_z = np.array([0, 0, 1.0])
    besides = felt_besides(along_z + wave(2.3, 0.04, axis), wave(1.6, 3, np.array([0.6, 0, 0.8])), 2.0)
    assert besides.rms_g == pytest.approx(0.04, rel=0.15)
    assert besides.share > 0.8


@pytest.mark.parametrize("gravity_g", [0.0, 1.0])
def test_nothing_is_felt_of_a_limb_that_does_nothing(gravity_g: float) -> None:
    assert felt_besides(np.full((300, 3), gravity_g), NOTHING, 2.0).rms_g == pytest.approx(0)
    assert felt_besides(NOTHING, NOTHING, 2.0) == (0, 0)


def test_a_hertz_away_and_further_is_another_movement() -> None:
    far = felt_besides(wave(6, 0.1), wave(2, 10), 2.0)
    assert far.rms_g < 0.001


def test_the_sway_of_a_limb_is_explained_beside_a_slow_rhythm() -> None:
    swaying = tremor(np.random.default_rng(0), 0.6, 15).added_to(still(np.random.default_rng(1), 3))
    assert swaying.rotation_dps is not None
    assert felt_besides(swaying.acceleration_g, swaying.rotation_dps, 1.5).rms_g < 0.003
