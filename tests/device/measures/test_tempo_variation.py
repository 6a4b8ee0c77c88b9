"""How much the lengths of a set's repetitions vary."""

from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.measures.repeating import variation_of

LENGTHS_S = st.floats(0.5, 60.0)


@given(LENGTHS_S, st.integers(3, 30))
def test_lengths_that_are_all_alike_do_not_vary_at_all(length_s: float, repetitions: int) -> None:
    assert variation_of([length_s] * repetitions) == 0


@given(st.lists(LENGTHS_S, min_size=3, max_size=30))
def test_it_is_the_sample_standard_deviation_over_the_mean(lengths_s: list[float]) -> None:
    assert variation_of(lengths_s) == pytest.approx(stdev(lengths_s) / mean(lengths_s), rel=1e-9, abs=1e-12)
