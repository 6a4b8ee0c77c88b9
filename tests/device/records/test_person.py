"""One person's own values: what may be set, what holds for anybody, and how far a direction is from neutral."""

import pytest

from device.records.decoding import BadValue, from_plain
from device.records.person import ANYBODY, Direction, Personal

DOWN: Direction = (0.0, 0.0, 1.0)


def test_for_anybody_no_position_is_neutral_so_there_is_no_tilt() -> None:
    assert ANYBODY.neutral is None
    assert ANYBODY.tilt_deg(DOWN) is None


def test_what_counts_as_movement_for_anybody_is_what_this_project_chose() -> None:
    assert Personal(None, posture_deg=25, spasm_deg=40, jerk_dps=80, repetitive_deg=15) == ANYBODY


@pytest.mark.parametrize(
    ("direction", "tilt_deg"),
    [((0, 0, 1), 0), ((0, 0, 9.8), 0), ((1, 0, 1), 45), ((0, 1, 0), 90), ((0, 0.5, -0.5), 135), ((0, 0, -2), 180)],
)
def test_tilt_is_the_angle_from_neutral_whatever_the_lengths(direction: Direction, tilt_deg: float) -> None:
    assert Personal(neutral=((0.0, 0.0, 2.0),)).tilt_deg(direction) == pytest.approx(tilt_deg)


def test_tilt_is_from_the_nearest_of_several_neutral_positions() -> None:
    assert Personal(neutral=(DOWN, (0.0, 1.0, 0.0))).tilt_deg((0.0, 1.0, 1.0)) == pytest.approx(45)
    assert Personal(neutral=(DOWN, (0.0, 1.0, 0.0))).tilt_deg((1.0, 3.0, 0.0)) == pytest.approx(18.4349488)  # atan 1/3


def test_rounding_makes_no_angle_beyond_a_half_circle() -> None:
    level: Direction = (0.1, 0.1, 0.1)  # the cosine of the angle to itself comes out as 1.0000000000000002
    assert Personal(neutral=(level,)).tilt_deg(level) == 0
    assert Personal(neutral=(level,)).tilt_deg((-0.1, -0.1, -0.1)) == 180


def test_without_any_gravity_nothing_is_tilted_either_way() -> None:
    assert Personal(neutral=(DOWN,)).tilt_deg((0.0, 0.0, 0.0)) == 0


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("posture_deg", 5, 120),
        ("spasm_deg", 10, 180),
        ("jerk_dps", 20, 1000),
        ("repetitive_deg", 5, 180),
    ],
)
def test_a_therapist_sets_values_within_their_ranges(name: str, low: float, high: float) -> None:
    for value in (low, high):
        assert getattr(from_plain(Personal, {name: value}), name) == value
    for value in (low - 0.1, high + 0.1):
        with pytest.raises(BadValue, match=f"{name}: expected a number from {low} to {high}, got {value}"):
            from_plain(Personal, {name: value})
