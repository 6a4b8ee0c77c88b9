"""A finger over a switch: it travels through knots while tremor of a wandering frequency moves it up and down.

The switch closes at a depth of 1 and opens at 0.85. Looked at as the loop does it: every 20 ms, every 5 ms while
somebody is at it.
"""

import numpy as np
from numpy.typing import NDArray

from device.exercise.button import PressEvent, PressReader

Path = tuple[tuple[float, float], ...]

RATE_HZ = 200
CLOSES, OPENS = 1.0, 0.85
LOOK_S, TOUCHED_LOOK_S = 0.02, 0.005
TAP: Path = ((0.0, 0.0), (0.15, 1.35), (0.55, 1.35), (0.7, 0.0), (2.0, 0.0))
HOLD: Path = ((0.0, 0.0), (0.15, 1.35), (2.15, 1.35), (2.3, 0.0), (3.7, 0.0))
HOVER: Path = ((0.0, 0.0), (0.3, 0.55), (1.3, 0.55), (1.6, 0.0), (3.0, 0.0))


def trembling(path: Path, hz: float, depth: float, seed: int) -> NDArray[np.bool_]:
    """Whether the switch is closed, RATE_HZ times a second."""
    random = np.random.default_rng(seed)
    t = np.arange(0, path[-1][0], 1 / RATE_HZ)
    drift = np.cumsum(random.normal(0, 0.08, len(t))) / np.sqrt(len(t))
    phase = 2 * np.pi * (np.cumsum(hz * (1 + drift)) / RATE_HZ + random.random())
    knots = np.array(path)
    finger = np.interp(t, knots[:, 0], knots[:, 1]) + depth * np.sin(phase)
    closed = np.zeros(len(t), bool)
    for n in range(1, len(t)):
        closed[n] = finger[n] > (OPENS if closed[n - 1] else CLOSES)
    return closed


def read_levels(closed: NDArray[np.bool_], touched_look_s: float = TOUCHED_LOOK_S) -> list[PressEvent]:
    """What is read of it."""
    reader, events, now = PressReader(), list[PressEvent](), 0
    while now < len(closed):
        events += reader.push(now / RATE_HZ, bool(closed[now]))
        now += round((touched_look_s if reader.touched else LOOK_S) * RATE_HZ)
    return events


def is_tap(events: list[PressEvent]) -> bool:
    """Exactly one press, shorter than a hold."""
    return [event.kind for event in events] == ["accepted", "released"] and events[1].held_s < 1.5


def is_hold(events: list[PressEvent]) -> bool:
    """Exactly one press, as long as a hold."""
    return [event.kind for event in events] == ["accepted", "released"] and 1.5 <= events[1].held_s < 4


def is_nothing(events: list[PressEvent]) -> bool:
    """No press at all."""
    return not events


def share_right(path: Path, hz: float, depth: float, people: int, touched_look_s: float = TOUCHED_LOOK_S) -> float:
    """Of so many people, how many are read as they meant it: a tap, a hold, or nothing at all where they hovered."""
    right = {TAP: is_tap, HOLD: is_hold, HOVER: is_nothing}[path]
    levels = (trembling(path, hz, depth, person) for person in range(people))
    return sum(right(read_levels(closed, touched_look_s)) for closed in levels) / people
