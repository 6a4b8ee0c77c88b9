"""A programme as it is written: every fault is named, and what is taken is within the caps."""

import copy
import datetime
import time
import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.programme import Programme
from device.programme.catalogue import CATALOGUE
from device.programme.example import EXAMPLE_PROGRAMME
from device.programme.items import BeatSwing, CheckupPlan, DailySchedule, Hold, Item, Movement, StopRule, Tempo
from device.programme.written import RefusedProgramme, read_programme

Plain = dict[str, Any]
TEMPO = {"out_s": 3, "hold_s": 1, "back_s": 3, "pause_s": 1}
KNOWN = "exercise, most_dps, note, range, repetitions, rest_s, schedule, sets, stop, tempo"
RANGE = {"count_from_deg": 40, "target_deg": 90, "cap_deg": 120}
BEND: Plain = {"exercise": "elbow-bend", "repetitions": 10, "tempo": TEMPO, "range": RANGE}


def head(**changes: Any) -> Plain:
    plain = {
        "schema": 1,
        "id": "arm-2026",
        "version": 3,
        "author": "A. Therapist",
        "limb": "right arm",
        "site": "forearm",
        "issued": "2026-11-20",
        "valid_from": "2026-11-21",
        "valid_to": "2027-02-20",
        "items": [copy.deepcopy(BEND)],
    }
    return plain | changes


def bend(**changes: Any) -> Plain:
    return head(items=[copy.deepcopy(BEND) | changes])


def taken(plain: object) -> Programme:
    programme = read_programme(plain)
    assert isinstance(programme, Programme), programme
    return programme


def faults(plain: object) -> list[str]:
    refused = read_programme(plain)
    assert isinstance(refused, RefusedProgramme), refused
    return list(refused.faults)


def test_the_example_is_taken_with_all_that_it_says() -> None:
    programme = taken(tomllib.loads(EXAMPLE_PROGRAMME))
    assert (programme.id, programme.version, programme.device) == ("arm-2026", 1, "band-01")
    assert (programme.limb, programme.site, programme.rating) == ("right arm", "forearm", True)
    assert (programme.valid_from, programme.valid_to) == (date(2026, 11, 21), date(2027, 2, 20))
    bent, held, swung, rested = programme.items
    assert bent == Item(
        Movement("elbow-bend", 10, Tempo(3, 1, 3, 1), 40, 90, 120, 120),
        sets=2,
        rest_s=60,
        schedule=DailySchedule(2, ("mon", "wed", "fri"), 8 * 60, 20 * 60),
        stop=StopRule(100, 10),
        note="Slowly. Stop when it hurts.",
    )
    assert held == Item(Hold("postural-hold", 20, 10), sets=3)
    assert swung == Item(BeatSwing("paced-swing", 30, 2.5, 15, 30, 60))
    assert rested == Item(Hold("supported-rest", 90))
    assert programme.checkup == CheckupPlan(("rest", "hold", "trick"), (540,), ("mon", "thu"), 20.0)


def with_checkup(**changes: Any) -> Plain:
    return head(checkup={"parts": ["rest"], "times": ["09:00"]} | changes)


def test_a_check_up_may_stand_alone_and_is_on_all_days_with_twenty_seconds_in_the_middle() -> None:
    plain = with_checkup(times=["18:30", "09:00"])
    del plain["items"]
    programme = taken(plain)
    assert (programme.items, programme.checkup) == ((), CheckupPlan(("rest",), (540, 1110), midline_s=20.0))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"parts": []}, "checkup.parts: expected each at most once and at least one, got []"),
        (
            {"parts": ["rest", "rest"]},
            "checkup.parts: expected each at most once and at least one, got ['rest', 'rest']",
        ),
        (
            {"parts": ["gait"]},
            "checkup.parts[0]: expected one of 'rest', 'hold', 'midline', 'straight', 'trick', got 'gait'",
        ),
        ({"times": ["9"]}, 'checkup.times[0]: expected a local time such as "08:00", up to "24:00", got \'9\''),
        ({"times": ["24:00"]}, 'checkup.times[0]: expected a local time such as "08:00", up to "24:00", got \'24:00\''),
        ({"times": ["09:00", "10:59"]}, "checkup.times: expected 2 hours or more between two, since each stays open"),
        ({"times": ["01:00", "04:00", "07:00", "10:00"]}, "checkup.times: expected at most 3 a day, got 4"),
        (
            {"parts": ["rest", "hold", "midline", "straight", "trick"], "midline_s": 21},
            "checkup.parts: expected at most 180 s in all, got 182: fewer parts, or a shorter midline_s",
        ),
        ({"midline_s": 61}, "checkup.midline_s: expected a number from 10 to 60, got 61"),
        ({"minutes": 3}, "checkup.minutes: unknown name; known here: days, midline_s, parts, times"),
    ],
)
def test_what_is_wrong_with_a_check_up_is_named(changes: Plain, fault: str) -> None:
    assert faults(with_checkup(**changes)) == [fault]


