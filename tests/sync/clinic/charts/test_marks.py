"""The words of markers above a trend stand on no other word and inside the chart."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.drawing.trend import MarkPlace, mark_places

LETTER_PX = 6.0  # of 11 px letters of DejaVu Sans, on average


def test_a_word_at_the_right_edge_stands_before_its_line() -> None:
    places = mark_places([100.0, 590.0], ["Injection", "Injection"], 600)
    assert places == [MarkPlace(0, before_it=False), MarkPlace(0, before_it=True)]


def test_words_that_are_close_stand_in_rows_above_each_other_until_there_is_no_room() -> None:
    places = mark_places([100.0, 101.0, 102.0, 103.0, 104.0], ["Visit"] * 5, 600)
    assert [place and place.row for place in places] == [0, 1, 2, 3, None]


@given(st.lists(st.tuples(st.floats(0, 580), st.text("abcW", min_size=1, max_size=12)), max_size=12))
def test_no_word_stands_on_another_or_beyond_the_right_edge(marks: list[tuple[float, str]]) -> None:
    marks.sort()
    at_px = [x_px for x_px, _ in marks]
    taken: list[tuple[int, float, float]] = []
    for (x_px, word), place in zip(marks, mark_places(at_px, [word for _, word in marks], 580), strict=True):
        if place:
            wide_px = len(word) * LETTER_PX
            start_px = x_px - wide_px if place.before_it else x_px
            taken.append((place.row, start_px, start_px + wide_px))
    assert all(end_px <= 580 + LETTER_PX for _, _, end_px in taken)
    for (row, start_px, end_px), (other, start, end) in combinations(taken, 2):
        assert row != other or end_px <= start or end <= start_px
