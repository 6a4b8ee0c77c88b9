"""One set while it is being done: which repetitions count, and what the set came to.

Knows the exercise, the time that was really exercised, and when nobody could see it; must never know the button, the
lights or the sensor.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.programme.items import MOST_REPETITIONS, BeatSwing, Hold, Movement, Work, shortest_s
from device.programme.seen import Repetition, WatchedStretch, WatchLog
from device.records.facts import SetResult, StopReason
from device.records.histograms import median

# Ours: what turns a limb is smoothed over 2/3 s, so a movement that began with the light can be dated before it. The
# counter forgets what came before the set, so nothing else is let in.
EARLY_S: Final = 1.0


def counted_in(work: Work) -> Movement | None:
    """What is counted of it; None where only time counts."""
    if isinstance(work, Hold):
        return None
    return work.movement if isinstance(work, BeatSwing) else work


@dataclass(frozen=True)
class LastSet:
    """What a set asked for, what was seen in it, counted or not, and when it was not paused: for whoever measures it.

    Each stretch of `exercised` begins when the lights begin to pace.
    """

    work: Work
    repetitions: Sequence[Repetition]
    exercised: Sequence[WatchedStretch]


class SetProgress:
    """A set of `work` that began at `start_s` and is being exercised until it is paused."""

    def __init__(self, work: Work, start_s: float, log: WatchLog, number: int = 1, sets: int = 1) -> None:
        """`log` goes on telling when turning was measured. It is set `number` of `sets`."""
        self.work, self._log, self._number, self._sets = work, log, number, sets
        self._movement = counted_in(work)
        self._start_s = start_s
        self._earlier: list[WatchedStretch] = []  # stretches that were exercised until a pause
        self._from_s, self._until_s = start_s, float("inf")
        self.repetitions: list[Repetition] = []
        self._ranges_deg: list[float] = []
        self._uncounted: Counter[str] = Counter()
        self._pauses = 0

    @property
    def complete(self) -> bool:
        """Whether all repetitions are done."""
        return self._movement is not None and len(self._ranges_deg) >= self._movement.repetitions

    @property
    def counted(self) -> int:
        """How many repetitions are done."""
        return len(self._ranges_deg)

    def held_out(self, now_s: float) -> bool:
        """Whether the time that a set of time asks for is over, pauses left out."""
        return isinstance(self.work, Hold) and self._exercised_s(now_s) >= self.work.hold_s

    def paced_most(self, now_s: float) -> bool:
        """Whether the pace has gone through as many repetitions as any set may have, however few of them counted."""
        if self._movement is None:
            return False
        return self._exercised_s(now_s) >= MOST_REPETITIONS * self._movement.tempo.cycle_s

    def paced_out(self, now_s: float) -> bool:
        """Whether all repetitions that are missing may have been done at the pace shown, while nobody could see."""
        if self._movement is None:
            return False
        missing = self._movement.repetitions - len(self._ranges_deg)
        hindered_s = self._log.hindered_s(self._exercised(now_s))
        return sum(hindered_s.values()) >= missing * self._movement.tempo.cycle_s

    def add(self, repetition: Repetition) -> bool:
        """True for one more that counts. What was begun before the start, or ended in a pause, is none of this set."""
        if self._movement is None or repetition.start_s < self._from_s - EARLY_S or repetition.end_s > self._until_s:
            return False
        self.repetitions.append(repetition)
        if repetition.counted:
            self._ranges_deg.append(repetition.range_deg)
        elif repetition.reason is not None:
            self._uncounted[repetition.reason] += 1
        return repetition.counted

    def pause(self, at_s: float) -> None:
        """No movement counts from `at_s` on."""
        self._until_s = max(at_s, self._from_s)
        self._pauses += 1

    def resume(self, at_s: float) -> None:
        """Movement that begins from `at_s` on counts again."""
        self._earlier.append((self._from_s, self._until_s))
        self._from_s, self._until_s = max(at_s, self._until_s), float("inf")

    def as_last(self, end_s: float) -> LastSet:
        """What is to be known of it once it has ended."""
        return LastSet(self.work, tuple(self.repetitions), tuple(self._exercised(end_s)))

    def result(self, end_s: float, stopped: StopReason) -> SetResult:
        """What was done by `end_s`."""
        end_s = max(end_s, self._start_s)
        not_counted = self._not_counted(end_s)
        return SetResult(
            start_s=self._start_s,
            duration_s=end_s - self._start_s,
            exercise=self.work.exercise,
            target_repetitions=0 if self._movement is None else self._movement.repetitions,
            stopped=stopped,
            done_repetitions=None if not_counted else len(self._ranges_deg),
            uncounted=tuple(sorted(self._uncounted.items())),
            range_median_deg=median(self._ranges_deg) if self._ranges_deg else None,
            range_best_deg=max(self._ranges_deg, default=None),
            pauses=self._pauses,
            not_counted=not_counted,
            number=self._number,
            sets=self._sets,
            target_s=self.work.hold_s if isinstance(self.work, Hold) else None,
        )

    def _not_counted(self, end_s: float) -> str | None:
        """Why nobody knows how many were done; None when all were counted, or no time was hidden for another one."""
        exercised = self._exercised(end_s)
        hindered_s = self._log.hindered_s(exercised)
        if self._movement is None or self.complete or sum(hindered_s.values()) < shortest_s(self._movement):
            return None
        reasons = [f"{hindrance} for {length_s:.0f} s" for hindrance, length_s in hindered_s.items() if round(length_s)]
        exercised_s = self._exercised_s(end_s)
        counted = f"; {len(self._ranges_deg)} counted in the rest" if self._ranges_deg else ""
        return f"{', '.join(reasons)} of {exercised_s:.0f} s{counted}"

    def _exercised_s(self, now_s: float) -> float:
        """How long it has been exercised, pauses left out."""
        return sum(until_s - from_s for from_s, until_s in self._exercised(now_s))

    def _exercised(self, now_s: float) -> list[WatchedStretch]:
        return [*self._earlier, (self._from_s, max(self._from_s, min(now_s, self._until_s)))]
