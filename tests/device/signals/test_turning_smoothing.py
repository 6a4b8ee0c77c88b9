import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.rows import Cleaner
from device.signals.samples import Samples
from device.signals.turning import Turning, left_by_smoothing


@pytest.mark.parametrize(("period_s", "left"), [(1.0, 0.73), (1.5, 0.87), (2.0, 0.93), (6.0, 0.99), (8.0, 0.995)])
def test_a_quick_swing_loses_more_of_its_range(period_s: float, left: float) -> None:
    """Of a Hann window of 0.68 s at the frequency f: sinc(0.68 f) / (1 - (0.68 f)²)."""
    assert left_by_smoothing(period_s) == pytest.approx(left, abs=0.006)


@pytest.mark.parametrize("period_s", [1.0, 1.5, 3.0])
def test_it_is_what_smoothing_leaves_of_a_measured_swing(period_s: float) -> None:
    time_s = np.arange(0, 20, 0.01)
    rate_dps = 100 * np.sin(2 * np.pi * time_s / period_s)
    level_g = np.repeat([[0.0, 0.0, 1.0]], len(time_s), axis=0)
    rows = Cleaner(PARAMETERS.sampling).push(Samples(time_s, level_g, np.stack([rate_dps] * 3, axis=1)))
    angle_deg = np.cumsum([step.rotation_dps[0] for step in Turning(PARAMETERS.sampling).push(rows)]) * 0.1
    assert np.ptp(angle_deg) / (100 * period_s / np.pi) == pytest.approx(left_by_smoothing(period_s), rel=0.03)
