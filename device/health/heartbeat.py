"""When the watchdog is told that the device makes progress: samples come, and minutes are kept.

Knows progress and its limits in time; must never know systemd. A loop that only turns is no progress.
"""

import math
from collections.abc import Callable
from typing import Final

BEAT_S: Final = 1.0  # the unit's patience is 6 s
SILENT_S: Final = 30.0  # ours: a busy computer reads too late again and again, and a new start would help nobody
STALLED_S: Final = 150.0  # a minute, the next one, and half a minute for a slow card


class Heartbeat:
    """Beats at most once a second, and only for progress or for a fault that is known and told."""

    def __init__(self, alive: Callable[[], object], now_s: float) -> None:
        self._alive = alive
        self._kept_s = self._next_s = now_s
        self._fresh_s = -math.inf  # not before the first sample

    def push(self, now_s: float, *, fresh: bool, written: bool, known_fault: bool) -> None:
        """What happened.

        `fresh`: living samples came. `written`: a minute reached the disk, or is held where a killed program leaves it.
        `known_fault`: why neither may happen.
        """
        if written or known_fault:
            self._kept_s = now_s
        if fresh or known_fault:
            self._fresh_s = now_s
        progresses = now_s < self._fresh_s + SILENT_S and now_s < self._kept_s + STALLED_S
        if progresses and now_s >= self._next_s:
            self._alive()
            self._next_s = now_s + BEAT_S
