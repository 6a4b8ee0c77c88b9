import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.repetitions.axis import AXIS_MEMORY_S, Place, TurningAxis
from device.signals.turning import STEP_S, Vector

HERE = Place(0.0, (0.0, 0.0, 0.0))


def after(rates_dps: list[Vector]) -> TurningAxis:
    axis = TurningAxis()
    for rate_dps in rates_dps:
        axis.push(rate_dps)
    return axis


def turned_deg(axis: TurningAxis, angles_deg: Vector) -> float:
    return axis.turned_deg(HERE, Place(1.0, angles_deg))


def test_until_the_limb_moves_no_axis_can_be_told() -> None:
    assert turned_deg(after([(0.5, 0.0, 0.0)] * 50), (90.0, 90.0, 90.0)) == 0


def test_the_way_first_turned_is_forward_and_stays_so() -> None:
    axis = after([(0.0, -20.0, 0.0)] * 5 + [(0.0, 40.0, 0.0)] * 50)
    assert turned_deg(axis, (0.0, -30.0, 0.0)) == pytest.approx(30.0)


def test_a_flip_makes_the_other_way_forward() -> None:
    axis = after([(0.0, 20.0, 0.0)])
    axis.flip(1.0)
    assert turned_deg(axis, (0.0, 30.0, 0.0)) == pytest.approx(30.0)
    axis.flip(-1.0)
    assert turned_deg(axis, (0.0, 30.0, 0.0)) == pytest.approx(-30.0)


def test_an_earlier_movement_is_forgotten_for_the_present_one() -> None:
    steps = round(2 * AXIS_MEMORY_S / STEP_S)
    axis = after([(30.0, 1.0, 0.0)] * steps + [(0.0, 30.0, 0.0)] * steps)
    assert turned_deg(axis, (0.0, 30.0, 0.0)) == pytest.approx(30.0, rel=0.03)


def test_hours_without_any_turning_keep_the_axis() -> None:
    axis = after([(20.0, 10.0, -5.0)] * 20 + [(0.0, 0.0, 0.0)] * 100_000)
    assert turned_deg(axis, (20.0, 10.0, -5.0)) == pytest.approx(np.linalg.norm([20.0, 10.0, -5.0]))


@given(st.lists(st.tuples(*[st.floats(-500, 500)] * 3), min_size=1, max_size=40))
def test_no_turn_about_the_axis_is_longer_than_the_turn(rates_dps: list[Vector]) -> None:
    axis = after(rates_dps)
    for rate_dps in rates_dps:
        assert abs(turned_deg(axis, rate_dps)) <= math.hypot(*rate_dps) * (1 + 1e-9)
