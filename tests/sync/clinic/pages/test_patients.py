from dataclasses import replace
from datetime import date

import pytest

from device.day.document import Quality, Repetitions
from sync.clinic.database.values import DayHeadline, PatientRow, StoredStatus, headline
from sync.clinic.pages.need import Need, finished_days, need
from sync.clinic.pages.patients import PATIENTS_PER_PAGE, patient_page, patients_page
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day, an_empty_day, with_one_set_not_counted
from tests.support.documents.rich import a_rich_day

TODAY = date(2026, 3, 3)
HOUR_S = 3600
LAST = headline(a_day(), NOW_UTC_S - HOUR_S)
WELL = PatientRow(
    DEVICE, "Anna", NOW_UTC_S - HOUR_S, "2026-01-05", LAST, 12, Repetitions(sets=24, done=200, target=240)
)
NEW = PatientRow("new-finch", "new-finch", None, None, None, 0, Repetitions())


def needed(row: PatientRow) -> tuple[str, tuple[str, ...]]:
    found = need(row, NOW_UTC_S, TODAY)
    return found.word, tuple(reason.replace(SPACE, " ") for reason in found.reasons)


def silent_for(hours: float) -> PatientRow:
    return replace(WELL, last_sync_utc_s=NOW_UTC_S - hours * HOUR_S)


def test_a_patient_whose_device_reports_and_is_worn_needs_nothing() -> None:
    assert needed(WELL) == ("Up to date", ())


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (25.9, ("Up to date", ())),
        (26, ("Check", ("Nothing received for 26 hours.",))),
        (71.9, ("Check", ("Nothing received for 2 days.",))),
        (72, ("Urgent", ("Nothing received for 3 days.",))),
    ],
)
def test_silence_warns_after_26_hours_and_is_urgent_after_72(hours: float, expected: tuple[str, tuple[str]]) -> None:
    assert needed(silent_for(hours)) == expected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (NEW, "No data yet."),
        (replace(WELL, valid_days=6), "Worn on only 6 of 14 days."),
        (replace(WELL, last=replace(LAST, clock="unknown")), "Clock never set."),
        (replace(WELL, last=replace(LAST, gap_s=7200.0)), "Gaps of 2 h on the last day."),
    ],
)
def test_everything_else_that_needs_a_look_is_said_in_words(row: PatientRow, reason: str) -> None:
    assert needed(row) == ("Check", (reason,))


def test_nobody_is_asked_about_wearing_in_the_first_days() -> None:
    assert needed(replace(WELL, first_day="2026-03-01", valid_days=0)) == ("Up to date", ())


@pytest.mark.parametrize(
    ("first_day", "days"), [(None, 0), ("2026-03-03", 0), ("2026-02-27", 4), ("2026-01-01", 14), ("2027-01-01", 0)]
)
def test_days_count_from_the_first_one_on(first_day: str | None, days: int) -> None:
    assert finished_days(replace(WELL, first_day=first_day), TODAY) == days


def test_those_in_need_come_first_and_the_longest_silence_before_the_rest() -> None:
    rows = [WELL, *(replace(silent_for(hours), device=f"silent-{hours}") for hours in (30, 80, 100)), NEW]
    shown = patients_page(rows, NOW_UTC_S, "Europe/Berlin", 1)
    assert [patient.device for patient in shown.patients] == [
        "silent-100",
        "silent-80",
        "new-finch",
        "silent-30",
        DEVICE,
    ]
    assert shown.summary.replace(SPACE, " ") == "5 patients: 2 urgent, 2 to check, 1 up to date."


def test_a_patient_without_data_is_listed_with_no_data_everywhere() -> None:
    (listed,) = patients_page([NEW], NOW_UTC_S, "Europe/Berlin", 1).patients
    assert (listed.synced, listed.tremor, listed.amplitude, listed.exercise) == (
        "never",
        "no data",
        "no data",
        "no data",
    )


def test_who_has_no_finished_day_yet_is_not_said_to_have_done_no_repetitions() -> None:
    first = replace(WELL, first_day="2026-03-03", valid_days=0, repetitions=Repetitions())
    (listed,) = patients_page([first], NOW_UTC_S, "Europe/Berlin", 1).patients
    assert (listed.worn, listed.exercise) == ("no finished day yet", "no finished day yet")


def test_repetitions_that_nobody_counted_are_neither_none_nor_all_in_the_lists() -> None:
    told = replace(WELL, repetitions=Repetitions(sets=3, sets_not_counted=3))
    (listed,) = patients_page([told], NOW_UTC_S, "Europe/Berlin", 1).patients
    assert listed.exercise.replace(SPACE, " ") == "not counted in 3 sets"
    day = headline(with_one_set_not_counted(a_day()), NOW_UTC_S)
    (line,) = patient_page("Anna", DEVICE, [day], None, "Europe/Berlin").days
    assert line.exercise.replace(SPACE, " ") == "15 of 20 in 2 sets, 1 more not counted"


