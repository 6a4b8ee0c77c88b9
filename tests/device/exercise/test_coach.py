from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.exercise.button import PressEvent
from device.exercise.coach import Coach, CoachState, DeviceFault, ExerciseEvent, Tick
from device.exercise.watch_log import UNWATCHED
from device.programme.items import ELBOW, MOST_BLOCK_S, MOST_BLOCKS_A_DAY, shortest_s
from device.programme.seen import Hindrance, Repetition, Watched
from device.records.facts import Mark, Record, SetResult

TICK_S = 0.02
PACED_S = round(ELBOW.repetitions * ELBOW.tempo.cycle_s)
TAP_S, HOLD_S, LONG_HOLD_S = 0.4, 2.0, 5.0


class Patient:
    """Somebody with a coach, a sensor that sees them, and a clock that only what they do moves on."""

    def __init__(self) -> None:
        self.coach, self.now_s, self.kept = Coach(), 100.0, list[Record]()
        self.hindrance: Hindrance | None = None

    def live_to(self, now_s: float) -> None:
        watched, self.now_s = Watched(self.now_s, now_s, self.hindrance), now_s
        if self.hindrance != UNWATCHED:
            self.push(watched)

    def push(self, *events: ExerciseEvent) -> None:
        for event in events:
            self.kept += self.coach.push(event)

    def wait(self, seconds: float) -> None:
        self.live_to(self.now_s + seconds)
        self.push(Tick(self.now_s))

    def touch(self) -> float:
        start_s = self.now_s
        self.live_to(self.now_s + 0.15)
        self.push(PressEvent("accepted", self.now_s, start_s, 0.15))
        return start_s

    def let_go(self, start_s: float, held_s: float) -> None:
        self.live_to(start_s + held_s + 0.35)
        self.push(PressEvent("released", self.now_s, start_s, held_s))

    def press(self, held_s: float = TAP_S) -> None:
        self.let_go(self.touch(), held_s)
        self.wait(1.0)

    def move(self, counted: bool = True, range_deg: float = 90.0, reason: str | None = None) -> None:  # noqa: FBT001, FBT002
        start_s = self.now_s
        self.wait(6.0)
        self.push(Repetition(start_s, self.now_s - 1.0, range_deg, counted, reason))

    def see(self, hindrance: Hindrance | None) -> None:
        self.hindrance = hindrance

    def open(self) -> None:
        self.press(HOLD_S)

    def start(self) -> None:
        self.open()
        self.press()

    @property
    def result(self) -> SetResult:
        (result,) = (record for record in self.kept if isinstance(record, SetResult))
        return result

    @property
    def said(self) -> str:
        return self.coach.cue.state


@pytest.fixture
def patient() -> Patient:
    return Patient()


def test_a_tap_in_everyday_life_is_a_mark_where_the_finger_touched(patient: Patient) -> None:
    patient.press()
    assert patient.kept == [Mark(100.0)]
    assert patient.said == "recording"


def test_any_press_is_answered_with_the_recording_light(patient: Patient) -> None:
    assert patient.coach.cue.since_s is None
    patient.press()
    assert patient.coach.cue.since_s == pytest.approx(100.15)


def test_a_hold_opens_a_session_and_another_closes_it(patient: Patient) -> None:
    patient.open()
    assert patient.said == "ready"
    patient.press(HOLD_S)
    assert patient.said == "recording"
    assert patient.kept == []


def test_a_very_long_hold_does_nothing(patient: Patient) -> None:
    patient.press(LONG_HOLD_S)
    assert patient.coach.state is CoachState.IDLE
    assert patient.kept == []


def test_ten_counted_repetitions_are_a_set(patient: Patient) -> None:
    patient.start()
    assert patient.said == "pace"
    for n in range(10):
        patient.move(range_deg=80.0 + n)
    assert patient.said == "set done"
    result = patient.result
    assert (result.exercise, result.target_repetitions, result.done_repetitions) == (ELBOW.exercise, 10, 10)
    assert (result.stopped, result.pauses, result.uncounted) == ("done", 0, ())
    assert (result.range_median_deg, result.range_best_deg) == (84.5, 89.0)
    assert result.duration_s == pytest.approx(60.0, abs=2.0)


def test_after_the_set_is_done_it_is_everyday_life_again(patient: Patient) -> None:
    patient.start()
    for _ in range(10):
        patient.move()
    patient.wait(2.0)
    assert patient.coach.state is CoachState.IDLE


def test_a_counted_repetition_is_told_at_once_and_an_uncounted_one_is_not(patient: Patient) -> None:
    patient.start()
    patient.move(counted=False, reason="short by 10°")
    assert patient.coach.cue.counted_s is None
    patient.move()
    assert patient.coach.cue.counted_s == patient.now_s


