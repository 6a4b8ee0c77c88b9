"""One session while it lasts: which set of which item is on, how long a rest still is, and what it all came to.

Knows the order of items, the time a block may last and the rating; must never know the button or the lights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from device.exercise.light_language import SET_DONE_S
from device.exercise.set_progress import LastSet, SetProgress
from device.programme import Programme
from device.programme.items import MOST_BLOCK_S, Item, Work
from device.programme.seen import WatchedStretch, WatchLog
from device.records.facts import RATINGS, SETS_DONE, ExerciseSession, SetResult, StopReason

ASKED_AFTER: Final[tuple[StopReason, ...]] = (*SETS_DONE, "stopped", "time over", "tremor rose")
MINUTE_S: Final = 60.0

Following = Literal["set", "item", "nothing"]


@dataclass(frozen=True)
class TremorLimit:
    """By how much tremor may rise in the block that is on, and when that was exercised, pauses and rests left out."""

    most_rise_pct: float
    exercised: Sequence[WatchedStretch]


class RunningSession:
    """The sets of `items`, one after the other, from `start_s` on."""

    def __init__(self, start_s: float, programme: Programme, items: Sequence[Item], log: WatchLog) -> None:
        """At least one item. `log` goes on telling when turning was measured."""
        self._start_s, self._programme, self._items, self._log = start_s, programme, items, log
        self._place, self._number = 0, 1
        self._set: SetProgress | None = None
        self._block_s: float | None = None  # when the block of this item began
        self._block_ended = False
        self._exercised: list[WatchedStretch] = []  # of the sets of this block that are over
        self._results: list[SetResult] = []
        self._rest_until_s = self._rest_left_s = 0.0
        self._ended: tuple[float, StopReason] | None = None
        self.taps = 0

    @property
    def item(self) -> Item:
        """The one that is on, or comes next."""
        return self._items[self._place]

    @property
    def work(self) -> Work:
        """What its sets ask for."""
        return self.item.work

    @property
    def running(self) -> SetProgress | None:
        """The set that was begun and is not finished."""
        return self._set

    @property
    def begun(self) -> bool:
        """Whether a set was."""
        return self._set is not None or bool(self._results)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Sets begun and ended, and the repetitions of the one that runs; None before the first."""
        if not self.begun:
            return None
        running, ended = self._set is not None, self._ended is not None
        return 2 * len(self._results) + running + ended, 0 if self._set is None else self._set.counted

    @property
    def begins_block(self) -> bool:
        """Whether the next set is the first of its item."""
        return self._block_s is None

    @property
    def rest_until_s(self) -> float:
        """When the next set begins by itself."""
        return self._rest_until_s

    @property
    def tremor_limit(self) -> TremorLimit | None:
        """While a set runs that tremor may end."""
        most_pct = self.item.stop.tremor_rise_pct
        if self._set is None or most_pct is None:
            return None
        return TremorLimit(most_pct, (*self._exercised, *self._set.as_last(float("inf")).exercised))

    def block_over(self, now_s: float) -> bool:
        """Whether the block may not go on at `now_s`; rests and pauses are part of its time.

        Who has moved with the pace of a hundred repetitions is asked for no more, although some did not count.
        """
        paced_most = self._set is not None and self._set.paced_most(now_s)
        return paced_most or now_s >= self._block_end_s()

    def start(self, at_s: float) -> None:
        """The next set begins."""
        self._block_s = at_s if self._block_s is None else self._block_s
        self._set = SetProgress(self.work, at_s, self._log, self._number, self.item.sets)

    def pause(self, at_s: float) -> None:
        """Nothing counts until the set goes on."""
        assert self._set is not None  # noqa: S101 - only what runs is paused
        self._set.pause(at_s)

    def resume(self, at_s: float) -> None:
        """It counts again."""
        assert self._set is not None  # noqa: S101 - only what was paused goes on
        self._set.resume(at_s)

    def finish(self, at_s: float, stopped: StopReason, *, ends_item: bool) -> SetResult:
        """The set is over. No set lasts beyond its block, however late that is learned."""
        assert self._set is not None  # noqa: S101 - only what was begun is finished
        end_s = min(at_s, self._block_end_s())
        result = self._set.result(end_s, stopped)
        self._exercised += self._set.as_last(end_s).exercised
        self._set = None
        self._results.append(result)
        self._block_ended = self._block_ended or ends_item
        return result

    def last_set(self, end_s: float) -> LastSet:
        """The set that ends at that moment."""
        assert self._set is not None  # noqa: S101 - only what was begun ends
        return self._set.as_last(min(end_s, self._block_end_s()))

    def end_block(self) -> None:
        """No more sets of this item."""
        self._block_ended = True

    @property
    def following(self) -> Following:
        """What comes after the set that was finished."""
        if self._number < self.item.sets and not self._block_ended:
            return "set"
        return "item" if self._place + 1 < len(self._items) else "nothing"

    def next_item(self) -> None:
        """Its first set comes next."""
        self._place, self._number, self._block_s, self._block_ended = self._place + 1, 1, None, False
        self._exercised = []

    def rest(self, now_s: float) -> None:
        """Until the next set of the same item."""
        self._number += 1
        self._rest_until_s = now_s + max(self.item.rest_s, SET_DONE_S)

    def pause_rest(self, at_s: float) -> None:
        """What is left of the rest waits."""
        self._rest_left_s = max(0.0, self._rest_until_s - at_s)

    def resume_rest(self, at_s: float) -> None:
        """It goes on."""
        self._rest_until_s = at_s + self._rest_left_s

    def end(self, at_s: float, stopped: StopReason) -> None:
        """No more sets. A session that went to its end says what ended a set early, where one was."""
        early = [result.stopped for result in self._results if result.stopped != "done"]
        self._ended = at_s, (early[0] if stopped == "done" and early else stopped)

    @property
    def was_done(self) -> bool:
        """Whether it has ended for somebody who did something, and may still be there."""
        return self.begun and self._ended is not None and self._ended[1] in ASKED_AFTER

    @property
    def asks(self) -> bool:
        """Whether the patient is asked how it was."""
        return self._programme.rating and self.was_done

    def rate(self) -> None:
        """One tap more: from the last of three it goes on with the first."""
        self.taps = self.taps % len(RATINGS) + 1

    def record(self) -> ExerciseSession:
        """What a session that has ended came to."""
        assert self._ended is not None  # noqa: S101 - the table keeps only what has ended
        end_s, stopped = self._ended
        return ExerciseSession(
            start_s=self._start_s,
            duration_s=max(0.0, end_s - self._start_s),
            programme=self._programme.id,
            version=self._programme.version,
            due_sets=sum(item.sets for item in self._items),
            done_sets=sum(result.stopped in SETS_DONE for result in self._results),
            stopped=stopped,
            rating=RATINGS[self.taps - 1] if self.taps else None,
        )

    def as_if_stopped(self, now_s: float) -> tuple[tuple[SetResult, ...], tuple[ExerciseSession, ...]]:
        """What is to be kept if the device stops for good at this moment; nothing changes."""
        if not self.begun:
            return (), ()
        before = self._ended
        self._ended = before or (now_s, "device stopped")
        session, self._ended = self.record(), before
        end_s = min(now_s, self._block_end_s())
        running = () if self._set is None else (self._set.result(end_s, "device stopped"),)
        return running, (session,)

    def _block_end_s(self) -> float:
        most_s = min(MOST_BLOCK_S, self.item.stop.most_min * MINUTE_S)
        return float("inf") if self._block_s is None else self._block_s + most_s