def test_silence_counts_also_before_the_first_day_with_data() -> None:
    assert needed(replace(NEW, last_sync_utc_s=NOW_UTC_S - 80 * HOUR_S)) == (
        "Urgent",
        ("Nothing received for 3 days.", "No data yet."),
    )


def test_a_day_of_unknown_date_says_so_and_stands_apart_from_the_calendar() -> None:
    undated = replace(headline(a_day(day="1970-01-01"), NOW_UTC_S), clock="unknown")
    page = patient_page("Anna", DEVICE, [*days("2026-03-02"), undated], None, "Europe/Berlin")
    assert [line.day.text.replace(SPACE, " ") for line in page.days if line.day] == [
        *("Mon 2 Mar 2026", "date unknown (the device says Thu 1 Jan 1970)"),
    ]
    assert len(page.days) == 2


def test_a_long_list_is_cut_into_pages_that_together_hold_everybody_once() -> None:
    rows = [replace(WELL, device=f"device-{n}") for n in range(2 * PATIENTS_PER_PAGE + 1)]
    pages = [patients_page(rows, NOW_UTC_S, "Europe/Berlin", number) for number in (1, 2, 3)]
    seen = [patient.device for page in pages for patient in page.patients]
    assert sorted(seen) == sorted(row.device for row in rows)
    assert [(p.previous is not None, p.next is not None) for p in pages] == [(False, True), (True, True), (True, False)]


def test_an_empty_clinic_has_one_empty_page() -> None:
    shown = patients_page([], NOW_UTC_S, "Europe/Berlin", 1)
    assert (shown.pages, shown.patients) == (1, ())


def days(*names: str) -> list[DayHeadline]:
    return [headline(a_day(day=name), NOW_UTC_S) for name in names]


def test_stretches_without_data_are_said_between_the_days() -> None:
    page = patient_page("Anna", DEVICE, days("2026-03-02", "2026-02-27", "2026-02-26"), None, "Europe/Berlin")
    assert [(line.day.text if line.day else line.text).replace(SPACE, " ") for line in page.days] == [
        *("Mon 2 Mar 2026", "2 days without data", "Fri 27 Feb 2026", "Thu 26 Feb 2026"),
    ]


def test_a_day_hardly_worn_is_marked_and_an_empty_one_has_no_zeros() -> None:
    empty = headline(an_empty_day(), NOW_UTC_S)
    (line,) = patient_page("Anna", DEVICE, [empty], None, "Europe/Berlin").days
    assert not line.is_valid
    assert {line.worn, line.rest, line.tremor, line.amplitude, line.episodes, line.exercise} == {"no data"}


def test_a_day_on_which_a_part_of_the_sensor_did_not_work_says_so_in_the_list_too() -> None:
    half = replace(a_day(), quality=Quality("synced", unmeasured=(("accelerometer", 90), ("gyroscope", 12_000))))
    told = [headline(half, NOW_UTC_S), *days("2026-03-01")]
    lines = patient_page("Anna", DEVICE, told, None, "Europe/Berlin").days
    assert [line.unmeasured.replace(SPACE, " ") for line in lines] == ["3 h 20 min not fully measured", ""]


def test_days_compare_by_tremor_at_rest_where_that_was_recorded() -> None:
    told = [headline(a_rich_day(), NOW_UTC_S), *days("2026-03-01")]
    new, old = patient_page("Anna", DEVICE, told, None, "Europe/Berlin").days
    assert (new.rest.replace(SPACE, " "), new.rest_of.replace(SPACE, " ")) == ("18 %", "of 9 h 2 min at rest")
    assert (old.rest, old.rest_of) == ("not recorded", "")
    assert new.episodes == old.episodes == "12"


def test_a_status_is_put_into_words_and_what_is_not_understood_is_left_out() -> None:
    said = {"online": False, "backlog_days": 1, "clock": "synced", "trouble": None, "mood": {"new": 1}, "schema": 1}
    page = patient_page("Anna", DEVICE, [], StoredStatus(said, NOW_UTC_S), "Europe/Berlin")
    assert [(fact.label, fact.value) for fact in page.status[:-1]] == [
        *(("Connected", "no"), ("Clock", "set by the network"), ("Days not delivered yet", "1")),
    ]


def test_a_need_knows_its_own_word() -> None:
    assert [Need(level, ()).word for level in range(3)] == ["Urgent", "Check", "Up to date"]
