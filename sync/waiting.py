"""Waiting that a request to stop can end. Knows how long such a request may go unseen; must never know who waits."""

from collections.abc import Callable

from device.system.clock import Clock

SLICE_S = 0.5  # how long a request to stop may go unseen


def wait(seconds: float, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Return after `seconds`, or at most SLICE_S after `stopping` has become true."""
    end_s = clock.monotonic_s() + seconds
    while not stopping() and (rest_s := end_s - clock.monotonic_s()) > 0:
        clock.sleep(min(rest_s, SLICE_S))
