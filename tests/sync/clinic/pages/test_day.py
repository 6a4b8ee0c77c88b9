from dataclasses import replace

import pytest

from device.day.document import DayDocument, DayEpisode, KindCount, Quality, Quarter, Summary
from sync.clinic.database.values import StoredDay
from sync.clinic.pages.day import DayPage, day_page
from sync.clinic.pages.facts import Fact
from sync.clinic.stored_day.quarters import quarter_hours
from sync.clinic.wording.words import SPACE, exact_duration
from tests.support.documents.realistic import (
    DAY,
    DEVICE,
    NOT_COUNTED,
    NOW_UTC_S,
    a_day,
    an_empty_day,
    with_one_set_not_counted,
    with_quarters,
)
from tests.support.documents.rich import UNCONFIRMED_JERKS, a_rich_day

EVENING_UTC_S = 1_772_485_200.0  # 2026-03-02T21:00:00Z


def page(document: DayDocument, now_utc_s: float = NOW_UTC_S, other_records: int = 0) -> DayPage:
    stored = StoredDay(document, NOW_UTC_S - 600, other_records)
    return day_page("Anna", stored, quarter_hours(document, now_utc_s), ("2026-03-01", None), "Europe/Berlin")


def said(facts: tuple[Fact, ...], label: str) -> str:
    fact = next(fact for fact in facts if fact.label == label)
    return "; ".join(part for part in (fact.value, fact.of, fact.more) if part).replace(SPACE, " ")


def test_every_headline_number_says_what_it_is_of() -> None:
    facts = page(a_rich_day()).facts
    assert {fact.label: said(facts, fact.label) for fact in facts} == {
        "Tremor at rest": "18 %; of 9 h 2 min at rest; best for comparing days",
        "Tremor": "15 %; of 13 h 30 min assessable; 1 h 58 min in all",
        "Amplitude": "4.2°; median, peak to peak; 90th percentile 9.8°",
        "Frequency": "4.9 Hz; median",
        "Irregularity": "0.62 Hz; from cycle to cycle, peak 1.3 Hz wide, sharpness 42; a trend, not a diagnosis",
        "Tremor episodes": "12; in 14 h 45 min worn; 0.8 per hour",
        "Other episodes": "2 confirmed; of 218; the rest unconfirmed",
        "Exercise": "15 of 20; repetitions in 2 sets",
        "Worn": "14 h 45 min; of 24 h; 13 h 15 min from 08:00 to 22:00",
        "In a vehicle": "35 min; of 13 h 30 min assessable; 3 h 53 min otherwise moving",
        "Not assessable": "8 %; of 14 h 45 min worn; worn, but could not be judged",
        "Without data": "45 min; of 24 h; 8 h 30 min not worn",
    }


def test_what_an_earlier_version_did_not_record_is_said_so_and_is_no_zero() -> None:
    shown = page(a_day())
    for label in ("Tremor at rest", "Irregularity", "Other episodes", "In a vehicle"):
        assert said(shown.facts, label).split(";")[0] == "not recorded"
    assert shown.kinds.rows == (("Tremor", "12", "12"),)
    assert shown.other_kinds.startswith("Kinds other than tremor were not recorded")
    assert shown.unconfirmed is None
    assert shown.notes == ()


def test_an_old_day_worked_out_again_does_not_claim_that_there_was_nothing_but_tremor() -> None:
    again = replace(a_day(), totals=replace(a_day().totals, kinds=(KindCount("rhythmic", 12, 12),)))
    assert said(page(again).facts, "Other episodes") == "not recorded"


def test_a_day_without_rest_or_vehicle_or_other_kinds_says_so_in_words() -> None:
    busy = replace(a_day(), totals=replace(a_day().totals, moving_s=a_day().totals.assessable_s))
    facts = page(busy).facts
    assert said(facts, "Tremor at rest") == "no rest; in 13 h 30 min assessable"
    assert said(facts, "In a vehicle").startswith("none; of 13 h 30 min assessable")
    assert said(facts, "Other episodes") == "none"


