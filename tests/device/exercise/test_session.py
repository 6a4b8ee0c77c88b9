"""Whole sessions: several items and sets, rests, the rating, what is due, and a programme that waits."""

from dataclasses import replace

import pytest

from device.exercise import AcceptProgramme
from device.exercise.coach import DeviceFault, TremorRose
from device.exercise.states import CoachState
from device.programme.items import ELBOW, Item, StopRule, Tempo
from device.records.facts import ExerciseSession, SetResult
from tests.support.patient import HOLD_S, Patient
from tests.support.programmes import BEND, LIE, STAY, SWING, bends, monday, of_items


def test_a_session_of_two_items_goes_from_set_to_rest_to_set_to_the_next_item_to_the_end() -> None:
    patient = Patient(bends(sets=2, rest_s=20.0), bends(sets=1))
    patient.start()
    said = [patient.said]
    patient.do_set(3)
    said.append(patient.said)
    patient.wait(2.0)
    said.append(patient.said)
    patient.wait(17.9)
    said.append(patient.said)
    patient.wait(0.1)
    said.append(patient.said)
    patient.do_set(3)
    said.append(patient.said)
    patient.wait(2.0)
    said.append(patient.said)
    patient.press()
    patient.do_set(3)
    said.append(patient.said)
    assert said == ["pace", "set done", "rest", "rest", "pace", "set done", "ready", "session done"]
    assert [(each.number, each.sets, each.stopped) for each in patient.results] == [
        (1, 2, "done"),
        (2, 2, "done"),
        (1, 1, "done"),
    ]
    patient.wait(3.0)
    (session,) = patient.sessions
    assert (session.programme, session.version, session.due_sets, session.done_sets) == ("simulated", 1, 3, 3)
    assert (session.stopped, session.rating) == ("done", None)
    assert patient.coach.state is CoachState.IDLE


def resting() -> Patient:
    patient = Patient(bends(sets=2, rest_s=20.0))
    patient.start()
    patient.do_set(3)
    patient.wait(10.0)
    return patient


def test_a_press_in_a_rest_pauses_it_and_a_tap_lets_what_is_left_of_it_go_by() -> None:
    patient = resting()
    patient.touch()
    assert patient.said == "paused"
    patient.press()
    patient.wait(100.0)
    assert patient.said == "paused"
    patient.press()
    assert patient.said == "rest"
    patient.wait(8.0)
    assert patient.said == "rest"
    patient.wait(1.0)
    assert patient.said == "pace"


def test_who_stays_away_in_a_paused_rest_has_ended_the_session() -> None:
    patient = resting()
    patient.press()
    patient.wait(301.0)
    (session,) = patient.sessions
    assert (session.stopped, session.done_sets, session.due_sets) == ("paused too long", 1, 2)
    assert len(patient.results) == 1


@pytest.mark.parametrize("again", [0, 1])
def test_a_hold_in_a_rest_stops_the_session_whether_it_is_paused_or_not(again: int) -> None:
    patient = resting()
    for _ in range(again):
        patient.press()
    patient.press(HOLD_S)
    assert [each.stopped for each in patient.sessions] == ["stopped"]


def test_a_hold_before_the_first_set_leaves_no_session() -> None:
    patient = Patient()
    patient.open()
    patient.press(HOLD_S)
    patient.wait(1.0)
    assert (patient.sessions, patient.said) == ([], "recording")


def test_a_hold_before_the_second_item_stops_the_session_and_keeps_it() -> None:
    patient = Patient(bends(1), SWING)
    patient.start()
    patient.do_set(3)
    patient.wait(2.0)
    assert patient.said == "ready"
    patient.press(HOLD_S)
    (session,) = patient.sessions
    assert (session.stopped, session.done_sets, session.due_sets) == ("stopped", 1, 2)


def test_a_tap_that_was_meant_to_pause_the_last_repetition_starts_nothing() -> None:
    patient = Patient(bends(1), SWING)
    patient.start()
    patient.do_set(2)
    start_s = patient.now_s + 5.9
    patient.move()
    patient.wait(1.9)
    patient.wait(0.1)
    assert patient.said == "ready"
    patient.let_go(start_s, 2.2 - 0.9)
    assert patient.said == "ready"


