"""One set while it is being done: which repetitions count, and what the set came to.

Knows the exercise, the time that was really exercised, and when nobody could see it; must never know the button, the
lights or the sensor.
"""

from collections import Counter
from statistics import median

from device.exercise.watch_log import WatchedStretch, WatchLog
from device.programme.items import MOST_BLOCK_S, Movement, shortest_s
from device.programme.seen import Repetition
from device.records.facts import SetResult, StopReason


class SetProgress:
    """A set of `item` that began at `start_s` and is being exercised until it is paused."""

    def __init__(self, item: Movement, start_s: float, log: WatchLog) -> None:
        """`log` goes on telling when turning was measured."""
        self._item, self._log = item, log
        self._start_s = start_s
        self._earlier: list[WatchedStretch] = []  # stretches that were exercised until a pause
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

    def paced_out(self, now_s: float) -> bool:
        """Whether all repetitions that are missing may have been done at the pace shown, while nobody could see."""
        missing = self._item.repetitions - len(self._ranges_deg)
        hindered_s = self._log.hindered_s(self._exercised(now_s))
        return sum(hindered_s.values()) >= missing * self._item.tempo.cycle_s

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
        self._earlier.append((self._from_s, self._until_s))
        self._from_s, self._until_s = at_s, float("inf")

    def result(self, end_s: float, stopped: StopReason) -> SetResult:
        """What was done by `end_s`."""
        not_counted = self._not_counted(end_s)
        return SetResult(
            start_s=self._start_s,
            duration_s=end_s - self._start_s,
            exercise=self._item.exercise,
            target_repetitions=self._item.repetitions,
            stopped=stopped,
            done_repetitions=None if not_counted else len(self._ranges_deg),
            uncounted=tuple(sorted(self._uncounted.items())),
            range_median_deg=median(self._ranges_deg) if self._ranges_deg else None,
            range_best_deg=max(self._ranges_deg, default=None),
            pauses=self._pauses,
            not_counted=not_counted,
        )

    def _not_counted(self, end_s: float) -> str | None:
        """Why nobody knows how many were done; None when all were counted, or no time was hidden for another one."""
        exercised = self._exercised(end_s)
        hindered_s = self._log.hindered_s(exercised)
        if self.complete or sum(hindered_s.values()) < shortest_s(self._item):
            return None
        reasons = [f"{hindrance} for {length_s:.0f} s" for hindrance, length_s in hindered_s.items() if round(length_s)]
        exercised_s = sum(until_s - from_s for from_s, until_s in exercised)
        counted = f"; {len(self._ranges_deg)} counted in the rest" if self._ranges_deg else ""
        return f"{', '.join(reasons)} of {exercised_s:.0f} s{counted}"

    def _exercised(self, now_s: float) -> list[WatchedStretch]:
        return [*self._earlier, (self._from_s, min(now_s, self._until_s))]