def test_a_day_in_which_the_software_was_renewed_says_how_much_of_it_has_no_rest() -> None:
    mixed = replace(a_day(), totals=replace(a_day().totals, rest_s=7200, rest_tremor_s=720))
    (note,) = page(mixed).notes
    assert said(page(mixed).facts, "Tremor at rest").startswith("10 %; of 2 h at rest")
    assert note.replace(SPACE, " ").startswith("For 11 h 30 min of this day it was not recorded whether the limb")


def test_a_day_of_an_older_device_shows_irregularity_without_a_peak() -> None:
    older = replace(a_rich_day(), totals=replace(a_rich_day().totals, width_hz=None, sharpness=None))
    assert said(page(older).facts, "Irregularity") == "0.62 Hz; from cycle to cycle; a trend, not a diagnosis"


def test_irregularity_of_very_little_tremor_is_not_told() -> None:
    little = replace(a_rich_day(), totals=replace(a_rich_day().totals, irregularity_hz=None))
    assert said(page(little).facts, "Irregularity") == "too little tremor"


def test_a_set_that_was_not_counted_is_neither_a_zero_nor_a_full_one() -> None:
    shown = page(with_one_set_not_counted(a_day()))
    assert said(shown.facts, "Exercise") == "15 of 20; repetitions in 2 sets, 1 more not counted"
    assert shown.sets.caption.replace(SPACE, " ").startswith(
        "Repetitions asked for in the sets that were begun: 15 of 20 in 2 sets, 1 more not counted;"
    )
    _, exercise, done, target, why, *_, ended = shown.sets.rows[-1]
    assert (exercise, done, target) == ("wrist flexion", "not counted", "10")
    assert (why, ended) == ("no gyroscope for 80 s", "ended when the paced time was up")


def test_a_day_whose_sets_were_not_counted_has_no_number_of_repetitions() -> None:
    shown = page(replace(with_one_set_not_counted(a_day()), sets=(NOT_COUNTED,)))
    assert said(shown.facts, "Exercise") == "not counted; repetitions in 1 set"
    assert "0" not in shown.sets.caption


def test_no_data_is_never_a_zero() -> None:
    facts = page(an_empty_day()).facts
    unknown = [fact.label for fact in facts if fact.label != "Without data"]
    assert len(unknown) == 11
    assert [said(facts, label).split(";")[0] for label in unknown] == ["no data"] * len(unknown)
    assert said(facts, "Without data") == "24 h; of 24 h"


def test_a_day_that_was_judged_and_had_no_tremor_says_so() -> None:
    calm = with_quarters(a_day(), (Quarter(40, Summary(worn_s=900, assessable_s=900)),))
    facts = page(calm).facts
    assert said(facts, "Tremor").startswith("0 %; of 15 min assessable")
    assert said(facts, "Amplitude") == "no tremor"


def test_a_good_day_needs_no_note() -> None:
    assert page(a_day()).notes == ()


def test_notes_say_why_a_day_must_be_read_with_care() -> None:
    short = with_quarters(a_day(), a_day().quarters[:40])
    doubtful = replace(short, quality=Quality("unknown"), thinned=("episodes", "marks"))
    notes = "\n".join(page(doubtful, other_records=1).notes)
    for part in (
        "less than 5 h",
        "clock was never set",
        "lists of episodes and marks are incomplete",
        "Another record",
    ):
        assert part in notes


def test_a_day_that_is_not_over_is_not_judged_for_its_length() -> None:
    morning = with_quarters(a_day(), a_day().quarters[:40])
    assert page(morning, now_utc_s=EVENING_UTC_S).notes == ("This day is not over yet.",)
    assert said(page(morning, now_utc_s=EVENING_UTC_S).facts, "Worn").split("; ")[1] == "of 22 h"


