"""Seconds that hold something become stretches of time: when one begins, ends, or is given out in parts.

Knows times alone; must never know what is held.

One second without it is bridged, two end a stretch, whether they did not hold it or were never recorded. What goes on
for long is given out in parts, so that what is open stays small and a power cut costs no more than that.
"""

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

from device.episodes.rhythmic import CONTINUED, GOES_ON
from device.parameters import Episodes

T = TypeVar("T")


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """What was held from `start_s` on: one value for each second that held it, and which part of a whole this is."""

    start_s: float
    duration_s: float
    values: tuple[T, ...]
    part: str  # in words, for the end of a reason


class Stretches(Generic[T]):
    """Follows seconds in order of time and gives out every stretch of at least `least_s` once it has ended."""

    def __init__(self, least_s: float, limits: Episodes) -> None:
        self._least_s, self._limits = least_s, limits
        self._values: list[T] = []
        self._start_s = self._until_s = -math.inf
        self._continued = False

    @property
    def open(self) -> bool:
        """Whether a stretch may be under way."""
        return bool(self._values) or self._continued

    def push(self, second_s: float, value: T | None) -> list[Stretch[T]]:
        """The stretch, if any, that this second ends or cuts; None holds nothing."""
        given_out = self._given_out_by(second_s, held=value is not None)
        if value is not None:
            self._start_s = self._start_s if self._values else second_s
            self._until_s = second_s + 1
            self._values.append(value)
        return given_out

    def finish(self) -> list[Stretch[T]]:
        """The stretch that is open, if it is long enough."""
        long_enough = self._continued or self._until_s - self._start_s >= self._least_s
        ended = [self._part("")] if self._values and long_enough else []
        self._values, self._continued = [], False
        return ended

    def _given_out_by(self, second_s: float, *, held: bool) -> list[Stretch[T]]:
        without_s = second_s - self._until_s + (not held)
        if without_s >= self._limits.episode_off_s:
            return self.finish()
        return self._cut() if held and self._is_long(second_s) else []

    def _is_long(self, second_s: float) -> bool:
        return bool(self._values) and second_s - self._start_s >= self._limits.episode_most_s

    def _cut(self) -> list[Stretch[T]]:
        part = self._part(GOES_ON)
        self._values, self._continued = [], True
        return [part]

    def _part(self, end: str) -> Stretch[T]:
        before = CONTINUED if self._continued else ""
        return Stretch(self._start_s, self._until_s - self._start_s, tuple(self._values), before + end)
