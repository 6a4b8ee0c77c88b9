"""The set that is being done: which movements belong to it, judged as each one ends.

Knows how alike movements are; must never know angles that count, or what comes after. Each movement counts at once.
Only when three in a row are alike is it known what a repetition of this set is: then it shows how many of those before
were none, such as a movement into position, or that two turns make one repetition. As many of the next ones are then
passed over, so that the number is right; and one that is unlike waits for the next, which may be alike again.
"""

import math
from collections import deque
from collections.abc import Reversible
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

import numpy as np

from device.parameters import RepetitionCounting
from device.programme.seen import Repetition
from device.repetitions.repeating import DEG_PER_G
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats

POINTS = 8  # of a movement that are compared
TWO_BY_TWO = 4  # movements; fewer do not show that they come in pairs
UNLIKE_LAST = "unlike the last repetitions"
TWO_TURNS = "one of two turns in a repetition"
AHEAD = "makes up for one too many"


@dataclass(frozen=True)
class JudgedMovement:
    """A repetition and its shape [8, 6] in degrees: what was felt, and turned as the amplitude of a swing so long."""

    repetition: Repetition
    shape: Floats


def shaped(repetition: Repetition, course: Reversible[Turn], period_s: float) -> JudgedMovement:
    """What was felt and turned from the start to the end of a repetition, however long that took."""
    turns = list(takewhile(lambda turn: turn.time_s >= repetition.start_s, reversed(course)))[::-1]
    times_s = np.array([turn.time_s for turn in turns])
    felt_deg = np.array([turn.acceleration_g for turn in turns]) * DEG_PER_G
    turned_deg = np.array([turn.rotation_dps for turn in turns]) * (period_s / math.tau)
    at_s = np.linspace(repetition.start_s, repetition.end_s, POINTS)
    columns = [np.interp(at_s, times_s, column) for column in (*felt_deg.T, *turned_deg.T)]
    return JudgedMovement(repetition, np.stack(columns, axis=1))


class RunningSet:
    """Movements that are far and slow enough in, those that count out, and the others with why not."""

    def __init__(self, numbers: RepetitionCounting) -> None:
        self._numbers = numbers
        self._last: deque[JudgedMovement] = deque(maxlen=TWO_BY_TWO)  # of the set, once it is known
        self._members = self._earlier = self._told = 0  # earlier: of sets before, in another position
        self._two_turns = False
        self._waiting: list[JudgedMovement] = []

    def push(self, movement: JudgedMovement) -> list[Repetition]:
        """What is known of this movement and of those that waited for it."""
        if not self._known:
            return self._begun(movement)
        if all(likeness(movement, other) < self._numbers.belongs_least for other in self._last):
            return self._wait(movement)
        came, self._waiting = [*self._waiting, movement], []
        return self._taken(came)

    def finish(self) -> list[Repetition]:
        """What waited in vain."""
        waited, self._waiting = self._waiting, []
        return [_refused(movement, UNLIKE_LAST) for movement in waited]

    @property
    def _known(self) -> bool:
        """Whether three in a row were alike."""
        return self._members >= self._numbers.alike_to

    @property
    def _true(self) -> int:
        return self._earlier + (self._members // 2 if self._two_turns else self._members)

    def _begun(self, movement: JudgedMovement) -> list[Repetition]:
        self._members = self._members_before(movement)
        self._join(movement)
        if self._known:
            return self._tell([movement])
        self._told += 1
        return [movement.repetition]

    def _members_before(self, movement: JudgedMovement) -> int:
        """How many right before may be of the same set: as before, or back to one that is much alike, or none."""
        last = [likeness(movement, other) for other in reversed(self._last)]
        if not last or last[0] >= self._numbers.belongs_least:
            return self._members
        much_alike = (back for back, like in enumerate(last, start=1) if like >= self._numbers.alike_least)
        return next(much_alike, 0)

    def _taken(self, came: list[JudgedMovement]) -> list[Repetition]:
        for movement in came:
            self._join(movement)
        return self._tell(came)

    def _wait(self, movement: JudgedMovement) -> list[Repetition]:
        """Until those that wait are themselves alike: then they are the set in another position."""
        self._waiting.append(movement)
        together = self._together()
        if not together:
            return [_refused(self._waiting.pop(0), UNLIKE_LAST)] if len(self._waiting) == TWO_BY_TWO else []
        self._earlier, self._members, self._two_turns = self._true, 0, False
        self._last.clear()
        before, came = self._waiting[:-together], self._waiting[-together:]
        self._waiting = []
        return [*(_refused(one, UNLIKE_LAST) for one in before), *self._taken(came)]

    def _together(self) -> int:
        """How many of the last that wait are a set: three in a row, or four of which every other one is alike; or 0."""
        waiting, numbers = self._waiting, self._numbers
        next_ones = [likeness(one, other) for one, other in pairwise(waiting[-numbers.alike_to :])]
        if len(waiting) >= numbers.alike_to and min(next_ones) >= numbers.belongs_least:
            return numbers.alike_to
        every_other = [likeness(one, other) for one, other in zip(waiting, waiting[2:], strict=False)]
        return TWO_BY_TWO if len(waiting) == TWO_BY_TWO and min(every_other) >= numbers.alike_least else 0

    def _join(self, movement: JudgedMovement) -> None:
        self._last.append(movement)
        self._members += 1
        if len(self._last) == TWO_BY_TWO:
            self._look_at_turns()

    def _look_at_turns(self) -> None:
        """Every other one alike, but not the next one, twice over: two turns of one repetition."""
        last = list(self._last)
        every_other = [likeness(one, other) for one, other in zip(last, last[2:], strict=False)]
        next_ones = [likeness(one, other) for one, other in pairwise(last)]
        if min(every_other) >= self._numbers.alike_least and max(next_ones) < self._numbers.turns_alike_most:
            self._begin_anew(two_turns=True)
        elif min(next_ones) >= self._numbers.alike_least:
            self._begin_anew(two_turns=False)

    def _begin_anew(self, *, two_turns: bool) -> None:
        """From the last four on a repetition has two turns, or one again; what was before keeps its number."""
        if two_turns is not self._two_turns:
            self._members -= TWO_BY_TWO
            self._earlier, self._members, self._two_turns = self._true, TWO_BY_TWO, two_turns

    def _tell(self, came: list[JudgedMovement]) -> list[Repetition]:
        """The last of these as far as that makes the number right."""
        owed = min(max(self._true - self._told, 0), len(came))
        self._told += owed
        passed = len(came) - owed
        why = TWO_TURNS if self._two_turns else AHEAD
        return [*(_refused(movement, why) for movement in came[:passed]), *(one.repetition for one in came[passed:])]


def likeness(one: JudgedMovement, other: JudgedMovement) -> float:
    """1 the same, 0 not at all, -1 the opposite."""
    middle = (one.shape.mean(axis=0) + other.shape.mean(axis=0)) / 2
    extent = float(((one.shape - middle) ** 2 + (other.shape - middle) ** 2).sum())
    return 1 - float(((one.shape - other.shape) ** 2).sum()) / extent if extent else 1.0


def _refused(movement: JudgedMovement, reason: str) -> Repetition:
    return replace(movement.repetition, counted=False, reason=reason)
