"""What is told of an injection whose course is known, and when nothing is. How often: `tests.evaluation.cycles`."""

import math
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.cycles.fit import CycleFit, fit_cycle
from tests.support.examples import examples

ONSET_D, RISE_D, HALF_WANE_D, FALL_D = 9, 14, 64, 20
Relief = Callable[[int], float]


def acting(day: int) -> float:
    """Begins on day 9, is whole on day 23, begins to wane on day 54; half of it is gone on day 64, all on day 74."""
    return max(0.0, min(1.0, (day - ONSET_D) / RISE_D, 0.5 + (HALF_WANE_D - day) / FALL_D))


def course(
    benefit: float, days: Sequence[int], relief: Relief = acting, noise: float = 0.15, seed: int = 7
) -> list[float]:
    """Logarithms of a share of a fifth, that much less while it acts, with noise that is the same each time."""
    dice = random.Random(seed)
    return [math.log(0.2) + math.log1p(-benefit * relief(day)) + dice.gauss(0, noise) for day in days]


def fitted(benefit: float, days: Sequence[int] = range(-14, 84), relief: Relief = acting) -> CycleFit:
    return fit_cycle(days, course(benefit, days, relief))


def test_onset_peak_half_wane_and_size_of_an_effect_are_told_with_their_intervals() -> None:
    found = fitted(0.6)
    assert found.onset_d
    assert found.peak_d
    assert found.half_wane_d
    assert found.benefit
    assert found.onset_d.middle == pytest.approx(9, abs=4)
    assert found.peak_d.middle == pytest.approx(23, abs=7)
    assert found.half_wane_d.middle == pytest.approx(64, abs=4)
    assert found.benefit.middle == pytest.approx(0.6, abs=0.06)
    assert 0 < found.half_wane_d.high - found.half_wane_d.low < 12
    assert (found.days_before, found.days_after, found.last_d) == (14, 84, 83)
    assert found.half_gone > 0.99


@pytest.mark.costly
def test_intervals_hold_what_they_are_said_to_hold_in_at_least_four_of_five_cases() -> None:
    days, held = range(-14, 84), 0
    for seed in range(40):
        found = fit_cycle(days, course(0.6, days, noise=0.3, seed=seed))
        assert found.half_wane_d
        held += found.half_wane_d.low <= HALF_WANE_D <= found.half_wane_d.high
    assert held >= 32


def test_without_an_effect_nothing_is_told() -> None:
    found = fitted(0.0)
    assert found.reason == "no effect stands out"
    assert (found.onset_d, found.peak_d, found.half_wane_d) == (None, None, None)


def test_an_effect_of_a_seventh_is_too_small_to_be_told() -> None:
    assert fitted(0.15).reason == "the effect is too small"


def test_more_after_an_injection_is_no_effect_of_it() -> None:
    assert fit_cycle(range(-14, 84), course(-1.0, range(-14, 84))).reason == "no effect stands out"


def test_a_steady_decline_that_began_before_it_is_no_effect_of_it() -> None:
    assert fitted(0.5, relief=lambda day: (day + 14) / 98).reason == "no effect stands out"


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (range(-3, 84), "too few days before"),
        (range(84), "too few days before"),
        (range(-14, 11), "too few days after"),
        (range(-14, 0), "too few days after"),
        ((), "too few days before"),
        (range(-200, -100), "too few days before"),
    ],
)
def test_too_few_days_are_said_to_be_too_few(days: Sequence[int], reason: str) -> None:
    assert fitted(0.6, days).reason == reason


def test_an_effect_that_has_not_worn_off_is_told_and_its_end_lies_ahead() -> None:
    found = fitted(0.6, range(-14, 45))
    assert found.is_told
    assert found.half_gone < 0.2
    assert found.half_wane_d
    assert found.half_wane_d.middle > 44


def test_equal_days_without_any_noise_tell_of_no_effect() -> None:
    assert fit_cycle(range(-14, 84), [math.log(0.2)] * 98).reason == "no effect stands out"


def test_days_without_a_value_are_as_days_that_are_missing() -> None:
    days, logs = range(-14, 84), course(0.6, range(-14, 84))
    holes = [math.nan if day % 5 == 0 else log for day, log in zip(days, logs, strict=True)]
    left = [(day, log) for day, log in zip(days, logs, strict=True) if day % 5]
    assert fit_cycle(days, holes) == fit_cycle(*zip(*left, strict=True))


@pytest.mark.costly
@given(st.integers(-14, 70), st.floats(0, 0.9), st.floats(-5, 5), st.integers(0, 3))
@settings(max_examples=examples(40), deadline=None)
def test_estimates_are_in_order_and_do_not_depend_on_the_unit(
    last: int, benefit: float, other_unit: float, missing: int
) -> None:
    days = [day for day in range(-14, last) if day % 4 >= missing]
    logs = course(benefit, days)
    found, other = fit_cycle(days, logs), fit_cycle(days, [log + other_unit for log in logs])
    for name in ("onset_d", "peak_d", "half_wane_d", "benefit"):
        one, again = getattr(found, name), getattr(other, name)
        if one and again:
            assert one.low <= one.middle <= one.high
            assert (one.low, one.middle) == pytest.approx((again.low, again.middle), rel=1e-3, abs=1e-3)
    assert found.reason == other.reason
    assert 0 <= found.half_gone <= 1
