from dataclasses import replace

import pytest

from device.health import PartState
from sync.clinic.database.values import PatientRow
from sync.clinic.listing.need import Need, finished_days, need
from sync.clinic.outline import OutlineChange, WearingOff
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import NOW_UTC_S
from tests.sync.clinic.listing.listed import HOUR_S, NEW, TODAY, WELL, WORN, day_of, fortnight, silent_for


def needed(row: PatientRow) -> tuple[str, tuple[str, ...]]:
    found = need(row, NOW_UTC_S, TODAY)
    return found.word, tuple(reason.text.replace(SPACE, " ") for reason in found.reasons)


def test_a_sensor_that_slipped_says_on_how_many_days_in_a_row() -> None:
    days = (*fortnight()[:4], *fortnight(turned_s=9_000)[4:])
    (text,) = needed(replace(WELL, last=WORN._replace(turned_s=9_000), days=days))[1]
    assert text.endswith("counted; so on each of the last 10 days with data, 25 h in all.")
    short = (*days[:9], day_of(5, worn_s=9_000, turned_s=1_800), *days[10:])
    (text,) = needed(replace(WELL, last=WORN._replace(turned_s=9_000), days=short))[1]
    assert text.endswith("so on each of the last 10 days with data, 23 h in all.")
    (text,) = needed(replace(WELL, last=WORN._replace(gap_s=5_400.0), days=fortnight(gap_s=5_400.0)))[1]
    assert text == (
        "Gaps of 1 h 30 min on the last day; so on all of the 14 days with data of the last 14, 21 h in all, and "
        "perhaps before that."
    )


def test_discomfort_in_most_sessions_is_urgent_and_stands_before_missing_data() -> None:
    hurting = need(replace(WELL, days=fortnight(rated_sessions=2, hurting_sessions=1)), NOW_UTC_S, TODAY)
    assert (hurting.word, hurting.reasons[0].kind) == ("Urgent", "pain")
    assert hurting.order < need(silent_for(100), NOW_UTC_S, TODAY).order
    one_bad_day = (*fortnight(rated_sessions=2)[:13], day_of(1, rated_sessions=2, hurting_sessions=2))
    assert need(replace(WELL, days=one_bad_day), NOW_UTC_S, TODAY).word == "Check"


def test_less_tremor_than_usual_stands_last_and_never_between_reasons_to_worry() -> None:
    row = replace(WELL, changes=(CHANGED._replace(verdict="lower", last=0.1),), valid_days=6)
    found = need(row, NOW_UTC_S, TODAY)
    assert [reason.kind for reason in found.reasons] == ["not worn", "less"]
    assert found.reasons[1].text.startswith("Less tremor at rest: 10")


def test_of_a_patient_without_a_reason_nothing_is_said() -> None:
    assert needed(WELL) == ("Nothing flagged", ())


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (25.9, ("Nothing flagged", ())),
        (26, ("Check", ("Nothing received for 26 hours.",))),
        (71.9, ("Check", ("Nothing received for 2 days.",))),
        (72, ("Urgent", ("Nothing received for 3 days.",))),
    ],
)
def test_silence_warns_after_26_hours_and_is_urgent_after_72(hours: float, expected: tuple[str, tuple[str]]) -> None:
    assert needed(silent_for(hours)) == expected