def test_a_part_that_makes_no_sense_at_the_site_is_refused_with_those_that_do_and_why() -> None:
    (fault,) = faults(with_checkup(parts=["rest", "hold"]) | {"site": "head", "items": []})
    assert fault == (
        "checkup.parts: on the head expected rest, midline, straight, trick (holding the head up is its middle already;"
        " a turn to the side is not seen), got hold"
    )


@pytest.mark.parametrize("wrong", [7, "rest", [], None])
def test_what_is_no_check_up_at_all_is_refused(wrong: object) -> None:
    assert [fault.partition(":")[0] for fault in faults(head(checkup=wrong))] == ["checkup"]


def test_what_may_be_left_out_is_once_a_day_on_all_days_with_half_a_minute_of_rest() -> None:
    programme = taken(head())
    assert (programme.device, programme.rating) == ("", True)
    (item,) = programme.items
    assert (item.sets, item.rest_s, item.note) == (1, 30, "")
    assert (item.schedule.per_day, len(item.schedule.days)) == (1, 7)
    assert (item.schedule.from_minute, item.schedule.to_minute) == (0, 1440)
    assert item.stop == StopRule(None, 15)


def test_a_date_may_be_a_text_or_a_date_of_toml() -> None:
    assert taken(head(issued=date(2026, 11, 20))) == taken(head())


