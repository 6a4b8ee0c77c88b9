from collections.abc import Sequence
from dataclasses import replace

import pytest

from device.day.document import Repetitions
from sync.clinic.database.values import PatientRow
from sync.clinic.listing import ListPage, Ranked, WantedList, find_patients, list_page
from sync.clinic.listing.lines import listed_patient
from sync.clinic.listing.ranking import by_need, folded, place_of
from sync.clinic.listing.sparkline import sparkline
from sync.clinic.wording.words import SPACE
from tests.support.documents.realistic import DEVICE, NOW_UTC_S
from tests.sync.clinic.listing.listed import HOUR_S, NEW, TODAY, WELL, WORN, day_of, fortnight, silent_for


def ranked(rows: Sequence[PatientRow]) -> tuple[Ranked, ...]:
    return by_need(place_of(row, NOW_UTC_S, TODAY) for row in rows)


def listed(rows: Sequence[PatientRow], search: str = "", reason: str = "", page: int = 1) -> ListPage:
    found = find_patients(ranked(rows), WantedList(search, reason, page))
    by_device = {row.device: row for row in rows}
    return list_page(found, [listed_patient(by_device[it], NOW_UTC_S, "Europe/Berlin") for it in found.devices])


def devices(shown: ListPage) -> list[str]:
    return [patient.device for patient in shown.patients]


def test_those_in_need_come_first_and_the_longest_silence_before_the_rest() -> None:
    rows = [WELL, NEW, *(replace(silent_for(hours), device=f"silent-{hours}") for hours in (30, 80, 100))]
    shown = listed(rows)
    assert devices(shown) == ["silent-100", "silent-80", "silent-30", "new-finch", DEVICE]
    assert shown.summary.replace(SPACE, " ") == "5 patients: 2 urgent, 2 to check, no reason found for 1."


def test_a_patient_without_data_is_listed_with_no_data_everywhere() -> None:
    (line,) = listed([NEW]).patients
    assert (line.synced, line.tremor, line.amplitude, line.repetitions, line.line) == (
        *("never", "no data", "no data", "no data"),
        None,
    )


def test_every_share_names_what_it_is_of() -> None:
    (line,) = listed([WELL]).patients
    texts = (line.worn, line.measured, line.adherence, line.adherence_of, line.tremor, line.tremor_of)
    assert [text.replace(SPACE, " ") for text in texts] == [
        *("12 of 14 days", "data on 27 of 30 days", "100 %", "28 of 28 sets due"),
        *("20 %", "of 12 h 30 min assessable"),
    ]


@pytest.mark.parametrize(
    ("worn_s", "said", "is_worn"),
    [(0, "not worn", False), (2 * HOUR_S, "worn 2 h, too short to compare", True), (13 * HOUR_S, "worn 13 h", True)],
)
def test_the_last_day_says_how_long_it_was_worn_before_any_number_of_it(
    worn_s: int, said: str, is_worn: object
) -> None:
    (line,) = listed([replace(WELL, last=WORN._replace(worn_s=worn_s))]).patients
    assert (line.last_worn.replace(SPACE, " "), line.last_is_worn) == (said, is_worn)


def test_who_has_no_finished_day_yet_is_not_said_to_have_done_no_repetitions() -> None:
    first = replace(WELL, first_day="2026-03-03", valid_days=0, repetitions=Repetitions(), days=(None,) * 14)
    (line,) = listed([first]).patients
    assert (line.worn, line.repetitions, line.adherence) == (
        *("no finished day yet", "no finished day yet"),
        "nothing was due",
    )


def test_repetitions_that_nobody_counted_are_neither_none_nor_all_in_the_list() -> None:
    (line,) = listed([replace(WELL, repetitions=Repetitions(sets=3, sets_not_counted=3))]).patients
    assert line.repetitions.replace(SPACE, " ") == "not counted in 3 sets"


def test_a_long_list_is_cut_into_pages_of_fifty_that_together_hold_everybody_once() -> None:
    rows = [replace(WELL, device=f"device-{n}") for n in range(101)]
    pages = [listed(rows, page=number) for number in (1, 2, 3)]
    assert [len(page.patients) for page in pages] == [50, 50, 1]
    assert sorted(device for page in pages for device in devices(page)) == sorted(row.device for row in rows)
    assert [(p.previous is not None, p.next is not None) for p in pages] == [(False, True), (True, True), (True, False)]


def test_an_empty_clinic_has_one_empty_page() -> None:
    shown = listed([])
    assert (shown.pages, shown.patients, shown.in_all) == (1, (), 0)


@pytest.mark.parametrize("search", ["mark", "MARKOVÁ", "Markova", "anna m", "", "otter"])
def test_a_patient_is_found_by_part_of_name_or_device_without_capitals_or_accents(search: str) -> None:
    shown = listed([replace(WELL, name="Anna Marková"), NEW], search)
    assert DEVICE in devices(shown)
    assert len(devices(shown)) == (2 if not search else 1)


def test_a_search_that_finds_nobody_says_so_and_shows_no_table() -> None:
    shown = listed([WELL], "<script>")
    assert (shown.patients, shown.found) == ((), "No patient of yours is called so, or has this reason.")


def test_a_reason_shows_those_who_have_it_and_says_how_many_there_are_of_each() -> None:
    rows = [WELL, NEW, replace(silent_for(30), device="a"), replace(silent_for(90), device="b", misdated_days=2)]
    shown = listed(rows, reason="silent")
    assert devices(shown) == ["b", "a"]
    assert [(choice.kind, choice.patients, choice.is_chosen) for choice in shown.choices] == [
        *(("silent", 2, True), ("date", 1, False), ("new", 1, False)),
    ]


def test_the_next_page_asks_for_the_same() -> None:
    rows = [replace(silent_for(30), device=f"silent-{n}") for n in range(60)]
    following = listed(rows, "silent", "silent").next
    assert following is not None
    assert following.url == "/?search=silent&reason=silent&page=2"


def test_a_sparkline_has_gaps_for_days_that_say_too_little_and_no_zero() -> None:
    days = list(fortnight())
    days[3], days[4], days[9] = None, day_of(10, worn_s=17_999), day_of(5, rest_s=1_799)
    line = sparkline(days)
    assert line is not None
    assert len(line.dots) == 11
    assert line.gaps == (27, 35, 75)
    assert [len(points.split()) for points in line.lines] == [3, 4, 4]
    assert line.words.replace(SPACE, " ") == (
        "Tremor at rest on 11 of 14 days: 25 % to 25 %, last 25 %; 3 days without, or worn too little."
    )


def test_without_any_day_to_compare_there_is_no_sparkline() -> None:
    assert sparkline([None] * 14) is None
    assert sparkline(fortnight(rest_s=None, rest_tremor_s=None)) is None


def test_accents_of_every_script_fold() -> None:
    assert folded("Ångström ŽIŽKA") == "angstrom zizka"
