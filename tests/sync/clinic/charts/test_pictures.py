"""Drawn charts: each once, two at a time, and the ones that nobody asks for any more are let go."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from sync.clinic.charts.drawings import Drawing
from sync.clinic.charts.pictures import Pictures
from tests.support.drawings import DrawnBy

DRAWING = Drawing("trend", (), "en")
WAIT_S = 30.0  # far longer than anything takes: a failure does not hang


class Renderer:
    """Draws nothing, counts how many do so at once, and waits until it is let go."""

    def __init__(self, *, waits: bool = False) -> None:
        self.drawn, self.at_once, self._now = 0, 0, 0
        self._lock, self.two_are_here, self.may_go = Lock(), Event(), Event()
        if not waits:
            self.may_go.set()

    def draw(self, _: Drawing) -> str:
        with self._lock:
            self.drawn, self._now = self.drawn + 1, self._now + 1
            self.at_once = max(self.at_once, self._now)
            if self._now == 2:
                self.two_are_here.set()
        assert self.may_go.wait(WAIT_S)
        with self._lock:
            self._now -= 1
        return '<svg width="9"><text>50\N{NO-BREAK SPACE}% über 15°</text></svg>'

    def wake(self) -> None:
        """It is there."""


def the_drawing() -> Drawing:
    return DRAWING


def test_a_chart_is_drawn_once_and_begins_with_the_style() -> None:
    renderer = Renderer()
    pictures = Pictures(renderer, "<style>text{}</style>")
    first = pictures.drawn("rest", the_drawing)
    assert first == '<svg width="9"><style>text{}</style><text>50\N{NO-BREAK SPACE}% über 15°</text></svg>'
    assert pictures.drawn("rest", the_drawing) == first
    assert renderer.drawn == 1


def test_of_twenty_who_ask_at_once_two_are_drawn_at_a_time_and_no_chart_more_than_twice() -> None:
    renderer = Renderer(waits=True)
    pictures = Pictures(renderer)
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(pictures.drawn, f"chart {number % 4}", the_drawing) for number in range(20)]
        assert renderer.two_are_here.wait(WAIT_S)
        renderer.may_go.set()
        assert len({one.result(WAIT_S) for one in asked}) == 1
    assert renderer.at_once == 2
    assert renderer.drawn <= 8  # of four: two that begin together may be the same one


def test_one_that_cannot_be_drawn_takes_nobody_elses_turn() -> None:
    def refuses(_: Drawing) -> str:
        raise ValueError("no chart")

    broken = Pictures(DrawnBy(refuses))
    for _ in range(3):
        with pytest.raises(ValueError, match="no chart"):
            broken.drawn("rest", the_drawing)
    assert Pictures(Renderer()).drawn("rest", the_drawing).startswith("<svg")


def test_the_one_asked_for_longest_ago_is_let_go_after_four_hundred() -> None:
    renderer = Renderer()
    pictures = Pictures(renderer)

    def draw(number: int) -> None:
        pictures.drawn(f"chart {number}", the_drawing)

    for number in range(400):
        draw(number)
    draw(0)
    draw(400)
    assert renderer.drawn == 401
    draw(0)
    assert renderer.drawn == 401
    draw(1)
    assert renderer.drawn == 402
