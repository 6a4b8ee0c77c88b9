"""The words at the ends of cycles laid over each other: each can be read, and none is moved without need."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.charts.shapes import NARROW_CYCLES, WIDE_CYCLES, DrawnCycle
from sync.clinic.drawing.cycles import cycles_chart, kept_apart
from sync.clinic.trends.measures import TREND_MEASURES
from sync.clinic.trends.since import WeekSince

PLACES = st.lists(st.tuples(st.floats(0, 880), st.floats(0, 220)), max_size=4)


def test_words_that_would_stand_on_each_other_go_down_a_line_each() -> None:
    ends_px = [(600.0, 40.0), (600.0, 36.0), (610.0, 44.0)]
    assert kept_apart(ends_px, WIDE_CYCLES) == [9.0, 0.0, 18.0]  # at 36, 49 and 62: lines of 13 pixels


def test_words_far_from_each_other_stay_at_their_ends() -> None:
    assert kept_apart([(100.0, 40.0), (600.0, 40.0), (600.0, 90.0)], WIDE_CYCLES) == [0.0, 0.0, 0.0]
    assert kept_apart([(100.0, 40.0), (150.0, 40.0)], NARROW_CYCLES) == [0.0, 0.0]  # shorter words
    assert kept_apart([], WIDE_CYCLES) == []


@given(PLACES)
def test_no_two_words_stand_on_each_other(ends_px: list[tuple[float, float]]) -> None:
    moved_px = kept_apart(ends_px, WIDE_CYCLES)
    assert all(0 <= px <= 3 * 13.0 for px in moved_px)
    places = [(x_px, y_px + px) for (x_px, y_px), px in zip(ends_px, moved_px, strict=True)]
    for (x_px, y_px), (other_x_px, other_y_px) in combinations(places, 2):
        assert abs(x_px - other_x_px) >= 82 or abs(y_px - other_y_px) >= 12.99


def test_four_injections_that_went_alike_have_four_words_that_can_be_read() -> None:
    weeks = [WeekSince(date(2026, 1, 1), week, 7, 0.3) for week in range(-4, 12)]
    cycles = [DrawnCycle(f"{day}. Jan. 2026", f"{day}.1.", weeks) for day in (1, 2, 3, 4)]
    for measure in TREND_MEASURES[:2]:
        spec = cycles_chart(measure, cycles, None, WIDE_CYCLES)
        words = [layer["mark"] for layer in spec["layer"] if "dy" in layer["mark"]]
        assert sorted(word["dy"] for word in words) == pytest.approx([0.0, 13.0, 26.0, 39.0])
