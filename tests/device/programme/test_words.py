"""What a programme asks for, in words."""

import tomllib
from dataclasses import replace

import pytest

from device.programme import Programme
from device.programme.example import EXAMPLE_PROGRAMME
from device.programme.items import CheckupPlan, DailySchedule, Hold, Item
from device.programme.words import programme_in_words, programme_name
from device.programme.written import read_programme
from device.symptoms import SymptomQuestions


def example() -> Programme:
    programme = read_programme(tomllib.loads(EXAMPLE_PROGRAMME))
    assert isinstance(programme, Programme)
    return programme


def test_a_programme_is_said_in_words() -> None:
    assert programme_in_words(example()) == [
        "arm-2026 version 1, by A. Therapist, issued 2026-11-20",
        "valid from 2026-11-21 to 2027-02-20",
        "for the right arm, on device band-01",
        "worn on the forearm: a hand above the wrist, on the side of the back of the hand",
        "after a session the patient is asked how it was",
        "every 3 days at 18:00, the lights ask for own symptoms 1 and 2",
        "1. Bend and straighten the elbow (elbow-bend), twice a day on mon, wed, fri, from 08:00 to 20:00",
        "   2 sets of 10 repetitions, 60 s of rest between them; 3 min 40 s in all",
        "   3 s out, 1 s hold, 3 s back, 1 s pause",
        "   counted from 40 to 120 degrees, the target is 90",
        "   too fast above 120 deg/s",
        "   the device ends it after 10 min, or when tremor has grown by 100 %",
        "   caution: No load in the hand.",
        "   note: Slowly. Stop when it hurts.",
        "2. Hold the arm out (postural-hold), once a day",
        "   3 sets of 20 s, 30 s of rest between them; 2 min in all",
        "   kept within 10 degrees of where it begins",
        "   the device ends it after 15 min",
        "   caution: Stop when it hurts or the cramp grows.",
        "3. Swing with the light (paced-swing), once a day",
        "   30 repetitions; 1 min 15 s in all",
        "   out and back every 2.5 s",
        "   counted from 15 to 60 degrees, the target is 30",
        "   the device ends it after 15 min",
        "   caution: Small and loose.",
        "4. Rest with the arm supported (supported-rest), once a day",
        "   90 s; 1 min 30 s in all",
        "   the device ends it after 15 min",
        "   caution: Support the whole forearm.",
        "check-up at 09:00 on mon, thu, each open for 2 hours",
        "   rest for 30 s",
        "   hold it out for 30 s",
        "   30 s without the sensory trick (a touch that eases it), 30 s with it",
        "   2 min 16 s in all, with 4 s before each to take the position",
    ]


def test_a_check_up_of_several_times_says_them_all_and_how_long_the_middle_is_held() -> None:
    plan = CheckupPlan(("midline",), (480, 1080), midline_s=60.0)
    assert programme_in_words(replace(example(), checkup=plan))[-3:] == [
        "check-up at 08:00 and 18:00, each open for 2 hours",
        "   hold it in the middle for 60 s, twice",
        "   2 min 8 s in all, with 4 s before each to take the position",
    ]


def test_what_is_for_any_device_and_without_a_rating_says_so() -> None:
    lines = programme_in_words(replace(example(), device="", rating=False))
    assert lines[2] == "for the right arm, on any device"
    assert lines[4] == "after a session the patient is not asked how it was"


def test_three_times_is_a_number_and_one_repetition_is_no_plural() -> None:
    rest = Item(Hold("supported-rest", 45), schedule=DailySchedule(per_day=3))
    lines = programme_in_words(replace(example(), items=(rest,)))
    assert lines[6] == "1. Rest with the arm supported (supported-rest), 3 times a day"
    assert lines[7] == "   45 s; 45 s in all"


def test_a_programme_is_called_by_its_id_and_version() -> None:
    assert programme_name(example()) == "arm-2026 version 1"


def test_a_minute_and_a_second_are_both_said() -> None:
    lines = programme_in_words(replace(example(), items=(Item(Hold("supported-rest", 61)),)))
    assert lines[7] == "   61 s; 1 min 1 s in all"


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        (SymptomQuestions((2,)), "every day after the first session, the lights ask for own symptom 2"),
        (SymptomQuestions((3, 1, 2), 7, 450), "every 7 days at 07:30, the lights ask for own symptoms 3, 1 and 2"),
    ],
)
def test_what_is_asked_of_own_symptoms_is_said(asks: SymptomQuestions, said: str) -> None:
    assert programme_in_words(replace(example(), symptoms=asks))[5] == said