def test_uncounted_repetitions_are_kept_with_their_reasons(patient: Patient) -> None:
    patient.start()
    for reason in ("too fast", "short by 10°", "too fast"):
        patient.move(counted=False, reason=reason)
    patient.press(HOLD_S)
    assert patient.result.uncounted == (("short by 10°", 1), ("too fast", 2))
    assert (patient.result.done_repetitions, patient.result.stopped) == (0, "stopped")
    assert patient.result.range_median_deg is None


def test_a_press_pauses_when_it_is_accepted_not_when_it_is_released(patient: Patient) -> None:
    patient.start()
    patient.touch()
    assert patient.said == "paused"


def test_letting_go_of_the_press_that_paused_does_not_resume(patient: Patient) -> None:
    patient.start()
    patient.press()
    assert patient.said == "paused"
    patient.press()
    assert patient.said == "pace"
    patient.press(HOLD_S)
    assert patient.result.pauses == 2


def test_a_hold_stops_the_set_whether_it_runs_or_is_paused(patient: Patient) -> None:
    patient.start()
    patient.press()
    patient.press(HOLD_S)
    assert patient.result.stopped == "stopped"
    assert patient.coach.state is CoachState.IDLE


def test_a_very_long_hold_leaves_the_set_paused(patient: Patient) -> None:
    patient.start()
    patient.press(LONG_HOLD_S)
    assert patient.said == "paused"
    assert patient.kept == []


def test_movement_in_a_pause_does_not_count(patient: Patient) -> None:
    patient.start()
    patient.press()
    patient.move()
    patient.press()
    patient.press(HOLD_S)
    assert patient.result.done_repetitions == 0


def test_a_repetition_that_began_before_the_set_does_not_count(patient: Patient) -> None:
    patient.start()
    patient.push(Repetition(patient.now_s - 5, patient.now_s, 90.0, counted=True))
    patient.press(HOLD_S)
    assert patient.result.done_repetitions == 0


def test_the_last_repetition_counts_though_it_is_learned_of_in_the_pause(patient: Patient) -> None:
    patient.start()
    for _ in range(9):
        patient.move()
    ended_s = patient.now_s + 5.0
    patient.live_to(ended_s + 0.1)
    patient.touch()
    patient.push(Repetition(ended_s - 4, ended_s, 90.0, counted=True))
    assert patient.result.stopped == "done"


def test_no_block_lasts_longer_than_the_cap_pauses_included(patient: Patient) -> None:
    patient.start()
    for _ in range(20):
        patient.wait(MOST_BLOCK_S / 10)
        if patient.said == "pace":
            patient.press()
            patient.press()
    assert patient.result.stopped == "stopped"
    assert patient.result.duration_s == pytest.approx(MOST_BLOCK_S, rel=0.1)


def test_who_stays_away_in_a_pause_has_ended_the_set(patient: Patient) -> None:
    patient.start()
    patient.press()
    patient.wait(301.0)
    assert patient.result.stopped == "paused too long"
    assert patient.coach.state is CoachState.IDLE


def test_a_session_nobody_starts_closes_itself(patient: Patient) -> None:
    patient.open()
    patient.wait(301.0)
    assert patient.coach.state is CoachState.IDLE


def test_no_more_blocks_than_the_cap_in_any_24_hours(patient: Patient) -> None:
    for _ in range(MOST_BLOCKS_A_DAY):
        patient.start()
        patient.press(HOLD_S)
    patient.open()
    assert patient.said == "recording"
    patient.wait(86_400.0)
    patient.open()
    assert patient.said == "ready"


@pytest.mark.parametrize(("now_s", "said"), [(86_399.9, "recording"), (86_400.0, "ready")])
def test_a_day_is_24_hours_from_the_first_of_ten_blocks(now_s: float, said: str) -> None:
    coach = Coach(earlier_starts_s=[0.0] * 10)
    coach.push(PressEvent("released", now_s, now_s - 2, 2.0))
    assert coach.cue.state == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([[50.0] * 10], "recording"),  # known only after the start: the card was not there
        ([[50.0] * 10, []], "recording"),  # the card is gone: what was known stays
        ([[50.0] * 10, [4000.0]], "ready"),  # the clock was set: most were on another day
        ([[50.0] * 9], "ready"),
    ],
)
def test_sets_that_become_known_later_count_too(known: list[list[float]], said: str) -> None:
    coach = Coach()
    for starts_s in known:
        coach.know_of(starts_s)
    coach.push(PressEvent("released", 5000.0, 4998.0, 2.0))
    assert coach.cue.state == said


def test_a_set_of_ones_own_counts_once(patient: Patient) -> None:
    """Eight others and the own one, which the card knows too: a tenth is allowed."""
    patient.open()
    start_s = patient.now_s
    patient.press(TAP_S)
    patient.press(HOLD_S)
    patient.coach.know_of([*(n - 100.0 for n in range(8)), start_s])
    patient.open()
    assert patient.said == "ready"


