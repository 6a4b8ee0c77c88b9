"""Whatever happens in whatever order: the caps hold, and what was begun is kept exactly once."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from device.exercise.button import PressEvent
from device.exercise.coach import DeviceFault, ExerciseEvent, SensorLost, Tick, TremorRose
from device.exercise.states import TRANSITIONS, CoachState, Effect, Input
from device.programme.due import DueToday
from device.programme.items import CheckupPlan
from device.programme.seen import UNWATCHED, Hindrance, Repetition, Watched
from device.records.facts import ExerciseSession, Gap, SetResult
from device.symptoms import SymptomQuestions
from tests.support.patient import HOLD_S, LONG_HOLD_S, TAP_S, Patient
from tests.support.programmes import MONDAY, STAY, SWING, bends, monday

DAY_S, MOST_BLOCK_S, MOST_BLOCKS_A_DAY = 86_400.0, 900.0, 10
BLIND: tuple[Hindrance | None, ...] = (None, "no gyroscope", "gyroscope stuck", UNWATCHED)
IN_CHECKUP = {CoachState.CHECKUP_READY, CoachState.CHECKUP, CoachState.CHECKUP_DONE}
OF_ROUNDS = {CoachState.KEPT, CoachState.ASKING, CoachState.ANSWERED}
IN_SESSION = set(CoachState) - {CoachState.IDLE, CoachState.PRIVATE} - IN_CHECKUP - OF_ROUNDS
NO_TIME = {CoachState.ENDED, CoachState.KEPT, CoachState.ANSWERED}
TEN_S = 36_000.0
ITEMS = (bends(sets=3, rest_s=20.0), STAY, SWING)


class CountedPatient(Patient):
    """What was begun is counted from outside, by the states that the coach was in."""

    def __init__(self) -> None:
        self.begun_sets = self.sessions_with_sets = 0
        self._this_session_counts, self._was = False, CoachState.IDLE
        super().__init__(*ITEMS, rating=True)

    def push(self, *events: ExerciseEvent) -> None:
        for event in events:
            private, known = self.coach.state is CoachState.PRIVATE, len(self.kept)
            super().push(event)
            assert not private or all(isinstance(kept, Gap) for kept in self.kept[known:]), "nothing else is recorded"
            self._count(self.coach.state)

    def _count(self, now: CoachState) -> None:
        if now is CoachState.EXERCISING and self._was in {CoachState.READY, CoachState.RESTING}:
            self.begun_sets += 1
            self.sessions_with_sets += not self._this_session_counts
            self._this_session_counts = True
        self._this_session_counts = self._this_session_counts and now in IN_SESSION
        self._was = now


def blocks(results: list[SetResult]) -> list[list[SetResult]]:
    """Sets by block: each begins with number 1."""
    found: list[list[SetResult]] = []
    for result in results:
        if result.number == 1:
            found.append([])
        found[-1].append(result)
    return found


class AnyCourse(RuleBasedStateMachine):
    """Somebody does anything."""

    def __init__(self) -> None:
        super().__init__()
        self.patient = CountedPatient()

    @rule(held_s=st.sampled_from([TAP_S, TAP_S, TAP_S, HOLD_S, LONG_HOLD_S]))
    def press(self, held_s: float) -> None:
        self.patient.press(held_s)

    @rule(held_s=st.sampled_from([TAP_S, HOLD_S, LONG_HOLD_S]), waited_s=st.sampled_from([0.5, 2.5, 20.0, 400.0]))
    def press_while_time_goes_by(self, held_s: float, waited_s: float) -> None:
        start_s = self.patient.touch()
        self.patient.wait(waited_s)
        self.patient.push(PressEvent("released", self.patient.now_s, start_s, held_s))

    @rule()
    def jam(self) -> None:
        self.patient.jam()

    @rule(seconds=st.sampled_from([0.02, 2.0, 3.0, 20.0, 120.0, 301.0, 1000.0, 3600.0]))
    def wait(self, seconds: float) -> None:
        self.patient.wait(seconds)

    @rule(seconds=st.sampled_from([10.0, 40.0]))
    def wait_in_steps(self, seconds: float) -> None:
        self.patient.wait_in_steps(seconds, 1.0)

    @rule(counted=st.booleans(), reason=st.sampled_from(["too fast", "short by 10°"]))
    def move(self, counted: bool, reason: str) -> None:  # noqa: FBT001 - drawn
        self.patient.move(counted, reason=None if counted else reason)

    @rule()
    def do_a_session_to_its_end(self) -> None:
        self.patient.start()
        for _ in range(3):
            self.patient.do_set(3)
            self.patient.wait(21.0)

    @rule(hindrance=st.sampled_from(BLIND))
    def see(self, hindrance: Hindrance | None) -> None:
        self.patient.see(hindrance)

    @rule(present=st.booleans(), part=st.sampled_from(["sensor", "store", "panel"]))
    def fault(self, present: bool, part: str) -> None:  # noqa: FBT001 - drawn
        self.patient.push(DeviceFault(self.patient.now_s, present, part))
        if present:
            self.patient.push(SensorLost(self.patient.now_s))

    @rule()
    def tremble(self) -> None:
        self.patient.push(TremorRose(self.patient.now_s))

    @rule(waiting=st.booleans(), some=st.booleans())
    def look(self, waiting: bool, some: bool) -> None:  # noqa: FBT001 - drawn
        midnight_s = self.patient.now_s // DAY_S * DAY_S
        programme = self.patient.programme if some else None
        self.patient.push(DueToday(self.patient.now_s, programme, waiting, MONDAY, midnight_s))

    @invariant()
    def no_day_has_more_blocks_and_no_block_more_time_than_the_device_allows(self) -> None:
        results = self.patient.results
        starts_s = [result.start_s for result in results if result.number == 1]
        for start_s in starts_s:
            assert sum(start_s <= other_s < start_s + DAY_S for other_s in starts_s) <= MOST_BLOCKS_A_DAY
        for sets in blocks(results):
            assert sets[-1].start_s + sets[-1].duration_s - sets[0].start_s <= MOST_BLOCK_S + 1e-6

    @invariant()
    def what_is_kept_makes_sense(self) -> None:
        for result in self.patient.results:
            assert result.duration_s >= 0
            assert (result.done_repetitions is None) == (result.not_counted is not None)
            assert 0 <= (result.done_repetitions or 0) <= result.target_repetitions
            assert 1 <= result.number <= result.sets
        for session in self.patient.sessions:
            assert 0 <= session.done_sets <= session.due_sets
            assert session.duration_s >= 0

    def teardown(self) -> None:
        self.patient.kept += self.patient.coach.finish(self.patient.now_s)
        assert len(self.patient.results) == self.patient.begun_sets, (
            "every set that was begun ends in exactly one result"
        )
        assert len({result.start_s for result in self.patient.results}) == self.patient.begun_sets
        assert len(self.patient.sessions) == self.patient.sessions_with_sets, (
            "and every session with one in exactly one"
        )


class AnyLongCourse(AnyCourse):
    """The same for longer."""


TestWhateverHappens = AnyCourse.TestCase
TestWhateverHappens.settings = settings(max_examples=6, stateful_step_count=30)
TestWhateverHappensForLong = pytest.mark.slow(AnyLongCourse.TestCase)
TestWhateverHappensForLong.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)


def to_pause(patient: Patient) -> None:
    patient.start()
    patient.touch()


def to_rest(patient: Patient) -> None:
    patient.start()
    patient.do_set(3)


def to_rest_pause(patient: Patient) -> None:
    to_rest(patient)
    patient.touch()


def to_next_item(patient: Patient) -> None:
    patient.start()
    patient.push(TremorRose(patient.now_s))


def to_the_end(patient: Patient) -> None:
    to_next_item(patient)
    for _ in range(2):
        patient.wait(2.0)
        patient.press()
        patient.push(TremorRose(patient.now_s))


def to_checkup_ready(patient: Patient) -> None:
    patient.prescribe(CheckupPlan(("rest", "trick"), (0,)))
    patient.open()


def to_checkup(patient: Patient) -> None:
    to_checkup_ready(patient)
    patient.press()


def to_checkup_done(patient: Patient) -> None:
    to_checkup(patient)
    patient.wait_in_steps(102.0)  # three stages of 30 s, with 4 s before each


WAYS: dict[CoachState, Callable[[Patient], None]] = {
    CoachState.IDLE: lambda _: None,
    CoachState.READY: Patient.open,
    CoachState.EXERCISING: Patient.start,
    CoachState.PAUSING: to_pause,
    CoachState.PAUSED: lambda patient: (patient.start(), patient.press())[0],  # type: ignore[func-returns-value]
    CoachState.RESTING: to_rest,
    CoachState.REST_PAUSING: to_rest_pause,
    CoachState.REST_PAUSED: lambda patient: (to_rest(patient), patient.press())[0],  # type: ignore[func-returns-value]
    CoachState.SET_DONE: to_next_item,
    CoachState.SESSION_DONE: to_the_end,
    CoachState.RATING: lambda patient: (to_the_end(patient), patient.wait(3.0))[0],  # type: ignore[func-returns-value]
    CoachState.CHECKUP_READY: to_checkup_ready,
    CoachState.CHECKUP: to_checkup,
    CoachState.CHECKUP_DONE: to_checkup_done,
    CoachState.ASKING: lambda patient: (WAYS[CoachState.RATING](patient), patient.wait(30.0))[0],  # type: ignore[func-returns-value]
    CoachState.PRIVATE: lambda patient: patient.press(LONG_HOLD_S),
}


def everything(now_s: float) -> list[ExerciseEvent]:
    presses = [PressEvent("released", now_s + held_s, now_s, held_s) for held_s in (TAP_S, HOLD_S, LONG_HOLD_S)]
    return [
        *presses,
        PressEvent("accepted", now_s + 0.15, now_s, 0.15),
        PressEvent("stuck", now_s + 10, now_s, 10.0),
        *(Tick(now_s + later_s) for later_s in (0.02, 6.0, 301.0, 901.0, 3601.0)),
        Repetition(now_s - 3.0, now_s, 90.0, counted=True),
        Repetition(now_s, now_s + 1.0, 90.0, counted=False, reason="too fast"),
        Watched(now_s, now_s + 5.0, "no gyroscope"),
        DeviceFault(now_s, present=True, part="sensor"),
        DeviceFault(now_s, present=False, part="sensor"),
        SensorLost(now_s),
        TremorRose(now_s),
        monday(None),
    ]


@pytest.mark.parametrize("state", WAYS, ids=lambda state: state.name)
def test_everything_may_happen_in_every_state_and_leaves_a_cue_to_show_and_an_end(state: CoachState) -> None:
    for n in range(len(everything(0.0))):
        start_s = 100.0 if state in IN_CHECKUP else TEN_S  # when check-ups here are open, and own symptoms asked for
        patient = Patient(*ITEMS, rating=True, symptoms=SymptomQuestions((1, 2)), start_s=start_s)
        WAYS[state](patient)
        assert patient.coach.state is state
        patient.push(everything(patient.now_s)[n])
        assert patient.said
        sets = len(patient.results)
        last = patient.coach.finish(patient.now_s + 5000.0)
        assert sum(isinstance(kept, SetResult) for kept in last) <= 1
        ended = [kept for kept in [*patient.kept, *last] if isinstance(kept, ExerciseSession)]
        began = sets + sum(isinstance(kept, SetResult) for kept in last) > 0
        assert len(ended) == began


def test_there_is_a_way_to_every_state_but_those_that_take_no_time() -> None:
    assert set(CoachState) - set(WAYS) == NO_TIME


def test_a_hold_or_a_long_one_leads_out_of_every_state_of_a_session() -> None:
    for state in IN_SESSION - {
        CoachState.ENDED,
        CoachState.EXERCISING,
        CoachState.RESTING,
    }:  # a press pauses these first
        assert TRANSITIONS[state, Input.HOLD][0] in {CoachState.ENDED, CoachState.IDLE}
    for state in IN_SESSION - {CoachState.ENDED, CoachState.EXERCISING, CoachState.RESTING}:
        assert TRANSITIONS[state, Input.LONG_HOLD][0] is CoachState.PRIVATE


def test_what_ends_a_session_keeps_it() -> None:
    for (state, _), (after, effects) in TRANSITIONS.items():
        if state in IN_SESSION and after not in IN_SESSION:
            assert Effect.KEEP in effects