@pytest.mark.parametrize("running_s", [0, 1, 420, 900])
def test_worn_not_worn_and_without_data_add_up_while_a_quarter_hour_runs(running_s: int) -> None:
    running = Quarter(88, Summary(worn_s=running_s, assessable_s=running_s))  # it is 22:00 in Berlin
    past = (Quarter(40, Summary(worn_s=900, assessable_s=900)), Quarter(41, Summary(not_worn_s=600)))
    facts = page(with_quarters(a_day(), (*past, running)), now_utc_s=EVENING_UTC_S).facts
    by_name = {fact.label: fact for fact in facts}
    worn, missing = by_name["Worn"], by_name["Without data"]
    span_min = 22 * 60 + running_s // 60
    assert worn.of == missing.of
    assert in_minutes(worn.of.removeprefix("of ")) == span_min
    parts = (worn.value, missing.value, missing.more.removesuffix(" not worn"))
    assert span_min - 1 <= sum(map(in_minutes, parts)) <= span_min


def in_minutes(words: str) -> int:
    numbers = words.replace(SPACE, " ").split()
    return sum(int(n) * {"h": 60, "min": 1}[unit] for n, unit in zip(numbers[::2], numbers[1::2], strict=True))


def test_quarter_hours_left_out_of_a_message_are_not_time_without_data() -> None:
    thinned = replace(a_day(), quarters=a_day().quarters[:10], thinned=("quarters",))
    assert said(page(thinned).facts, "Without data") == "45 min; of 24 h; 8 h 30 min not worn"


def test_a_day_of_unknown_date_says_so_and_is_next_to_no_other() -> None:
    shown = page(replace(a_day(day="1970-01-01"), quality=Quality("unknown")))
    assert shown.date.replace(SPACE, " ") == "date unknown (the device says Thu 1 Jan 1970)"
    assert (shown.previous, shown.next) == (None, None)


def test_the_table_of_quarter_hours_holds_what_the_chart_draws() -> None:
    hours = quarter_hours(a_day(), NOW_UTC_S)
    rows = {row[0]: row for row in page(a_day()).quarters.rows}
    assert len(rows) == sum(quarter.has_data for quarter in hours) == 93
    assert rows["08:15"][1] == exact_duration(hours[33].seconds["tremor"])
    assert rows["03:00"][1:6] == ("–", "–", "–", "–", f"15{SPACE}min")  # noqa: RUF001 - the dash that is shown
    assert "13:15" not in rows
    assert page(a_day()).quarters.caption.endswith("No data at all from 13:15 to 14:00.")


def test_an_exercise_set_shows_target_done_and_why_the_rest_did_not_count() -> None:
    first, second = page(a_day()).sets.rows
    assert first[:4] == ("10:05:10", "wrist flexion", "9", "10")
    assert first[4] == "2 \N{MULTIPLICATION SIGN} short by 8°, 1 \N{MULTIPLICATION SIGN} too fast"
    assert second[-1] == f"stopped early, 1{SPACE}pause"


def test_an_episode_is_shown_with_the_numbers_that_made_it_one() -> None:
    episode = DayEpisode(
        f"{DAY}T07:41:12+01:00", 94.0, "rhythmic", "92 s above 8.1 deg/s", 4.8, 6.4, 9.9, 0.61, context="vehicle"
    )
    (row,) = page(replace(a_day(), episodes=(episode,))).episodes.rows
    told, reason = [cell.replace(SPACE, " ") for cell in row[:-1]], row[-1]
    assert told == ["07:41:12", "1 min 34 s", "tremor", "in a vehicle", "4.8 Hz", "0.61 Hz", "6.4° (9.9°)"]
    assert reason == "92 s above 8.1 deg/s"