def test_all_faults_are_named_at_once() -> None:
    items = [{"exercise": "handstand"}, {**BEND, "tempo": TEMPO | {"out_s": 1}, "reps": 3}]
    assert faults(head(id="Anna Maier", version=0, valid_to="2027-02-30", items=items)) == [
        "version: expected a number from 1 to 999999, got 0",
        "id: expected 1 to 64 lower-case letters, digits or '-' and no person's name, got 'Anna Maier'",
        "valid_to: expected a date such as 2026-11-20, got '2027-02-30'",
        f"items[0].exercise: expected one of {', '.join(CATALOGUE)}, got 'handstand'",
        "items[1].tempo.out_s: expected a number from 2 to 30, got 1",
        f"items[1].reps: unknown name; known here: {KNOWN}",
    ]


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        ([], "programme: expected a table of names and values, got []"),
        (head(schema=2, id=7), "schema: this firmware reads schema 1, got 2"),
        (head(schema="1"), "schema: expected one of 1, got '1'"),
        (head(version=1_000_000), "version: expected a number from 1 to 999999, got 1000000"),
        (head(version=True), "version: expected a whole number, got True"),
        (head(device="Band 1"), "device: expected 1 to 64 lower-case letters"),
        (head(author=""), "author: expected 1 to 100 characters, got 0"),
        (head(author="a" * 101), "author: expected 1 to 100 characters, got 101"),
        (head(limb="l" * 61), "limb: expected 1 to 60 characters, got 61"),
        (head(limb="arm\x1b[2J"), "limb: expected letters that can be printed, in one line, got 'arm\\x1b[2J'"),
        (head(limb="a\u202eb"), "limb: expected letters that can be printed"),
        (head(author="\ud800"), "author: expected letters that can be printed"),
        (head(site="face"), "site: expected one of 'head', 'neck', 'trunk', 'upper arm', 'forearm', 'hand', 'thigh'"),
        (head(rating=1), "rating: expected true or false, got 1"),
        (head(issued=20261120), "issued: expected a date such as 2026-11-20, got 20261120"),
        (head(issued="20261120"), "issued: expected a date such as 2026-11-20, got '20261120'"),
        (head(issued=datetime.datetime(2026, 11, 20)), "issued: expected a date such as 2026-11-20, got datetime"),
        (head(valid_to="2026-11-20"), "valid_to: expected 2026-11-21 (valid_from) or at most a year later"),
        (head(valid_to="2027-11-23"), "(valid_from) or at most a year later, got 2027-11-23"),
        (head(issued="2027-02-21"), "valid_to: expected 2027-02-21 (issued) or later, got 2027-02-20"),
        (head(issued="2025-11-19"), "valid_from: expected within a year of 2025-11-19 (issued), got 2026-11-21"),
        (head(items=[]), "items: expected 1 to 10 items, got 0"),
        (head(items={}), "items: expected a list of tables, [[items]] in TOML, got {}"),
        (head(items=[7]), "items[0]: expected a table of names and values, got 7"),
        (head(items=[{}]), "items[0].exercise: missing: expected one of supported-rest"),
        (head(items=[{"exercise": ["reach"]}]), "got ['reach']"),
        (head(site="hand", items=[BEND | {"exercise": "arm-raise"}]), "arm-raise is measured on upper arm; the site"),
        (bend(repetitions=101), "items[0].repetitions: expected a number from 1 to 100, got 101"),
        (bend(repetitions=9.0), "items[0].repetitions: expected a whole number, got 9.0"),
        (bend(sets=11), "items[0].sets: expected a number from 1 to 10, got 11"),
        (bend(sets=10, rest_s=300), "items[0].sets: expected a block of at most 15 min, got 58.3 min"),
        (bend(rest_s=float("nan")), "items[0].rest_s: expected a number, got nan"),
        (bend(most_dps=float("inf")), "items[0].most_dps: expected a number, got inf"),
        (bend(note="n" * 201), "items[0].note: expected 0 to 200 characters, got 201"),
        (bend(note="two\nlines"), "items[0].note: expected letters that can be printed, in one line"),
        *(
            (
                bend(range=RANGE | {"target_deg": angle_deg}),
                f"items[0].range.target_deg: expected a number from 15 to 150, the cap of elbow-bend, got {angle_deg}",
            )
            for angle_deg in (170, 300)
        ),
        (bend(range=RANGE | {"cap_deg": 151}), "items[0].range.cap_deg: expected a number from 15 to 150, the cap of"),
        (bend(range=RANGE | {"target_deg": 121}), "items[0].range: expected count_from_deg <= target_deg <= cap_deg"),
        (
            bend(range=RANGE | {"count_from_deg": 10}),
            "items[0].range.count_from_deg: expected a number from 15 to 150, the cap of elbow-bend, got 10",
        ),
        (bend(range={"count_from_deg": 40, "cap_deg": 100}), "items[0].range.target_deg: missing"),
        (bend(hold_s=20), "items[0].hold_s: unknown name"),
        (bend(schedule={"per_day": 11}), "items[0].schedule.per_day: expected a number from 1 to 10, got 11"),
        (bend(schedule={"days": ["mo"]}), "items[0].schedule.days[0]: expected one of 'mon', 'tue'"),
        (bend(schedule={"days": ["mon", "mon"]}), "items[0].schedule.days: expected each weekday at most once"),
        (bend(schedule={"days": []}), "items[0].schedule.days: expected each weekday at most once and at least one"),
        (bend(schedule={"window": ["8:00", "9:00"]}), 'window[0]: expected a local time such as "08:00"'),
        (bend(schedule={"window": ["24:00", "24:00"]}), 'window[0]: expected a local time such as "08:00"'),
        (bend(schedule={"window": ["08:00", "24:01"]}), 'window[1]: expected a local time such as "08:00"'),
        (
            bend(schedule={"window": ["20:00", "08:00"]}),
            "schedule.window: expected its start before its end, got 20:00",
        ),
        (bend(schedule={"window": ["08:00"]}), "items[0].schedule.window: expected a list of 2 values"),
        (bend(stop={"most_min": 16}), "items[0].stop.most_min: expected a number from 1 to 15, got 16"),
        (bend(stop={"on_pain": True}), "items[0].stop.on_pain: unknown name; known here: most_min, tremor_rise_pct"),
        (
            head(items=[BEND | {"schedule": {"per_day": 6}}] * 2),
            "at most 10 blocks a day (per_day of all items), got 12",
        ),
        (
            head(items=[{"exercise": "supported-rest", "hold_s": 121}]),
            "hold_s: expected a number from 5 to 120, got 121",
        ),
        (head(items=[{"exercise": "supported-rest", "hold_s": 60, "band_deg": 9}]), "items[0].band_deg: unknown name"),
        (
            head(items=[{"exercise": "paced-swing", "repetitions": 9, "period_s": 1.9, "range": RANGE}]),
            "items[0].period_s: expected a number from 2 to 4, got 1.9",
        ),
    ],
)
def test_a_fault_names_its_field_what_was_seen_and_what_is_allowed(plain: object, fault: str) -> None:
    (told,) = faults(plain)
    assert fault in told


@pytest.mark.parametrize(
    "name", ["id", "version", "author", "limb", "site", "issued", "valid_from", "valid_to", "items"]
)
def test_what_is_missing_is_named(name: str) -> None:
    plain = head()
    del plain[name]
    assert f"{name}: missing" in faults(plain)


def test_a_new_version_may_keep_the_first_day_of_a_running_programme() -> None:
    assert taken(head(issued="2027-01-10")).valid_from == date(2026, 11, 21)
    assert taken(head(issued="2027-02-20"))


def test_a_programme_may_last_for_a_day_or_for_a_year() -> None:
    assert taken(head(valid_to="2026-11-21"))
    assert taken(head(valid_to="2027-11-22"))


