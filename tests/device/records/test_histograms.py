import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.histograms import (
    amplitude_bin,
    amplitude_edges,
    bins_of,
    frequency_bin,
    frequency_edges,
    irregularity_bin,
    irregularity_edges,
    irregularity_of_bins,
    median,
    median_of_bins,
    merge_bins,
    quantile_of,
    quantile_of_bins,
)

SMALLEST_DEG, FIRST_EDGE_DEG = 1e-6, 0.01
frequencies = st.lists(st.floats(0, 50), min_size=1)


@given(st.floats(0, 100))
def test_a_frequency_lies_between_the_edges_of_its_bin(frequency_hz: float) -> None:
    low_hz, high_hz = frequency_edges(frequency_bin(frequency_hz))
    assert low_hz - 1e-9 <= frequency_hz <= high_hz + 1e-9


@given(st.floats(FIRST_EDGE_DEG, 10_000))
def test_an_amplitude_lies_between_the_edges_of_its_bin(amplitude_deg: float) -> None:
    low_deg, high_deg = amplitude_edges(amplitude_bin(amplitude_deg))
    assert low_deg * (1 - 1e-9) <= amplitude_deg <= high_deg * (1 + 1e-9)


@given(st.floats(-50, 50))
def test_a_change_of_frequency_lies_between_the_edges_of_its_bin(change_hz: float) -> None:
    low_hz, high_hz = irregularity_edges(irregularity_bin(change_hz))
    assert low_hz - 1e-9 <= change_hz <= high_hz + 1e-9


@given(st.lists(st.floats(-5, 5), min_size=10))
def test_irregularity_is_as_exact_as_the_bins(changes_hz: list[float]) -> None:
    ordered = sorted(changes_hz)
    low_hz, high_hz = (ordered[math.ceil(share * len(ordered)) - 1] for share in (1 / 4, 3 / 4))
    found_hz = irregularity_of_bins(bins_of(irregularity_bin(change) for change in changes_hz))
    assert found_hz == pytest.approx(high_hz - low_hz, abs=0.1)


def test_a_few_changes_of_frequency_tell_no_irregularity() -> None:
    assert irregularity_of_bins(((0, 9),)) is None
    assert irregularity_of_bins(((0, 10),)) == pytest.approx(0.025)


@pytest.mark.parametrize("frequency_hz", [1.5, 2, 4.5, 5, 9.9, 12])
def test_a_steady_frequency_is_told_as_it_is(frequency_hz: float) -> None:
    assert median_of_bins(((frequency_bin(frequency_hz), 60),), frequency_edges) == pytest.approx(frequency_hz)


@given(st.floats(0.02, 1000))
def test_a_steady_amplitude_is_told_to_two_hundredths(amplitude_deg: float) -> None:
    found_deg = median_of_bins(((amplitude_bin(amplitude_deg), 60),), amplitude_edges)
    assert found_deg == pytest.approx(amplitude_deg, rel=0.0201)


@pytest.mark.parametrize("amplitude_deg", [0, SMALLEST_DEG, FIRST_EDGE_DEG])
def test_the_first_bin_takes_everything_smaller(amplitude_deg: float) -> None:
    assert amplitude_bin(amplitude_deg) == 0


def test_a_histogram_counts_by_rising_number() -> None:
    assert bins_of([7, 3, 7]) == ((3, 1), (7, 2))


@given(st.lists(st.lists(st.integers(0, 20))))
def test_merging_equals_counting_all_at_once(parts: list[list[int]]) -> None:
    assert merge_bins(bins_of(part) for part in parts) == bins_of(number for part in parts for number in part)


def test_an_empty_histogram_has_no_median() -> None:
    assert median_of_bins((), frequency_edges) is None


@given(frequencies, st.floats(0, 1))
def test_a_quantile_is_as_exact_as_the_bins(values: list[float], quantile: float) -> None:
    exact = sorted(values)[max(math.ceil(quantile * len(values)) - 1, 0)]
    found = quantile_of_bins(bins_of(frequency_bin(value) for value in values), quantile, frequency_edges)
    assert found == pytest.approx(exact, abs=0.1)


def test_the_median_lies_within_its_bin_by_what_is_below_it() -> None:
    assert median_of_bins(((20, 1), (21, 4), (22, 3)), frequency_edges) == pytest.approx(2.125)


@pytest.mark.parametrize(
    ("frequency_hz", "number"), [(0, 0), (0.049, 0), (0.051, 1), (4.949, 49), (4.951, 50), (5, 50)]
)
def test_a_frequency_bin_is_a_tenth_of_a_hertz_around_its_middle(frequency_hz: float, number: int) -> None:
    assert frequency_bin(frequency_hz) == number


@pytest.mark.parametrize(("change_hz", "number"), [(-0.026, -1), (-0.024, 0), (0, 0), (0.024, 0), (0.026, 1), (1, 20)])
def test_a_bin_of_changes_is_a_twentieth_of_a_hertz_around_its_middle(change_hz: float, number: int) -> None:
    assert irregularity_bin(change_hz) == number


@pytest.mark.parametrize(("amplitude_deg", "number"), [(0.01039, 0), (0.01041, 1), (0.0108159, 1), (0.0108161, 2)])
def test_an_amplitude_bin_is_four_hundredths_wider_than_the_one_before_from_a_hundredth_of_a_degree_on(
    amplitude_deg: float, number: int
) -> None:
    assert amplitude_bin(amplitude_deg) == number


def test_a_bin_of_nothing_holds_no_quantile() -> None:
    assert quantile_of_bins(((5, 0), (6, 2)), 0.0, frequency_edges) == pytest.approx(0.55)


def test_a_quantile_lies_on_the_straight_line_between_two_values() -> None:
    assert quantile_of([7.0, 1.0, 3.0], 0.5) == 3.0
    assert quantile_of([7.0, 1.0, 3.0, 4.0], 0.25) == 2.5
    assert quantile_of([7.0, 1.0, 3.0, 4.0], 0.9) == pytest.approx(6.1)
    assert quantile_of([2.0], 0.9) == 2.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.sampled_from([0.25, 0.75, 0.9]))
def test_a_quantile_is_that_of_numpy_to_the_last_bit(values: list[float], quantile: float) -> None:
    assert quantile_of(values, quantile) == np.percentile(values, 100 * quantile)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_a_median_is_that_of_the_standard_library(values: list[float]) -> None:
    assert median(values) == statistics.median(values)
