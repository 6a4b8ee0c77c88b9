from dataclasses import replace

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.samples import Samples
from device.signals.windows import Windower
from device.tremor.features import Features, describe
from device.tremor.peaks import Peak
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
