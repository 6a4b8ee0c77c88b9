"""A trend is told apart from scatter."""

import numpy as np
import pytest

from tests.benchmarks.trend import trend_of

SCATTER_MB = np.random.default_rng(1).normal(0, 0.29, 22)  # as seen of the analysis' memory, over a day


def test_scatter_without_growth_has_an_interval_around_nothing() -> None:
    trend = trend_of((71.6 + SCATTER_MB).tolist())
    assert trend is not None
    assert abs(trend.slope) < trend.half_width
    assert trend.half_width == pytest.approx(0.02, abs=0.01)


@pytest.mark.parametrize("growth_mb", [0.1, 1.0])
def test_growth_is_seen_through_scatter(growth_mb: float) -> None:
    trend = trend_of((71.6 + SCATTER_MB + growth_mb * np.arange(22)).tolist())
    assert trend is not None
    assert trend.slope - trend.half_width > 0
    assert trend.slope == pytest.approx(growth_mb, abs=0.03)


def test_few_hours_tell_no_trend() -> None:
    assert trend_of([70.0] * 9) is None
    assert trend_of([70.0] * 10) == pytest.approx((0, 0), abs=1e-9)
