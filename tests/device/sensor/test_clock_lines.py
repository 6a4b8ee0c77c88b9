"""Which lines lie between limits: the true one always does, and no more is said to be possible than is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.sensor.clock_lines import ClockLine, Lines, Look, Periods, lines_between

NOMINAL_S = 0.01
PERIODS = Periods(0.0094, 0.0106)
ENOUGH = 1e-9  # seconds: what rounding may cost

looks_at_least_s = st.lists(st.floats(0.02, 0.7), min_size=1, max_size=40)
periods_s = st.floats(*PERIODS)
phases = st.floats(0, 1)


def seen(true: ClockLine, waits_s: list[float], takes_s: float = 0.0) -> list[Look]:
    """What looks after these waits see of this sensor; each takes so long and counts in its middle."""
    counted_s = np.cumsum(waits_s)
    newest = np.floor((counted_s - true.start_s) / true.period_s)
    return [Look(n, s - takes_s / 2, s + takes_s / 2) for n, s in zip(newest, counted_s, strict=True)]


def grid(looks: list[Look], number: float) -> tuple[float, float]:
    """The earliest and latest t(number) of all lines that fit, by trying many periods."""
    newest, before_s, after_s = np.array(looks).T
    period_s = np.linspace(*PERIODS, 20_001)[:, np.newaxis]
    latest_s = (after_s - (newest - number) * period_s).min(axis=1)
    earliest_s = (before_s - (newest + 1 - number) * period_s).max(axis=1)
    fit = earliest_s <= latest_s
    return earliest_s[fit].min(), latest_s[fit].max()


@given(waits_s=looks_at_least_s, period_s=periods_s, phase=phases, takes_s=st.floats(0, 0.02))
def test_the_true_line_is_always_possible_and_the_middle_is_not_further_off_than_is_said(
    waits_s: list[float], period_s: float, phase: float, takes_s: float
) -> None:
    true = ClockLine(0, phase * period_s, period_s)
    lines = lines_between(seen(true, waits_s, takes_s), PERIODS)
    assert lines.consistent
    assert lines.periods.shortest_s - ENOUGH <= period_s <= lines.periods.longest_s + ENOUGH
    for number in (-10, lines.newest + 1, lines.newest + 50):
        earliest_s, latest_s = lines.span_s(number)
        assert earliest_s - ENOUGH <= true.at(number) <= latest_s + ENOUGH
    for number in (-10, lines.newest + 1):
        assert abs(lines.middle(-10).at(number) - true.at(number)) <= lines.unsure_s(number) + ENOUGH


@pytest.mark.parametrize("seed", range(10))
def test_no_more_is_said_to_be_possible_than_is(seed: int) -> None:
    random = np.random.default_rng(seed)
    true = ClockLine(0, random.uniform(0, 0.01), random.uniform(*PERIODS))
    looks = seen(true, list(random.uniform(0.02, 0.6, 6)), 0.001)
    lines = lines_between(looks, PERIODS)
    for number in (looks[0].newest - 20, lines.newest + 1):
        assert lines.span_s(number) == pytest.approx(grid(looks, number), abs=0.00001)


def test_one_look_leaves_a_period_for_the_next_frame() -> None:
    lines = lines_between([Look(7, 100.0, 100.001)], PERIODS)
    assert lines.span_s(8) == pytest.approx((100.0, 100.001 + PERIODS.longest_s))
    assert lines.periods == PERIODS


@given(waits_s=looks_at_least_s, period_s=periods_s, phase=phases, more_s=st.floats(0.02, 0.7))
def test_another_look_never_makes_it_less_sure(
    waits_s: list[float], period_s: float, phase: float, more_s: float
) -> None:
    looks = seen(ClockLine(0, phase * period_s, period_s), [*waits_s, more_s])
    assert lines_between(looks, PERIODS).unsure_s(-10) <= lines_between(looks[:-1], PERIODS).unsure_s(-10) + ENOUGH


def contradicting(period_s: float, by_s: float) -> Lines:
    looks = [Look(20 * k, 100 + 20 * k * period_s + by_s * (k % 2), 100 + 20 * k * period_s) for k in range(20)]
    return lines_between(looks, PERIODS)


def test_limits_that_contradict_each_other_leave_the_line_that_contradicts_them_least() -> None:
    lines = contradicting(NOMINAL_S, by_s=0.03)
    assert not lines.consistent
    line = lines.middle(0)
    assert line.period_s == pytest.approx(NOMINAL_S, rel=0.01)
    assert line.at(0) == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize("true_period_s", [0.005, 0.02])
def test_a_period_out_of_the_question_is_not_believed(true_period_s: float) -> None:
    lines = contradicting(true_period_s, by_s=0.0)
    assert not lines.consistent
    assert PERIODS.shortest_s <= lines.periods.shortest_s <= lines.periods.longest_s <= PERIODS.longest_s


@given(period_s=periods_s, start_s=st.floats(0, 1000), after_s=st.floats(0, 100), phase=st.floats(0, 0.999))
def test_the_next_time_of_a_phase_is_within_a_period(
    period_s: float, start_s: float, after_s: float, phase: float
) -> None:
    line = ClockLine(0, start_s, period_s)
    time_s = line.next(start_s + after_s, phase)
    assert -ENOUGH <= time_s - (start_s + after_s) <= period_s + ENOUGH
    assert (time_s - start_s) / period_s % 1 == pytest.approx(phase, abs=1e-5) or phase < 1e-5


def test_how_far_limits_contradict_each_other_is_said() -> None:
    looks = [Look(20 * k, 100 + 0.2 * k, 100 + 0.2 * k) for k in range(20)]
    assert lines_between(looks, PERIODS).contradiction_s == pytest.approx(0, abs=ENOUGH)
    paused = [*looks, Look(400, 104.1, 104.1)]  # a tenth of a second late; half of it can be the next frame's wait
    assert 0.08 < lines_between(paused, PERIODS).contradiction_s < 0.1


@pytest.mark.parametrize(("newest", "misses_s"), [(9, 0.005), (10, 0.0), (11, 0.005), (12, 0.015)])
def test_a_line_says_by_how_much_it_misses_a_look(newest: int, misses_s: float) -> None:
    assert ClockLine(0, 100, NOMINAL_S).misses_s(Look(newest, 100.105, 100.105)) == pytest.approx(misses_s)
