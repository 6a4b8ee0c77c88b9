"""What is suspected of a recording's units by its numbers alone."""

import numpy as np
import pytest

from device.recordings.units import suspicions
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats, Samples

LEVERS_M = (0.2, 0.45, 0.6)  # from the joint to the sensor: wrist, hand, a stretched arm
PEAK_DPS = 100.0


def trembling(frequency_hz: float, lever_m: float, rate_hz: float, seconds: float = 30) -> Samples:
    """A limb that turns to and fro about a joint, in g and deg/s: gravity turns in it, and its tip is pushed."""
    noise = np.random.default_rng(2)
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    phase = 2 * np.pi * frequency_hz * time_s + np.cumsum(noise.normal(0, 0.02, len(time_s)))
    peak_rad = np.radians(PEAK_DPS) / (2 * np.pi * frequency_hz)
    angle = peak_rad * np.sin(phase)
    pushed_g = -((2 * np.pi * frequency_hz) ** 2) * angle * lever_m / STANDARD_GRAVITY_MPS2
    acceleration_g = np.column_stack([0 * angle, np.sin(angle) + pushed_g, np.cos(angle)])
    rotation_dps = PEAK_DPS * np.cos(phase)[:, None] * [1, 0, 0]
    return Samples(time_s, acceleration_g + noisy(noise, 0.003, angle), rotation_dps + noisy(noise, 0.04, angle))


def noisy(noise: np.random.Generator, size: float, like: Floats) -> Floats:
    return noise.normal(0, size, (len(like), 3))


@pytest.mark.costly
@pytest.mark.parametrize("rate_hz", [25, 26, 30, 31.25, 52, 100, 200])
def test_tremor_at_the_end_of_a_long_limb_is_in_the_units_that_it_is_in(rate_hz: float) -> None:
    frequencies_hz = np.arange(1.5, 12.1, 0.25)
    suspected = [
        (frequency_hz, lever_m)
        for frequency_hz in frequencies_hz.tolist()
        for lever_m in LEVERS_M
        if list(suspicions(trembling(frequency_hz, lever_m, rate_hz)))
    ]
    assert suspected == []
