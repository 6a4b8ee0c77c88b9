from dataclasses import replace

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.samples import Floats, Samples
from device.signals.spectrum import spectrum_of
from device.signals.windows import Channel, Window, Windower
from device.tremor.features import Features, describe
from device.tremor.narrowband import lines_in
from device.tremor.peaks import Peak
from tests.device.tremor.made_up import channel, wave, window_of
from tests.support.limbs import shaken, still
from tests.support.stages import cleaned


def features_of(samples: Samples) -> Features:
    windower = Windower(PARAMETERS.sampling)
    return describe([*windower.push(cleaned(samples)), *windower.finish()][4], PARAMETERS)


def strongest(samples: Samples) -> Peak:
    return max(features_of(samples).peaks, key=lambda peak: (peak.kind == "line", peak.prominence))


@pytest.mark.parametrize("frequency_hz", [2, 2.53, 3.3, 4.71, 6.28, 8.05, 9.99, 12])
@pytest.mark.parametrize("rate_hz", [50, 100, 400])
def test_frequency_and_size_of_a_rhythm_are_exact(frequency_hz: float, rate_hz: float) -> None:
    peak = strongest(shaken(still(8, rate_hz, start_s=0.002), frequency_hz, 10))
    assert peak.frequency_hz == pytest.approx(frequency_hz, abs=0.05)
    assert peak.rms == pytest.approx(10 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("frequency_hz", [2, 4, 6, 8])
def test_a_low_rate_does_not_shrink_the_amplitude(frequency_hz: float) -> None:
    assert strongest(shaken(still(8, 25), frequency_hz, 10)).rms == pytest.approx(10 / np.sqrt(2), rel=0.05)


def test_an_arm_that_drifts_does_not_hide_a_rhythm() -> None:
    drifting = shaken(shaken(still(8), 0.6, 30), 4, 10)
    assert strongest(drifting).frequency_hz == pytest.approx(4, abs=0.1)


def test_a_rhythm_across_a_strong_movement_stands_out_more_than_along_it() -> None:
    random = np.random.default_rng(1)
    samples = still(8)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:, 0] += random.normal(0, 100, len(samples))
    along, across = (strongest(shaken(samples, 5, 20, axis)) for axis in ((1, 0, 0), (0, 1, 0)))
    assert across.prominence > along.prominence + 1


def test_teeth_of_a_comb_stand_out_less_than_a_single_line() -> None:
    comb = still(8)
    for multiple in range(1, 6):
        comb = shaken(comb, 2 * multiple, 20)
    single = max(peak.prominence for peak in features_of(shaken(still(8), 6, 20)).peaks)
    tooth = [p for p in features_of(comb).peaks if p.kind == "line" and 3 < p.frequency_hz < 9]
    assert all(peak.prominence < single - 2 for peak in tooth)


def test_a_multiple_of_a_regular_slow_movement_is_named() -> None:
    peaks = features_of(shaken(shaken(still(8), 1.9, 100), 3.8, 30)).peaks
    (harmonic,) = [peak for peak in peaks if peak.kind == "line" and peak.frequency_hz > 3]
    assert harmonic.harmonic_of_hz == pytest.approx(1.9, abs=0.1)


def test_a_broad_rhythm_is_most_of_the_movement() -> None:
    irregular = still(8)
    for frequency_hz in (4.2, 4.7, 5.1, 5.4):
        irregular = shaken(irregular, frequency_hz, 3)
    bulk = next(peak for peak in features_of(irregular).peaks if peak.kind == "bulk")
    assert bulk.frequency_hz == pytest.approx(4.8, abs=0.5)
    assert bulk.prominence > 1


def test_without_a_gyroscope_the_accelerometer_is_described() -> None:
    features = features_of(replace(shaken(still(8), 5, 60), rotation_dps=None))
    assert features.sensor == "accelerometer"
    assert features.peaks[0].frequency_hz == pytest.approx(5, abs=0.05)


def test_a_dead_gyroscope_leaves_the_accelerometer() -> None:
    samples = shaken(still(8), 5, 60)
    assert features_of(replace(samples, rotation_dps=np.zeros((len(samples), 3)))).sensor == "accelerometer"


def test_the_sensors_own_noise_is_inert_and_the_smallest_tremor_is_not() -> None:
    assert features_of(still(8)).inert
    assert not features_of(shaken(still(8), 5, 2)).inert


NOISE = np.random.default_rng(1).normal(size=(300, 3))
NOTHING = np.zeros((300, 3))


def noise(sd: float) -> Floats:
    """[300, 3] exactly as much on each axis in the judged second, a thousand times as much in the others."""
    judged = NOISE[100:200] - NOISE[100:200].mean(axis=0)
    around = 1000 * NOISE
    around[100:200] = judged / judged.std(axis=0)
    return np.asarray(sd * around)


def is_inert(acceleration_g: Floats, rotation_dps: Floats | None) -> bool:
    return describe(window_of(acceleration_g, rotation_dps), PARAMETERS).inert


