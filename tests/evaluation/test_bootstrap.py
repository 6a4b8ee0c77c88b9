"""Intervals of figures that rest on few recordings."""

from math import comb

import numpy as np
import pytest

from tests.evaluation.bootstrap import Interval, resampled, resampled_groups, share_of_units, units_of
from tests.evaluation.rated import Scored
from tests.evaluation.table import Share

pytestmark = pytest.mark.costly


def mean(values: list[float]) -> float:
    return float(np.mean(values))


def test_a_mean_of_twenty_has_the_interval_that_chance_lets_expect() -> None:
    found = resampled([float(value) for value in range(20)], mean)
    assert found is not None
    assert found.units == 20
    spread = 5.766 / np.sqrt(20)  # standard deviation of 0 to 19, by the root of how many
    assert (found.low, found.high) == pytest.approx((9.5 - 1.96 * spread, 9.5 + 1.96 * spread), abs=0.2)


def test_a_share_of_twelve_has_the_quantiles_of_the_binomial() -> None:
    found = share_of_units([Share(1, 1)] * 6 + [Share(0, 1)] * 6)
    below = np.cumsum([comb(12, hits) / 2**12 for hits in range(13)])
    low, high = (100 * np.searchsorted(below, end) / 12 for end in (0.025, 0.975))
    assert found.percent == 50
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=100 / 12)
    assert str(found) == "50.00 % of 12 [25.0 to 75.0 of 12]"


def test_recordings_are_drawn_whole_however_many_seconds_they_have() -> None:
    long_and_bad = share_of_units([Share(1000, 1000), Share(0, 10), Share(0, 10), Share(0, 10)])
    assert long_and_bad.interval is not None
    assert (long_and_bad.interval.low, long_and_bad.interval.high > 98) == (0.0, True), "it may be left out"


def test_the_same_figure_has_the_same_interval_in_every_run() -> None:
    values = [1.0, 4.0, 2.0, 8.0]
    assert resampled(values, mean) == resampled(values, mean)


@pytest.mark.parametrize("units", [[5.0], [1.0, 2.0] * 15, [3.0, 3.0, 3.0]], ids=["one", "thirty", "all alike"])
def test_of_one_of_thirty_and_of_units_that_are_alike_none_is_shown(units: list[float]) -> None:
    assert resampled(units, mean) is None


def test_groups_are_drawn_each_by_itself() -> None:
    found = resampled_groups([[1.0, 2.0, 3.0], [10.0, 20.0]], lambda groups: mean(groups[1]) - mean(groups[0]))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((7.0, 19.0), abs=0.5)
    assert found.units == 5


def test_rated_and_unrated_recordings_are_drawn_with_all_their_windows() -> None:
    random = np.random.default_rng(2)
    recording = np.repeat(np.arange(20.0), 5)
    rating = (recording >= 10).astype(float)
    scored = Scored(rating, recording, random.normal(size=100) + 2 * rating)
    shown = scored.with_interval(scored.sensitivity(), Scored.sensitivity)
    assert shown.startswith(f"{scored.sensitivity():.3f} [0.")
    assert shown.endswith(" of 20]")


def test_units_keep_their_items_together() -> None:
    assert units_of(["a1", "b1", "a2"], lambda name: name[0]) == [["a1", "a2"], ["b1"]]


def test_an_interval_is_shown_with_what_it_rests_on() -> None:
    assert Interval(0.7123, 0.9, 48).shown(2) == "[0.71 to 0.90 of 48]"
