"""How long an axis is remembered, and what makes one: rates given by hand."""

import math

import numpy as np
import pytest

from device.repetitions.axis import Place, TurningAxis
from device.signals.turning import Vector

HERE = Place(0.0, (0.0, 0.0, 0.0))
PER_S = 10  # steps


def after(rates_dps: list[Vector], axis: TurningAxis | None = None) -> TurningAxis:
    pushed = axis or TurningAxis()
    for rate_dps in rates_dps:
        pushed.push(rate_dps)
    return pushed


def direction(axis: TurningAxis) -> Vector:
    x, y, z = (axis.turned_deg(HERE, Place(1.0, unit)) for unit in ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0)))
    return x, y, z


@pytest.mark.parametrize(("dps", "told"), [(4.99, 0.0), (5.0, 1.0)])
def test_from_five_degrees_a_second_on_an_axis_can_be_told(dps: float, told: float) -> None:
    """5 deg/s, ours."""
    assert math.hypot(*direction(after([(0.0, 0.6 * dps, 0.8 * dps)] * 3))) == pytest.approx(told)


def test_once_told_slower_turning_changes_it_too() -> None:
    first = after([(5.0, 0.0, 0.0)])
    later = after([(0.01, 4.0, 0.0)] * 600, first)
    assert direction(later) == pytest.approx((0, 1, 0), abs=0.01)


@pytest.mark.parametrize(("seconds", "sooner"), [(6.7, True), (7.2, False)])
def test_what_an_axis_remembers_fades_with_ten_seconds(seconds: float, *, sooner: bool) -> None:
    """10 s, ours: one or two repetitions. After 10 s x ln 2 = 6.9 s at half of its speed squared, the new one leads.

    One second about x at 30 deg/s, then rest, then one second about y: x weighs exp(-t/10) of it.
    """
    slower_dps = 30 * math.sqrt(0.5)
    moved = [(30.0, 0.0, 0.0)] * PER_S + [(0.0, 0.0, 0.0)] * round((seconds - 1) * PER_S)
    axis = after([*moved, *[(0.01, slower_dps, 0.0)] * PER_S, *[(0.0, 0.0, 0.0)] * 2000])
    x, y, _ = direction(axis)
    assert (abs(x) > abs(y)) is sooner


@pytest.mark.parametrize("rate_dps", [(20.0, 10.0, -5.0), (-3.0, 4.0, 12.0), (0.0, -7.0, 7.0), (9.0, 0.0, 2.0)])
def test_turning_one_way_is_the_axis_itself(rate_dps: Vector) -> None:
    assert direction(after([rate_dps] * 5)) == pytest.approx(np.array(rate_dps) / math.hypot(*rate_dps))


def test_the_axis_is_that_of_the_largest_spread() -> None:
    rates = (
        np.random.default_rng(3).normal(size=(40, 3))
        * [3, 20, 8]
        @ np.linalg.qr(np.random.default_rng(4).normal(size=(3, 3)))[0]
    )
    kept = np.exp(-np.arange(40)[::-1] / 100)  # a tenth of a second of ten
    wanted = np.linalg.eigh((rates.T * kept) @ rates)[1][:, -1]
    axis = after([(float(x), float(y), float(z)) for x, y, z in rates])
    assert abs(np.dot(direction(axis), wanted)) == pytest.approx(1, abs=1e-3)


def test_turned_is_from_one_place_to_the_other() -> None:
    axis = after([(2.0, 3.0, 6.0)] * 3)  # 7 deg/s
    here, there = Place(0.0, (1.0, 2.0, 3.0)), Place(1.0, (10.0, 12.0, 8.0))
    assert axis.turned_deg(here, there) == pytest.approx((2 * 9 + 3 * 10 + 6 * 5) / 7)


def test_without_an_axis_nothing_is_flipped_and_zero_flips_nothing() -> None:
    axis = TurningAxis()
    axis.flip(-1.0)
    assert direction(axis) == (0, 0, 0)
    axis = after([(4.0, -6.0, 12.0)])
    axis.flip(0.0)
    assert direction(axis) == pytest.approx((4 / 14, -6 / 14, 12 / 14))
    axis.flip(-1.0)
    assert direction(axis) == pytest.approx((-4 / 14, 6 / 14, -12 / 14))