@pytest.mark.parametrize(("sd_dps", "inert"), [(0.098, True), (0.102, False)])
def test_a_second_is_inert_below_twice_and_a_half_of_a_quiet_gyroscopes_noise(sd_dps: float, inert: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Quiet MPU-6050 modules: 0.035 to 0.040 deg/s an axis, measured; 0.1 is asked."""
    assert is_inert(NOTHING, noise(sd_dps)) is inert


@pytest.mark.parametrize(("sd_g", "inert"), [(0.0049, True), (0.0051, False)])
def test_beside_a_gyroscope_the_accelerometer_may_be_as_loud_as_its_data_sheet(sd_g: float, inert: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """400 ug/sqrt(Hz) over 44 Hz: 0.0033 g an axis; 0.005 is asked."""
    assert is_inert(noise(sd_g), NOTHING) is inert


@pytest.mark.parametrize(("sd_g", "inert"), [(0.00295, True), (0.00305, False)])
def test_an_accelerometer_alone_has_to_be_as_quiet_as_modules_are(sd_g: float, inert: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Quiet MPU-6050 modules: 0.0010 to 0.0016 g, measured; 0.003 is asked."""
    assert is_inert(noise(sd_g), None) is inert


@pytest.mark.parametrize("axis", range(3))
def test_one_axis_that_moves_is_enough(axis: int) -> None:
    moving_dps = noise(0.09)
    moving_dps[:, axis] *= 1.2
    assert not is_inert(NOTHING, moving_dps)


def test_two_wild_samples_are_weighed_by_what_they_add_to_the_second() -> None:
    """Of 100 samples two at +a and -a have a standard deviation of a x sqrt(2 / 100): at 0.69 deg/s still 0.098."""
    for wild_dps, inert in ((0.69, True), (0.72, False)):
        knocked_dps = NOTHING.copy()
        knocked_dps[140:142, 1] = wild_dps, -wild_dps
        assert is_inert(NOTHING, knocked_dps) is inert


def two_of(acceleration: Channel, rotation: Channel | None) -> Features:
    return describe(Window(0, 100, 0, acceleration, rotation), PARAMETERS)


def test_a_stuck_axis_of_one_sensor_leaves_the_question_to_the_other() -> None:
    quiet_g, loud_g = noise(0.0025), noise(0.004)
    assert two_of(channel(quiet_g, stuck_axes=1), channel(NOTHING)).inert
    assert two_of(channel(quiet_g), channel(NOTHING, stuck_axes=1)).inert
    assert not two_of(channel(loud_g), channel(NOTHING, stuck_axes=1)).inert
    assert not two_of(channel(quiet_g, stuck_axes=1), channel(NOTHING, stuck_axes=1)).inert
    assert not two_of(channel(quiet_g, stuck_axes=1), None).inert


@pytest.mark.parametrize(("stuck_axes", "sensor"), [(0, "gyroscope"), (2, "gyroscope"), (3, "accelerometer")])
def test_the_gyroscope_is_asked_while_one_of_its_axes_moves(stuck_axes: int, sensor: str) -> None:
    features = two_of(channel(wave(5, 0.1)), channel(wave(5, 10), stuck_axes))
    assert features.sensor == sensor
    assert features.stuck_axes == (stuck_axes if sensor == "gyroscope" else 0)


@pytest.mark.parametrize(
    ("rotation_dps", "rms", "floor"),
    [
        (wave(5, 0.3), 0.3, 0.005),  # (deg/s)2/Hz; ours: asks about 1 deg/s of a rhythm at complete rest
        (None, 0.01, 1e-6),  # g2/Hz; twice the MPU-6050's 400 ug/sqrt(Hz) over three axes: 2 x 3 x (400e-6)2
    ],
)
def test_lines_are_measured_against_the_sensors_own_noise(
    rotation_dps: Floats | None, rms: float, floor: float
) -> None:
    first = describe(window_of(wave(5, 0.01), rotation_dps), PARAMETERS).peaks[0]
    (expected, *_), _ = lines_in(spectrum_of(wave(5, rms), 100, PARAMETERS), floor, PARAMETERS.rhythm)
    assert (first.frequency_hz, first.prominence) == (expected.frequency_hz, expected.prominence)


def test_a_gyroscope_shows_lines_most_of_the_movement_and_bands() -> None:
    peaks = describe(window_of(NOTHING, wave(5, 10)), PARAMETERS).peaks
    assert list(dict.fromkeys(peak.kind for peak in peaks)) == ["line", "bulk", "broad"]


def test_an_accelerometer_shows_no_bands_and_one_size_for_all() -> None:
    peaks = describe(window_of(wave(5, 0.1) + wave(9, 0.05), None), PARAMETERS).peaks
    assert {peak.kind for peak in peaks} == {"line", "bulk"}
    assert [peak.rms for peak in peaks] == pytest.approx([0.1] * len(peaks), rel=0.02)


def test_an_inert_window_has_no_rhythms_and_what_it_measured() -> None:
    features = describe(window_of(NOTHING, NOTHING), PARAMETERS)
    assert (features.inert, features.peaks, features.second_s) == (True, (), 1)
    assert features.movement is NOTHING
