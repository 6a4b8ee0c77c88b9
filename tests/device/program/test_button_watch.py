"""A button that is only looked at when it moves: what is read of a finger is what looking all the time reads."""

from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from device.exercise.button import PressEvent
from device.program.button_watch import ButtonWatch
from tests.support.examples import examples
from tests.support.finger import HOLD, HOVER, LOOK_S, RATE_HZ, TAP, Path, read_levels, trembling

NEXT_DRAIN_S = 0.3  # whoever sleeps is woken by the sensor at the latest
LATE_S = 0.001  # from an edge to the look


class Contact:
    """A switch that changes at given times, closed first."""

    def __init__(self, changes_s: list[float], *, tells: bool = True) -> None:
        self.changes_s, self.now_s = changes_s, 0.0
        self.edges = Event() if tells else None

    def advance(self, until_s: float) -> float:
        """To then, or to shortly after the first edge before that; the time."""
        edge_s = next((at_s for at_s in self.changes_s if self.now_s < at_s <= until_s), None)
        if edge_s is not None and self.edges is not None:
            self.edges.set()
            until_s = min(until_s, edge_s + LATE_S)
        self.now_s = until_s
        return self.now_s

    def pressed(self) -> bool:
        if self.edges is not None:
            self.edges.clear()
        return sum(at_s <= self.now_s for at_s in self.changes_s) % 2 == 1

    def show(self, left: float, middle: float, right: float) -> None:
        raise NotImplementedError


def watched(contact: Contact, until_s: float) -> tuple[list[PressEvent], int]:
    """What is read until then, and by how many looks; whoever ticks is not woken by an edge before the tick."""
    watch, events, looks = ButtonWatch(contact), list[PressEvent](), 0
    while contact.now_s < until_s:
        now_s, looks = contact.now_s, looks + 1
        events += watch.look(now_s)
        rests = watch.rests(now_s)
        contact.advance(now_s + (NEXT_DRAIN_S if rests else watch.tick_s(now_s)))
    return events, looks


def changes_of(closed: NDArray[np.bool_]) -> list[float]:
    """When these levels change."""
    return [float(n) / RATE_HZ for n in np.flatnonzero(np.diff(closed)) + 1]


@settings(max_examples=examples(100), deadline=None)
@given(
    path=st.sampled_from([TAP, HOLD, HOVER]), hz=st.floats(3, 11), depth=st.floats(0, 0.3), seed=st.integers(0, 9999)
)
def test_a_trembling_finger_is_read_as_by_looking_all_the_time(path: Path, hz: float, depth: float, seed: int) -> None:
    levels = trembling(path, hz, depth, seed)
    looked, (heard, _) = read_levels(levels, 0.005), watched(Contact(changes_of(levels)), path[-1][0])
    assert [event.kind for event in heard] == [event.kind for event in looked]
    for one, other in zip(heard, looked, strict=True):
        assert abs(one.time_s - other.time_s) <= 0.05
        assert abs(one.held_s - other.held_s) <= 0.05


bounces = st.lists(st.floats(0.0002, 0.005), max_size=8)


@settings(max_examples=examples(100), deadline=None)
@given(
    presses=st.lists(st.tuples(st.floats(0.25, 3.0), bounces, bounces), min_size=1, max_size=3), pause_s=st.floats(2, 9)
)
def test_however_a_contact_bounces_a_press_is_one_press_and_as_long_as_it_was(
    presses: list[tuple[float, list[float], list[float]]], pause_s: float
) -> None:
    changes, downs, now_s = list[float](), list[float](), 0.0
    for down_s, before, after in presses:
        now_s += pause_s
        downs.append(now_s)
        steps = [0.0, *before[: len(before) // 2 * 2], down_s, *after[: len(after) // 2 * 2]]
        changes += list(now_s + np.cumsum(steps))
        now_s = changes[-1]
    events, _ = watched(Contact(changes), now_s + 2)
    assert [event.kind for event in events] == ["accepted", "released"] * len(presses)
    for event, at_s in zip(events[::2], downs, strict=True):
        assert -0.001 <= event.start_s - at_s <= 0.05  # bounces of 8 times 5 ms may hide when it came down
        assert event.time_s - at_s <= 0.15 + 0.08  # what counts is 0.15 s of contact; bounces take nine tenths off
    for event, (down_s, _, _) in zip(events[1::2], presses, strict=True):
        assert abs(event.held_s - down_s) <= 0.085


def test_a_button_that_nobody_touches_is_looked_at_less_than_four_times_a_second() -> None:
    events, looks = watched(Contact([]), 60.0)
    assert events == []
    assert looks == pytest.approx(200, abs=1)  # once each 0.3 s


def test_without_edges_it_is_looked_at_fifty_times_a_second_as_ever() -> None:
    events, looks = watched(Contact([], tells=False), 60.0)
    assert events == []
    assert looks == pytest.approx(60.0 / LOOK_S, abs=2)


def test_after_an_edge_it_is_looked_at_every_five_milliseconds_for_a_tenth_of_a_second() -> None:
    contact, looks = Contact([1.0, 1.0005]), list[float]()
    watch = ButtonWatch(contact)
    while contact.now_s < 2.0:
        watch.look(contact.now_s)
        looks.append(contact.now_s)
        contact.advance(contact.now_s + (0.3 if watch.rests(contact.now_s) else watch.tick_s(contact.now_s)))
    close = [earlier for earlier, later in pairwise(looks) if later - earlier < 0.006]
    assert close[0] == pytest.approx(1.001)
    assert close[-1] == pytest.approx(1.1, abs=0.006)
    assert len(close) == pytest.approx(20, abs=1)


def test_a_sleeve_that_presses_for_an_hour_is_not_looked_at_200_times_a_second() -> None:
    events, looks = watched(Contact([1.0, 3601.0]), 3603.0)
    assert [event.kind for event in events] == ["accepted", "stuck"]
    assert looks < 3600 / 0.3 + 10 / 0.005 + 200


def test_a_finger_that_stays_through_the_time_in_which_nobody_listens_is_heard_after_it() -> None:
    events, _ = watched(Contact([1.0, 1.3, 1.9, 4.0]), 6.0)
    looked = [("accepted", 1.15), ("released", 1.65), ("accepted", 2.8), ("released", 4.35)]
    assert [event.kind for event in events] == [kind for kind, _ in looked]
    assert [event.time_s for event in events] == pytest.approx([at_s for _, at_s in looked], abs=0.02)
