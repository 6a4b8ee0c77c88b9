"""A check-up as the button and the time lead through it: its stages, what ends it, and that it keeps its caps."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from device.exercise.button import PressEvent
from device.exercise.coach import SensorLost
from device.programme.items import CheckupPlan
from device.records.facts import Checkup
from tests.support.patient import HOLD_S, LONG_HOLD_S, TAP_S, Patient
from tests.support.programmes import monday

REST = CheckupPlan(("rest",), (0,))
ALL = CheckupPlan(("rest", "hold", "midline", "straight", "trick"), (0, 600, 1200))
DAY_S, HOUR_S = 86_400.0, 3600.0


def patient(plan: CheckupPlan = REST) -> Patient:
    someone = Patient()
    someone.prescribe(plan)
    return someone


def begun(plan: CheckupPlan = REST) -> Patient:
    someone = patient(plan)
    someone.start()
    return someone


def last(someone: Patient) -> Checkup:
    return someone.checkups[-1]


def test_a_hold_opens_it_and_a_tap_begins_it() -> None:
    someone = patient()
    someone.open()
    assert (someone.said, someone.checkups) == ("check-up ready", [])
    someone.press()
    assert someone.said == "check-up position"
    assert [(one.ended, one.stages) for one in someone.checkups] == [("device stopped", ())], "a power cut keeps it"


def test_each_stage_is_shown_for_its_seconds_four_after_it_was_announced() -> None:
    someone = begun(ALL)
    start_s, shown = last(someone).start_s, list[tuple[float, str]]()
    while someone.coach.checking:
        if not shown or shown[-1][1] != someone.said:
            shown.append((round(someone.now_s - start_s), someone.said))
        someone.wait(0.25)
    position = "check-up position"
    assert [said for _, said in shown] == [
        *(position, "check-up at ease", position, "check-up hold", position, "check-up hold", position),
        *("check-up hold", position, "check-up at ease", position, "check-up hold", position, "check-up at ease"),
        *(position, "check-up trick"),
    ]
    assert [at_s for at_s, said in shown if said != position] == [4, 38, 72, 96, 120, 134, 148, 182]
    assert someone.said == "session done"
    done = last(someone)
    assert done.ended == "done"
    assert done.duration_s == pytest.approx(212.0)
    assert [(stage.stage, round(stage.duration_s, 6)) for stage in done.stages] == [
        *(("rest", 30.0), ("hold", 30.0), ("first midline", 20.0), ("second midline", 20.0)),
        *(("at ease", 10.0), ("held straight", 10.0), ("without trick", 30.0), ("with trick", 30.0)),
    ]


def test_a_tap_skips_the_part_that_is_on_with_all_its_stages() -> None:
    someone = begun(CheckupPlan(("midline", "rest"), (0,)))
    someone.wait_in_steps(34.0)  # rest comes first, whatever the order in the programme
    assert someone.said == "check-up position"
    someone.press()
    assert [(stage.stage, stage.ended) for stage in last(someone).stages] == [
        ("rest", "done"),
        ("first midline", "skipped"),
        ("second midline", "skipped"),
    ]
    assert last(someone).ended == "done"


def test_a_tap_whose_finger_came_down_in_the_part_before_skips_nothing() -> None:
    someone = begun(CheckupPlan(("rest", "hold"), (0,)))
    someone.wait_in_steps(32.0)
    start_s = someone.touch()
    someone.wait(3.0)
    someone.push(PressEvent("released", someone.now_s, start_s, TAP_S))
    someone.wait_in_steps(40.0)
    assert [stage.ended for stage in last(someone).stages] == ["done", "done"]


def test_a_hold_breaks_it_off_and_keeps_what_was_done() -> None:
    someone = begun(CheckupPlan(("rest", "hold"), (0,)))
    someone.wait_in_steps(44.0)
    someone.press(HOLD_S)
    assert (last(someone).ended, someone.said) == ("stopped", "recording")
    assert [(stage.stage, stage.ended) for stage in last(someone).stages] == [("rest", "done"), ("hold", "cut off")]


def test_a_long_hold_ends_it_for_an_hour_of_privacy() -> None:
    someone = begun()
    someone.wait(10.0)
    someone.press(LONG_HOLD_S)
    assert (last(someone).ended, someone.said) == ("privacy", "private")


def test_whoever_walks_away_has_nothing_to_do() -> None:
    someone = begun(ALL)
    someone.wait_in_steps(220.0)
    assert (last(someone).ended, someone.said) == ("done", "recording")


def test_a_lost_sensor_ends_it() -> None:
    someone = begun()
    someone.wait(10.0)
    someone.push(SensorLost(someone.now_s))
    assert (last(someone).ended, someone.said) == ("sensor lost", "recording")


def test_a_device_that_stops_keeps_it() -> None:
    someone = begun()
    someone.wait(14.0)
    someone.kept += someone.coach.finish(someone.now_s)
    assert [(one.ended, len(one.stages)) for one in someone.checkups] == [("device stopped", 1)]


def test_ready_and_left_alone_or_held_nothing_was_begun_and_it_stays_due() -> None:
    someone = patient()
    someone.open()
    someone.wait(301.0)
    assert (someone.said, someone.checkups) == ("recording", [])
    someone.open()
    someone.press(HOLD_S)
    assert (someone.said, someone.checkups) == ("recording", [])
    someone.open()
    assert someone.said == "check-up ready"


def test_it_comes_before_the_exercise_and_once_begun_the_exercise_is_next() -> None:
    someone = begun()
    someone.wait_in_steps(40.0)
    someone.open()
    assert someone.said == "ready"


def test_one_that_comes_due_during_an_exercise_waits_for_its_end() -> None:
    someone = Patient()
    someone.start()
    someone.prescribe(REST)
    assert someone.said == "pace"
    someone.press(HOLD_S)
    someone.wait(3.0)
    someone.open()
    assert someone.said == "check-up ready"


def test_another_programme_meanwhile_changes_nothing_of_it() -> None:
    someone = begun(CheckupPlan(("rest", "hold"), (0,)))
    someone.wait(5.0)
    someone.push(monday(None, someone.now_s))
    someone.wait_in_steps(70.0)
    assert [stage.stage for stage in last(someone).stages] == ["rest", "hold"]


def test_however_late_somebody_looks_no_stage_gets_longer() -> None:
    someone = begun(ALL)
    someone.wait(1000.0)
    someone.press(HOLD_S)
    assert last(someone).duration_s <= 212.1
    assert max(stage.duration_s for stage in last(someone).stages) <= 30.1


class AnyCheckups(RuleBasedStateMachine):
    """Somebody does anything, all day long, with check-ups three times a day."""

    def __init__(self) -> None:
        super().__init__()
        self.patient = patient(ALL)
        self.begun = 0
        self.was_checking = False

    def seen(self) -> None:
        self.begun += self.patient.coach.checking and not self.was_checking
        self.was_checking = self.patient.coach.checking

    @rule(held_s=st.sampled_from([TAP_S, TAP_S, HOLD_S, HOLD_S, LONG_HOLD_S]))
    def press(self, held_s: float) -> None:
        self.patient.press(held_s)
        self.seen()

    @rule(seconds=st.sampled_from([0.02, 3.0, 30.0, 301.0, 3600.0, 20_000.0]))
    def wait(self, seconds: float) -> None:
        self.patient.wait(seconds)
        self.seen()

    @rule(seconds=st.sampled_from([40.0, 220.0]))
    def wait_in_steps(self, seconds: float) -> None:
        for _ in range(round(seconds / 2)):
            self.patient.wait(2.0)
            self.seen()

    @rule()
    def lose_sensor(self) -> None:
        self.patient.lose_sensor()
        self.seen()

    @rule(ahead_s=st.sampled_from([-HOUR_S, 0.0, HOUR_S]))
    def look(self, ahead_s: float) -> None:
        holds = monday(self.patient.programme, self.patient.now_s)
        midnight_s = self.patient.now_s // DAY_S * DAY_S
        self.patient.push(replace(holds, midnight_s=midnight_s, clock_ahead_s=ahead_s))

    @rule()
    def do_one(self) -> None:
        self.patient.start()
        self.seen()
        self.wait_in_steps(220.0)

    @invariant()
    def no_day_has_more_and_none_is_longer_than_the_device_allows(self) -> None:
        starts_s = [checkup.start_s for checkup in self.patient.checkups]
        for start_s in starts_s:
            assert sum(start_s <= other_s < start_s + DAY_S for other_s in starts_s) <= 3
            assert not any(start_s < other_s < start_s + HOUR_S for other_s in starts_s)
        assert all(checkup.duration_s <= 212.1 for checkup in self.patient.checkups)

    @invariant()
    def each_stage_is_in_it_once_at_most_and_in_its_order(self) -> None:
        order = [stage for _, stage, _ in ALL.stages]
        for checkup in self.patient.checkups:
            assert [stage.stage for stage in checkup.stages] == order[: len(checkup.stages)]

    def teardown(self) -> None:
        self.patient.kept += self.patient.coach.finish(self.patient.now_s)
        assert len(self.patient.checkups) == self.begun, "each that was begun ends in exactly one record"


TestAnyCheckups = AnyCheckups.TestCase
TestAnyCheckups.settings = settings(max_examples=6, stateful_step_count=30, deadline=None)
