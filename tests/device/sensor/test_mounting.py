"""Learning how a sensor sits on a limb, half second by half second, and what is kept of it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.limb_axes import LimbAxes
from device.sensor.mounting import (
    Mounting,
    Shown,
    TurnedAbout,
    mounting_in_words,
    read_mountings,
    shown_axes,
    whole_mountings,
    write_mountings,
)
from device.sensor.positions import HalfSecond, HeldPosition, Positions
from device.signals.samples import Floats
from device.simulation.shown_forearm import shown_forearm
from device.store.versions import BadKeptFile
from drivers.mpu6050.frames import Frames, no_frames

HZ, BLOCK = 100, 50
HELD = 16 * BLOCK
STRAIGHT = LimbAxes((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
OFFSET_DPS = np.array([8.0, -5.0, 3.0])  # of a sensor that was never calibrated


def lying(frames: int = HELD) -> Floats:
    """Six columns: gravity along z, and the gyroscope's offset."""
    return np.hstack([np.tile([0.0, 0.0, 1.0], (frames, 1)), np.tile(OFFSET_DPS, (frames, 1))])


def rolling(axis: Any, dps: float = 40.0, frames: int = HELD) -> Floats:
    """To and fro every four seconds about an axis; gravity is not asked."""
    rate = dps * np.cos(2 * np.pi * 0.25 * np.arange(frames) / HZ)
    return np.hstack([np.tile([0.0, 0.0, 1.0], (frames, 1)), np.outer(rate, axis) + OFFSET_DPS])


def steps(finder: Positions[Shown], rows: Floats) -> list[HalfSecond]:
    return finder.push(Frames(rows[:, :3], rows[:, 3:], np.full(len(rows), 25.0), 0, 0.0, 0.0))


def after_lying() -> Positions[Shown]:
    finder = shown_axes("turn it")
    assert steps(finder, lying())[-1].kind == "taken"
    return finder


def test_a_held_position_and_a_movement_are_taken_whatever_the_gyroscopes_offset() -> None:
    finder = after_lying()
    seen = steps(finder, rolling((0.6, -0.8, 0.0), frames=3 * HELD))
    assert seen[-1].kind == "taken"
    held, turned = finder.positions
    assert isinstance(held, HeldPosition)
    assert isinstance(turned, TurnedAbout)
    assert held.acceleration_g == pytest.approx([0, 0, 1])
    assert turned.axis == pytest.approx([-0.6, 0.8, 0.0], abs=0.01)


def test_between_two_turns_the_limb_may_be_slow_and_that_counts_for_nothing() -> None:
    finder = after_lying()
    kinds = [step.kind for step in steps(finder, rolling((1, 0, 0), dps=16.0, frames=3 * HELD))]
    assert set(kinds) == {"holding", "again", "taken"}
    assert kinds.count("holding") == 15


def test_who_does_not_move_is_told_what_to_do() -> None:
    (step,) = steps(after_lying(), lying(BLOCK))
    assert (step.kind, step.text) == ("again", "it is still: turn it")


def test_who_moves_too_fast_begins_anew() -> None:
    finder = after_lying()
    steps(finder, rolling((1, 0, 0), frames=4 * BLOCK))
    (step,) = steps(finder, rolling((1, 0, 0), dps=400.0, frames=BLOCK))
    assert step.kind == "tilted"
    assert step.text.endswith("deg/s (expected under 150): more slowly")


def test_a_movement_about_several_axes_shows_none() -> None:
    both = np.concatenate([rolling((1, 0, 0), frames=2 * BLOCK), rolling((0, 1, 0), frames=2 * BLOCK)])
    texts = [step.text for step in steps(after_lying(), both)]
    assert any(text.startswith("it turned about several axes: ") for text in texts)


def test_a_turn_about_the_vertical_is_refused() -> None:
    finder = after_lying()
    texts = [step.text for step in steps(finder, rolling((0, 0, 1), frames=3 * HELD))]
    assert "it turned about the vertical, and not about a level axis: turn it" in texts
    assert not finder.complete


def test_a_tremor_does_not_matter() -> None:
    time_s = np.arange(0, 60, 1 / HZ)
    acceleration_g, rotation_dps = shown_forearm(time_s)
    finder = shown_axes("turn it")
    steps(finder, np.hstack([acceleration_g, rotation_dps]))
    assert finder.complete
    (turned,) = (one for one in finder.positions if isinstance(one, TurnedAbout))
    assert turned.axis == pytest.approx([np.cos(np.radians(20)), np.sin(np.radians(20)), 0], abs=0.02)


def test_what_was_turned_before_a_restart_of_the_sensor_does_not_count() -> None:
    finder = after_lying()
    kinds = [step.kind for step in steps(finder, rolling((1, 0, 0), frames=2 * HELD))]
    finder = after_lying()
    steps(finder, rolling((1, 0, 0), frames=HELD // 2))
    finder.push(no_frames(0.0, 0.0, "overflow", gyroscope=True))
    assert [step.kind for step in steps(finder, rolling((1, 0, 0), frames=2 * HELD))] == kinds


@given(st.lists(st.integers(0, 4 * HELD), max_size=20))
def test_cutting_the_frames_differently_changes_nothing(places: list[int]) -> None:
    rows = np.concatenate([lying(), rolling((1, 0, 0), frames=3 * HELD)])
    whole, cut = shown_axes("turn it"), shown_axes("turn it")
    edges = [0, *sorted(place for place in places if place < len(rows)), len(rows)]
    parts = [step for start, end in pairwise(edges) for step in steps(cut, rows[start:end])]
    assert parts == steps(whole, rows)


def test_the_simulated_forearm_turns_as_fast_as_its_gyroscope_says() -> None:
    time_s = np.arange(14, 30, 1e-3)
    acceleration_g, rotation_dps = shown_forearm(time_s)
    askew = np.radians(20)
    level = acceleration_g[:, 0] * -np.sin(askew) + acceleration_g[:, 1] * np.cos(askew)
    rolled_deg = np.degrees(np.arcsin(level))
    assert np.gradient(rolled_deg, time_s) == pytest.approx(rotation_dps @ [np.cos(askew), np.sin(askew), 0], abs=0.5)


def test_what_is_kept_comes_back_and_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "mounting.json"
    assert read_mountings(path) == ()
    kept = tuple(Mounting(float(n), "forearm", STRAIGHT) for n in range(12))
    write_mountings(path, kept)
    assert read_mountings(path) == kept[2:]
    assert mounting_in_words(kept[0]) == [
        "made 1970-01-01 00:00 UTC, on the forearm",
        "along the limb        x +1.000  y +0.000  z +0.000",
        "across it             x +0.000  y +1.000  z +0.000",
        "up when neutral       x +0.000  y +0.000  z +1.000",
    ]


def test_axes_that_are_none_are_refused_and_the_ones_before_hold(tmp_path: Path) -> None:
    path = tmp_path / "mounting.json"
    write_mountings(path, (Mounting(1.0, "hand", STRAIGHT), Mounting(2.0, "hand", STRAIGHT)))
    plain = json.loads(path.read_text())
    del plain["sums"]
    plain["mountings"][1]["axes"]["up"] = [0.0, 1.0, 0.0]
    path.write_text(json.dumps(plain))
    with pytest.raises(BadKeptFile, match=r"mountings\[1\]\.axes: expected three directions at right angles"):
        read_mountings(path)
    assert whole_mountings(path) == (Mounting(1.0, "hand", STRAIGHT),)
