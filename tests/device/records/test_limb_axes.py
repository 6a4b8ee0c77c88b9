"""The limb's own axes from gravity and one movement."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.limb_axes import LimbAxes, limb_axes

STRAIGHT = LimbAxes((1, 0, 0), (0, 1, 0), (0, 0, 1))
COMPONENT = st.floats(-10, 10)
VECTOR = st.tuples(COMPONENT, COMPONENT, COMPONENT)


def test_a_roll_shows_the_axis_along_and_a_tilt_the_one_across() -> None:
    assert limb_axes((0, 0, 1), (1, 0, 0), rolled=True) == STRAIGHT
    assert limb_axes((0, 0, 1), (0, 1, 0), rolled=False) == STRAIGHT


def test_what_is_not_quite_level_is_made_so() -> None:
    axes = limb_axes((0, 0, 2), (1, 0, 0.3), rolled=True)
    assert axes is not None
    assert axes.along == pytest.approx((1, 0, 0))


def test_a_vector_is_told_along_across_and_up() -> None:
    axes = limb_axes((0, 0, 1), (math.cos(0.5), math.sin(0.5), 0), rolled=True)
    assert axes is not None
    assert axes.of_limb((10 * math.cos(0.5), 10 * math.sin(0.5), 3)) == pytest.approx((10, 0, 3))


@pytest.mark.parametrize(("degrees", "told"), [(29, False), (31, True), (149, True), (151, False)])
def test_an_axis_within_thirty_degrees_of_the_vertical_tells_nothing(degrees: float, *, told: bool) -> None:
    axis = (math.sin(math.radians(degrees)), 0.0, math.cos(math.radians(degrees)))
    assert (limb_axes((0, 0, 1), axis, rolled=True) is not None) == told


@pytest.mark.parametrize("nowhere", [(0, 0, 0), (0, 5e-324, 5e-324), (math.nan, 0, 0), (math.inf, 0, 0)])
def test_what_points_nowhere_tells_nothing(nowhere: tuple[float, float, float]) -> None:
    assert limb_axes(nowhere, (1, 0, 0), rolled=True) is None
    assert limb_axes((0, 0, 1), nowhere, rolled=True) is None


@given(up=VECTOR, axis=VECTOR, rolled=st.booleans())
def test_whatever_is_shown_the_axes_are_of_length_one_and_at_right_angles(
    *, up: tuple[float, float, float], axis: tuple[float, float, float], rolled: bool
) -> None:
    axes = limb_axes(up, axis, rolled=rolled)
    assert axes is None or axes.are_axes


@pytest.mark.parametrize(
    "axes",
    [
        LimbAxes((1, 0, 0), (0, -1, 0), (0, 0, 1)),
        LimbAxes((2, 0, 0), (0, 2, 0), (0, 0, 1)),
        LimbAxes((0.8, 0, 0.6), (0, 1, 0), (0, 0, 1)),
        LimbAxes((0, 0, 0), (0, 0, 0), (0, 0, 0)),
    ],
)
def test_what_is_left_handed_skewed_or_of_another_length_is_none(axes: LimbAxes) -> None:
    assert not axes.are_axes
    assert STRAIGHT.are_axes
