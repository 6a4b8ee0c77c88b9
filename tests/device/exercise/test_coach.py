"""What the button, time and movement do with one set, and the marks and faults beside it."""

from dataclasses import replace

import pytest

from device.exercise.button import PressEvent
from device.exercise.coach import Coach, DeviceFault, Tick
from device.exercise.states import CoachState
from device.programme.items import ELBOW, shortest_s
from device.programme.seen import UNWATCHED, Repetition, Watched
from device.records.facts import BegunBlock, ExerciseSession, Mark, SetResult
from tests.support.patient import HOLD_S, TAP_S, Patient
from tests.support.programmes import BEND, monday, of_items

MOST_BLOCK_S, MOST_BLOCKS_A_DAY = 900.0, 10

PACED_S = 80  # ten repetitions of eight seconds


@pytest.fixture
def patient() -> Patient:
    return Patient()


def test_a_tap_in_everyday_life_is_a_mark_where_the_finger_touched(patient: Patient) -> None:
    patient.press()
    assert patient.said == "recording"
    assert patient.kept == []
    patient.wait(10.0)
    assert patient.kept == [Mark(100.0)]


def test_a_hold_within_ten_seconds_of_a_mark_takes_it_back_and_opens_nothing(patient: Patient) -> None:
    patient.press()
    patient.live_to(110.0)
    patient.press(HOLD_S)
    patient.wait(20.0)
    assert (patient.kept, patient.said) == ([], "recording")


def test_a_hold_later_than_ten_seconds_after_a_mark_opens_a_session(patient: Patient) -> None:
    patient.press()
    patient.live_to(110.1)
    patient.press(HOLD_S)
    assert (patient.kept, patient.said) == ([Mark(100.0)], "ready")


def test_while_the_button_is_held_a_mark_waits_for_what_becomes_of_it(patient: Patient) -> None:
    patient.press()
    patient.push(Tick(109.9, held_s=0.5), Tick(110.5, held_s=1.1))
    assert patient.kept == []
    patient.push(Tick(110.6))
    assert patient.kept == [Mark(100.0)]


def test_a_second_mark_keeps_the_first_and_only_the_second_can_be_taken_back(patient: Patient) -> None:
    patient.press()
    patient.wait(3.0)
    patient.press()
    assert patient.kept == [Mark(100.0)]
    patient.press(HOLD_S)
    patient.wait(20.0)
    assert patient.kept == [Mark(100.0)]


def test_a_mark_that_is_still_warm_is_kept_when_the_device_stops(patient: Patient) -> None:
    patient.press()
    assert patient.coach.finish(patient.now_s) == [Mark(100.0)]


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


def test_ten_counted_repetitions_are_a_set(patient: Patient) -> None:
    patient.start()
    assert patient.said == "pace"
    for n in range(10):
        patient.move(range_deg=80.0 + n)
    assert patient.said == "session done"
    result = patient.result
    assert (result.exercise, result.target_repetitions, result.done_repetitions) == (ELBOW.exercise, 10, 10)
    assert (result.stopped, result.pauses, result.uncounted) == ("done", 0, ())
    assert (result.range_median_deg, result.range_best_deg) == (84.5, 89.0)
    assert result.duration_s == pytest.approx(60.0, abs=2.0)


def test_after_the_set_is_done_it_is_everyday_life_again(patient: Patient) -> None:
    patient.start()
    for _ in range(10):
        patient.move()
    patient.wait(3.0)
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
            patient.wait(30.0)  # or the pace would have gone through a hundred repetitions before
            patient.press()
    assert (patient.result.stopped, patient.result.duration_s) == ("time over", MOST_BLOCK_S)


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
    patient.push(replace(monday(patient.programme), midnight_s=86_400.0))
    patient.open()
    assert patient.said == "ready"


