"""Own symptoms, asked for by lights and answered by taps: when, how, and at most once a day, whatever happens."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from device.exercise.button import PressEvent
from device.exercise.coach import Coach, Tick
from device.exercise.states import CoachState
from device.programme.due import DueToday
from device.records.facts import AskedRound, Mark, SymptomRound
from device.symptoms import SymptomQuestions
from tests.support.patient import HOLD_S, LONG_HOLD_S, TAP_S, Patient
from tests.support.programmes import MONDAY, bends, monday

HOUR_S, DAY_S = 3600.0, 86_400.0
SIX_S = 18 * HOUR_S
AT_SIX = SymptomQuestions((1, 3), at_minute=18 * 60)
AFTERWARDS = SymptomQuestions((2,))


def at_six(questions: SymptomQuestions = AT_SIX) -> Patient:
    """Somebody at six in the evening, when the programme asks."""
    return Patient(symptoms=questions, start_s=SIX_S)


def after_a_session(rating: bool = False, start_s: float = 10 * HOUR_S) -> Patient:  # noqa: FBT001, FBT002
    patient = Patient(bends(1), rating=rating, symptoms=AFTERWARDS, start_s=start_s)
    patient.start()
    patient.do_set(3)
    patient.wait(3.1)
    return patient


def test_at_its_time_the_lights_invite_and_a_hold_opens_the_first_question() -> None:
    patient = at_six()
    assert (patient.coach.cue.invited_s, patient.said) == (SIX_S, "recording")
    patient.press(HOLD_S)
    assert (patient.said, patient.coach.cue.symptom, patient.coach.cue.rating) == ("question", 1, 0)


def test_that_somebody_was_asked_is_kept_at_once_and_each_answer_in_its_place() -> None:
    patient = at_six()
    assert patient.kept == [SymptomRound(SIX_S, ((1, None), (3, None)), "device stopped")]
    patient.press(HOLD_S)
    patient.press()
    assert patient.rounds == [SymptomRound(SIX_S, ((1, "none"), (3, None)), "device stopped")]


def test_taps_say_none_some_and_a_lot_and_the_next_symptom_follows_five_seconds_later() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    patient.press()
    patient.press()
    assert patient.coach.cue.rating == 2
    patient.wait(5.0)
    assert (patient.said, patient.coach.cue.symptom, patient.coach.cue.rating) == ("question", 3, 0)
    for _ in range(3):
        patient.press()
    patient.wait(5.0)
    assert patient.said == "recording"
    assert patient.rounds == [SymptomRound(SIX_S, ((1, "some"), (3, "a lot")), "done")]


def test_a_fourth_tap_begins_again_with_none() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    for _ in range(4):
        patient.press()
    assert patient.rounds[0].ratings[0] == (1, "none")


def test_a_hold_takes_back_what_was_tapped_and_another_ends_the_questions() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    patient.press()
    patient.press(HOLD_S)
    assert (patient.said, patient.coach.cue.symptom, patient.coach.cue.rating) == ("question", 1, 0)
    patient.press(HOLD_S)
    assert patient.said == "recording"
    assert patient.rounds == [SymptomRound(SIX_S, ((1, None), (3, None)), "stopped")]


def test_who_does_nothing_skips_one_question_after_the_other() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    patient.wait(30.0)
    assert patient.coach.cue.symptom == 3
    patient.press()
    patient.wait(5.0)
    assert patient.rounds == [SymptomRound(SIX_S, ((1, None), (3, "none")), "done")]


def test_an_invitation_that_nobody_takes_up_is_over_after_an_hour_and_says_nothing_of_the_symptom() -> None:
    patient = at_six()
    patient.wait(3599.0)
    assert patient.coach.cue.invited_s == SIX_S
    patient.wait(1.0)
    assert patient.coach.cue.invited_s is None
    assert patient.rounds == [SymptomRound(SIX_S, ((1, None), (3, None)), "time over")]


def test_a_tap_while_the_lights_invite_is_a_mark_and_no_answer() -> None:
    patient = at_six()
    patient.press()
    patient.wait(10.0)
    assert patient.marks == [Mark(SIX_S)]
    assert patient.rounds[0].ratings == ((1, None), (3, None))


def test_a_hold_right_after_a_mark_takes_the_mark_back_and_the_next_opens_the_questions() -> None:
    patient = at_six()
    patient.press()
    patient.press(HOLD_S)
    assert (patient.said, patient.marks) == ("recording", [])
    patient.press(HOLD_S)
    assert patient.said == "question"


def test_exercises_that_are_due_as_well_open_with_the_next_hold() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    patient.press(HOLD_S)
    patient.press(HOLD_S)
    assert patient.said == "ready"


@pytest.mark.parametrize(("rating", "waited_s"), [(False, 0.0), (True, 30.0)])
def test_after_the_first_session_of_the_day_the_question_follows_by_itself(rating: bool, waited_s: float) -> None:  # noqa: FBT001
    patient = after_a_session(rating)
    patient.wait(waited_s)
    assert (patient.said, patient.coach.cue.symptom) == ("question", 2)
    assert len(patient.sessions) == 1
    patient.press()
    patient.wait(5.0)
    assert (patient.said, patient.rounds[0].ratings) == ("recording", ((2, "none"),))


def test_the_second_session_of_a_day_is_not_followed_by_questions() -> None:
    patient = after_a_session()
    patient.press(HOLD_S)
    patient.start()
    patient.do_set(3)
    patient.wait(3.1)
    assert (patient.said, len(patient.sessions), len(patient.rounds)) == ("recording", 2, 1)


def test_a_session_in_which_nothing_was_done_is_followed_by_none() -> None:
    patient = Patient(symptoms=AFTERWARDS, start_s=10 * HOUR_S)
    patient.open()
    patient.press(HOLD_S)
    assert (patient.said, patient.rounds) == ("recording", [])


@pytest.mark.parametrize("start_s", [6.9 * HOUR_S, 22.5 * HOUR_S])
def test_at_night_no_session_is_followed_by_questions(start_s: float) -> None:
    assert after_a_session(start_s=start_s).rounds == []


def test_a_finger_that_came_down_during_the_session_answers_nothing() -> None:
    patient = Patient(bends(1), symptoms=AFTERWARDS, start_s=10 * HOUR_S)
    patient.start()
    patient.do_set(3)
    start_s = patient.touch()
    patient.wait(3.0)
    assert patient.said == "question"
    patient.let_go(start_s, 3.5)
    patient.push(PressEvent("released", patient.now_s, start_s, TAP_S))
    assert patient.rounds[0].ratings == ((2, None),)


@pytest.mark.parametrize("rating", [False, True])
def test_a_tap_that_began_before_the_five_seconds_were_over_counts(rating: bool) -> None:  # noqa: FBT001
    """A slow finger: it came down after four and a half seconds and left the button after six."""
    patient = after_a_session(rating)
    patient.press()
    patient.live_to(patient.now_s + 3.3)
    start_s = patient.touch()
    patient.push(Tick(patient.now_s + 0.5, held_s=0.65))
    patient.let_go(start_s, 1.2)
    patient.wait(5.0)
    if rating:
        assert patient.sessions[0].rating == "some"
    else:
        assert patient.rounds[0].ratings == ((2, "some"),)


def test_an_hour_of_privacy_ends_the_questions_and_keeps_what_was_answered() -> None:
    patient = at_six()
    patient.press(HOLD_S)
    patient.press()
    patient.press(LONG_HOLD_S)
    assert patient.coach.state is CoachState.PRIVATE
    assert patient.rounds == [SymptomRound(SIX_S, ((1, "none"), (3, None)), "privacy")]


def test_during_privacy_nobody_is_invited_and_afterwards_within_the_hour() -> None:
    patient = Patient(symptoms=AT_SIX, start_s=SIX_S - 1800)
    patient.press(LONG_HOLD_S)
    patient.live_to(SIX_S)
    patient.push(monday(patient.programme, SIX_S))
    assert patient.rounds == []
    patient.wait(1900.0)
    patient.push(monday(patient.programme, patient.now_s))
    assert (patient.coach.state, len(patient.rounds)) == (CoachState.IDLE, 1)


def test_a_session_at_the_time_is_not_interrupted_and_the_invitation_follows_it() -> None:
    patient = Patient(bends(1), symptoms=AT_SIX, start_s=SIX_S - 60)
    patient.start()
    patient.live_to(SIX_S + 1)
    patient.push(monday(patient.programme, patient.now_s))
    assert (patient.rounds, patient.said) == ([], "pace")
    patient.press(HOLD_S)
    patient.push(monday(patient.programme, patient.now_s))
    assert len(patient.rounds) == 1


def look(patient: Patient, now_s: float, *asked: AskedRound, day: date = MONDAY, midnight_s: float = 0.0) -> None:
    patient.live_to(now_s)
    patient.push(Tick(now_s), DueToday(now_s, patient.programme, False, day, midnight_s, asked=asked))  # noqa: FBT003


def test_who_was_asked_today_before_a_power_cut_is_not_asked_again() -> None:
    patient = Patient(start_s=SIX_S - 60)
    patient.programme = replace(patient.programme, symptoms=AT_SIX)
    look(patient, SIX_S, AskedRound(SIX_S - 3600, "2026-03-02"))
    assert patient.rounds == []


def test_while_nobody_knows_who_was_asked_nobody_is() -> None:
    patient = Patient(start_s=SIX_S - 60)
    patient.coach, programme = Coach(), replace(patient.programme, symptoms=AT_SIX)
    patient.push(DueToday(SIX_S, programme, False, MONDAY, 0.0, asked=None))  # noqa: FBT003
    assert patient.rounds == []
    patient.push(DueToday(SIX_S, programme, False, MONDAY, 0.0, asked=()))  # noqa: FBT003
    assert len(patient.rounds) == 1


@pytest.mark.parametrize(
    ("before", "asks"),
    [
        (AskedRound(SIX_S - 3 * DAY_S, "2026-02-27"), True),
        (AskedRound(SIX_S - 2 * DAY_S, "2026-02-28"), False),
        (AskedRound(SIX_S - 12 * HOUR_S + 60, "2026-02-27"), False),  # a clock or a zone was changed since
        (AskedRound(-DAY_S, "2026-03-09"), False),  # it was put back
    ],
)
def test_every_three_days_means_three_dates_later_and_never_within_twelve_hours(
    before: AskedRound,
    asks: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    patient = Patient(start_s=SIX_S - 60)
    patient.programme = replace(patient.programme, symptoms=replace(AT_SIX, every_days=3))
    look(patient, SIX_S, before)
    assert bool(patient.rounds) == asks


def test_a_clock_that_jumps_to_the_next_day_brings_no_second_round() -> None:
    patient = at_six()
    look(patient, SIX_S + 4000, day=MONDAY + timedelta(days=1), midnight_s=4000.0)
    assert len(patient.rounds) == 1


@pytest.mark.parametrize(("minutes", "asks"), [(-1, False), (0, True), (59, True), (60, False)])
def test_the_invitation_begins_within_an_hour_of_its_time(minutes: int, asks: bool) -> None:  # noqa: FBT001
    assert bool(Patient(symptoms=AT_SIX, start_s=SIX_S + minutes * 60).rounds) == asks


def test_an_unknown_date_asks_nothing() -> None:
    patient = Patient(start_s=SIX_S)
    programme = replace(patient.programme, symptoms=AT_SIX)
    patient.push(DueToday(SIX_S, programme, False, None))  # noqa: FBT003
    assert patient.rounds == []


class AnyDays(RuleBasedStateMachine):
    """Somebody presses or does not, through days on which clocks and zones change and the device restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.patient = Patient(bends(1), rating=True, symptoms=SymptomQuestions((1, 2, 3), at_minute=1080))
        self.patient.live_to(SIX_S - 300)
        self.ahead_s = 0.0
        self.recorded: dict[float, str] = {}
        self.live(30)

    def _look(self) -> None:
        now_s = self.patient.now_s
        days = int((now_s + self.ahead_s) // DAY_S)
        asked = tuple(AskedRound(start_s, day) for start_s, day in self.recorded.items())
        day, midnight_s = MONDAY + timedelta(days=days), days * DAY_S - self.ahead_s
        self.patient.push(DueToday(now_s, self.patient.programme, False, day, midnight_s, asked=asked))  # noqa: FBT003
        for kept in self.patient.rounds:
            self.recorded.setdefault(kept.start_s, day.isoformat())

    @rule(held_s=st.sampled_from([TAP_S, TAP_S, HOLD_S, LONG_HOLD_S]))
    def press(self, held_s: float) -> None:
        self.patient.press(held_s)

    @rule(minutes=st.sampled_from([30, 61, 60 * 23]))
    def live(self, minutes: int) -> None:
        for _ in range(min(minutes, 90)):
            self.patient.wait(minutes * 60 / min(minutes, 90))
            self._look()

    @rule(seconds=st.sampled_from([5.0, 30.0]))
    def wait(self, seconds: float) -> None:
        self.patient.wait(seconds)

    @rule()
    def do_a_session(self) -> None:
        self.patient.start()
        self.patient.do_set(3)
        self.patient.wait(3.1)

    @rule(hours=st.sampled_from([-18, -1, 1, 18]))
    def travel(self, hours: int) -> None:
        self.ahead_s += hours * HOUR_S
        self.live(60 * 23)

    @rule()
    def restart(self) -> None:
        """After a power cut the coach knows only what was recorded."""
        self.patient.coach = Coach()
        self._look()

    @invariant()
    def nobody_is_asked_twice_a_day(self) -> None:
        days = Counter(self.recorded.values())
        assert all(count == 1 for count in days.values()), days
        starts_s = sorted(self.recorded)
        assert all(later_s - earlier_s >= 12 * HOUR_S for earlier_s, later_s in pairwise(starts_s))

    @invariant()
    def each_symptom_that_was_asked_for_is_answered_or_not_exactly_once(self) -> None:
        for kept in self.patient.rounds:
            assert [number for number, _ in kept.ratings] == [1, 2, 3]
            assert kept.stopped in {"done", "stopped", "time over", "privacy", "device stopped"}

    @invariant()
    def what_was_over_stays_as_it_was(self) -> None:
        last: dict[float, str] = {}
        for kept in self.patient.kept:
            if isinstance(kept, SymptomRound):
                assert last.get(kept.start_s, "device stopped") == "device stopped"
                last[kept.start_s] = kept.stopped


TestWhateverHappensOverDays = AnyDays.TestCase
TestWhateverHappensOverDays.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