@pytest.mark.parametrize(("item", "said"), [(STAY, "hold position"), (LIE, "supported rest")])
def test_a_set_of_time_is_done_when_its_time_is_over_without_the_pauses(item: Item, said: str) -> None:
    patient = Patient(item)
    patient.start()
    assert patient.said == said
    patient.wait(10.0)
    patient.press()
    patient.wait(100.0)
    patient.press()
    patient.wait_in_steps(60.0)
    result = patient.result
    assert (result.target_repetitions, result.done_repetitions, result.not_counted) == (0, 0, None)
    assert (result.stopped, result.target_s, result.pauses) == ("done", getattr(item.work, "hold_s", 0), 1)
    assert patient.coach.state is CoachState.IDLE


def test_a_swing_is_paced_by_its_beat_and_counted() -> None:
    patient = Patient(SWING)
    patient.start()
    assert (patient.said, patient.coach.cue.beat_s) == ("beat", 2.0)
    patient.do_set(4)
    assert (patient.result.target_repetitions, patient.result.done_repetitions) == (4, 4)


def test_an_item_ends_when_its_own_time_is_over_and_the_next_one_follows() -> None:
    patient = Patient(replace(bends(sets=3), stop=StopRule(most_min=1.0)), BEND)
    patient.start()
    patient.wait_in_steps(62.0)
    (result,) = patient.results
    assert (result.stopped, result.duration_s) == ("time over", 60.0)
    assert patient.said == "ready"
    patient.press()
    patient.press(HOLD_S)
    assert [each.stopped for each in patient.sessions] == ["stopped"]


def test_a_rest_does_not_outlast_the_time_of_its_item() -> None:
    patient = Patient(replace(bends(sets=2, rest_s=300.0), stop=StopRule(most_min=1.0)))
    patient.start()
    patient.do_set(3)
    patient.wait_in_steps(50.0)
    assert (len(patient.results), [each.stopped for each in patient.sessions]) == (1, ["done"])


def test_no_set_is_paced_for_more_than_a_hundred_repetitions_counted_or_not() -> None:
    """At 3 + 0 + 3 + 0 seconds for each, a hundred take 600 s, which is less than the 15 minutes of a block."""
    quick = replace(ELBOW, repetitions=10, tempo=Tempo(out_s=3.0, hold_s=0.0, back_s=3.0, pause_s=0.0))
    patient = Patient(Item(quick, sets=2))
    patient.start()
    for _ in range(105):
        patient.move(counted=False, range_deg=30.0, reason="short by 10°")
    assert (patient.result.stopped, patient.result.done_repetitions) == ("time over", 0)
    assert patient.result.duration_s == pytest.approx(600.0, abs=7.0)
    assert [each.stopped for each in patient.sessions] == ["time over"]


def test_pauses_are_none_of_the_hundred_repetitions() -> None:
    quick = replace(ELBOW, repetitions=10, tempo=Tempo(out_s=2.0, hold_s=0.0, back_s=2.0, pause_s=0.0))
    patient = Patient(Item(quick))
    patient.start()
    patient.wait_in_steps(200.0)
    patient.press()
    patient.wait_in_steps(250.0)
    patient.press()
    patient.wait_in_steps(190.0)
    assert patient.results == []
    patient.wait_in_steps(20.0)
    assert patient.result.stopped == "time over"


def test_tremor_that_rose_ends_the_item_and_the_session_says_so() -> None:
    patient = Patient(bends(sets=3))
    patient.start()
    patient.move()
    patient.push(TremorRose(patient.now_s))
    patient.wait(3.0)
    assert (patient.result.stopped, patient.result.done_repetitions) == ("tremor rose", 1)
    (session,) = patient.sessions
    assert (session.stopped, session.done_sets, session.due_sets) == ("tremor rose", 0, 3)


HEEDED = StopRule(tremor_rise_pct=50.0)


def test_tremor_is_watched_only_while_a_set_runs_that_it_may_end() -> None:
    patient = Patient(replace(bends(sets=2, rest_s=20.0), stop=HEEDED), bends(1))
    seen = [patient.coach.tremor_limit is not None]
    patient.open()
    seen.append(patient.coach.tremor_limit is not None)
    patient.press()
    seen.append(patient.coach.tremor_limit is not None)
    patient.do_set(3)
    seen.append(patient.coach.tremor_limit is not None)
    patient.wait(20.0)
    seen.append(patient.coach.tremor_limit is not None)
    patient.do_set(3)
    patient.wait(2.0)
    patient.press()
    assert patient.said == "pace"
    seen.append(patient.coach.tremor_limit is not None)
    assert seen == [False, False, True, False, True, False], "the second item has no such rule"


