"""What one second says of the sensor: nothing but noise, however loud, and gravity where it belongs."""

from dataclasses import replace

import numpy as np
import pytest

from device.signals.rows import Rows
from device.signals.samples import Samples
from device.signals.soundness import Sound, sound_of
from tests.support.figures import DATA_SHEET_DPS, DATA_SHEET_G
from tests.support.limbs import shaken, still
from tests.support.stages import cleaned


def loud(times: float) -> Samples:
    """A table under so many times the data sheet's noise."""
    random = np.random.default_rng(3)
    samples = still(60)
    return replace(
        samples,
        acceleration_g=np.array([0, 0, 1]) + random.normal(0, times * DATA_SHEET_G, (6000, 3)),
        rotation_dps=random.normal(0, times * DATA_SHEET_DPS, (6000, 3)),
    )


def seconds(samples: Samples) -> list[Sound]:
    rows = cleaned(samples)
    return [sound_of(rows.within(second, second + 1)) for second in range(len(samples) // 100)]


@pytest.mark.parametrize("times", [1, 2, 10])
def test_noise_is_noise_however_loud(times: float) -> None:
    assert sum(sound.only_noise for sound in seconds(loud(times))) == 60


@pytest.mark.parametrize("peak_dps", [0.5, 3, 100])
def test_a_limb_that_trembles_is_no_noise(peak_dps: float) -> None:
    assert not any(sound.only_noise for sound in seconds(shaken(still(60), 9, peak_dps)))


@pytest.mark.parametrize(("times", "gravity"), [(0, False), (0.5, False), (0.7, True), (1.3, True), (2, False)])
def test_gravity_is_one_g_give_or_take_four_tenths(times: float, gravity: bool) -> None:  # noqa: FBT001 - a parameter of the test
    samples = still(5)
    wrong = replace(samples, acceleration_g=samples.acceleration_g - [0, 0, 1 - times])
    assert {sound.gravity for sound in seconds(wrong)} == {gravity}


def test_without_a_gyroscope_nothing_is_said() -> None:
    assert set(seconds(replace(still(5), rotation_dps=None))) == {Sound()}
    assert sound_of(Rows()) == Sound()
