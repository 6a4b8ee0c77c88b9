"""What goes on with one patient: a session, a mark that is still warm, an hour of privacy; and how effects change it.

Knows how each effect of the table is done; must never know when one is due, or what a press means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from device.exercise.checkup import RunningCheckup
from device.exercise.light_language import Cue
from device.exercise.privacy import TOLD_S, PrivateHour, private_from
from device.exercise.session import RunningSession
from device.exercise.states import CHECKUP_ENDED, ENDS_ITEM, STOPPED, Effect, Input
from device.programme.due import BlockLog, DueToday
from device.programme.items import MOST_BLOCK_S, CheckupPlan, Item
from device.programme.seen import Repetition, WatchLog
from device.records.facts import CHECKUP, ExerciseSession, Mark, Record, SetResult
from device.symptoms import Asking

if TYPE_CHECKING:
    from device.exercise.set_progress import LastSet

WARM_S: Final = 10.0  # a mark can be taken back for so long
WATCHED_FOR_S: Final = 2 * MOST_BLOCK_S  # a block, and a press that may be told of late
TOO_FAST: Final = "too fast"


@dataclass(frozen=True)
class AcceptProgramme:
    """The patient accepts the programme that waits."""


Output = Record | AcceptProgramme


class WarmMark:
    """At most one mark at a time waits."""

    def __init__(self) -> None:
        self._mark: Mark | None = None

    def push(self, at_s: float) -> list[Mark]:
        """A new one; the one before is kept with it."""
        kept, self._mark = self.take(), Mark(at_s)
        return kept

    def is_warm(self, at_s: float) -> bool:
        """Whether it can be taken back by a press that began at `at_s`."""
        return self._mark is not None and at_s - self._mark.start_s <= WARM_S

    def undo(self) -> None:
        """Nothing was marked."""
        self._mark = None

    def cool(self, now_s: float) -> list[Mark]:
        """The mark, once it is too late to take it back."""
        return [] if self.is_warm(now_s) else self.take()

    def take(self) -> list[Mark]:
        """The mark that waits, if any: it is to be kept now."""
        kept = [] if self._mark is None else [self._mark]
        self._mark = None
        return kept


class PatientCourse:
    """All that lasts longer than one input. Effects on a session are only asked for within one."""

    def __init__(self, private: PrivateHour | None) -> None:
        """`private`: an hour that goes on from before this start of the device."""
        self.today, self.blocks, self.mark = DueToday(float("-inf")), BlockLog(), WarmMark()
        self.session: RunningSession | None = None
        self.checkup: RunningCheckup | None = None
        self.private = private
        self.asking = Asking()
        self.may_ask = False  # after the session that was kept last
        self.watched = WatchLog(WATCHED_FOR_S)
        self.set_done_s = self._tell_private_s = float("-inf")
        self.told = Cue()  # of repetitions and refusals
        self.last_set: LastSet | None = None

    @property
    def on(self) -> RunningSession:
        """The session that is on."""
        assert self.session is not None  # noqa: S101 - the table asks for it only within one
        return self.session

    def due(self, now_s: float) -> tuple[Item, ...]:
        """What is due, as far as the day has room for it."""
        due = self.today.due(now_s, self.blocks.last_day(now_s))
        return due[: self.blocks.room(now_s)]

    @property
    def checking(self) -> RunningCheckup:
        """The check-up that is on."""
        assert self.checkup is not None  # noqa: S101 - the table asks for it only within one
        return self.checkup

    def checkup_due(self, now_s: float) -> CheckupPlan | None:
        """The check-up that is due, as far as the day has room for it."""
        room = self.blocks.checkup_room(now_s)
        return self.today.checkup_due(now_s, self.blocks.last_day(now_s)) if room else None

    def heed(self, today: DueToday) -> None:
        """What holds from now on; a session that is on goes on."""
        self.today = today
        self.blocks.know_of(today.begun)
        self.asking.log.know_of(today.asked)

    def asks(self, now_s: float, *, after_session: bool) -> bool:
        """Whether own symptoms are to be asked for now."""
        asked = self.asking.log.rounds
        return asked is not None and self.today.questions(now_s, asked, after_session=after_session) is not None

    def count(self, repetition: Repetition, now_s: float) -> bool:
        """Whether that completes the set that is running."""
        running = None if self.session is None else self.session.running
        if running is None:
            return False
        known = len(running.repetitions)
        if running.add(repetition):
            self.told = replace(self.told, counted_s=now_s)
        elif len(running.repetitions) > known and repetition.reason == TOO_FAST:
            self.told = replace(self.told, too_fast_s=now_s)
        return running.complete

    def private_gap(self, now_s: float, *, at_once: bool = False) -> list[Output]:
        """While it is private, the gap as it is by now, once a minute: a power cut loses no more of it."""
        if self.private is None or (now_s < self._tell_private_s and not at_once):
            return []
        self._tell_private_s = now_s + TOLD_S
        return [self.private.gap(now_s)]

    def unfinished(self, now_s: float) -> tuple[tuple[SetResult, ...], tuple[ExerciseSession, ...]]:
        """The set and the session that would be cut off if the device stopped at this moment."""
        return ((), ()) if self.session is None else self.session.as_if_stopped(now_s)

    def do(self, effect: Effect, happened: Input, now_s: float, at_s: float) -> list[Output]:
        """Do it: `happened` is learned at `now_s` and was so at `at_s`. What is to be kept or done because of it."""
        return list(EFFECTS[effect](self, _Cause(happened, now_s, at_s)) or [])


@dataclass(frozen=True)
class _Cause:
    happened: Input
    now_s: float
    at_s: float


def _mark_here(course: PatientCourse, cause: _Cause) -> list[Output]:
    return [*course.mark.push(cause.at_s)]


def _undo_mark(course: PatientCourse, _cause: _Cause) -> None:
    course.mark.undo()


def _accept(course: PatientCourse, _cause: _Cause) -> list[Output]:
    course.today = replace(course.today, waiting=False)
    return [AcceptProgramme()]


def _refuse(course: PatientCourse, cause: _Cause) -> None:
    course.told = replace(course.told, refused_s=cause.now_s)


def _open(course: PatientCourse, cause: _Cause) -> list[Output]:
    assert course.today.accepted is not None  # noqa: S101 - something is due
    course.session = RunningSession(cause.at_s, course.today.accepted, course.due(cause.now_s), course.watched)
    return [*course.mark.take()]


def _next_item(course: PatientCourse, _cause: _Cause) -> None:
    course.on.next_item()


def _start(course: PatientCourse, cause: _Cause) -> None:
    if course.on.begins_block:
        course.blocks.begin(course.on.work.exercise, cause.at_s)
    course.on.start(cause.now_s)  # when the lights begin to pace, not when the finger came down
    course.told = replace(course.told, counted_s=None, too_fast_s=None)


def _pause(course: PatientCourse, cause: _Cause) -> None:
    course.on.pause(cause.at_s)


def _resume(course: PatientCourse, cause: _Cause) -> None:
    course.on.resume(cause.now_s)


def _finish(course: PatientCourse, cause: _Cause) -> list[Output]:
    course.set_done_s = cause.now_s
    course.last_set = course.on.last_set(cause.at_s)
    ends_item = cause.happened in ENDS_ITEM
    return [course.on.finish(cause.at_s, STOPPED[cause.happened], ends_item=ends_item)]


def _end_block(course: PatientCourse, cause: _Cause) -> None:
    course.set_done_s = cause.now_s
    course.on.end_block()


def _rest(course: PatientCourse, cause: _Cause) -> None:
    course.on.rest(cause.now_s)


def _pause_rest(course: PatientCourse, cause: _Cause) -> None:
    course.on.pause_rest(cause.now_s)


def _resume_rest(course: PatientCourse, cause: _Cause) -> None:
    course.on.resume_rest(cause.now_s)


def _end_session(course: PatientCourse, cause: _Cause) -> None:
    course.on.end(cause.at_s, STOPPED.get(cause.happened, "done"))


def _rate(course: PatientCourse, _cause: _Cause) -> None:
    course.on.rate()


def _keep(course: PatientCourse, _cause: _Cause) -> list[Output]:
    session, course.session = course.on, None
    course.may_ask = session.was_done
    return [session.record()] if session.begun else []


def _open_checkup(course: PatientCourse, cause: _Cause) -> list[Output]:
    plan = course.checkup_due(cause.now_s)
    assert course.today.accepted is not None and plan is not None  # noqa: S101, PT018 - it is due
    course.checkup = RunningCheckup(course.today.accepted, plan)
    return [*course.mark.take()]


def _begin_checkup(course: PatientCourse, cause: _Cause) -> list[Output]:
    course.blocks.begin(CHECKUP, cause.now_s)
    course.checking.begin(cause.now_s)
    return [course.checking.record(cause.now_s, "device stopped")]


def _next_stage(course: PatientCourse, cause: _Cause) -> list[Output]:
    course.checking.next_stage()
    return [course.checking.record(cause.now_s, "device stopped")]


def _skip_part(course: PatientCourse, cause: _Cause) -> None:
    course.checking.skip_part(cause.at_s)


def _end_checkup(course: PatientCourse, cause: _Cause) -> list[Output]:
    checkup, course.checkup = course.checking, None
    return [checkup.record(cause.at_s, CHECKUP_ENDED[cause.happened])] if checkup.begun else []


def _begin_round(course: PatientCourse, cause: _Cause) -> list[Output]:
    programme, day = course.today.accepted, course.today.day
    assert programme  # noqa: S101 - own symptoms are to be asked for
    assert programme.symptoms  # noqa: S101 - likewise
    assert day  # noqa: S101 - likewise
    return [course.asking.begin(cause.now_s, day, programme.symptoms.numbers)]


def _rate_symptom(course: PatientCourse, _cause: _Cause) -> list[Output]:
    return [course.asking.rate()]


def _take_back(course: PatientCourse, _cause: _Cause) -> list[Output]:
    return [course.asking.take_back()]


def _next_symptom(course: PatientCourse, _cause: _Cause) -> None:
    course.asking.on.go_on()


def _end_round(course: PatientCourse, cause: _Cause) -> list[Output]:
    return [*course.asking.end(STOPPED[cause.happened])]


def _hide(course: PatientCourse, cause: _Cause) -> list[Output]:
    course.private = private_from(cause.now_s)
    return [*course.mark.take(), *course.private_gap(cause.now_s, at_once=True)]


def _show(course: PatientCourse, cause: _Cause) -> list[Output]:
    gap = course.private_gap(cause.now_s, at_once=True)
    course.private = None
    return gap


EFFECTS: Final[dict[Effect, Callable[[PatientCourse, _Cause], Sequence[Output] | None]]] = {
    Effect.MARK: _mark_here,
    Effect.UNDO_MARK: _undo_mark,
    Effect.ACCEPT_PROGRAMME: _accept,
    Effect.REFUSE: _refuse,
    Effect.OPEN_SESSION: _open,
    Effect.NEXT_ITEM: _next_item,
    Effect.START: _start,
    Effect.PAUSE: _pause,
    Effect.RESUME: _resume,
    Effect.FINISH: _finish,
    Effect.END_BLOCK: _end_block,
    Effect.REST: _rest,
    Effect.PAUSE_REST: _pause_rest,
    Effect.RESUME_REST: _resume_rest,
    Effect.END_SESSION: _end_session,
    Effect.RATE: _rate,
    Effect.KEEP: _keep,
    Effect.OPEN_CHECKUP: _open_checkup,
    Effect.BEGIN_CHECKUP: _begin_checkup,
    Effect.NEXT_STAGE: _next_stage,
    Effect.SKIP_PART: _skip_part,
    Effect.END_CHECKUP: _end_checkup,
    Effect.BEGIN_ROUND: _begin_round,
    Effect.RATE_SYMPTOM: _rate_symptom,
    Effect.TAKE_BACK: _take_back,
    Effect.NEXT_SYMPTOM: _next_symptom,
    Effect.END_ROUND: _end_round,
    Effect.HIDE: _hide,
    Effect.SHOW: _show,
}