def test_tremor_is_watched_over_all_sets_of_an_item_without_rests_and_pauses() -> None:
    patient = Patient(*(replace(bends(sets=2, rest_s=20.0), stop=HEEDED) for _ in range(2)))
    patient.start()
    patient.do_set(3)
    patient.wait(20.0)
    began_s = patient.now_s
    patient.press()
    limit, first = patient.coach.tremor_limit, patient.result
    assert limit is not None
    assert limit.most_rise_pct == 50
    assert limit.exercised[0] == (first.start_s, first.start_s + first.duration_s)
    assert limit.exercised[1] == (began_s, began_s), "the press paused it at once"
    patient.press()
    patient.do_set(3)
    patient.wait(2.0)
    patient.press()
    assert patient.coach.tremor_limit is not None
    ((again_s, until_s),) = patient.coach.tremor_limit.exercised
    assert (again_s > began_s, until_s) == (True, float("inf")), "another item begins anew"


def rated(*, taps: int) -> Patient:
    patient = Patient(bends(1), rating=True)
    patient.start()
    patient.do_set(3)
    patient.wait(3.0)
    assert patient.said == "rating"
    for _ in range(taps):
        patient.press()
    return patient


@pytest.mark.parametrize(
    ("taps", "lights", "rating"), [(1, 1, "none"), (2, 2, "some"), (3, 3, "a lot"), (4, 1, "none")]
)
def test_taps_step_through_the_rating_and_five_seconds_later_it_is_kept(taps: int, lights: int, rating: str) -> None:
    patient = rated(taps=taps)
    assert patient.coach.cue.rating == lights
    patient.wait(3.9)
    assert patient.sessions == []
    patient.wait(0.2)
    assert [each.rating for each in patient.sessions] == [rating]


def test_who_does_not_answer_is_not_asked_for_long() -> None:
    patient = rated(taps=0)
    patient.wait(29.9)
    assert patient.sessions == []
    patient.wait(0.2)
    assert [each.rating for each in patient.sessions] == [None]


def test_a_hold_skips_the_question() -> None:
    patient = rated(taps=0)
    patient.press(HOLD_S)
    assert [each.rating for each in patient.sessions] == [None]
    assert patient.said == "recording"


def test_who_stops_because_it_hurts_is_asked_too() -> None:
    patient = Patient(bends(1), rating=True)
    patient.start()
    patient.press(HOLD_S)
    assert patient.said == "rating"
    for _ in range(3):
        patient.press()
    patient.wait(5.0)
    assert [(each.stopped, each.rating) for each in patient.sessions] == [("stopped", "a lot")]


def test_the_press_that_stops_a_session_is_no_answer() -> None:
    patient = Patient(bends(1), rating=True)
    patient.start()
    patient.press()
    patient.press(HOLD_S)
    assert (patient.said, patient.coach.cue.rating) == ("rating", 0)


def test_when_nothing_is_due_a_hold_says_so_and_starts_nothing() -> None:
    patient = Patient(replace(BEND, schedule=replace(BEND.schedule, from_minute=2)))
    patient.open()
    assert patient.said == "recording"
    assert patient.coach.cue.refused_s == pytest.approx(102.35)
    patient.press()
    patient.wait(20.0)
    assert len(patient.marks) == 1, "a tap is a mark"


def test_without_an_accepted_programme_nothing_is_due() -> None:
    patient = Patient()
    patient.push(monday(None))
    patient.open()
    assert patient.coach.cue.refused_s is not None


def test_a_hold_accepts_the_programme_that_waits_before_it_opens_anything() -> None:
    patient = Patient()
    patient.push(monday(patient.programme, waiting=True))
    assert patient.coach.cue.waiting
    patient.press(HOLD_S)
    assert (patient.kept, patient.said) == ([AcceptProgramme()], "recording")
    assert not patient.coach.cue.waiting
    patient.press(HOLD_S)
    assert patient.said == "ready"


def test_a_session_that_is_on_keeps_its_programme_when_another_one_comes_or_the_day_ends() -> None:
    patient = Patient(bends(sets=2, rest_s=2.0))
    patient.start()
    patient.push(monday(None), replace(monday(of_items(SWING)), midnight_s=patient.now_s))
    patient.do_set(3)
    patient.wait(2.0)
    patient.do_set(3)
    patient.wait(3.0)
    assert [each.done_sets for each in patient.sessions] == [2]


