"""Guides one patient: presses, time and repetitions in, records and the present cue out.

Knows what a press means here and now, and what a moment brings; must never know lights, pins, or how movement is
measured. What may follow what is in `states.py`, what it does in `course.py`, the course of a session in `session.py`.
"""

from dataclasses import dataclass, replace
from typing import Final

from device.exercise.button import HOLD_S, LONG_HOLD_S, PressEvent
from device.exercise.checkup import RunningCheckup
from device.exercise.course import Output, PatientCourse
from device.exercise.faults import Faults
from device.exercise.light_language import SET_DONE_S, Cue, ShownState
from device.exercise.privacy import PrivateHour
from device.exercise.session import TremorLimit
from device.exercise.set_progress import LastSet
from device.exercise.states import (
    OWN_PRESS_STATES,
    RATED_BY_TAPS,
    RATED_S,
    SAID,
    TRANSITIONS,
    WAIT_S,
    CoachState,
    Input,
)
from device.programme.catalogue import CATALOGUE
from device.programme.due import DueToday
from device.programme.items import TAKE_POSITION_S, BeatSwing, Hold, Work
from device.programme.seen import Repetition, Watched
from device.records.facts import CheckupStage, ExerciseSession, SetResult
from device.symptoms import OPEN_S


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


@dataclass(frozen=True)
class SensorLost:
    """From `now_s` on the sensor gives no data: nothing is seen of an exercise."""

    now_s: float


@dataclass(frozen=True)
class TremorRose:
    """At `now_s` tremor had risen by more than the item that is on allows."""

    now_s: float


ExerciseEvent = PressEvent | Tick | Repetition | Watched | DeviceFault | SensorLost | TremorRose | DueToday

SEEN: Final = {SensorLost: Input.SENSOR_LOST, TremorRose: Input.TREMOR_ROSE}
HELD: Final = ((LONG_HOLD_S, Input.LONG_HOLD), (HOLD_S, Input.HOLD), (0.0, Input.TAP))
"""What a released press was, by the seconds it was held at least."""


