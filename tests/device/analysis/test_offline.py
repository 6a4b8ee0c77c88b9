import numpy as np
import pytest

from device.analysis.offline import analysed, fitted
from device.parameters import PARAMETERS
from device.signals.samples import Samples
from device.tremor.verdict import Reading
from tests.support.limbs import shaken, still, without


def readings_of(samples: Samples) -> list[Reading]:
    return [reading for portion in analysed(samples) for reading in portion.readings]


@pytest.mark.costly
@pytest.mark.parametrize("start_s", [0, 0.004, 7.3, 7.995, -2.6])
@pytest.mark.parametrize(("seconds", "rate_hz"), [(2.5, 100), (2.56, 50), (2.99, 100), (3, 100), (3.4, 50), (3.6, 30)])
def test_a_recording_that_fills_a_window_has_a_judged_second_wherever_it_begins(
    start_s: float, seconds: float, rate_hz: float
) -> None:
    readings = readings_of(shaken(still(seconds, rate_hz, start_s), 5, 20))
    judged = [reading.tremor for reading in readings if reading.tremor is not None]
    assert judged == [True]


def test_a_shorter_recording_has_none() -> None:
    assert {reading.tremor for reading in readings_of(still(2.49))} == {None}


def test_a_gap_in_a_short_recording_counts_as_missing() -> None:
    assert {reading.tremor for reading in readings_of(without(still(2.56), 1, 1.5))} == {None}


def test_a_longer_recording_is_not_moved() -> None:
    samples = still(4, start_s=0.3)
    assert fitted(samples, PARAMETERS) == (samples, PARAMETERS)


def test_a_short_recording_moves_by_less_than_a_second() -> None:
    samples = still(2.56, start_s=7.3)
    moved, _ = fitted(samples, PARAMETERS)
    assert np.abs(moved.time_s - samples.time_s).max() < 1
    assert moved.time_s[0] == pytest.approx(7.22)