def test_it_may_be_issued_a_year_before_or_after_its_first_day() -> None:
    assert taken(head(issued="2025-11-20"))
    assert taken(head(issued="2027-11-22", valid_to="2027-11-22"))


def test_texts_may_be_as_long_as_they_may() -> None:
    assert taken(head(author="a" * 100, limb="l" * 60, items=[BEND | {"note": "n" * 200}]))


def test_one_crowded_day_is_enough_to_refuse_a_week() -> None:
    items = [BEND, BEND | {"schedule": {"per_day": 10, "days": ["sun"]}}]
    assert faults(head(items=items)) == [
        "items: expected at most 10 blocks a day (per_day of all items), got 11 on sun"
    ]


def test_a_window_without_a_minute_is_refused_by_its_times() -> None:
    (told,) = faults(bend(schedule={"window": ["08:00", "08:00"]}))
    assert told == "items[0].schedule.window: expected its start before its end, got 08:00 to 08:00"


def test_the_window_may_last_until_midnight() -> None:
    (item,) = taken(bend(schedule={"window": ["23:30", "24:00"]})).items
    assert (item.schedule.from_minute, item.schedule.to_minute) == (1410, 1440)


def test_ten_items_of_one_block_a_day_are_taken() -> None:
    assert taken(head(items=[BEND] * 10)).blocks_a_day == 10


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_exercise_can_be_written_with_its_own_cap_and_no_more(name: str) -> None:
    exercise = CATALOGUE[name]
    angles = {"count_from_deg": 15, "target_deg": 30, "cap_deg": exercise.cap_deg}
    by_form: dict[str, Plain] = {
        "repetitions": {"repetitions": 10, "tempo": TEMPO, "range": angles},
        "swing": {"repetitions": 10, "period_s": 2.5, "range": angles},
        "hold": {"hold_s": 20, "band_deg": 10},
        "rest": {"hold_s": 60},
    }
    plain = head(site=exercise.sites[0], items=[{"exercise": name, **by_form[exercise.form]}])
    assert taken(plain).items[0].work.exercise == name
    if exercise.cap_deg:
        angles["cap_deg"] = exercise.cap_deg + 0.1
        (told,) = faults(plain)
        assert told.startswith("items[0].range.cap_deg: expected a number from 15 to")


def test_hostile_sizes_are_refused_at_once_in_one_line() -> None:
    start_s = time.process_time()
    assert faults(head(items=[{"exercise": "x" * 100}] * 10_000)) == ["items: expected 1 to 10 items, got 10000"]
    (told,) = faults(head(author="a" * 1_000_000))
    assert told == "author: expected 1 to 100 characters, got 1000000"
    assert time.process_time() - start_s < 0.5


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.datetimes()
ANYTHING = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(max_size=8), LEAVES, max_size=3)
NEAR = st.sampled_from([0, 1, 10, 15, 100, 101, 180, 1e9, -1, "mon", "elbow-bend", "paced-swing", "24:00", "hand", []])
WHOLE = tomllib.loads(EXAMPLE_PROGRAMME)


def tables(plain: Any) -> list[tuple[Any, Any]]:
    """Each table or list in it with each of its names or numbers."""
    names = list(plain) if isinstance(plain, dict) else range(len(plain)) if isinstance(plain, list) else []
    return [*((plain, name) for name in names), *(pair for name in names for pair in tables(plain[name]))]


@st.composite
def mutated(draw: st.DrawFn) -> Plain:
    plain = copy.deepcopy(WHOLE)
    for value in draw(st.lists(NEAR | ANYTHING, min_size=1, max_size=3)):
        places = tables(plain)
        table, name = places[draw(st.integers(0, len(places) - 1))]
        table[name] = value
    return plain


def is_safe(item: Item) -> bool:
    """The caps in numbers: 100 repetitions, two minutes a hold, 15 minutes a block, the joint's own angle."""
    work, cap_deg = item.work, CATALOGUE[item.work.exercise].cap_deg
    if isinstance(work, Hold):
        return work.hold_s <= 120 and item.longest_s <= 900
    return work.repetitions <= 100 and work.cap_deg <= (cap_deg or 0) and item.longest_s <= 900


@given(mutated() | ANYTHING)
def test_whatever_is_written_gives_faults_or_a_programme_within_the_caps(plain: object) -> None:
    read = read_programme(plain)
    if isinstance(read, RefusedProgramme):
        assert 0 < len(read.faults) < 200
        assert all(fault.isprintable() for fault in read.faults)
        return
    assert read.blocks_a_day <= 10
    assert all(is_safe(item) for item in read.items)
    assert all(read.site in CATALOGUE[item.work.exercise].sites for item in read.items)
    assert 0 <= (read.valid_to - read.valid_from).days <= 366
