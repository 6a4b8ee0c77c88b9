"""The course of a guided exercise: presses, time and repetitions in, records and the present cue out.

Knows what the button means in which state, in one table; must never know lights, pins, or how movement is measured.
Not there yet: undoing a mark, an hour of privacy (a hold of 4 s or more does nothing), more than one set, a rating.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from device.exercise.button import HOLD_S, LONG_HOLD_S, PressEvent
from device.exercise.light_language import SET_DONE_S, Cue
from device.exercise.light_language import ShownState as Said
from device.exercise.set_progress import SetProgress
from device.exercise.watch_log import WatchLog
from device.programme.items import ELBOW, MOST_BLOCK_S, MOST_BLOCKS_A_DAY, Movement
from device.programme.seen import Repetition, Watched
from device.records.calendar import DAY_S
from device.records.facts import Mark, Record, SetResult, StopReason

SAME_SET_S = 5.0  # ours: no set can begin so soon after another
WATCHED_FOR_S = 2 * MOST_BLOCK_S  # a block, and a press that may be told of late


@dataclass(frozen=True)
class Tick:
    """It is `now_s`; an accepted press has been held for `held_s`, 0 without one."""

    now_s: float
    held_s: float = 0.0


@dataclass(frozen=True)
class DeviceFault:
    """From `now_s` on something the patient should know of is wrong with this part of the device, or no longer."""

    now_s: float
    present: bool
    part: str = "device"


ExerciseEvent = PressEvent | Tick | Repetition | Watched | DeviceFault


class CoachState(Enum):
    """Where the patient is."""

    IDLE = auto()
    READY = auto()
    EXERCISING = auto()
    PAUSING = auto()  # the press that pauses is still held
    PAUSED = auto()
    DONE = auto()


class Input(Enum):
    """What can happen."""

    ACCEPTED = auto()
    TAP = auto()
    HOLD = auto()
    LONG_HOLD = auto()
    STUCK = auto()
    ALL_COUNTED = auto()
    BLOCK_OVER = auto()
    PACED_OUT = auto()  # nobody could count, and the pace has gone through all repetitions
    WAITED = auto()  # longer than the state lasts by itself


class Effect(Enum):
    """What is done about it, beside the new state."""

    NONE = auto()
    MARK = auto()
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    FINISH = auto()


TRANSITIONS: dict[tuple[CoachState, Input], tuple[CoachState, Effect]] = {
    (CoachState.IDLE, Input.TAP): (CoachState.IDLE, Effect.MARK),
    (CoachState.IDLE, Input.HOLD): (CoachState.READY, Effect.NONE),
    (CoachState.READY, Input.TAP): (CoachState.EXERCISING, Effect.START),
    (CoachState.READY, Input.HOLD): (CoachState.IDLE, Effect.NONE),
    (CoachState.READY, Input.WAITED): (CoachState.IDLE, Effect.NONE),
    (CoachState.EXERCISING, Input.ACCEPTED): (CoachState.PAUSING, Effect.PAUSE),
    (CoachState.EXERCISING, Input.ALL_COUNTED): (CoachState.DONE, Effect.FINISH),
    (CoachState.EXERCISING, Input.BLOCK_OVER): (CoachState.DONE, Effect.FINISH),
    (CoachState.EXERCISING, Input.PACED_OUT): (CoachState.DONE, Effect.FINISH),
    (CoachState.PAUSING, Input.TAP): (CoachState.PAUSED, Effect.NONE),
    (CoachState.PAUSING, Input.HOLD): (CoachState.IDLE, Effect.FINISH),
    (CoachState.PAUSING, Input.LONG_HOLD): (CoachState.PAUSED, Effect.NONE),
    (CoachState.PAUSING, Input.STUCK): (CoachState.PAUSED, Effect.NONE),
    (CoachState.PAUSING, Input.ALL_COUNTED): (CoachState.DONE, Effect.FINISH),
    (CoachState.PAUSING, Input.BLOCK_OVER): (CoachState.DONE, Effect.FINISH),
    (CoachState.PAUSED, Input.TAP): (CoachState.EXERCISING, Effect.RESUME),
    (CoachState.PAUSED, Input.HOLD): (CoachState.IDLE, Effect.FINISH),
    (CoachState.PAUSED, Input.ALL_COUNTED): (CoachState.DONE, Effect.FINISH),
    (CoachState.PAUSED, Input.BLOCK_OVER): (CoachState.DONE, Effect.FINISH),
    (CoachState.PAUSED, Input.WAITED): (CoachState.IDLE, Effect.FINISH),
    (CoachState.DONE, Input.WAITED): (CoachState.IDLE, Effect.NONE),
}

STOPPED: dict[Input, StopReason] = {
    Input.ALL_COUNTED: "done",
    Input.HOLD: "stopped",
    Input.BLOCK_OVER: "stopped",
    Input.PACED_OUT: "paced",
    Input.WAITED: "paused too long",
}

# How long a state lasts by itself. Ours: who has not gone on after five minutes is doing something else.
WAIT_S: dict[CoachState, float] = {CoachState.READY: 300.0, CoachState.PAUSED: 300.0, CoachState.DONE: SET_DONE_S}

SAID: dict[CoachState, Said] = {
    CoachState.IDLE: "recording",
    CoachState.READY: "ready",
    CoachState.EXERCISING: "pace",
    CoachState.PAUSING: "paused",
    CoachState.PAUSED: "paused",
    CoachState.DONE: "set done",
}


HELD: tuple[tuple[float, Input], ...] = ((LONG_HOLD_S, Input.LONG_HOLD), (HOLD_S, Input.HOLD), (0.0, Input.TAP))
"""What a released press was, by the seconds it was held at least."""


class Coach:
    """Guides one patient through sets of `item`; a set is done when its repetitions are, or when the block is over.

    Where nobody can count, it is done when the pace that is shown has gone through its repetitions.
    """

    def __init__(self, item: Movement = ELBOW, earlier_starts_s: Iterable[float] = ()) -> None:
        """`earlier_starts_s`: of sets before this start of the device; they count for what is allowed in a day."""
        self.item = item
        self._state, self._since_s = CoachState.IDLE, float("-inf")
        self._now_s = float("-inf")
        self._set: SetProgress | None = None
        self._watched = WatchLog(WATCHED_FOR_S)
        self._earlier_s, self._starts_s = list(earlier_starts_s), list[float]()
        self._faults: dict[str, float] = {}  # part -> since when
        self._cue = Cue(tempo=item.tempo)

    @property
    def state(self) -> CoachState:
        """Where the patient is."""
        return self._state

    @property
    def exercising(self) -> bool:
        """Whether the lights pace an exercise at this moment."""
        return self._state is CoachState.EXERCISING

    @property
    def cue(self) -> Cue:
        """What is to be said now."""
        since_s = self._cue.pressed_s if self._state is CoachState.IDLE else self._since_s
        return replace(self._cue, state=SAID[self._state], since_s=since_s)

    def push(self, event: ExerciseEvent) -> list[Record]:
        """What is to be kept because of `event`. Events come in the order in which they are learned."""
        match event:
            case Tick():
                return self._tick(event)
            case PressEvent():
                return self._press(event)
            case Repetition():
                return self._count(event)
            case Watched():
                self._watched.push(event)
                return []
            case DeviceFault():
                self._blame(event.part, event.now_s, present=event.present)
                return []

    def finish(self, now_s: float) -> list[Record]:
        """What is to be kept of a set that ends because the device does."""
        return [] if self._set is None else [self._finish(now_s, "stopped")]

    def _tick(self, tick: Tick) -> list[Record]:
        self._now_s = tick.now_s
        self._cue = replace(self._cue, held_s=tick.held_s)
        return [record for happened in self._elapsed(tick.now_s) for record in self._take(happened, tick.now_s)]

    def _elapsed(self, now_s: float) -> list[Input]:
        """What happens because it is `now_s`, one thing at a time."""
        running = self._set
        happens = {
            Input.BLOCK_OVER: running is not None and running.over(now_s),
            Input.PACED_OUT: running is not None and running.paced_out(now_s),
            Input.WAITED: now_s - self._since_s >= WAIT_S.get(self._state, float("inf")),
        }
        return [happened for happened in happens if happens[happened] and (self._state, happened) in TRANSITIONS][:1]

    def _press(self, press: PressEvent) -> list[Record]:
        self._now_s = press.time_s
        if press.kind == "accepted":
            self._cue = replace(self._cue, pressed_s=press.time_s)
        else:
            self._blame("button", press.time_s, present=press.kind == "stuck")
        return self._take(_meaning(press), press.start_s)

    def _count(self, repetition: Repetition) -> list[Record]:
        if self._set is None or not self._set.add(repetition):
            return []
        self._cue = replace(self._cue, counted_s=self._now_s)
        return self._take(Input.ALL_COUNTED, repetition.end_s) if self._set.complete else []

    def _blame(self, part: str, now_s: float, *, present: bool) -> None:
        if present:
            self._faults.setdefault(part, now_s)
        else:
            self._faults.pop(part, None)
        self._cue = replace(self._cue, fault_s=max(self._faults.values(), default=None))

    def _take(self, happened: Input, at_s: float) -> list[Record]:
        state, effect = TRANSITIONS.get((self._state, happened), (self._state, Effect.NONE))
        if state is CoachState.READY and not self._may_start():
            return []
        if state is not self._state:
            self._state, self._since_s = state, self._now_s
        return self._do(effect, happened, at_s)

    def know_of(self, starts_s: Sequence[float]) -> None:
        """Sets of the last day as they are known now, those of this program too; none where nobody can know.

        They replace what was known of earlier ones: a clock that was set has moved them.
        """
        if starts_s:
            own_s = self._starts_s
            self._earlier_s = [at_s for at_s in starts_s if all(abs(at_s - one_s) > SAME_SET_S for one_s in own_s)]

    def _may_start(self) -> bool:
        starts_s = [start_s for start_s in (*self._earlier_s, *self._starts_s) if start_s > self._now_s - DAY_S]
        return len(starts_s) < MOST_BLOCKS_A_DAY

    def _do(self, effect: Effect, happened: Input, at_s: float) -> list[Record]:
        match effect:
            case Effect.MARK:
                return [Mark(at_s)]
            case Effect.START:
                self._start(at_s)
            case Effect.PAUSE:
                self._running.pause(at_s)
            case Effect.RESUME:
                self._running.resume(at_s)
            case Effect.FINISH:
                return [self._finish(at_s, STOPPED[happened])]
        return []

    @property
    def _running(self) -> SetProgress:
        assert self._set is not None  # noqa: S101 - the table pauses, resumes and finishes only what it started
        return self._set

    def _start(self, at_s: float) -> None:
        self._starts_s.append(at_s)
        self._set = SetProgress(self.item, at_s, self._watched)
        self._cue = replace(self._cue, counted_s=None)

    def _finish(self, at_s: float, stopped: StopReason) -> SetResult:
        result = self._running.result(at_s, stopped)
        self._set = None
        return result


def _meaning(press: PressEvent) -> Input:
    if press.kind == "accepted":
        return Input.ACCEPTED
    if press.kind == "stuck":
        return Input.STUCK
    return next(meaning for at_least_s, meaning in HELD if press.held_s >= at_least_s)
