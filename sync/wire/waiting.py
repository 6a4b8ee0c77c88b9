"""Waiting that a request to stop can end, and how long to wait after failures in a row.

Knows how long such a request may go unseen; must never know who waits, or for what.
"""

import math
from collections.abc import Callable

from device.system.clock import Clock

SLICE_S = 0.5  # how long a request to stop may go unseen


def wait(seconds: float, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Return after `seconds`, or at most SLICE_S after `stopping` has become true."""
    end_s = clock.monotonic_s() + seconds
    while not stopping() and (rest_s := end_s - clock.monotonic_s()) > 0:
        clock.sleep(min(rest_s, SLICE_S))


FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 1.0, 300.0  # after a loss or a refusal; doubled each time


def backoff_s(tries: int, chance: float) -> float:
    """The wait after so many failures in a row; `chance` from 0 to 1 takes up to half of it off."""
    return doubled(FIRST_BACKOFF_S, tries, LONGEST_BACKOFF_S) * (1 - chance / 2)


def doubled(first_s: float, tries: int, longest_s: float) -> float:
    """`first_s` doubled at each of so many tries but the first, at most `longest_s`."""
    most_doublings = math.ceil(math.log2(longest_s / first_s))
    return min(longest_s, first_s * 2.0 ** min(tries - 1, most_doublings))