@pytest.mark.parametrize(
    ("held_s", "state"),
    [
        *((0.0, CoachState.IDLE), (1.49, CoachState.IDLE)),  # a tap
        *((1.5, CoachState.READY), (3.99, CoachState.READY)),  # a hold
        (4.0, CoachState.IDLE),  # a long one does nothing
    ],
)
def test_a_press_of_one_and_a_half_to_four_seconds_is_a_hold(held_s: float, state: CoachState) -> None:
    coach = Coach()
    coach.push(PressEvent("released", 100.0, 90.0, held_s))
    assert coach.state is state


def left_alone(patient: Patient, seconds: float) -> CoachState:
    """Where the patient is so long after the last change."""
    assert patient.coach.cue.since_s is not None
    patient.push(Tick(patient.coach.cue.since_s + seconds))
    return patient.coach.state


def test_five_minutes_without_a_start_close_a_session(patient: Patient) -> None:
    patient.open()
    assert left_alone(patient, 299.9) is CoachState.READY
    assert left_alone(patient, 300.0) is CoachState.IDLE


def test_five_minutes_of_a_pause_end_a_set(patient: Patient) -> None:
    patient.start()
    patient.press()
    assert left_alone(patient, 299.9) is CoachState.PAUSED
    assert left_alone(patient, 300.0) is CoachState.IDLE


def test_that_a_set_is_done_is_said_for_two_seconds(patient: Patient) -> None:
    patient.start()
    for _ in range(10):
        patient.move()
    assert left_alone(patient, 1.99) is CoachState.DONE
    assert left_alone(patient, 2.0) is CoachState.IDLE


def test_a_pause_that_outlasts_the_block_ends_it_and_says_so_first(patient: Patient) -> None:
    patient.start()
    patient.press()
    patient.wait(1000.0)
    assert (patient.result.stopped, patient.said) == ("stopped", "set done")


def test_a_block_of_a_quarter_of_an_hour_is_watched_from_its_start_though_its_end_is_learned_of_late() -> None:
    coach = Coach()
    coach.push(PressEvent("released", 0.0, -2.0, 2.0))
    coach.push(PressEvent("released", 1.0, 0.5, 0.4))
    coach.push(Watched(0.5, 4.0))
    coach.push(Watched(4.0, 4.5, "gyroscope stuck"))
    coach.push(Watched(4.5, 906.0))
    (result,) = coach.push(Tick(906.0))
    assert isinstance(result, SetResult)
    assert (result.done_repetitions, result.not_counted) == (0, None)


def test_a_new_set_has_counted_nothing_yet(patient: Patient) -> None:
    patient.start()
    patient.move()
    patient.press(HOLD_S)
    patient.start()
    assert patient.coach.cue.counted_s is None


def test_a_set_that_is_cut_off_by_the_end_of_the_device_is_kept(patient: Patient) -> None:
    patient.start()
    patient.move()
    (result,) = patient.coach.finish(patient.now_s)
    assert isinstance(result, SetResult)
    assert (result.done_repetitions, result.stopped) == (1, "stopped")
    assert patient.coach.finish(patient.now_s) == []


def test_a_set_without_a_gyroscope_ends_with_the_pace_and_nobody_knows_how_many_were_done(patient: Patient) -> None:
    patient.hindrance = "no gyroscope"
    patient.start()
    for _ in range(2 * PACED_S):
        patient.wait(0.5)
    result = patient.result
    assert (result.done_repetitions, result.stopped) == (None, "paced")
    assert result.not_counted == "no gyroscope for 80 s of 80 s"
    assert patient.said == "set done"


def test_the_pace_counts_only_what_is_exercised(patient: Patient) -> None:
    patient.hindrance = "no gyroscope"
    patient.start()
    patient.wait(70.0)
    patient.press()
    patient.wait(200.0)
    patient.press()
    patient.wait(5.0)
    assert patient.said == "pace"
    patient.wait(5.0)
    assert (patient.result.stopped, patient.result.pauses) == ("paced", 1)


def test_a_gyroscope_that_fails_in_the_middle_leaves_a_set_that_was_not_counted(patient: Patient) -> None:
    patient.start()
    for _ in range(4):
        patient.move()
    patient.hindrance = "gyroscope stuck"
    for _ in range(60):
        patient.wait(1.0)
    result = patient.result
    assert (result.done_repetitions, result.stopped, result.range_median_deg) == (None, "paced", 90.0)
    assert result.not_counted == "gyroscope stuck for 48 s of 74 s; 4 counted in the rest"