@pytest.mark.parametrize(("now_s", "said"), [(86_399.9, "recording"), (86_400.0, "ready")])
def test_a_day_is_24_hours_from_the_first_of_ten_blocks(now_s: float, said: str) -> None:
    coach = Coach()
    coach.push(replace(monday(of_items(BEND), begun=[BegunBlock("reach", 0.0)] * 10), midnight_s=50_000.0))
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
        coach.push(monday(of_items(BEND), begun=[BegunBlock("reach", start_s) for start_s in starts_s]))
    coach.push(PressEvent("released", 5000.0, 4998.0, 2.0))
    assert coach.cue.state == said


def test_a_set_of_ones_own_counts_once(patient: Patient) -> None:
    """Eight others and the own one, which the card knows too: a tenth is allowed."""
    patient.open()
    start_s = patient.now_s
    patient.press(TAP_S)
    patient.press(HOLD_S)
    begun = [*(BegunBlock("reach", n - 100.0) for n in range(8)), BegunBlock("elbow-bend", start_s)]
    patient.push(monday(patient.programme, begun=begun))
    patient.open()
    assert patient.said == "ready"


@pytest.mark.parametrize(
    ("held_s", "state"),
    [
        *((0.0, CoachState.IDLE), (1.49, CoachState.IDLE)),  # a tap
        *((1.5, CoachState.READY), (3.99, CoachState.READY)),  # a hold
        (4.0, CoachState.PRIVATE),
    ],
)
def test_a_press_of_one_and_a_half_to_four_seconds_is_a_hold(held_s: float, state: CoachState) -> None:
    coach = Coach()
    coach.push(monday(of_items(BEND)))
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


def test_that_a_session_is_done_is_said_for_three_seconds(patient: Patient) -> None:
    patient.start()
    for _ in range(10):
        patient.move()
    assert left_alone(patient, 2.99) is CoachState.SESSION_DONE
    assert left_alone(patient, 3.0) is CoachState.IDLE


def test_a_pause_that_outlasts_the_block_ends_it_and_says_so_first(patient: Patient) -> None:
    patient.start()
    patient.press()
    patient.wait(1000.0)
    assert (patient.result.stopped, patient.said) == ("time over", "session done")


def test_a_block_of_a_quarter_of_an_hour_is_watched_from_its_start_though_its_end_is_learned_of_late() -> None:
    coach = Coach()
    coach.push(monday(of_items(BEND), -10.0))
    coach.push(PressEvent("released", 0.0, -2.0, 2.0))
    coach.push(PressEvent("released", 1.0, 0.5, 0.4))
    coach.push(Watched(0.5, 4.0))
    coach.push(Watched(4.0, 4.5, "gyroscope stuck"))
    coach.push(Watched(4.5, 906.0))
    result = coach.push(Tick(906.0))[0]
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
    result, session = patient.coach.finish(patient.now_s)
    assert isinstance(result, SetResult)
    assert isinstance(session, ExerciseSession)
    assert (result.done_repetitions, result.stopped) == (1, "device stopped")
    assert (session.done_sets, session.due_sets, session.stopped) == (0, 1, "device stopped")
    assert patient.coach.finish(patient.now_s) == []


def test_a_set_without_a_gyroscope_ends_with_the_pace_and_nobody_knows_how_many_were_done(patient: Patient) -> None:
    patient.hindrance = "no gyroscope"
    patient.start()
    for _ in range(2 * PACED_S):
        patient.wait(0.5)
    result = patient.result
    assert (result.done_repetitions, result.stopped) == (None, "paced")
    assert result.not_counted == "no gyroscope for 80 s of 80 s"
    assert patient.said == "session done"


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
    assert result.not_counted == "gyroscope stuck for 48 s of 73 s; 4 counted in the rest"


def test_a_set_that_nobody_saw_is_not_a_set_of_nothing(patient: Patient) -> None:
    patient.hindrance = UNWATCHED
    patient.start()
    patient.wait(20.0)
    patient.press(HOLD_S)
    assert patient.result.done_repetitions is None
    assert patient.result.not_counted == "no data from the sensor for 21 s of 21 s"


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
