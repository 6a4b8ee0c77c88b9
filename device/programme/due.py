"""What is due now: a programme, the local day and hour, and the blocks that were begun already give the items left.

Knows schedules and the cap of blocks a day; must never know who asks, or how an exercise is shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from device.programme.items import (
    CHECKUP_OPEN_MIN,
    LEAST_APART_S,
    MOST_BLOCKS_A_DAY,
    MOST_CHECKUPS_A_DAY,
    CheckupPlan,
    Item,
)
from device.programme.programme import Programme, setup_on
from device.records.calendar import DAY_S, day_began_s, place, seconds_of_day
from device.records.facts import CHECKUP, AskedRound, BegunBlock, Dating, Setup
from device.records.sites import BodySite
from device.symptoms import SymptomQuestions, may_ask, may_ask_at

MINUTE_OF_DAY_S = 60
SAME_BLOCK_S = 5.0  # ours: no block can begin so soon after another


def due_items(programme: Programme, day: date, minute: int, begun: Iterable[str]) -> tuple[Item, ...]:
    """The items that may be done in this minute of the local day; `begun`: the exercise of each block of that day.

    A block that was begun is not due again, however far it came: nobody is asked for more than was prescribed.
    """
    left, due = Counter(begun), list[Item]()
    for item in programme.items_on(day):
        done = min(left[item.work.exercise], item.schedule.per_day)
        left[item.work.exercise] -= done
        if done < item.schedule.per_day and item.schedule.from_minute <= minute < item.schedule.to_minute:
            due.append(item)
    return tuple(due)


@dataclass(frozen=True)
class DueToday:
    """What holds at `now_s`. day: the local one, None while nobody knows it. midnight_s: when it began.

    clock_ahead_s: how much more than the seconds since then its clock shows, where that was put forward or back on it.
    accepted: the programme that is followed. waiting: whether a newer one asks to be accepted. begun: the blocks of the
    last 24 hours as the records tell them, none where nobody can know. asked: likewise the rounds of questions about
    own symptoms, but None where nobody can know.
    """

    now_s: float
    accepted: Programme | None = None
    waiting: bool = False
    day: date | None = None
    midnight_s: float = 0.0
    begun: tuple[BegunBlock, ...] = ()
    clock_ahead_s: float = 0.0
    asked: tuple[AskedRound, ...] | None = ()

    def due(self, now_s: float, begun: Sequence[BegunBlock]) -> tuple[Item, ...]:
        """What may be done at `now_s` after these blocks; nothing while the day is unknown."""
        if self.accepted is None or self.day is None:
            return ()
        today = [block.exercise for block in begun if block.start_s >= self.midnight_s]
        return due_items(self.accepted, self.day, self._minute(now_s), today)

    def checkup_due(self, now_s: float, begun: Iterable[BegunBlock]) -> CheckupPlan | None:
        """The check-up that may be done at `now_s`: it is open, and was not begun since it opened, nor just before."""
        plan = None if self.accepted is None or self.day is None else self.accepted.checkup_on(self.day)
        minute, done_s = self._minute(now_s), [block.start_s for block in begun if block.exercise == CHECKUP]
        opened = [from_minute for from_minute in plan.times if from_minute <= minute] if plan else []
        if not opened or minute >= max(opened) + CHECKUP_OPEN_MIN:
            return None
        opened_s = now_s - (minute - max(opened) + 1) * MINUTE_OF_DAY_S
        return None if any(start_s > min(opened_s, now_s - LEAST_APART_S) for start_s in done_s) else plan

    def questions(self, now_s: float, asked: Sequence[AskedRound], *, after_session: bool) -> SymptomQuestions | None:
        """What may be asked of own symptoms at `now_s` after these rounds; nothing while the day is unknown."""
        if self.accepted is None or self.day is None or not self.accepted.is_valid_on(self.day):
            return None
        asks = self.accepted.symptoms
        is_time = asks and may_ask_at(asks, self._minute(now_s), after_session=after_session)
        return asks if asks and is_time and may_ask(asks, self.day, now_s, asked) else None

    def _minute(self, now_s: float) -> int:
        """Of the local day."""
        return int((now_s - self.midnight_s + self.clock_ahead_s) // MINUTE_OF_DAY_S)


def due_today(
    now_s: float,
    dating: Dating,
    accepted: Programme | None,
    begun: Sequence[BegunBlock],
    *,
    waiting: bool,
    asked: Sequence[AskedRound] | None = (),
) -> DueToday:
    """What holds at monotonic `now_s`; without a clock that was ever set no day is known, and nothing is due."""
    told = None if asked is None else tuple(asked)
    if dating.trust == "unknown":
        return DueToday(now_s, accepted, waiting, begun=tuple(begun), asked=told)
    where = place(now_s, dating)
    midnight_s = day_began_s(now_s, dating)
    ahead_s = seconds_of_day(where) - (now_s - midnight_s)
    day = date.fromisoformat(where.day)
    return DueToday(now_s, accepted, waiting, day, midnight_s, tuple(begun), ahead_s, told)


class BlockLog:
    """The blocks of the last 24 hours: those of this run, and those that the records tell of earlier ones."""

    def __init__(self) -> None:
        self._own, self._earlier = list[BegunBlock](), list[BegunBlock]()

    def begin(self, exercise: str, start_s: float) -> None:
        """One more."""
        self._own.append(BegunBlock(exercise, start_s))

    def know_of(self, begun: Sequence[BegunBlock]) -> None:
        """Blocks as the records tell them now, those of this run too; none where nobody can know.

        They replace what was known of earlier ones: a clock that was set has moved them.
        """
        if begun:
            self._earlier = [block for block in begun if not self._is_own(block)]

    def last_day(self, now_s: float) -> list[BegunBlock]:
        """All that began less than 24 hours before `now_s`."""
        return [block for block in (*self._earlier, *self._own) if block.start_s > now_s - DAY_S]

    def room(self, now_s: float) -> int:
        """How many more blocks of exercise may begin at `now_s`."""
        return max(0, MOST_BLOCKS_A_DAY - sum(block.exercise != CHECKUP for block in self.last_day(now_s)))

    def checkup_room(self, now_s: float) -> int:
        """How many more check-ups may."""
        return max(0, MOST_CHECKUPS_A_DAY - sum(block.exercise == CHECKUP for block in self.last_day(now_s)))

    def _is_own(self, block: BegunBlock) -> bool:
        return any(abs(block.start_s - own.start_s) <= SAME_BLOCK_S for own in self._own)


class SetupWatch:
    """What holds on each day is a record: at the start, with each new day, and when a programme was accepted."""

    def __init__(self, site: BodySite) -> None:
        """`site`: where the device is worn while no programme says so."""
        self._site = site
        self._told: tuple[date | None, Programme | None] | None = None

    def push(self, now: DueToday) -> list[Setup]:
        """The record, where something else holds from now on."""
        if self._told == (now.day, now.accepted):
            return []
        self._told = now.day, now.accepted
        site = self._site if now.accepted is None else now.accepted.site
        known = None if now.day is None else now.accepted
        return [setup_on(now.day or date.min, site, known, now.now_s)]
