"""A band that turned about the limb while it was worn is told apart from a limb that is held and moved otherwise."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from device.day.slipped import since_turned
from device.records.facts import Dated, Directions, Minute
from device.records.histograms import bins_of
from device.records.tilts import TURNED, tilt_number
from tests.device.day.test_derivation import document

HOURS = 2
TURNED_AT_MIN = 60
SPOTS = ((50.0, 0.0), (60.0, 80.0), (20.0, 200.0))  # tilt and side in degrees
SIDE_DEG = 20.0  # which the limb mostly turns about
Position = tuple[float, float]
Day = tuple[list[tuple[Dated, Minute]], list[tuple[Dated, Directions]]]


def seen(position: Position, turned_deg: float) -> int:
    """The tilt as the sensor tells it when it has turned about the limb."""
    tilt, side, turn = (math.radians(angle) for angle in (*position, turned_deg))
    x, y, z = math.sin(tilt) * math.cos(side), math.sin(tilt) * math.sin(side), math.cos(tilt)
    y, z = math.cos(turn) * y - math.sin(turn) * z, math.sin(turn) * y + math.cos(turn) * z
    return tilt_number(math.degrees(math.acos(z)), (x, y))


def minute(at: int, spots: Sequence[Position], turned_deg: float) -> tuple[Dated, Minute]:
    held = bins_of([seen(spot, turned_deg) for spot in spots for _ in range(15)])
    record = Minute(60.0 * at, 60, 60, 0, 0, posture=held)
    return Dated(record, record.start_s, 0), record


def movement(at: int, side_deg: float, seconds: int = 20, one_sided: float = 0.5) -> tuple[Dated, Directions]:
    twice = math.radians(2 * side_deg)
    parts = (1 + one_sided * math.cos(twice), 1 - one_sided * math.cos(twice), one_sided * math.sin(twice))
    packed = ("middle", "moving", seconds, (1.0, *parts, 0.0, 0.0), 1.0, 1.0, 1.0)
    record = Directions(60.0 * at, (packed,), of_limb=True)  # type: ignore[arg-type]
    return Dated(record, record.start_s, 0), record


def day(held_deg: float, moves_deg: float, at: int = TURNED_AT_MIN, one_sided: float = 0.5) -> Day:
    """From a moment on, positions are seen turned by so much, and movement by so much."""
    minutes = range(60 * HOURS)
    return (
        [minute(n, SPOTS, held_deg * (n >= at)) for n in minutes],
        [movement(n, SIDE_DEG + moves_deg * (n >= at), one_sided=one_sided) for n in minutes[::5]],
    )


def turned_min(made: Day) -> int | None:
    """The minute from which on the band was turned."""
    turned = since_turned(*made)
    return round(turned[0][1].start_s / 60) if turned else None


@pytest.mark.parametrize("turn_deg", [40, 60, 90, 120, -40, -75])
def test_what_is_held_and_how_it_moves_turns_alike(turn_deg: float) -> None:
    assert turned_min(day(turn_deg, turn_deg)) == TURNED_AT_MIN


def test_a_limb_that_is_held_otherwise_has_not_turned_its_band() -> None:
    assert turned_min(day(60, 0)) is None


def test_a_limb_that_moves_otherwise_has_not_turned_its_band() -> None:
    assert turned_min(day(0, 60)) is None


def test_both_have_to_turn_by_the_same_angle() -> None:
    assert turned_min(day(80, 30)) is None
    assert turned_min(day(-50, 50)) is None


def test_nothing_is_told_of_a_small_turn() -> None:
    assert turned_min(day(20, 20)) is None


def test_movement_about_any_side_says_nothing() -> None:
    assert turned_min(day(60, 60, one_sided=0.2)) is None


def test_nothing_is_told_before_half_an_hour_at_rest_on_both_sides() -> None:
    """Of each minute 45 s tell how the limb was held, so 40 minutes are half an hour."""
    assert turned_min(day(60, 60, at=35)) is None
    assert turned_min(day(60, 60, at=45)) == 45
    assert turned_min(day(60, 60, at=60 * HOURS - 35)) is None
    assert turned_min(day(60, 60, at=60 * HOURS - 45)) == 60 * HOURS - 45


def test_nothing_is_told_without_the_limbs_own_axes() -> None:
    minutes, moved = day(60, 60)
    of_sensor = [(dated, replace(record, of_limb=False)) for dated, record in moved]
    assert turned_min((minutes, of_sensor)) is None
    assert turned_min((minutes, [])) is None


def test_the_day_counts_no_posture_from_then_on_and_says_so() -> None:
    minutes, moved = day(60, 60)
    posture = document([dated for dated, _ in (*minutes, *moved)]).totals.posture
    assert posture is not None
    assert (posture.judged_s, posture.turned_s) == (45 * 60, 45 * 60)


def test_a_band_put_on_as_before_counts_again() -> None:
    minutes, moved = day(60, 60)
    later = [minute(n, SPOTS, 0) for n in range(60 * HOURS + 20, 60 * HOURS + 70)]
    posture = document([dated for dated, _ in (*minutes, *moved, *later)]).totals.posture
    assert posture is not None
    assert (posture.judged_s, posture.turned_s) == (45 * 110, 45 * 60)
    assert TURNED < 0, "no tilt"
