"""Waiting that a request to stop can end, and how long to wait after failures in a row.

Knows how long such a request may go unseen, and which connections lasted; must never know who waits, or for what.
"""

import math
import os
from collections.abc import Callable

from device.system.clock import Clock

SLICE_S = 0.5  # how long a request to stop may go unseen


def wait(seconds: float, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Return after `seconds`, or at most SLICE_S after `stopping` has become true."""
    end_s = clock.monotonic_s() + seconds
    while not stopping() and (rest_s := end_s - clock.monotonic_s()) > 0:
        clock.sleep(min(rest_s, SLICE_S))


FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 1.0, 300.0  # after a loss or a refusal; doubled each time


CHANCE_BYTES = 4


def any_chance() -> float:
    """From 0 to 1, to spread many who wait. The system's own: the module `random` would take 160 kB of a device."""
    return int.from_bytes(os.urandom(CHANCE_BYTES)) / (1 << 8 * CHANCE_BYTES)


def backoff_s(tries: int, chance: float) -> float:
    """The wait after so many failures in a row; `chance` from 0 to 1 takes up to half of it off."""
    return doubled(FIRST_BACKOFF_S, tries, LONGEST_BACKOFF_S) * (1 - chance / 2)


def doubled(first_s: float, tries: int, longest_s: float) -> float:
    """`first_s` doubled at each of so many tries but the first, at most `longest_s`."""
    most_doublings = math.ceil(math.log2(longest_s / first_s))
    return min(longest_s, first_s * 2.0 ** min(tries - 1, most_doublings))


STEADY_S = 30.0  # a connection that lived so long did not fail
UNDISTURBED_S = 600.0  # one that another of our name ended: twice the longest wait of that one, or the two take turns
EARLY_ENDS = 3  # connections in a row that make one ask for another of our name
MOST_EARLY_ENDS = 30  # in a row that are taken for bad luck as long as something new is done in each
AFTER_FAILURE = "%s; %snothing is lost, next attempt in %.1f s"  # the problem, the backoff's suspicion, its wait


class Backoff:
    """How long to wait after each connection that ended or could not be made: longer after each that did not last.

    One lasted when it lived for STEADY_S; of a few in a row, also when something was done that never was before.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._early_ends = 0
        self._since_s: float | None = None
        self._progressed = False

    def connected(self, now_s: float) -> None:
        """A connection begins."""
        self._since_s, self._progressed = now_s, False

    def progress(self) -> None:
        """Something was done that had never been done before."""
        self._progressed = True

    def failed(self, now_s: float, chance: float, *, taken_over: bool = False, ended_here: bool = False) -> float:
        """Seconds to wait; `chance` spreads them, as in `backoff_s`.

        `taken_over`: by another one of our name. `ended_here`: by ourselves, for something that is not the broker's.
        """
        early = not self._was_long(now_s, UNDISTURBED_S if taken_over else STEADY_S)
        self._early_ends = self._early_ends + (self._since_s is not None) if early else 0
        excused = self._progressed and not taken_over and self._early_ends <= MOST_EARLY_ENDS
        self._failures = self._failures + 1 if early and not excused else 1
        if ended_here:
            self._early_ends = 0
        self._since_s, self._progressed = None, False
        return backoff_s(self._failures, chance)

    @property
    def suspicion(self) -> str:
        """What connections that end early one after the other make one ask; empty while there are few."""
        ended = f"{self._early_ends} connections in a row ended early"
        return f"{ended}: is another one running with this name?; " if self._early_ends >= EARLY_ENDS else ""

    def _was_long(self, now_s: float, steady_s: float) -> bool:
        return self._since_s is not None and now_s - self._since_s >= steady_s