SLIPPED = (
    "The sensor seems to have slipped: for 2 h 30 min of the last day it sat turned on the limb, and posture was not "
    "counted."
)
HIGHER = (
    "More tremor at rest: 42 % in the week from Mon 23 Feb 2026, 25 % in the weeks before (from 23 days, 277 h worn)."
)
WANED = (
    "The effect of the injection of Thu 11 Dec 2025 seems to be wearing off: half of it had gone by about Sat 14 Feb "
    "2026 (10 Feb to 20 Feb, 86 % sure); tremor at rest 32 % before it, 30 % in the 7 days to Mon 2 Mar 2026 (from "
    "23 days before and 71 after)."
)
WANES = WearingOff(
    injected="2025-12-11",
    measure="rest",
    earliest="2026-02-10",
    half="2026-02-14",
    latest="2026-02-20",
    sure=0.86,
    before=0.32,
    now=0.3,
    last="2026-03-02",
    days_before=23,
    days_after=71,
)
CHANGED = OutlineChange("rest", "higher", "2026-02-23", 0.42, 0.25, 23, 1_000_000.0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (NEW, "No data yet."),
        (replace(WELL, valid_days=6), "Worn on only 6 of 14 days."),
        (replace(WELL, last=WORN._replace(clock="unknown")), "Clock never set."),
        (replace(WELL, last=WORN._replace(gap_s=7200.0)), "Gaps of 2 h on the last day."),
        (
            replace(WELL, last=WORN._replace(unmeasured_s=12_000)),
            "A part of the sensor did not work for 3 h 20 min of the last day.",
        ),
        (
            replace(WELL, last=WORN._replace(turned_s=9_000)),
            SLIPPED,
        ),
        (
            replace(WELL, days=(*fortnight(rated_sessions=2)[:13], day_of(1, rated_sessions=2, hurting_sessions=1))),
            "A lot of discomfort after 1 of 14 sessions that the patient rated in the last 7 days.",
        ),
        (
            replace(WELL, days=fortnight(due_sets=4, done_sets=0)),
            "None of the 28 sets due in the last 7 days were done.",
        ),
        (
            replace(WELL, days=fortnight(due_sets=4, done_sets=1)),
            "Only 7 of the 28 sets due in the last 7 days were done.",
        ),
        (
            replace(WELL, changes=(CHANGED,)),
            HIGHER,
        ),
        (
            replace(WELL, wearing_off=WANES),
            WANED,
        ),
        (
            replace(WELL, wearing_off=WANES._replace(now=None, sure=1.0, days_before=1)),
            WANED.replace("86 %", "99 %")
            .replace(", 30 % in the 7 days to Mon 2 Mar 2026", "")
            .replace("23 days", "1 day"),
        ),
        (
            replace(WELL, broken=(PartState("programme refused", works=False, text="it is for a leg"),)),
            "Programme refused: it is for a leg.",
        ),
        (
            replace(WELL, misdated_days=1),
            "1 day is dated in the future or long ago: the clock was wrong.",
        ),
        (
            replace(WELL, last=WORN._replace(day="2099-01-01")),
            "Every day has an impossible date: the last one is dated 2099-01-01, the device's clock was wrong.",
        ),
        (
            replace(NEW, is_gathered=False),
            "The numbers of this patient are being gathered since this program was renewed.",
        ),
    ],
)
def test_everything_else_that_needs_a_look_is_said_in_words(row: PatientRow, reason: str) -> None:
    assert needed(row) == ("Check", (reason,))


def test_a_low_battery_is_the_patients_business_and_any_other_part_is_somebodys() -> None:
    battery = PartState("battery", works=False, text="18 % left and no power from outside: charge it")
    board = PartState("battery board", works=False, text="nothing answered")
    assert needed(replace(WELL, broken=(battery,))) == needed(WELL)
    assert needed(replace(WELL, broken=(battery, board))) == ("Check", ("Battery board: nothing answered.",))


def test_a_change_of_weeks_ago_is_no_reason_any_more() -> None:
    assert needed(replace(WELL, changes=(CHANGED._replace(monday="2026-02-09"),))) == ("Nothing flagged", ())


def test_an_effect_of_which_the_last_weeks_say_nothing_is_no_reason_any_more() -> None:
    assert needed(replace(WELL, wearing_off=WANES._replace(last="2026-02-10"))) == ("Nothing flagged", ())
    assert len(needed(replace(WELL, wearing_off=WANES._replace(last="2026-02-11")))[1]) == 1


def test_what_wears_off_stands_behind_pain_and_changes_and_before_what_is_missing() -> None:
    hurting = fortnight(rated_sessions=2, hurting_sessions=1)
    found = need(replace(WELL, days=hurting, changes=(CHANGED,), wearing_off=WANES, valid_days=6), NOW_UTC_S, TODAY)
    assert [reason.kind for reason in found.reasons] == ["pain", "changed", "wearing off", "not worn"]


def test_days_on_which_nothing_was_due_are_no_sets_that_were_not_done() -> None:
    assert needed(replace(WELL, days=fortnight(due_sets=None, done_sets=0))) == ("Nothing flagged", ())
    assert needed(replace(WELL, days=fortnight(due_sets=None, done_sets=None))) == ("Nothing flagged", ())


def test_nobody_is_asked_about_wearing_in_the_first_days() -> None:
    assert needed(replace(WELL, first_day="2026-03-01", valid_days=0)) == ("Nothing flagged", ())


@pytest.mark.parametrize(
    ("first_day", "days"), [(None, 0), ("2026-03-03", 0), ("2026-02-27", 4), ("2026-01-01", 14), ("2027-01-01", 0)]
)
def test_days_count_from_the_first_one_on(first_day: str | None, days: int) -> None:
    assert finished_days(replace(WELL, first_day=first_day), TODAY) == days


def test_silence_counts_also_before_the_first_day_with_data() -> None:
    assert needed(replace(NEW, last_sync_utc_s=NOW_UTC_S - 80 * HOUR_S)) == (
        "Urgent",
        ("Nothing received for 3 days.", "No data yet."),
    )


def test_a_need_knows_its_own_word() -> None:
    assert [Need(level, ()).word for level in range(3)] == ["Urgent", "Check", "Nothing flagged"]