def test_a_session_has_no_more_blocks_than_the_day_has_room_for() -> None:
    """Ten in 24 hours, of twelve that are due."""
    patient = Patient(*(bends(1, repetitions=n) for n in range(1, 13)))
    patient.open()
    for n in range(1, 13):
        if patient.said != "ready":
            break
        patient.press()
        patient.do_set(n)
        patient.wait(3.0)
    assert len(patient.results) == 10
    assert [(each.due_sets, each.done_sets) for each in patient.sessions] == [(10, 10)]


def test_too_fast_is_told_at_once_and_short_is_not() -> None:
    patient = Patient()
    patient.start()
    patient.move(counted=False, reason="short by 10°")
    assert patient.coach.cue.too_fast_s is None
    patient.move(counted=False, reason="too fast")
    assert patient.coach.cue.too_fast_s == patient.now_s


@pytest.mark.parametrize("hold", [False, True])
def test_a_sensor_that_is_lost_pauses_the_exercise_and_a_tap_goes_on(hold: bool) -> None:  # noqa: FBT001 - a parameter of the test
    patient = Patient(STAY if hold else BEND)
    patient.start()
    patient.wait(2.0)
    patient.lose_sensor()
    assert (patient.said, patient.coach.cue.code) == ("paused", 2)
    patient.press()
    assert patient.said == ("hold position" if hold else "pace")


def test_a_sensor_that_is_lost_in_everyday_life_pauses_nothing() -> None:
    patient = Patient()
    patient.lose_sensor()
    assert patient.said == "recording"


def test_a_press_asks_whether_the_device_was_worn() -> None:
    patient = Patient()
    patient.push(DeviceFault(patient.now_s, present=True, part="wear"))
    assert patient.coach.cue.fault_s is None
    patient.press()
    assert patient.coach.cue.code == 4


def test_what_would_be_cut_off_is_known_at_every_moment() -> None:
    patient = Patient(bends(sets=2, rest_s=20.0))
    assert (patient.coach.progress, patient.coach.unfinished(patient.now_s)) == (None, ((), ()))
    patient.open()
    assert patient.coach.progress is None
    patient.press()
    patient.move()
    (running,), (session,) = patient.coach.unfinished(patient.now_s)
    assert (running.stopped, running.done_repetitions, session.stopped) == ("device stopped", 1, "device stopped")
    patient.do_set(2)
    running_none, (session,) = patient.coach.unfinished(patient.now_s)
    assert (running_none, session.done_sets) == ((), 1)


def test_progress_changes_with_each_set_that_begins_or_ends_and_each_repetition() -> None:
    patient = Patient(bends(sets=2, rest_s=20.0), rating=True)
    patient.start()
    seen = [patient.coach.progress]
    for _ in range(3):
        patient.move()
        seen.append(patient.coach.progress)
    patient.wait(20.0)
    seen.append(patient.coach.progress)
    assert len(set(seen)) == len(seen)


def test_a_session_that_waits_for_its_rating_is_kept_when_the_device_stops() -> None:
    patient = rated(taps=2)
    (session,) = patient.coach.finish(patient.now_s)
    assert isinstance(session, ExerciseSession)
    assert (session.stopped, session.rating) == ("done", "some")


def test_what_was_seen_in_the_last_set_is_there_for_whoever_measures_it() -> None:
    patient = Patient(bends(1))
    patient.start()
    patient.move(counted=False, reason="too fast")
    patient.do_set(3)
    assert isinstance(patient.result, SetResult)
    last, result = patient.coach.last_set, patient.result
    assert last is not None
    counted = [each.counted for each in last.repetitions]
    assert (last.work.exercise, counted) == ("elbow-bend", [False, True, True, True])
    assert last.exercised == ((result.start_s, result.start_s + result.duration_s),)


def test_a_set_begins_when_the_lights_begin_to_pace_and_goes_on_when_they_do_after_a_pause() -> None:
    patient = Patient(bends(1))
    patient.open()
    came_down_s = patient.touch()
    patient.let_go(came_down_s, 0.4)
    began_s = patient.now_s
    patient.wait(20.0)
    paused_s = patient.touch()
    patient.let_go(paused_s, 0.4)
    patient.wait(5.0)
    patient.let_go(patient.touch(), 0.4)
    resumed_s = patient.now_s
    patient.do_set(3)
    last = patient.coach.last_set
    assert last is not None
    assert began_s > came_down_s + 0.4
    assert last.exercised[0] == (began_s, paused_s)
    assert last.exercised[1][0] == resumed_s
