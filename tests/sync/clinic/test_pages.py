from dataclasses import replace

import pytest

from device.days import DayDocument, DayEpisode, Quality, Quarter, Summary
from sync.clinic.pages import DayPage, Fact, day_page
from sync.clinic.quarters import quarter_hours
from sync.clinic.rows import StoredDay
from sync.clinic.words import SPACE, exact_duration
from tests.sync.clinic.documents import DAY, DEVICE, NOW_UTC_S, a_day, an_empty_day, with_quarters

EVENING_UTC_S = 1_772_485_200.0  # 2026-03-02T21:00:00Z


def page(document: DayDocument, now_utc_s: float = NOW_UTC_S, other_records: int = 0) -> DayPage:
    stored = StoredDay(document, NOW_UTC_S - 600, other_records)
    return day_page("Anna", stored, quarter_hours(document, now_utc_s), ("2026-03-01", None), "Europe/Berlin")


def said(facts: tuple[Fact, ...], label: str) -> str:
    fact = next(fact for fact in facts if fact.label == label)
    return "; ".join(part for part in (fact.value, fact.of, fact.more) if part).replace(SPACE, " ")


def test_every_headline_number_says_what_it_is_of() -> None:
    facts = page(a_day()).facts
    assert {fact.label: said(facts, fact.label) for fact in facts} == {
        "Tremor": "15 %; of 13 h 30 min assessable; 1 h 58 min in all",
        "Amplitude": "4.2°; median, peak to peak; 9 of 10 seconds up to 9.8°",
        "Frequency": "4.9 Hz; median of tremor",
        "Movement episodes": "12; in 14 h 45 min worn; 0.8 an hour",
        "Exercise": "15 of 20; repetitions in 2 sets",
        "Worn": "14 h 45 min; of 24 h; 13 h 15 min of it between 08 and 22",
        "Unknown": "8 %; of 14 h 45 min worn; worn, but not to be judged",
        "Without data": "45 min; of 24 h; 8 h 30 min not worn",
    }


def test_no_data_is_never_a_zero() -> None:
    facts = page(an_empty_day()).facts
    unknown = ("Tremor", "Amplitude", "Frequency", "Movement episodes", "Exercise", "Worn", "Unknown")
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
        "less than 10 h",
        "clock was never set",
        "lists of episodes and marks are incomplete",
        "Another record",
    ):
        assert part in notes


def test_a_day_that_is_not_over_is_not_judged_for_its_length() -> None:
    morning = with_quarters(a_day(), a_day().quarters[:40])
    assert page(morning, now_utc_s=EVENING_UTC_S).notes == ("This day is not over: all numbers are so far.",)
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
    assert shown.date.replace(SPACE, " ") == "date unknown (by the device Thu 1 Jan 1970)"
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
    assert first[:5] == ("10:05:10", "wrist flexion", "9", "10", "short by 8° (2), too fast (1)")
    assert second[-1] == f"stopped early, 1{SPACE}pause"


def test_an_episode_is_shown_with_the_numbers_that_made_it_one() -> None:
    episode = DayEpisode(f"{DAY}T07:41:12+01:00", 94.0, "rhythmic", "92 s above 8.1 deg/s", 4.8, 6.4, 9.9)
    (row,) = page(replace(a_day(), episodes=(episode,))).episodes.rows
    assert row == (
        *("07:41:12", f"1{SPACE}min 34{SPACE}s", "rhythmic", f"4.8{SPACE}Hz", "6.4°", "9.9°", "92 s above 8.1 deg/s"),
    )


def test_a_list_of_episodes_that_is_not_whole_says_how_much_of_it_there_is() -> None:
    thinned = replace(a_day(), episodes=a_day().episodes[:3])
    assert page(thinned).episodes.caption.startswith("3 of 12 episodes are listed")


def test_the_ways_to_other_days_lead_to_days_with_data() -> None:
    shown = page(a_day())
    assert shown.previous is not None
    assert shown.previous.url == f"/patients/{DEVICE}/days/2026-03-01"
    assert shown.next is None


def test_the_quality_of_the_record_is_told() -> None:
    quality = page(a_day()).quality
    assert said(quality, "Clock") == "set by the network; Europe/Berlin"
    assert said(quality, "Gaps while recording") == "1 gap, 45 min; sensor missing (1)"
    assert said(quality, "Received") == "Tue 3 Mar 2026, 07:50"
