"""Check-ups as a therapist reads them: each number with what it is of, and the trick in words."""

from dataclasses import replace

from device.day.document import DayCheckup, DayDocument
from device.records.facts import StageResult, TrickEffect
from sync.clinic.pages.checkup_tables import checkup_sentences, checkups_table
from tests.support.documents.exercise import CHECKUP, an_exercise_day
from tests.support.documents.realistic import a_day

DAY = an_exercise_day()
EMPTY = StageResult("rest", 4.0, 30.0, 30.0, "done")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def of(checkup: DayCheckup) -> DayDocument:
    return replace(DAY, checkups=(checkup,))


def said(checkup: DayCheckup) -> str:
    (sentence,) = checkup_sentences(of(checkup))
    return plain(sentence)


def test_each_stage_is_a_row_in_which_each_number_says_what_it_is_of() -> None:
    table = checkups_table(DAY)
    assert table is not None
    assert table.caption.startswith("Prompted check-ups: 1 done to the end, 1 prescribed.")
    assert [plain(cell) for cell in table.rows[1]] == [
        *("08:30:02", "held in the middle, first try", "20 s of 20 s", "5 s of 20 s, 1.4°, 5.2 Hz"),
        *("12° in 20 s", "9 s of 20 s", "2.0 / 2.4 / 5.1 °/s in 20 s"),
    ]


def test_what_was_not_measured_is_no_zero() -> None:
    table = checkups_table(of(replace(CHECKUP, stages=(EMPTY, replace(EMPTY, stage="hold", judged_s=28)))))
    assert table is not None
    assert [plain(cell) for cell in table.rows[0][2:]] == [
        *("30 s of 30 s", "not measured", "not measured", "\N{EN DASH}", "not measured")
    ]
    assert plain(table.rows[1][3]) == "none in 28 s judged"


def test_the_better_try_and_the_trick_stand_in_words() -> None:
    assert said(CHECKUP).replace("\N{MINUS SIGN}", "-") == (
        "Check-up at 08:30:02, worn on the forearm: done to its end; held within 10° of neutral for 15 s of 19 s "
        "judged, the better of 2 tries; sensory trick, relief told: tilt fell by 66 % at best, for 24 s (median tilt "
        "-14°; power -50 % below 1.5 Hz, -79 % to 4.5 Hz, -86 % above)."
    )


def test_tremor_at_ease_and_held_straight_stand_beside_each_other() -> None:
    ease = replace(EMPTY, stage="at ease", judged_s=10)
    straight = replace(ease, stage="held straight", tremor_s=6, tremor_deg=1.2, tremor_hz=5.0)
    assert "tremor at ease: none in 10 s judged; held straight: 6 s of 10 s, 1.2°, 5.0 Hz" in said(
        replace(CHECKUP, stages=(ease, straight), trick=None)
    )


def test_why_something_is_missing_is_said() -> None:
    skipped = replace(EMPTY, ended="skipped", duration_s=0.0)
    trick = TrickEffect("cannot tell", "too little of it could be measured")
    stages = (skipped, replace(EMPTY, stage="hold", judged_s=30, vehicle_s=12))
    text = said(replace(CHECKUP, ended="stopped", stages=stages, trick=trick, neutral=False, lying_s=70))
    for part in (
        "stopped by the patient",
        "skipped: rest",
        "sensory trick, cannot tell whether it relieves: too little of it could be measured",
        "tilt is not known: the device has no neutral position",
        "tilted by 60° and more for 1 min 10 s, as lying down",
        "in a vehicle for 12 s",
    ):
        assert part in text


def test_a_day_that_asks_for_one_and_has_none_says_so_and_other_days_say_nothing() -> None:
    table = checkups_table(replace(DAY, checkups=()))
    assert table is not None
    assert (table.rows, table.missing) == ((), "No check-up was begun, 1 prescribed.")
    assert checkups_table(a_day()) is None
