"""The set in a recording whose start and end nobody marked: the run of alike turns in which the limb turned most.

Knows turning angles and likeness; must never know the exercise, or what comes live: it needs the whole recording.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from device.programme.seen import Repetition
from device.signals.gyro_bias import Turn, minus
from device.signals.samples import Floats
from device.signals.turning import STEP_S

# All ours; tuned on every other set of the gym recordings (tests/evaluation/repetitions.py).
ALIKE = 1.3  # a turn is this many times as far as the usual one at most, and that part of it at least
WOBBLE_DEG = 5.0  # more or less, which a small turn may be besides
QUICK, SLOW = 1.8, 2.5  # a repetition takes that part of the usual time at least, so many times it at most; some pause
USUAL_OF = 8  # last turns
AXES_TRIED = 2  # about which the limb turned most
LEAST_TURNS = 4  # two repetitions make a set
SMALLEST_DEG, LARGEST_DEG, FINER = 5.0, 80.0, 2**0.5  # a turn smaller than this is none; each size is tried


@dataclass(frozen=True)
class _Run:
    """Turns in a row, out and back by turns. ends_s: one more than ranges_deg."""

    ends_s: list[float]
    ranges_deg: list[float]


def set_in(turns: Sequence[Turn]) -> list[Repetition]:
    """The repetitions of the set in a whole recording; none without a gyroscope or without two alike repetitions."""
    runs = [
        run
        for piece in _pieces(_as_known_later(turns))
        for run in _runs_of(piece)
        if len(run.ranges_deg) >= LEAST_TURNS
    ]
    return _repetitions(max(runs, key=lambda run: sum(run.ranges_deg))) if runs else []


def _repetitions(run: _Run) -> list[Repetition]:
    outs = range(0, len(run.ranges_deg) - 1, 2)
    return [Repetition(run.ends_s[out], run.ends_s[out + 2], run.ranges_deg[out], counted=True) for out in outs]


def _as_known_later(turns: Sequence[Turn]) -> list[Turn]:
    """The turns with the first offset that was learned taken out of those before it as well."""
    first = next((place for place, turn in enumerate(turns) if turn.offset_dps is not None), 0)
    offset_dps = turns[first].offset_dps if turns else None
    if offset_dps is None:
        return list(turns)
    before = [replace(turn, rotation_dps=minus(turn.rotation_dps, offset_dps)) for turn in turns[:first]]
    return [*before, *turns[first:]]


def _pieces(turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    """Stretches of the recording without a gap."""
    starts = [place for place, turn in enumerate(turns) if turn.after_gap]
    for start, end in pairwise([*starts, len(turns)]):
        yield list(turns[start:end])


def _runs_of(piece: list[Turn]) -> Iterator[_Run]:
    time_s = [turn.time_s for turn in piece]
    sizes_deg = SMALLEST_DEG * FINER ** np.arange(np.log(LARGEST_DEG / SMALLEST_DEG) / np.log(FINER) + 1)
    for angle_deg in _angles_deg(np.array([turn.rotation_dps for turn in piece])):
        for size_deg in sizes_deg.tolist():
            ends = _turning_points(angle_deg, size_deg)
            yield from _alike([time_s[end] for end in ends], [angle_deg[end] for end in ends])


def _angles_deg(rotation_dps: Floats) -> list[list[float]]:
    """The angle turned about each of the axes tried, step by step."""
    axes = np.linalg.eigh(rotation_dps.T @ rotation_dps)[1][:, -AXES_TRIED:]
    angles: list[list[float]] = (np.cumsum(rotation_dps @ axes, axis=0) * STEP_S).T.tolist()
    return angles


def _turning_points(angle_deg: list[float], size_deg: float) -> list[int]:
    """Where the limb turned back by more than `size_deg`; the last one is where it had got to at the end."""
    points: list[int] = []
    furthest, sense = 0, 0
    low = high = 0
    for place, angle in enumerate(angle_deg):
        low = place if angle < angle_deg[low] else low
        high = place if angle > angle_deg[high] else high
        if sense >= 0 and angle_deg[high] - angle > size_deg:
            points, sense, low = [*points, high], -1, place
        elif sense <= 0 and angle - angle_deg[low] > size_deg:
            points, sense, high = [*points, low], 1, place
        furthest = high if sense > 0 else low
    return [*points, furthest]


def _alike(ends_s: list[float], angles_deg: list[float]) -> Iterator[_Run]:
    """Runs as long as they get, none overlapping by more than a turning point."""
    ranges_deg = [abs(after - before) for before, after in pairwise(angles_deg)]
    first = 0
    for turn in range(1, len(ranges_deg) + 1):
        if turn == len(ranges_deg) or not _goes_on(ends_s, ranges_deg, max(first, turn - USUAL_OF), turn):
            yield _Run(ends_s[first : turn + 1], ranges_deg[first:turn])
            first = turn


def _goes_on(ends_s: list[float], ranges_deg: list[float], first: int, turn: int) -> bool:
    lasted_s = [ends_s[place + 2] - ends_s[place] for place in range(first, turn)]
    usual_deg = median(ranges_deg[first:turn])
    long = lasted_s[-1] / median(lasted_s[:-1]) if len(lasted_s) > 1 else 1.0
    far_enough = ranges_deg[turn] > usual_deg / ALIKE - WOBBLE_DEG
    return far_enough and ranges_deg[turn] < usual_deg * ALIKE + WOBBLE_DEG and 1 / QUICK < long < SLOW