class Coach:
    """One patient with a button. What may be exercised comes with `DueToday`; before the first one nothing is due."""

    def __init__(self, private: PrivateHour | None = None) -> None:
        """`private`: an hour that goes on from before this start of the device."""
        self._state = CoachState.PRIVATE if private else CoachState.IDLE
        self._now_s = self._since_s = float("-inf")
        self._course, self._faults = PatientCourse(private), Faults()
        self._held_s = 0.0
        self._pressed_s: float | None = None

    @property
    def state(self) -> CoachState:
        """Where the patient is."""
        return self._state

    @property
    def exercising(self) -> bool:
        """Whether the lights pace an exercise at this moment."""
        return self._state is CoachState.EXERCISING

    @property
    def work(self) -> Work | None:
        """What the sets of the item that is on ask for; None outside a session."""
        return None if self._course.session is None else self._course.session.work

    @property
    def last_set(self) -> LastSet | None:
        """What the set that ended last asked for, and what was seen in it, counted or not."""
        return self._course.last_set

    @property
    def tremor_limit(self) -> TremorLimit | None:
        """While a set runs that tremor may end: whoever sees tremor tells by `TremorRose` that it rose by more."""
        return None if self._course.session is None else self._course.session.tremor_limit

    @property
    def private(self) -> PrivateHour | None:
        """The hour in which nothing is recorded, while it lasts."""
        return self._course.private

    @property
    def progress(self) -> tuple[int, int] | None:
        """Changes whenever there is more to lose: with each set that begins or ends, and each repetition."""
        return None if self._course.session is None else self._course.session.progress

    @property
    def checking(self) -> bool:
        """Whether a check-up is on, of which seconds are to be looked at."""
        return self._course.checkup is not None and self._course.checkup.begun

    @property
    def cue(self) -> Cue:
        """What is to be said now."""
        cue = replace(
            self._course.told,
            held_s=self._held_s,
            pressed_s=self._pressed_s,
            waiting=self._course.today.waiting,
            fault_s=self._faults.since_s,
            code=self._faults.code,
        )
        if self._course.checkup is not None and self._course.checkup.begun:
            return _checked(cue, self._course.checkup, self._now_s)
        if self._state in {CoachState.CHECKUP_READY, CoachState.CHECKUP_DONE}:
            return replace(cue, state=SAID[self._state], since_s=self._since_s)
        return self._cue_outside(cue) if self._course.session is None else self._cue_in_session(cue)

    def _cue_outside(self, cue: Cue) -> Cue:
        asked, state = self._course.asking.round, SAID[self._state]
        if asked is None:
            return replace(cue, state=state, since_s=self._pressed_s)
        if self._state is CoachState.ASKING:
            return replace(cue, state=state, since_s=self._since_s, symptom=asked.number, rating=asked.taps)
        return replace(cue, state=state, since_s=self._pressed_s, invited_s=asked.start_s)

    def _cue_in_session(self, cue: Cue) -> Cue:
        session, done_s = self._course.on, self._course.set_done_s
        if self._state is CoachState.RESTING and self._now_s - done_s < SET_DONE_S:
            return replace(cue, state="set done", since_s=done_s)
        cue = replace(cue, since_s=self._since_s, rating=session.taps, rest_until_s=session.rest_until_s)
        return _paced(cue, session.work) if self.exercising else replace(cue, state=SAID[self._state])

    def push(self, event: ExerciseEvent) -> list[Output]:
        """What is to be kept or done because of `event`. Events come in the order in which they are learned."""
        match event:
            case Tick():
                return self._tick(event)
            case PressEvent():
                return self._press(event)
            case Repetition():
                complete = self._course.count(event, self._now_s)
                return self._take(Input.ALL_COUNTED, event.end_s) if complete else []
            case DeviceFault():
                self._faults.blame(event.part, event.now_s, present=event.present)
            case SensorLost() | TremorRose():
                return self._take(SEEN[type(event)], event.now_s)
            case Watched():
                self._course.watched.push(event)
            case DueToday():
                return self._heed(event)
        return []

    def _heed(self, today: DueToday) -> list[Output]:
        self._course.heed(today)
        if self._course.asking.round or not self._course.asks(today.now_s, after_session=False):
            return []
        self._now_s = today.now_s
        return self._take(Input.INVITED, today.now_s)

    def finish(self, now_s: float) -> list[Output]:
        """What is to be kept because the device stops."""
        kept: list[Output] = [*self._course.mark.take(), *self._course.private_gap(now_s, at_once=True)]
        sets, sessions = self.unfinished(now_s)
        if sets:
            self._course.last_set = self._course.on.last_set(now_s)
        checkup = self._course.checkup
        kept += [checkup.record(now_s, "device stopped")] if checkup and checkup.begun else []
        self._state, self._course.session, self._course.private = CoachState.IDLE, None, None
        self._course.checkup = None
        return [*kept, *sets, *sessions]

    def unfinished(self, now_s: float) -> tuple[tuple[SetResult, ...], tuple[ExerciseSession, ...]]:
        """The set and the session that would be cut off if the device stopped at this moment."""
        return self._course.unfinished(now_s)

    def _tick(self, tick: Tick) -> list[Output]:
        self._now_s, self._held_s = tick.now_s, tick.held_s
        outputs: list[Output] = [] if tick.held_s else [*self._course.mark.cool(tick.now_s)]
        outputs += self._course.private_gap(tick.now_s)
        return outputs + [kept for happened in self._elapsed() for kept in self._take(happened, tick.now_s)]

    def _elapsed(self) -> list[Input]:
        """What happens because of the time, one thing at a time."""
        now_s, session, private = self._now_s, self._course.session, self._course.private
        checkup, asked = self._course.checkup, self._course.asking.round
        if session is None and private is None and asked is None and self._state is CoachState.IDLE:
            return []  # everyday life lasts by itself
        running = None if session is None else session.running
        happens = {
            Input.BLOCK_OVER: session is not None and session.block_over(now_s),
            Input.HELD_OUT: running is not None and running.held_out(now_s),
            Input.PACED_OUT: running is not None and running.paced_out(now_s),
            Input.RESTED: session is not None and now_s >= session.rest_until_s,
            Input.STAGE_OVER: checkup is not None and checkup.stage_over(now_s),
            Input.HOUR_OVER: private is not None and now_s >= private.until_s,
            Input.NOT_TAKEN_UP: asked is not None and now_s - asked.start_s >= OPEN_S,
            Input.WAITED: now_s - self._since_s >= self._wait_s(),
        }
        return [happened for happened in happens if happens[happened] and (self._state, happened) in TRANSITIONS][:1]

    def _wait_s(self) -> float:
        if self._state not in RATED_BY_TAPS:
            return WAIT_S.get(self._state, float("inf"))
        if self._held_s:
            return float("inf")  # the finger that is down answers
        taps = (self._course.on if self._state is CoachState.RATING else self._course.asking.on).taps
        return RATED_S if taps else WAIT_S[self._state]

    def _press(self, press: PressEvent) -> list[Output]:
        self._now_s = press.time_s
        if press.kind == "accepted":
            self._pressed_s = press.time_s
            self._faults.ask()
            return self._take(Input.ACCEPTED, press.start_s)
        self._faults.blame("button", press.time_s, present=press.kind == "stuck")
        happened = Input.STUCK if press.kind == "stuck" else self._meaning(press)
        return [] if happened is None else self._take(happened, press.start_s)

    def _meaning(self, press: PressEvent) -> Input | None:
        """What a released press was; None for one that came down in a state where it meant something else."""
        meant = next(meaning for at_least_s, meaning in HELD if press.held_s >= at_least_s)
        stops = meant is Input.LONG_HOLD or (meant is Input.HOLD and self._state is CoachState.READY)
        if self._state in OWN_PRESS_STATES and press.start_s < self._since_s and not stops:
            return None
        if self._state is CoachState.IDLE and meant is Input.HOLD:
            return self._hold_in_everyday_life(press)
        if self._state is CoachState.ASKING and meant is Input.HOLD and self._course.asking.on.taps:
            return Input.UNDO
        if self._state is CoachState.READY and meant is Input.TAP and not self._course.blocks.room(self._now_s):
            return Input.NO_ROOM
        return meant

    def _hold_in_everyday_life(self, press: PressEvent) -> Input:
        if self._course.mark.is_warm(press.start_s):
            return Input.UNDO
        if self._course.today.waiting:
            return Input.ACCEPT
        if self._course.asking.round:
            return Input.TAKE_UP
        if self._course.checkup_due(self._now_s):
            return Input.OPEN_CHECKUP  # before exercise: it compares best rested
        return Input.OPEN if self._course.due(self._now_s) else Input.NOTHING_DUE

    def _take(self, happened: Input, at_s: float) -> list[Output]:
        row = TRANSITIONS.get((self._state, happened))
        if row is None:
            return []
        state, effects = row
        if state is not self._state or state in RATED_BY_TAPS:
            self._state, self._since_s = state, self._now_s
        outputs = [kept for effect in effects for kept in self._course.do(effect, happened, self._now_s, at_s)]
        followed = self._followed()
        return outputs if followed is None else outputs + self._take(followed, at_s)

    def _followed(self) -> Input | None:
        """What happens at once because of where the session is now."""
        if self._state is CoachState.ENDED:
            return Input.ASK if self._course.on.asks else Input.NO_QUESTION
        if self._state is CoachState.CHECKUP and self._course.checking.over:
            return Input.CHECKED
        if self._state is CoachState.KEPT:
            asks = self._course.may_ask and self._course.asks(self._now_s, after_session=True)
            return Input.ASK if asks else Input.NO_QUESTION
        if self._state is CoachState.ANSWERED:
            return Input.NO_QUESTION if self._course.asking.on.is_over else Input.ASK
        if self._state is CoachState.SET_DONE:
            return {"set": Input.NEXT_SET, "nothing": Input.LAST}.get(self._course.on.following)
        return None


def _paced(cue: Cue, work: Work) -> Cue:
    if isinstance(work, BeatSwing):
        return replace(cue, state="beat", beat_s=work.period_s)
    if isinstance(work, Hold):
        exercise = CATALOGUE.get(work.exercise)
        resting = exercise is not None and exercise.form == "rest"
        return replace(cue, state="supported rest" if resting else "hold position")
    return replace(cue, state="pace", tempo=work.tempo)


STAGE_SIGNALS: Final[dict[CheckupStage, ShownState]] = {
    "rest": "check-up at ease",
    "hold": "check-up hold",
    "first midline": "check-up hold",
    "second midline": "check-up hold",
    "at ease": "check-up at ease",
    "held straight": "check-up hold",
    "without trick": "check-up at ease",
    "with trick": "check-up trick",
}


def _checked(cue: Cue, checkup: RunningCheckup, now_s: float) -> Cue:
    if checkup.stage is None or now_s < checkup.from_s:
        return replace(cue, state="check-up position", since_s=checkup.from_s - TAKE_POSITION_S)
    return replace(cue, state=STAGE_SIGNALS[checkup.stage], since_s=checkup.from_s)
