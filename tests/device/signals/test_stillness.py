"""How long turning and gravity have varied little, step by step."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.signals.stillness import Steady, Unchanged
from device.signals.turning import Vector

QUIET_DPS: Vector = (3.0, -2.0, 0.5)
LEVEL_G: Vector = (0.0, 0.0, 1.0)


def push(steady: Steady, rotation_dps: Vector, acceleration_g: Vector) -> None:
    """One step."""
    steady.push(np.array([rotation_dps]), np.array([acceleration_g]))


def changed(unchanged: Unchanged, rotation_dps: Vector) -> int:
    """Likewise."""
    return int(unchanged.push(np.array([rotation_dps]))[0])


def quiet(steps: int = 10) -> Steady:
    """A gyroscope that turns its last digit now and then, within 1.5 deg/s and 0.02 g."""
    steady = Steady(1.5, 0.02, 50)
    for step in range(steps):
        push(steady, (3.0 + step % 2 * 0.03, -2.0 + step % 2 * 0.03, 0.5 + step % 2 * 0.03), LEVEL_G)
    return steady


def test_steps_that_vary_little_are_counted() -> None:
    assert [quiet(steps).steps for steps in (0, 1, 10, 600)] == [0, 1, 10, 600]


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("by_dps", "steps"), [(1.4, 11), (-1.4, 11), (1.6, 1), (-1.6, 1)])
def test_a_turn_of_more_than_it_may_vary_by_begins_anew(axis: int, by_dps: float, steps: int) -> None:
    steady, turned = quiet(), list(QUIET_DPS)
    turned[axis] += by_dps
    push(steady, (turned[0], turned[1], turned[2]), LEVEL_G)
    assert steady.steps == steps


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("by_g", "steps"), [(0.019, 11), (-0.019, 11), (0.021, 1), (-0.021, 1)])
def test_a_tilt_of_more_than_it_may_vary_by_begins_anew(axis: int, by_g: float, steps: int) -> None:
    steady, tilted = quiet(), list(LEVEL_G)
    tilted[axis] += by_g
    push(steady, QUIET_DPS, (tilted[0], tilted[1], tilted[2]))
    assert steady.steps == steps


def test_a_slow_drift_adds_up() -> None:
    steady = Steady(1.5, 0.02, 50)
    for step in range(17):
        push(steady, (0.1 * step, 0.0, 0.0), LEVEL_G)
    assert steady.steps == 1


def test_the_mean_is_over_the_last_steps() -> None:
    steady = Steady(1.5, 0.02, 2)
    for turning_dps in (1.0, 1.2, 1.6):
        push(steady, (turning_dps, 0.0, -turning_dps), LEVEL_G)
    assert steady.mean_dps() == pytest.approx((1.4, 0.0, -1.4))


def test_nothing_counts_that_was_before_a_gap() -> None:
    steady = quiet()
    steady.clear()
    assert steady.steps == 0
    push(steady, (200.0, 0.0, 0.0), LEVEL_G)
    assert (steady.steps, steady.mean_dps()) == (1, (200.0, 0.0, 0.0))


def test_an_axis_that_shows_the_same_is_counted() -> None:
    unchanged = Unchanged()
    assert [changed(unchanged, (float(step), 2.0, step + 1e-9)) for step in range(5)] == [0, 1, 2, 3, 4]
    assert changed(unchanged, (5.0, 2.1, 7.0)) == 0


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5)), min_size=1))
def test_what_is_counted_really_varies_that_little(turning_dps: list[Vector]) -> None:
    steady = Steady(1.5, 0.02, 50)
    for step_dps in turning_dps:
        push(steady, step_dps, LEVEL_G)
    first_dps, *others_dps = turning_dps[-steady.steps :]
    assert all(math.dist(first_dps, other_dps) <= 1.5 for other_dps in others_dps)


def test_what_a_step_may_differ_by_includes_the_limit() -> None:
    steady = Steady(1.5, 0.25, 50)
    for turning_dps, gravity_g in (((0.0, 0.0, 0.0), LEVEL_G), ((1.5, 0.0, 0.0), (0.0, 0.25, 1.0))):
        push(steady, turning_dps, gravity_g)
    assert steady.steps == 2


@pytest.mark.parametrize(("by_dps", "same"), [(0.9e-6, 1), (-0.9e-6, 1), (1.1e-6, 0), (-1.1e-6, 0)])
def test_a_millionth_of_a_degree_a_second_is_no_change(by_dps: float, same: int) -> None:
    """Far below any sensor's last digit (0.03 deg/s), far above the rounding of sums."""
    unchanged = Unchanged()
    changed(unchanged, QUIET_DPS)
    x, y, z = QUIET_DPS
    assert changed(unchanged, (x + by_dps, y + 1, z - 1)) == same


def test_each_axis_is_counted_by_itself() -> None:
    unchanged = Unchanged()
    seen = [changed(unchanged, dps) for dps in ((1.0, 1.0, 1.0), (1.0, 1.0, 2.0), (1.0, 2.0, 2.0), (2.0, 2.0, 2.0))]
    assert seen == [0, 1, 2, 2]
    assert changed(unchanged, (3.0, 3.0, 2.0)) == 3
    assert changed(unchanged, (4.0, 3.0, 3.0)) == 1


@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=30),
    st.lists(st.integers(1, 29), max_size=4),
)
def test_many_steps_at_once_are_counted_like_one_after_the_other(
    numbers: list[tuple[int, int]], cuts: list[int]
) -> None:
    """Whole degrees a second and hundredths of g, so that some are just within 1.5 deg/s and 0.02 g and others not."""
    rotation_dps = np.array([(dps, 0.0, -dps) for dps, _ in numbers])
    acceleration_g = np.array([(0.01 * tilt, 0.0, 1.0) for _, tilt in numbers])
    together, singly, counted, means = Steady(1.5, 0.02, 5), Steady(1.5, 0.02, 5), list[int](), list[Vector]()
    for start, end in pairwise(sorted({0, *(cut for cut in cuts if cut < len(numbers)), len(numbers)})):
        counted += together.push(rotation_dps[start:end], acceleration_g[start:end]).tolist()
        means += [together.mean_dps(number) for number in range(end - start)]
    for number, (turned, tilted) in enumerate(zip(rotation_dps, acceleration_g, strict=True)):
        singly.push(turned[np.newaxis], tilted[np.newaxis])
        assert (singly.steps, singly.mean_dps()) == (counted[number], means[number])
