"""One set while it is being done: which repetitions count, and what the set came to.

Knows the exercise and the time that was really exercised; must never know the button, the lights or the sensor.
"""

from collections import Counter
from statistics import median

from device.motion import Repetition
from device.programme import MOST_BLOCK_S, Item
from device.records import SetResult, StopReason


class SetProgress:
    """A set of `item` that began at `start_s` and is being exercised until it is paused."""

    def __init__(self, item: Item, start_s: float) -> None:
        self._item = item
        self._start_s = start_s
        self._from_s, self._until_s = start_s, float("inf")
        self._ranges_deg: list[float] = []
        self._uncounted: Counter[str] = Counter()
        self._pauses = 0

    @property
    def complete(self) -> bool:
        """Whether all repetitions are done."""
        return len(self._ranges_deg) >= self._item.repetitions

    def over(self, now_s: float) -> bool:
        """Whether a block may not go on at `now_s`; pauses are part of it."""
        return now_s - self._start_s >= MOST_BLOCK_S

    def add(self, repetition: Repetition) -> bool:
        """True for one more that counts. What was begun before the start, or ended in a pause, is none of this set."""
        if repetition.start_s < self._from_s or repetition.end_s > self._until_s:
            return False
        if repetition.counted:
            self._ranges_deg.append(repetition.range_deg)
        elif repetition.reason is not None:
            self._uncounted[repetition.reason] += 1
        return repetition.counted

    def pause(self, at_s: float) -> None:
        """No movement counts from `at_s` on."""
        self._until_s = at_s
        self._pauses += 1

    def resume(self, at_s: float) -> None:
        """Movement that begins from `at_s` on counts again."""
        self._from_s, self._until_s = at_s, float("inf")

    def result(self, end_s: float, stopped: StopReason) -> SetResult:
        """What was done by `end_s`."""
        return SetResult(
            start_s=self._start_s,
            duration_s=end_s - self._start_s,
            exercise=self._item.exercise,
            target_repetitions=self._item.repetitions,
            done_repetitions=len(self._ranges_deg),
            stopped=stopped,
            uncounted=tuple(sorted(self._uncounted.items())),
            range_median_deg=median(self._ranges_deg) if self._ranges_deg else None,
            range_best_deg=max(self._ranges_deg, default=None),
            pauses=self._pauses,
        )
