"""Where in a recording a check-up was done, as somebody says it who was there."""

from dataclasses import replace

import pytest

from device.checkups import asked_checkup, placed
from device.records.facts import Checkup


def times(checkup: Checkup) -> list[tuple[str, float, float]]:
    """Stage, and when it began and ended in the recording."""
    starts = [(one.stage, checkup.start_s + one.after_s, one.duration_s) for one in checkup.stages]
    return [(stage, start_s, start_s + length_s) for stage, start_s, length_s in starts]


def test_a_part_with_its_start_has_the_stages_and_the_pace_of_the_lights() -> None:
    checkup = asked_checkup("trick=2:00,rest=0:12,midline=1:00", "neck")
    assert times(checkup) == [
        ("rest", 12, 42),
        ("first midline", 60, 80),
        ("second midline", 84, 104),
        ("without trick", 120, 150),
        ("with trick", 154, 184),
    ]
    assert (checkup.start_s, checkup.duration_s, checkup.site) == (12, 172, "neck")
    assert checkup.parts == ("rest", "midline", "trick")


def test_a_stage_may_have_a_start_and_an_end_of_its_own() -> None:
    checkup = asked_checkup("without trick = 10 - 1:02:03.5, with trick=1:10:00", "")
    assert times(checkup) == [("without trick", 10, 3723.5), ("with trick", 4200, 4230)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected NAME=START"),
        ("rest", "expected NAME=START or NAME=START-END"),
        ("nap=0:12", "expected one of rest, hold, midline, straight, trick"),
        ("rest=0:70", "expected a time as on a stopwatch"),
        ("rest=-5", "expected a time as on a stopwatch"),
        ("rest=soon", "got 'soon'"),
        ("rest=0:30-0:30", "expected its start before its end"),
        ("trick=0:10-0:40", "without trick and with trick"),
        ("rest=0:30,hold=0:40", "rest lasts until 1:00, but hold begins at 0:40"),
        ("rest=0:30,rest=4:40", "rest is there twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        asked_checkup(text, "")


def test_in_a_recording_it_stands_where_the_first_second_is() -> None:
    asked = asked_checkup("rest=0:12", "hand")
    assert placed(asked, 1000.0, 1042.0) == replace(asked, start_s=1012.0)


def test_a_stage_that_ends_after_the_recording_is_cut_off() -> None:
    checkup = placed(asked_checkup("rest=0:12,hold=0:46", ""), 100.0, 155.0)
    assert [(one.stage, one.asked_s, one.duration_s, one.ended) for one in checkup.stages] == [
        ("rest", 30, 30, "done"),
        ("hold", 30, 9, "cut off"),
    ]
    assert (checkup.ended, checkup.duration_s) == ("device stopped", 43)


def test_a_stage_that_begins_after_the_recording_is_none_of_it() -> None:
    with pytest.raises(ValueError, match="hold begins after the end: the recording lasts 0:46"):
        placed(asked_checkup("rest=0:12,hold=0:46", ""), 100.0, 146.0)
