"""The recording program of a device: made-up facts at the door of the real ledger, into the real store.

Knows how facts of a day look; must never know where they go, or which faults meet them.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random
from typing import Final

from device.records.calendar import end_of_day_utc_s, place
from device.records.facts import (
    Episode,
    EpisodeKind,
    ExerciseSession,
    Gap,
    Mark,
    Minute,
    PlannedItem,
    Record,
    SetResult,
    Setup,
)
from device.store import Ledger
from tests.world.hub import Program
from tests.world.machine import MachineClock
from tests.world.truth import LOST_BY_A_CUT_S, ROUNDED_S, Truth

MINUTE_S: Final = 60.0
DUE_S: Final = LOST_BY_A_CUT_S + ROUNDED_S / 2  # not a rounding before it is due
BETWEEN_S: Final = (600.0, 6 * 3600.0, 16 * 3600.0, 30 * 3600.0, 40 * 3600.0)  # a batch and the next: few, to be fast
LOOKS_AFTER_START: Final = (0, 3, 40)  # steps of upkeep that the store may do before anything else happens
ALL_UPKEEP: Final = 400  # of a few files that were moved aside
RETRY_S: Final = 10.0
MOST_IN_A_BATCH: Final = 6
DENSE: Final = 90  # minutes at once, seldom
SELDOM: Final = 0.01
LATE_SHARE, MOST_LATE, LATE_S = 0.05, 3, (200.0, 900.0)  # of waits: those until midnight, and what comes around it
OFF_SHARE: Final = 0.2  # of batches in which the device lies on a table
KINDS: Final[tuple[EpisodeKind, ...]] = ("rhythmic", "jerk", "spasm")


class Recorder:
    """One run of the program, from its start until it is stopped or killed."""

    def __init__(
        self, ledger: Callable[[], Ledger], clock: MachineClock, dice: Random, truth: Truth, program: Program
    ) -> None:
        """`ledger` is opened when it runs."""
        self._opened, self._clock, self._dice, self._truth, self._program = ledger, clock, dice, truth, program
        self._free_s, self._late_batches, self._is_off, self._waits_since_s = 0.0, 0, False, 0.0

    def run(self) -> None:
        """What `easeband run` does with facts."""
        with closing(self._opened()) as ledger:
            self._truth.started(ledger)
            self._free_s = max(ledger.last_end_s() or 0.0, self._clock.monotonic_s())
            self._tick(ledger, self._dice.choice(LOOKS_AFTER_START) if self._truth.is_worn else ALL_UPKEEP)
            while not self._program.stopping():
                self._wait(ledger, self._until_next_s())
                if self._truth.is_worn:
                    self._add(ledger, self._batch())
                self._retry(ledger)
            self._write_rest(ledger)

    def _write_rest(self, ledger: Ledger) -> None:
        self._add(ledger, [Mark(self._clock.monotonic_s())])
        self._truth.kept(ledger.write(), ledger)

    def _wait(self, ledger: Ledger, seconds: float) -> None:
        """Until then, or until something happens; what waits is looked at when it is due, as a device does always."""
        until_s = self._clock.monotonic_s() + seconds
        while (now_s := self._clock.monotonic_s()) < until_s - ROUNDED_S and not self._program.stopping():
            is_due = ledger.waiting and not ledger.failing
            next_s = min(until_s, self._waits_since_s + DUE_S) if is_due else until_s
            self._pause(max(0.0, next_s - now_s))
            if self._clock.monotonic_s() < next_s - ROUNDED_S:
                return  # somebody woke it
            self._add(ledger, [])

    def _until_next_s(self) -> float:
        """Mostly hours; in some nights one batch after the other across midnight, worn or not."""
        self._is_off = self._is_off if self._late_batches else self._dice.random() < OFF_SHARE
        if self._late_batches:
            self._late_batches -= 1
            return self._dice.uniform(*LATE_S)
        if self._dice.random() < LATE_SHARE:
            self._late_batches = MOST_LATE
            return self._until_midnight_s() - self._dice.uniform(*LATE_S)
        return self._dice.choice(BETWEEN_S) * self._dice.uniform(0.5, 1.0)

    def _until_midnight_s(self) -> float:
        dating = self._clock.dating()
        here = place(self._clock.monotonic_s(), dating)
        return end_of_day_utc_s(here.day, dating.timezone) - here.utc_s

    def _pause(self, seconds: float) -> None:
        self._program.busy()
        self._program.idle(seconds)

    def _add(self, ledger: Ledger, records: list[Record]) -> None:
        self._truth.offered(records)
        self._waits_since_s = self._waits_since_s if ledger.waiting else self._clock.monotonic_s()
        self._truth.kept(ledger.add(records), ledger)

    def _tick(self, ledger: Ledger, number: int) -> None:
        for _ in range(number):
            self._pause(1.0)
            self._add(ledger, [])

    def _retry(self, ledger: Ledger) -> None:
        self._program.busy()
        while ledger.failing and not self._program.stopping():
            self._program.idle(RETRY_S)
            self._add(ledger, [])
            self._tick(ledger, 0 if ledger.failing else self._dice.choice(LOOKS_AFTER_START))

    def _batch(self) -> list[Record]:
        """What happened since the last one, as far as it is recorded: mostly the last minutes."""
        now_s, dice = self._clock.monotonic_s(), self._dice
        number = DENSE if self._late_batches or dice.random() < SELDOM else dice.randint(1, MOST_IN_A_BATCH)
        number = min(number, int((now_s - self._free_s) // MINUTE_S))
        begin_s = now_s - number * MINUTE_S
        records = [record for n in range(number) for record in self._minute(begin_s + n * MINUTE_S)]
        self._free_s = now_s
        return records or [Mark(now_s)]

    def _minute(self, start_s: float) -> Iterator[Record]:
        return iter([minute_off(start_s)]) if self._is_off else minute_of_life(start_s, self._dice)


def minute_of_life(start_s: float, dice: Random) -> Iterator[Record]:
    """A minute, and what else happened in it."""
    yield minute(start_s, dice)
    for share, make in BESIDE:
        if dice.random() < share:
            yield make(start_s + dice.uniform(1, MINUTE_S - 1), dice)


def minute_off(start_s: float) -> Minute:
    """The device lies on a table: a quarter of an hour of these, across midnight too, is time not worn."""
    return Minute(start_s, 60, 0, 0, 60, (), (), "of-the-world", rest_s=0, moving_s=0, rest_tremor_s=0)


def minute(start_s: float, dice: Random) -> Minute:
    """A minute with bins that fit its seconds."""
    assessable_s = dice.randint(0, 60)
    tremor_s = dice.randint(0, assessable_s)
    rest_s = dice.randint(0, assessable_s)
    return Minute(
        start_s,
        recorded_s=60,
        assessable_s=assessable_s,
        tremor_s=tremor_s,
        inert_s=dice.choice((0, 0, 0, 60 - assessable_s)),
        frequencies=((dice.randint(20, 40), tremor_s),) if tremor_s else (),
        amplitudes=((dice.randint(5, 30), tremor_s),) if tremor_s else (),
        algorithm="of-the-world",
        rest_s=rest_s,
        moving_s=assessable_s - rest_s,
        rest_tremor_s=min(rest_s, tremor_s) // 2,
    )


def episode(start_s: float, dice: Random) -> Episode:
    """A movement episode."""
    kind: EpisodeKind = dice.choice(KINDS)
    return Episode(start_s, dice.uniform(1, 600), kind, "of the world", 5.0, 4.0, 6.0, "of-the-world", context="rest")


def gap(start_s: float, dice: Random) -> Gap:
    """A gap, wanted or not."""
    return Gap(start_s, dice.uniform(1, 60), dice.choice(("overflow", "restarted", "privacy")), dice.randint(0, 500))


def mark(start_s: float, _dice: Random) -> Mark:
    """A press of the button."""
    return Mark(start_s)


def done_set(start_s: float, dice: Random) -> SetResult:
    """A set of an exercise."""
    return SetResult(start_s, 40.0, "elbow-bend", 10, "done", dice.randint(0, 10), number=dice.randint(1, 2), sets=2)


def session(start_s: float, dice: Random) -> ExerciseSession:
    """A session."""
    return ExerciseSession(start_s, 50.0, "arm-2026", 1, 2, dice.randint(0, 2), "done", "some")


def setup(start_s: float, dice: Random) -> Setup:
    """What holds from now on."""
    due = (PlannedItem("elbow-bend", 2, 2, repetitions=10),)
    return Setup(start_s, dice.choice(("forearm", "hand")), "arm-2026", dice.randint(1, 3), due)


Make = Callable[[float, Random], Record]
BESIDE: Final[tuple[tuple[float, Make], ...]] = (  # in so many of a worn limb's minutes: ours
    (0.3, episode),
    (0.1, gap),
    (0.3, mark),
    (0.1, done_set),
    (0.05, session),
    (0.05, setup),
)
