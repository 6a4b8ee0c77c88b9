from dataclasses import replace

from device.day.document import Quality
from sync.clinic.database.values import DayHeadline, StoredStatus, headline
from sync.clinic.pages.patients import patient_page
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day, an_empty_day, with_one_set_not_counted
from tests.support.documents.rich import a_rich_day


def test_sets_that_nobody_counted_are_said_to_be_that_in_the_list_of_days() -> None:
    day = headline(with_one_set_not_counted(a_day()), NOW_UTC_S)
    (line,) = patient_page("Anna", DEVICE, [day], None, "Europe/Berlin").days
    assert line.exercise.replace(SPACE, " ") == "15 of 20 in 2 sets, 1 more not counted"


def test_a_day_of_unknown_date_says_so_and_stands_apart_from_the_calendar() -> None:
    undated = replace(headline(a_day(day="1970-01-01"), NOW_UTC_S), clock="unknown")
    page = patient_page("Anna", DEVICE, [*days("2026-03-02"), undated], None, "Europe/Berlin")
    assert [line.day.text.replace(SPACE, " ") for line in page.days if line.day] == [
        *("Mon 2 Mar 2026", "date unknown (the device says Thu 1 Jan 1970)"),
    ]
    assert len(page.days) == 2


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


def test_a_band_that_rests_on_purpose_says_until_when_it_is_heard_again() -> None:
    said = {"online": False, "rests_until": "2026-03-02T13:00:00+00:00"}
    page = patient_page("Anna", DEVICE, [], StoredStatus(said, NOW_UTC_S), "Europe/Berlin")
    assert ("Wi-Fi off on purpose, next contact by", "2026-03-02T13:00:00+00:00") in [
        (fact.label, fact.value) for fact in page.status
    ]


def test_a_status_is_put_into_words_and_what_is_not_understood_is_left_out() -> None:
    said = {"online": False, "backlog_days": 1, "clock": "synced", "trouble": None, "mood": {"new": 1}, "schema": 1}
    page = patient_page("Anna", DEVICE, [], StoredStatus(said, NOW_UTC_S), "Europe/Berlin")
    assert [(fact.label, fact.value) for fact in page.status[:-1]] == [
        *(("Connected", "no"), ("Clock", "set by the network"), ("Days not delivered yet", "1")),
    ]