def test_a_set_that_nobody_saw_is_not_a_set_of_nothing(patient: Patient) -> None:
    patient.hindrance = UNWATCHED
    patient.start()
    patient.wait(20.0)
    patient.press(HOLD_S)
    assert patient.result.done_repetitions is None
    assert patient.result.not_counted == "no data from the sensor for 22 s of 22 s"


def test_too_short_a_blindness_to_hide_a_repetition_changes_no_count(patient: Patient) -> None:
    patient.start()
    patient.move()
    patient.hindrance = UNWATCHED
    patient.wait(shortest_s(ELBOW) - 0.1)
    patient.hindrance = None
    patient.move()
    patient.press(HOLD_S)
    assert (patient.result.done_repetitions, patient.result.not_counted) == (2, None)


def test_who_did_all_repetitions_did_them_whatever_else_was_not_seen(patient: Patient) -> None:
    patient.start()
    for _ in range(9):
        patient.move()
    patient.hindrance = UNWATCHED
    patient.wait(7.0)
    patient.hindrance = None
    patient.move()
    assert (patient.result.done_repetitions, patient.result.stopped) == (10, "done")


@pytest.mark.parametrize("pauses", [1, 8])
def test_pauses_hide_nothing_however_many(patient: Patient, pauses: int) -> None:
    patient.start()
    for _ in range(pauses):
        patient.wait(5.0)
        patient.press()
        patient.press()
    patient.press(HOLD_S)
    assert (patient.result.done_repetitions, patient.result.pauses) == (0, pauses + 1)


def test_a_stuck_button_is_a_fault_until_it_moves_again(patient: Patient) -> None:
    patient.push(PressEvent("stuck", 110.0, 100.0, 10.0))
    assert patient.coach.cue.fault_s == 110.0
    patient.now_s = 200.0
    patient.press()
    assert patient.coach.cue.fault_s is None


def test_a_button_that_gets_stuck_pauses_the_set_and_nothing_more(patient: Patient) -> None:
    patient.start()
    start_s = patient.touch()
    patient.push(PressEvent("stuck", start_s + 10, start_s, 10.0))
    assert patient.coach.state is CoachState.PAUSED


def test_a_fault_is_told_from_when_it_began_until_it_is_over(patient: Patient) -> None:
    patient.push(DeviceFault(50.0, present=True), DeviceFault(60.0, present=True))
    assert patient.coach.cue.fault_s == 50.0
    patient.push(DeviceFault(70.0, present=False))
    assert patient.coach.cue.fault_s is None


def test_of_two_faults_the_later_one_is_told(patient: Patient) -> None:
    patient.push(DeviceFault(50.0, present=True), PressEvent("stuck", 110.0, 100.0, 10.0))
    assert patient.coach.cue.fault_s == 110.0


def test_a_button_that_was_let_go_is_no_longer_held(patient: Patient) -> None:
    patient.push(Tick(100.0, held_s=1.2), Tick(101.0))
    assert patient.coach.cue.held_s == 0


def test_how_long_the_button_is_held_reaches_the_lights(patient: Patient) -> None:
    patient.push(Tick(100.0, held_s=1.2))
    assert patient.coach.cue.held_s == 1.2


blind: tuple[Hindrance | None, ...] = (None, "no gyroscope", "gyroscope stuck", UNWATCHED)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.sampled_from([TAP_S, HOLD_S, LONG_HOLD_S])),
        st.tuples(st.just("wait"), st.sampled_from([0.02, 3.0, 120.0, 301.0, 1000.0])),
        st.tuples(st.just("move"), st.booleans()),
        st.tuples(st.just("see"), st.sampled_from(blind)),
    ),
    max_size=60,
)


@given(actions)
def test_whatever_happens_results_stay_within_the_caps_and_one_set_runs_at_a_time(
    steps: list[tuple[str, Any]],
) -> None:
    patient = Patient()
    for action, value in steps:
        getattr(patient, action)(value)
    results = [record for record in patient.kept if isinstance(record, SetResult)]
    assert len(results) <= MOST_BLOCKS_A_DAY or patient.now_s > 86_400.0
    for result in results:
        assert (result.done_repetitions is None) == (result.not_counted is not None)
        assert 0 <= (result.done_repetitions or 0) <= result.target_repetitions
        assert result.duration_s >= 0
    for earlier, later in pairwise(results):
        assert later.start_s >= earlier.start_s + earlier.duration_s


@given(actions)
def test_the_end_of_the_device_leaves_no_set_open(steps: list[tuple[str, Any]]) -> None:
    patient = Patient()
    for action, value in steps:
        getattr(patient, action)(value)
    running = patient.coach.state in (CoachState.EXERCISING, CoachState.PAUSING, CoachState.PAUSED)
    assert len(patient.coach.finish(patient.now_s)) == running
