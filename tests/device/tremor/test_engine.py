"""An engine that idles rocks a calm limb as a small tremor does, and hums beside that."""

from collections import Counter
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from device.analysis import Pipeline
from device.parameters import PARAMETERS
from device.records.facts import Context
from device.signals.samples import Floats, Samples
from device.tremor import Reading
from device.tremor.context import hears_engine
from tests.device.tremor.made_up import wave, window_of
from tests.support.limbs import shaken, still

ROCKING_DPS, ROCKING_HZ = 1.9, 4.3  # peak; as recorded in a car, 1.3 rms
LARGE_DPS = 25.0
Heard = Literal["heard", "not heard"]
UP = np.array([0.0, 0.0, 1.0])


def beside_engine(samples: Samples, hum_hz: float = 23.3, hum_g: float = 0.007, until_s: float = 1e9) -> Samples:
    """With a hum of so much rms in the acceleration."""
    hum = hum_g * np.sqrt(2) * np.sin(2 * np.pi * hum_hz * samples.time_s) * (samples.time_s < until_s)
    return replace(samples, acceleration_g=samples.acceleration_g + hum[:, None] * UP)


def readings(samples: Samples) -> list[Reading]:
    pipeline = Pipeline()
    return [*pipeline.push(samples).readings, *pipeline.finish().readings]


def contexts(samples: Samples) -> Counter[Context | None]:
    return Counter(reading.context for reading in readings(samples) if reading.tremor is not None)


def rocking(rate_hz: float = 100) -> Samples:
    return shaken(still(10, rate_hz), ROCKING_HZ, ROCKING_DPS)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
@pytest.mark.parametrize("hum_hz", [15.5, 20.0, 23.3])
def test_an_idling_engine_is_a_vehicle_and_no_tremor(rate_hz: float, hum_hz: float) -> None:
    heard = readings(beside_engine(rocking(rate_hz), hum_hz))
    assert Counter(reading.context for reading in heard) == {"vehicle": 8, None: 2}
    assert not any(reading.tremor for reading in heard)


def test_the_same_rocking_without_a_hum_is_a_tremor_at_rest() -> None:
    assert contexts(shaken(still(10), ROCKING_HZ, 2.2)) == {"rest": 8}
    assert sum(bool(reading.tremor) for reading in readings(shaken(still(10), ROCKING_HZ, 2.2))) == 8


def test_a_large_tremor_is_told_beside_an_engine() -> None:
    assert sum(bool(reading.tremor) for reading in readings(beside_engine(shaken(still(10), 5, LARGE_DPS)))) == 8


def test_an_engine_is_not_mistaken_for_a_noisy_sensor() -> None:
    """A line close to half the sampling rate is as large from one sample to the next as noise is."""
    heard = [reading for reading in readings(beside_engine(rocking(50))) if reading.tremor is not None]
    assert not any(reading.noisy for reading in heard)


@pytest.mark.parametrize("seed", range(5))
def test_a_sensors_own_noise_is_no_engine(seed: int) -> None:
    assert "vehicle" not in contexts(shaken(still(12, seed=seed), 6, 3))


def hears(shaking_g: Floats, turning_dps: Floats) -> bool:
    return hears_engine(window_of(shaking_g, turning_dps), PARAMETERS)


STILL = np.zeros((300, 3))


@pytest.mark.parametrize(("hum_hz", "heard"), [(12.0, "not heard"), (15.0, "heard"), (40.0, "heard")])
def test_an_engine_hums_faster_than_any_tremor(hum_hz: float, heard: Heard) -> None:
    assert hears(wave(hum_hz, 0.01), STILL) is (heard == "heard")


@pytest.mark.parametrize(("rms_g", "heard"), [(0.0019, "not heard"), (0.0022, "heard")])
def test_an_engine_shakes_by_2_thousandths_of_gravity(rms_g: float, heard: Heard) -> None:
    assert hears(wave(20, rms_g), STILL) is (heard == "heard")


@pytest.mark.parametrize(("share", "heard"), [(0.28, "not heard"), (0.33, "heard")])
def test_a_hum_is_three_tenths_of_what_shakes_where_tremor_lies(share: float, heard: Heard) -> None:
    assert hears(wave(20, 0.01 * share) + wave(5, 0.01), STILL) is (heard == "heard")


@pytest.mark.parametrize(("other", "heard"), [(1.0, "heard"), (1.15, "not heard")])
def test_a_hum_is_47_hundredths_of_all_that_is_quick(other: float, heard: Heard) -> None:
    """The rest is 1 / 0.47 - 1 = 1.13 times as much power, of which no single line is larger."""
    beside = sum(wave(hz, 0.01 * other / np.sqrt(3)) for hz in (17.0, 21.0, 23.0))
    assert hears(wave(19, 0.01) + beside, STILL) is (heard == "heard")


@pytest.mark.parametrize(("rms_dps", "heard"), [(2.9, "heard"), (3.1, "not heard")])
def test_a_limb_that_turns_by_3_deg_per_s_trembles_by_itself(rms_dps: float, heard: Heard) -> None:
    assert hears(wave(20, 0.01), wave(5, rms_dps)) is (heard == "heard")


@pytest.mark.parametrize(("rms_dps", "heard"), [(11.8, "heard"), (12.2, "not heard")])
def test_of_a_limb_that_moves_no_engine_is_told(rms_dps: float, heard: Heard) -> None:
    assert hears(wave(20, 0.01), wave(0.3, rms_dps)) is (heard == "heard")


@pytest.mark.parametrize("second", range(3))
@pytest.mark.parametrize(("weaker", "heard"), [(0.35, "not heard"), (0.45, "heard")])
def test_an_engine_goes_on_for_three_seconds(second: int, weaker: float, heard: Heard) -> None:
    hum_g = wave(20, 0.01)
    hum_g[100 * second : 100 * second + 100] *= weaker
    assert hears(hum_g, STILL) is (heard == "heard")


def test_the_slope_of_a_fast_tremor_is_no_engine() -> None:
    assert not hears(wave(13, 0.02) + wave(14.6, 0.012), STILL)


def test_without_a_whole_gyroscope_no_engine_is_told() -> None:
    assert not hears_engine(window_of(wave(20, 0.01), None), PARAMETERS)


def test_samples_too_few_to_show_a_hum_show_none() -> None:
    assert not hears_engine(replace(window_of(wave(20, 0.01), STILL), rate_hz=28.0), PARAMETERS)