def test_hundreds_of_unconfirmed_episodes_do_not_stand_between_tremor_and_what_is_confirmed() -> None:
    shown = page(a_rich_day())
    starts, kinds = [row[0] for row in shown.episodes.rows], [row[2] for row in shown.episodes.rows]
    assert starts == sorted(starts)
    assert (kinds.count("tremor"), kinds.count("jerk"), kinds.count("sustained posture")) == (12, 1, 1)
    assert len(kinds) == 14
    assert shown.unconfirmed is not None
    assert len(shown.unconfirmed.rows) == UNCONFIRMED_JERKS + 16
    assert all(row[2].endswith(", unconfirmed") for row in shown.unconfirmed.rows)


def test_each_kind_has_its_own_size() -> None:
    unconfirmed = page(a_rich_day()).unconfirmed
    assert unconfirmed is not None
    sizes = {kind: size for _, _, kind, _, size, _ in unconfirmed.rows}
    assert sizes["repetitive movement, unconfirmed"] == "31°"
    assert sizes["spasm, unconfirmed"] == "310°/s, tilt 61°"
    assert sizes["sustained posture, unconfirmed"] == "tilt 34°"
    assert sizes["jerk, unconfirmed"].endswith("°/s")


def test_every_kind_that_was_seen_is_counted_and_what_unconfirmed_means_is_said() -> None:
    shown = page(a_rich_day())
    assert shown.kinds.rows == (
        *(("Tremor", "12", "12"), ("Jerk", "1", "201"), ("Sustained posture", "1", "5")),
        *(("Spasm", "0", "2"), ("Repetitive movement", "0", "10")),
    )
    assert "to one sensor on a limb, a movement made on purpose looks the same" in shown.other_kinds


def test_a_list_of_episodes_that_is_not_whole_says_how_much_of_it_there_is() -> None:
    thinned = replace(a_day(), episodes=a_day().episodes[:3])
    assert page(thinned).episodes.caption.startswith("3 of 12 episodes are listed")


def test_a_list_of_all_kinds_that_is_not_whole_is_measured_by_all_kinds() -> None:
    whole = page(a_rich_day())
    assert whole.episodes.caption.replace(SPACE, " ").startswith("14 episodes.")
    none = page(replace(a_rich_day(), episodes=(), thinned=("episodes",)))
    assert none.episodes.missing.replace(SPACE, " ") == "14 episodes, not listed."
    assert none.unconfirmed is not None
    assert none.unconfirmed.missing.replace(SPACE, " ") == "216 episodes, not listed."


def test_the_ways_to_other_days_lead_to_days_with_data() -> None:
    shown = page(a_day())
    assert shown.previous is not None
    assert shown.previous.url == f"/patients/{DEVICE}/days/2026-03-01"
    assert shown.next is None


def test_the_quality_of_the_record_is_told() -> None:
    quality = page(a_day()).quality
    assert said(quality, "Clock") == "set by the network; Europe/Berlin"
    assert said(quality, "Gaps while recording") == "1 gap, 45 min; 1 \N{MULTIPLICATION SIGN} sensor missing"
    assert said(quality, "Received") == "Tue 3 Mar 2026, 07:50"


def test_a_part_of_the_sensor_that_did_not_work_is_said_in_words_and_for_how_long() -> None:
    quality = Quality("synced", unmeasured=(("gyroscope", 12_000), ("accelerometer", 90), ("thermometer", 5)))
    notes = [note.replace(SPACE, " ") for note in page(replace(a_rich_day(), quality=quality)).notes]
    gyroscope, accelerometer, thermometer = notes[-3:]
    assert gyroscope == (
        "The gyroscope did not work for 3 h 20 min: small tremor, tremor during movement, its amplitude and repetitions"
        " are not measured in that time."
    )
    assert accelerometer == (
        "The accelerometer did not work for 1 min 30 s: posture, rides in vehicles and repetitions are not measured in"
        " that time, and only the gyroscope tells whether the band was worn."
    )
    assert thermometer == "The thermometer did not work for 5 s: what it measures is missing in that time."
    assert not any("did not work" in note for note in page(a_rich_day()).notes)
