"""What else the limb did: rest, movement, a ride."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.records.facts import Context
from device.signals.samples import Floats, Samples
from device.signals.slow import slow_rms
from device.signals.windows import Windower
from device.tremor.context import SHAKE, context_of
from device.tremor.features import describe
from device.tremor.verdict import judge
from tests.device.tremor.made_up import SECOND_S, X_AXIS, wave, window_of
from tests.support.examples import examples
from tests.support.limbs import shaken, still, turned
from tests.support.stages import cleaned

SMALL_TURN_DPS = 1.0


def contexts(samples: Samples) -> set[Context]:
    """Of the windows that are whole."""
    windows = Windower(PARAMETERS.sampling).push(cleaned(samples))[1:]
    return {context_of(window, PARAMETERS.contexts) for window in windows}


def riding(samples: Samples, peak_g: float = 0.05, frequency_hz: float = 3) -> Samples:
    """Shaken up and down without turning."""
    bounce = peak_g * np.sin(2 * np.pi * frequency_hz * samples.time_s)
    return replace(samples, acceleration_g=samples.acceleration_g + bounce[:, None] * [0, 0.6, 0.8])


def without_gyroscope(samples: Samples) -> Samples:
    return replace(samples, rotation_dps=None)


def swung(samples: Samples, frequency_hz: float, peak_dps: float) -> Samples:
    """Swung about a level axis, as gravity shows it."""
    assert samples.rotation_dps is not None
    phase = 2 * np.pi * frequency_hz * samples.time_s
    angle = np.radians(peak_dps) / (2 * np.pi * frequency_hz) * -np.cos(phase)
    gravity = np.stack((0 * angle, np.sin(angle), np.cos(angle) - 1), axis=1)
    rotation_dps = samples.rotation_dps + (peak_dps * np.sin(phase))[:, None] * [1, 0, 0]
    return Samples(samples.time_s, samples.acceleration_g + gravity, rotation_dps)


def test_a_limb_that_lies_rests() -> None:
    assert contexts(still(8)) == {"rest"}


@pytest.mark.parametrize("frequency_hz", [2.5, 3, 4, 5, 8, 12])
@pytest.mark.parametrize("peak_dps", [2, 20, 200])
def test_a_limb_that_only_trembles_rests_however_hard(frequency_hz: float, peak_dps: float) -> None:
    assert contexts(shaken(still(8), frequency_hz, peak_dps)) == {"rest"}


@pytest.mark.parametrize("samples", [still, lambda seconds: shaken(still(seconds), 5, 20)])
@pytest.mark.parametrize("frequency_hz", [0.3, 0.6, 1.0])
def test_a_limb_that_swings_moves_with_tremor_or_without(
    samples: Callable[[float], Samples], frequency_hz: float
) -> None:
    assert contexts(swung(samples(8), frequency_hz, 30)) == {"moving"}


def test_without_a_gyroscope_rest_and_movement_are_told_by_gravity() -> None:
    assert contexts(without_gyroscope(still(8))) == {"rest"}
    assert contexts(without_gyroscope(shaken(still(8), 5, 20))) == {"rest"}
    assert contexts(without_gyroscope(swung(still(8), 0.5, 30))) == {"moving"}


@pytest.mark.parametrize("frequency_hz", [2, 2.5, 3, 3.7, 4.4])
def test_a_limb_that_is_shaken_without_turning_rides(frequency_hz: float) -> None:
    assert contexts(riding(still(8), frequency_hz=frequency_hz)) == {"vehicle"}


def test_a_ride_is_told_beside_tremor_that_is_faster_than_the_vehicle_bounces() -> None:
    assert contexts(riding(shaken(still(8), 8, 20))) == {"vehicle"}


def test_a_short_jolt_is_no_ride() -> None:
    samples, jolted = still(8), riding(still(8))
    samples.acceleration_g[300:500] = jolted.acceleration_g[300:500]
    assert contexts(samples) == {"rest"}


def test_tremor_from_the_shoulder_is_no_ride() -> None:
    whole_arm = still(8)
    assert whole_arm.rotation_dps is not None
    phase, peak_dps, arm_m, gravity_mps2 = 2 * np.pi * 3 * whole_arm.time_s, 10, 0.7, 9.81
    swing_g = np.radians(peak_dps) * 2 * np.pi * 3 * arm_m / gravity_mps2 * np.cos(phase)
    rotation_dps = whole_arm.rotation_dps + (peak_dps * np.sin(phase))[:, None] * [0, 1, 0]
    acceleration_g = whole_arm.acceleration_g + swing_g[:, None] * [0, 0, 1]
    assert contexts(Samples(whole_arm.time_s, acceleration_g, rotation_dps)) == {"rest"}


def test_without_a_gyroscope_no_ride_is_claimed() -> None:
    assert contexts(without_gyroscope(riding(still(8)))) == {"rest"}


def test_a_constant_offset_of_the_gyroscope_is_no_movement() -> None:
    samples = still(8)
    assert samples.rotation_dps is not None
    assert contexts(replace(samples, rotation_dps=samples.rotation_dps + np.array([20, -20, 5]))) == {"rest"}


@given(st.floats(0.4, 1.0), st.floats(0, 2 * np.pi))
def test_slow_movement_is_measured_as_its_root_mean_square(frequency_hz: float, phase: float) -> None:
    wave: Floats = 10 * np.sin(2 * np.pi * frequency_hz * np.arange(300) / 100 + phase)
    assert slow_rms(wave[:, None] * [0.6, 0, 0.8]) == pytest.approx(10 / np.sqrt(2), rel=0.2)


@given(st.floats(3, 12), st.floats(0, 2 * np.pi))
def test_tremor_is_no_slow_movement(frequency_hz: float, phase: float) -> None:
    wave: Floats = 100 * np.sin(2 * np.pi * frequency_hz * np.arange(300) / 100 + phase)
    assert slow_rms(wave[:, None] * [0.6, 0, 0.8]) < SMALL_TURN_DPS


@settings(max_examples=examples(20))
@given(st.integers(0, 1000))
def test_the_context_does_not_depend_on_how_the_sensor_is_mounted(seed: int) -> None:
    mounting, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    for samples in (riding(still(5)), swung(still(5), 0.6, 30), shaken(still(5), 5, 20)):
        assert contexts(turned(samples, mounting)) == contexts(samples)


def test_a_second_that_cannot_be_judged_has_no_context() -> None:
    first, second = Windower(PARAMETERS.sampling).push(cleaned(still(4)))[:2]
    assert [judge(describe(window, PARAMETERS), PARAMETERS).context for window in (first, second)] == [None, "rest"]


STILL = np.zeros((300, 3))


def context(acceleration_g: Floats, rotation_dps: Floats | None) -> Context:
    return context_of(window_of(acceleration_g, rotation_dps), PARAMETERS.contexts)


def slow(rms: float) -> Floats:
    """[300, 3] a swing of 0.3 Hz, all of which is slower than tremor."""
    return wave(0.3, rms)


@pytest.mark.parametrize(("rms_dps", "expected"), [(4.9, "rest"), (5.1, "moving")])
def test_a_limb_rests_below_5_deg_per_s(rms_dps: float, expected: Context) -> None:
    assert context(STILL, slow(rms_dps)) == expected


@pytest.mark.parametrize(("rms_g", "expected"), [(0.0196, "rest"), (0.0204, "moving")])
def test_without_a_gyroscope_a_limb_rests_below_a_fiftieth_of_gravity(rms_g: float, expected: Context) -> None:
    assert context(slow(rms_g), None) == expected


@pytest.mark.parametrize(("rms_g", "expected"), [(0.0082, "vehicle"), (0.0078, "rest")])
def test_a_ride_shakes_by_8_thousandths_of_gravity_in_each_second(rms_g: float, expected: Context) -> None:
    shake_g = wave(3, rms_g)
    assert context(shake_g, STILL) == expected
    for second in range(3):
        once_less_g = shake_g.copy()
        once_less_g[100 * second : 100 * second + 100] *= 0.9
        assert context(once_less_g, STILL) == "rest"


@pytest.mark.parametrize(("rms_dps", "expected"), [(11.8, "vehicle"), (12.2, "moving")])
def test_of_a_limb_that_moves_by_more_than_12_deg_per_s_no_ride_is_told(rms_dps: float, expected: Context) -> None:
    assert context(wave(3, 1.0), slow(rms_dps)) == expected


@pytest.mark.parametrize(("rms_dps", "expected"), [(2.95, "vehicle"), (3.05, "rest")])
def test_a_turning_in_the_vehicles_band_by_more_than_3_deg_per_s_is_tremor(rms_dps: float, expected: Context) -> None:
    assert context(wave(3, 1.0), wave(3, rms_dps)) == expected


@pytest.mark.parametrize("second", range(3))
def test_one_second_that_turns_too_much_is_enough(second: int) -> None:
    turning_dps = STILL.copy()
    turning_dps[100 * second : 100 * second + 100] = wave(3, 3.05)[:100]
    assert context(wave(3, 1.0), turning_dps) == "rest"


def only(part: int, rms: float) -> Floats:
    """[300, 3] seconds in which one of the six parts, cosines and sines at 2, 3 and 4 Hz, is all there is."""
    return np.asarray(np.tile(rms * np.linalg.pinv(SHAKE)[:, part], 3)[:, None] * X_AXIS)


@pytest.mark.parametrize(("lever_m", "expected"), [(0.29, "rest"), (0.31, "vehicle")])
@pytest.mark.parametrize(("part", "frequency_hz"), [(0, 2), (1, 2), (2, 3), (3, 3), (4, 4), (5, 4)])
def test_shaking_that_no_forearm_about_its_elbow_could_make_is_a_ride(
    part: int, frequency_hz: float, lever_m: float, expected: Context
) -> None:
    """A forearm is 0.3 m long; acceleration is 2 pi f times speed, and speed the turning rate times the lever."""
    rms_dps = 2.5
    shakes_mps2 = 2 * np.pi * frequency_hz * np.radians(rms_dps) * lever_m
    assert context(only(part, shakes_mps2 / 9.80665), only(part, rms_dps)) == expected


@pytest.mark.parametrize(
    ("frequency_hz", "shares"),
    [(1, [1, 0, 0]), (2, [4, 1, 0]), (3, [1, 4, 1]), (4, [0, 1, 4]), (5, [0, 0, 1]), (6, [0, 0, 0])],
)
@pytest.mark.parametrize("phase", [0.0, 0.7, 1.4])
def test_shaking_is_measured_at_2_3_and_4_hz_through_a_hann_window(
    frequency_hz: float, shares: list[int], phase: float
) -> None:
    """A line is seen in full at its own frequency and by a quarter at the next; together its mean square, 1/2."""
    squares = (SHAKE @ np.cos(2 * np.pi * frequency_hz * SECOND_S + phase)) ** 2
    assert squares.reshape(3, 2).sum(axis=1) == pytest.approx(np.array(shares) / 12, abs=1e-9)


def test_both_halves_of_a_second_count_alike() -> None:
    weight = np.hypot(SHAKE[0], SHAKE[1])
    assert weight == pytest.approx(weight[::-1])
    assert weight[0] < 0.001 * weight[49]


def test_a_dead_gyroscope_tells_of_no_ride() -> None:
    dead = window_of(wave(3, 0.1), STILL)
    assert dead.rotation is not None
    assert context_of(replace(dead, rotation=replace(dead.rotation, stuck_axes=3)), PARAMETERS.contexts) == "rest"
    assert context_of(replace(dead, rotation=replace(dead.rotation, stuck_axes=2)), PARAMETERS.contexts) == "vehicle"
