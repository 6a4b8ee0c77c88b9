"""The device's database: durable facts, revisions that only rise, right dates once the clock is right."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import DayDocument
from device.records.facts import BegunBlock, Dating, Episode, Gap, Mark, Minute, Record, SetResult
from device.store.damage.steady import SteadyStore, open_store
from device.store.file import StoreMissing, StoreUnusable
from device.store.reader import DeviceReader
from device.store.writer import Store
from sync.wire.messages import decode, encode_day
from tests.support.examples import examples

Read = Callable[[], DeviceReader]

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z
BERLIN = Dating("boot-a", NINE_UTC_S, "Europe/Berlin", "synced")
UNSET = Dating("boot-a", 100.0, "Europe/Berlin", "unknown")  # a Pi after power-up: 1970


def minute(start_s: float, tremor_s: int = 0) -> Minute:
    return Minute(start_s, recorded_s=60, assessable_s=60, tremor_s=tremor_s, inert_s=0, algorithm="test")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "device.db"


@pytest.fixture
def read(path: Path) -> Iterator[Callable[[], DeviceReader]]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(DeviceReader(path)))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path)
    yield opened
    opened.close()


def test_every_kind_of_record_reaches_the_day_document(store: Store, read: Read) -> None:
    records: list[Record] = [
        minute(0.0, tremor_s=12),
        Episode(5.0, 12.0, "rhythmic", "5.1 Hz for 12 s", 5.1, 3.0, 4.0, "test"),
        Gap(70.0, 1.5, "overflow", 149),
        Mark(80.0),
        SetResult(90.0, 75.0, "elbow", 10, "stopped", 8, (("short by 8°", 2),), 70.0, 85.0, 1),
    ]
    store.add(records, BERLIN)
    document = read().document("2026-03-02", "band-1")
    assert (document.totals.worn_s, document.totals.tremor_s, document.totals.episodes) == (60, 12, 1)
    assert document.quarters[0].quarter == 40  # 09:00 UTC is 10:00 in Berlin
    assert document.episodes[0].start == "2026-03-02T10:00:05+01:00"
    assert document.sets[0].uncounted == (("short by 8°", 2),)
    assert (document.marks[0].start, document.quality.lost_samples) == ("2026-03-02T10:01:20+01:00", 149)
    assert (document.device, document.quality.clock) == ("band-1", "synced")


@pytest.mark.slow
@given(st.lists(st.lists(st.floats(0, 200_000, allow_nan=False), min_size=1, unique=True), max_size=6))
def test_the_revision_of_a_day_rises_with_every_transaction_that_touches_it(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[float]]
) -> None:
    path = tmp_path_factory.mktemp("store") / "device.db"
    store, seen = Store(path), dict[str, int]()
    reader = DeviceReader(path)
    for number, starts in enumerate(batches):
        store.add([Gap(start_s, 0.1, "late") for start_s in starts], Dating(f"boot-{number}", 0.0, "UTC", "synced"))
        days = dict(reader.days())
        touched = {day for day in days if days[day] != seen.get(day)}
        assert touched
        assert all(days[day] == seen.get(day, 0) + 1 for day in touched)
        seen = days
    reader.close()
    store.close()


def tend(store: SteadyStore, steps: int = 200) -> None:
    for _ in range(steps):
        store.tend()


HALF_TO_MIDNIGHT = Dating("boot-a", 1_772_492_400.0 - 1800, "Europe/Berlin", "synced")  # 23:30 of the same day


def inert(start_s: float) -> Minute:
    return Minute(start_s, recorded_s=60, assessable_s=60, tremor_s=0, inert_s=60, algorithm="test")


def test_a_band_laid_down_before_midnight_was_not_worn_on_either_day(store: Store, read: Read) -> None:
    store.add([minute(n * 60.0) for n in range(20)], HALF_TO_MIDNIGHT)
    store.add([inert(n * 60.0) for n in range(20, 30)], HALF_TO_MIDNIGHT)
    reader = read()
    yesterday = reader.document("2026-03-02", "band-1")
    assert (yesterday.totals.worn_s, yesterday.totals.not_worn_s) == (1800, 0)
    for n in range(30, 50):
        store.add([inert(n * 60.0)], HALF_TO_MIDNIGHT)
    changed = reader.document("2026-03-02", "band-1")
    assert (changed.totals.worn_s, changed.totals.not_worn_s) == (1200, 600)
    assert changed.revision > yesterday.revision
    assert reader.document("2026-03-03", "band-1").totals.not_worn_s == 1200


def test_yesterday_is_settled_a_quarter_of_an_hour_after_midnight(store: Store, read: Read) -> None:
    store.add([inert(n * 60.0) for n in range(50)], HALF_TO_MIDNIGHT)
    settled = read().days()[0]
    store.add([minute(n * 60.0) for n in range(50, 90)], HALF_TO_MIDNIGHT)
    assert read().days()[0] == settled


MIDNIGHT_S = 1800.0  # in seconds of that boot


def test_a_mark_after_midnight_confirms_a_jerk_before_it(store: Store, read: Read) -> None:
    store.add([Episode(MIDNIGHT_S - 10, 0.1, "jerk", "fast")], HALF_TO_MIDNIGHT)
    reader = read()
    before = reader.document("2026-03-02", "band-1")
    store.add([Mark(MIDNIGHT_S + 5)], HALF_TO_MIDNIGHT)
    after = reader.document("2026-03-02", "band-1")
    assert [document.episodes[0].confirmed for document in (before, after)] == [False, True]
    assert after.revision > before.revision
    assert after.marks == ()


def test_a_set_that_began_before_midnight_tells_the_exercise_after_it(store: Store, read: Read) -> None:
    bending, jerk = Episode(MIDNIGHT_S + 5, 10, "repetitive", "bends"), Episode(MIDNIGHT_S + 20, 0.1, "jerk", "fast")
    store.add([bending, jerk], HALF_TO_MIDNIGHT)
    reader = read()
    before = reader.document("2026-03-03", "band-1")
    store.add([SetResult(MIDNIGHT_S - 300, 600, "elbow", 10, "done", 10)], HALF_TO_MIDNIGHT)
    after = reader.document("2026-03-03", "band-1")
    assert [one.kind for one in before.episodes] == ["repetitive", "jerk"]
    assert [(one.kind, one.context) for one in after.episodes] == [("jerk", "exercise")]
    assert after.revision > before.revision
    assert after.sets == ()


def test_marks_far_from_every_episode_of_yesterday_leave_its_revision(store: Store, read: Read) -> None:
    store.add([Episode(MIDNIGHT_S - 10, 0.1, "jerk", "fast")], HALF_TO_MIDNIGHT)
    settled = read().days()[0]
    store.add([Mark(MIDNIGHT_S + 60), Mark(MIDNIGHT_S + 3600)], HALF_TO_MIDNIGHT)
    assert read().days()[0] == settled


SUMMER_TIME_UTC_S = 1_774_738_800.0  # 2026-03-29T00:00 in Berlin, where 02:00 becomes 03:00
BOOTS = tuple(
    Dating(f"boot-{number}", SUMMER_TIME_UTC_S + shift_s, zone, "estimated")
    for number, (shift_s, zone) in enumerate([(-2400.0, "Europe/Berlin"), (-86_400.0, "UTC"), (900.0, "Pacific/Apia")])
)
CLOCK_STEPS_S = (0.0, 1500.0, -1500.0, 84_000.0, -86_400.0)
starts_s = st.integers(120, 200).map(lambda n: n * 15.0)  # around midnight of the first boot
durations_s = st.sampled_from([0.1, 60.0, 900.0, 4000.0])
runs = st.builds(
    lambda first, count, kind: [kind(n * 60.0) for n in range(first, first + count)],
    st.integers(0, 60),
    st.integers(1, 25),
    st.sampled_from([minute, inert]),
)
others = st.one_of(
    st.builds(Mark, starts_s),
    st.builds(Episode, starts_s, durations_s, st.sampled_from(["jerk", "repetitive"]), st.just("because")),
    st.builds(lambda start_s, lasts_s: SetResult(start_s, lasts_s, "elbow", 10, "done", 10), starts_s, durations_s),
)
batches = st.lists(
    st.tuples(
        st.sampled_from(BOOTS),
        st.sampled_from(CLOCK_STEPS_S),
        runs | st.lists(others, min_size=1),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(batches)
def test_whatever_is_stored_a_day_document_that_changes_has_a_higher_revision(
    tmp_path_factory: pytest.TempPathFactory, batches: list[tuple[Dating, float, list[Record], bool, bool]]
) -> None:
    path = tmp_path_factory.mktemp("store") / "device.db"
    with closing(Store(path)) as store, closing(DeviceReader(path)) as reader:
        seen = dict[str, DayDocument]()
        for boot, step_s, records, known, travelled in batches:
            boot = replace(boot, timezone="Asia/Tokyo") if travelled else boot  # noqa: PLW2901 - as it is by then
            dating = replace(boot, utc_minus_monotonic_s=boot.utc_minus_monotonic_s + step_s)
            dating = replace(dating, trust="synced") if known else dating
            store.add(records, dating)
            now = {day: reader.document(day, "band-1") for day, _ in reader.days()}
            for day, before in seen.items():
                assert now[day].revision > before.revision or now[day] == before
            seen = now


def test_minutes_recorded_in_1970_move_to_their_right_day_once_the_clock_is_right(store: Store, read: Read) -> None:
    store.add([minute(0.0), minute(60.0)], UNSET)
    reader = read()
    assert reader.days() == [("1970-01-01", 1)]
    assert reader.document("1970-01-01", "band-1").quality.clock == "unknown"
    store.add([minute(120.0)], BERLIN)
    assert reader.days() == [("1970-01-01", 2), ("2026-03-02", 1)]
    assert reader.document("1970-01-01", "band-1").totals.worn_s == 0
    assert reader.document("2026-03-02", "band-1").totals.worn_s == 180


def test_a_clock_that_got_worse_dates_nothing_by_itself(store: Store, read: Read) -> None:
    store.add([minute(0.0)], BERLIN)
    store.add([minute(60.0)], UNSET)
    assert read().document("2026-03-02", "band-1").totals.worn_s == 120


def test_a_second_start_continues_the_same_store(path: Path, read: Read) -> None:
    first = Store(path)
    first.add([minute(0.0), minute(60.0)], BERLIN)
    first.close()
    name = read().store_id()
    second = Store(path)
    assert second.last_end_s("boot-a") == 120.0
    assert second.last_end_s("boot-b") is None
    assert read().store_id() == name
    second.close()


@pytest.mark.parametrize("as_left", ["DELETE FROM meta", "UPDATE meta SET value = 'otherwise'"])
def test_days_are_sent_again_once_when_a_new_firmware_derives_documents_otherwise(
    path: Path, read: Read, as_left: str
) -> None:
    with closing(Store(path)) as first:
        first.add([minute(0.0), minute(86_400.0)], BERLIN)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"{as_left} WHERE name = 'derivation'")
    for _ in range(2):
        Store(path).close()
        assert read().days() == [("2026-03-02", 2), ("2026-03-03", 2)]


def test_a_reader_comes_before_the_writer_and_is_told_so(path: Path) -> None:
    with pytest.raises(StoreMissing, match="made when `easeband run` first starts"):
        DeviceReader(path)


def test_the_same_gap_recorded_again_takes_the_place_of_the_first(store: Store, read: Read) -> None:
    store.add([Gap(60.0, 5.0, "restarted", 499)], BERLIN)
    store.add([Gap(60.0, 90.0, "restarted", 8999), minute(150.0)], BERLIN)
    quality = read().document("2026-03-02", "band-1").quality
    assert (quality.gaps, quality.gap_s) == (1, 90.0)
    assert store.last_end_s("boot-a") == 210.0


def test_a_clock_that_was_set_while_nobody_vouches_for_it_dates_its_boot_again(store: Store, read: Read) -> None:
    saved = Dating("boot-a", NINE_UTC_S - 86_400, "UTC", "estimated")
    store.add([minute(0.0)], saved)
    store.add([minute(60.0)], replace(saved, utc_minus_monotonic_s=NINE_UTC_S))
    assert read().document("2026-03-01", "band-1").totals.worn_s == 0
    assert read().document("2026-03-02", "band-1").totals.worn_s == 120


def block_starts_s(store: Store, dating: Dating, within_s: float, now_s: float) -> list[float]:
    return [block.start_s for block in store.begun_blocks(dating, within_s, now_s)]


def test_a_clock_that_is_not_set_yet_knows_no_set_of_the_future(store: Store) -> None:
    """A Pi after power-up shows 1970: all sets ever would count for its first day, and none would be allowed."""
    store.add([SetResult(n * 100.0, 60.0, "elbow", 10, "done", 10) for n in range(12)], BERLIN)
    assert store.begun_blocks(replace(UNSET, boot="boot-b"), 86_400.0, 50.0) == []
    later = replace(BERLIN, boot="boot-b", utc_minus_monotonic_s=NINE_UTC_S + 3600)
    assert block_starts_s(store, later, 86_400.0, 50.0) == [n * 100.0 - 3600 for n in range(12)]


TOKYO = replace(BERLIN, timezone="Asia/Tokyo")  # where it is 18:00 when it is 10:00 in Berlin


def quarters(document: DayDocument) -> list[int]:
    return [quarter.quarter for quarter in document.quarters]


def test_a_zone_that_changes_counts_from_then_on_and_what_was_measured_before_stays(store: Store, read: Read) -> None:
    """09:00 UTC is quarter-hour 40 in Berlin; 16:00 UTC is 01:00 of the next day in Tokyo."""
    store.add([minute(0.0)], BERLIN)
    store.add([minute(7 * 3600.0)], TOKYO)
    reader = read()
    assert [day for day, _ in reader.days()] == ["2026-03-02", "2026-03-03"]
    first, second = (reader.document(day, "band-1") for day in ("2026-03-02", "2026-03-03"))
    assert (first.timezone, quarters(first)) == ("Europe/Berlin", [40])
    assert (second.timezone, quarters(second)) == ("Asia/Tokyo", [4])


def test_a_day_in_two_zones_is_named_after_the_one_in_which_it_ended(store: Store, read: Read) -> None:
    store.add([minute(0.0)], BERLIN)
    store.add([Gap(3600.0, 1.0, "late"), minute(3660.0)], TOKYO)
    document = read().document("2026-03-02", "band-1")
    assert (document.timezone, quarters(document)) == ("Asia/Tokyo", [40, 76])
    store.add([minute(7200.0)], BERLIN)
    assert read().document("2026-03-02", "band-1").timezone == "Europe/Berlin"


def test_a_clock_that_becomes_right_dates_each_fact_anew_in_its_own_zone(store: Store, read: Read) -> None:
    store.add([minute(0.0)], UNSET)
    store.add([minute(7 * 3600.0)], replace(UNSET, timezone="Asia/Tokyo"))
    store.add([minute(8 * 3600.0)], TOKYO)
    reader = read()
    documents = {day: reader.document(day, "band-1") for day, _ in reader.days()}
    assert [quarters(documents[day]) for day in ("2026-03-02", "2026-03-03")] == [[40], [4, 8]]
    assert [document.quality.clock for document in documents.values() if document.quarters] == ["synced", "synced"]


def test_days_that_hold_nothing_any_more_are_told_apart(store: Store, read: Read) -> None:
    store.add([minute(0.0)], UNSET)
    assert read().empty_days() == set()
    store.add([minute(60.0)], BERLIN)
    assert read().empty_days() == {"1970-01-01"}


def test_the_watchdog_hears_of_dating_a_month_anew(path: Path) -> None:
    """Else a small computer is started again in the midst of it, and each time again."""
    heard: list[str] = []
    with closing(Store(path, lambda: heard.append("alive"))) as store:
        store.add([minute(60.0 * number) for number in range(1200)], UNSET)
        assert not heard
        store.add([minute(72_000.0)], BERLIN)
    assert len(heard) == 2  # one for each 500


def test_minutes_of_a_boot_are_found_in_whatever_zone_they_were_measured(store: Store) -> None:
    store.add([minute(0.0)], BERLIN)
    store.add([minute(600.0)], TOKYO)
    assert store.last_end_s("boot-a") == 660.0
    assert store.last_end_s("boot") is None


def test_a_boot_that_never_became_right_stays_marked_when_a_later_one_is(store: Store, read: Read) -> None:
    store.add([minute(0.0)], replace(UNSET, boot="boot-0"))
    store.add([minute(0.0)], BERLIN)
    reader = read()
    assert [(day, reader.document(day, "band-1").quality.clock) for day, _ in reader.days()] == [
        ("1970-01-01", "unknown"),
        ("2026-03-02", "synced"),
    ]


IN_2099 = replace(BERLIN, utc_minus_monotonic_s=4_070_908_800.0, trust="unknown")  # as `can_be_right` has it


def test_a_clock_that_jumps_to_2099_and_back_moves_nothing(store: Store, read: Read) -> None:
    estimated = replace(BERLIN, trust="estimated")
    for number, dating in enumerate((estimated, IN_2099, estimated)):
        store.add([minute(number * 60.0)], dating)
    reader = read()
    (day,) = reader.days()
    assert day[0] == "2026-03-02"
    assert reader.document(day[0], "band-1").totals.worn_s == 180


def test_a_boot_that_began_in_2099_moves_to_its_day_once_the_clock_is_right(store: Store, read: Read) -> None:
    store.add([minute(0.0)], IN_2099)
    store.add([minute(60.0)], BERLIN)
    reader = read()
    assert {day: reader.document(day, "band-1").totals.worn_s for day, _ in reader.days()} == {
        "2026-03-02": 120,
        "2099-01-01": 0,
    }


def test_the_slow_drift_of_a_clock_moves_no_record(store: Store, read: Read) -> None:
    store.add([minute(0.0)], replace(BERLIN, trust="estimated"))
    before = read().days()
    store.add([minute(60.0)], replace(BERLIN, trust="estimated", utc_minus_monotonic_s=NINE_UTC_S + 0.5))
    assert [day for day, _ in read().days()] == [day for day, _ in before]


def test_sets_of_the_last_day_are_known_after_a_restart_also_those_of_an_earlier_boot(store: Store) -> None:
    result = SetResult(100.0, 75.0, "elbow", 10, "done", 10)
    store.add([result], BERLIN)
    later = Dating("boot-b", NINE_UTC_S + 3600, "Europe/Berlin", "synced")
    store.add([replace(result, start_s=50.0)], later)
    assert block_starts_s(store, later, within_s=86_400, now_s=60.0) == [-3500.0, 50.0]
    assert block_starts_s(store, later, within_s=600, now_s=60.0) == [50.0]


def test_a_block_of_several_sets_was_begun_once(store: Store) -> None:
    first = SetResult(0.0, 60.0, "elbow", 10, "done", 10, number=1, sets=2)
    store.add([first, replace(first, start_s=90.0, number=2), replace(first, start_s=400.0, exercise="reach")], BERLIN)
    assert store.begun_blocks(BERLIN, 86_400.0, 500.0) == [BegunBlock("elbow", 0.0), BegunBlock("reach", 400.0)]


def test_what_is_known_already_stays_unless_it_is_replaced(store: Store) -> None:
    whole = SetResult(0.0, 60.0, "elbow", 10, "done", 10, sets=2)
    store.add([whole], BERLIN)
    store.add([replace(whole, stopped="device stopped", exercise="reach")], BERLIN, in_place=False)
    assert store.begun_blocks(BERLIN, 86_400.0, 100.0) == [BegunBlock("elbow", 0.0)]
    store.add([replace(whole, exercise="reach")], BERLIN)
    assert store.begun_blocks(BERLIN, 86_400.0, 100.0) == [BegunBlock("reach", 0.0)]


@pytest.mark.parametrize("content", [b"no database" * 400, os.urandom(5000)])
def test_a_damaged_file_is_moved_aside_and_recording_goes_on(path: Path, read: Read, content: bytes) -> None:
    path.parent.mkdir()
    (path.parent / "device.db.damaged-1").write_text("an earlier one")
    path.write_bytes(content)
    with closing(open_store(path)) as store:
        store.add([minute(0.0)], BERLIN)
        assert read().days() == [("2026-03-02", 1)]
    assert path.with_name("device.db.damaged-1").read_text() == "an earlier one"
    assert path.with_name("device.db.damaged-2").read_bytes() == content


def test_a_reader_follows_a_file_that_was_made_anew(store: Store, path: Path, read: Read) -> None:
    store.add([minute(0.0)], BERLIN)
    reader, first = read(), read().store_id()
    store.close()
    for file in path.parent.glob("device.db*"):
        file.rename(file.with_name("old-" + file.name))
    with pytest.raises(StoreMissing):
        reader.days()
    with closing(Store(path)):
        assert (reader.days(), reader.store_id() == first) == ([], False)
        with pytest.raises(StoreMissing, match="has no day 2026-03-02"):
            reader.document("2026-03-02", "band-1")


@pytest.mark.costly
def test_boots_whose_clock_was_never_set_make_a_day_that_can_be_sent(store: Store, read: Read) -> None:
    for number in range(3):
        boot = replace(UNSET, boot=f"boot-{number}")
        store.add([Minute(n * 60.0, 60, 60, 0, 0) for n in range(800)], boot)
    document = read().document("1970-01-01", "band-1")
    assert document.totals.worn_s == 3 * 800 * 60
    assert decode(f"easeband/v1/band-1/up/day/{document.day}", encode_day(document).payload) == document


def test_a_set_of_an_earlier_firmware_which_counted_all_of_them_is_still_read(
    store: Store, path: Path, read: Read
) -> None:
    store.add([SetResult(90.0, 75.0, "elbow", 10, "done", 10)], BERLIN)
    body = {"start_s": 90.0, "duration_s": 75.0, "exercise": "elbow", "target_repetitions": 10, "done_repetitions": 8}
    body |= {"stopped": "stopped", "uncounted": [["too fast", 2]], "pauses": 0}
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE facts SET body = ?, sum = NULL", (json.dumps(body),))
    (told,) = read().document("2026-03-02", "band-1").sets
    assert (told.done_repetitions, told.not_counted, told.uncounted) == (8, None, (("too fast", 2),))


def test_a_cleanly_closed_database_can_be_read_where_nothing_may_be_written(path: Path, read: Read) -> None:
    store = Store(path)
    store.add([minute(0.0)], BERLIN)
    store.close()
    path.parent.chmod(0o500)
    try:
        assert read().days() == [("2026-03-02", 1)]
    finally:
        path.parent.chmod(0o700)


def test_a_reader_cannot_write(store: Store, read: Read) -> None:
    store.add([minute(0.0)], BERLIN)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        read()._fresh().execute("DELETE FROM facts")


def test_a_database_of_another_program_gets_no_tables_of_ours(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(StoreUnusable, match="it has 'songs' and no version: this is not an Easeband database"):
        Store(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be read as one" * 40, os.urandom(5000)]
)
def test_another_file_in_its_place_is_named_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreUnusable, match="not an Easeband database; keep it and move it aside"):
        Store(path)
    assert path.read_bytes() == content


def test_a_database_from_a_newer_firmware_is_kept_aside_and_read_as_far_as_it_is_known(path: Path, read: Read) -> None:
    with closing(Store(path)) as newer:
        newer.add([minute(0.0)], BERLIN)
        newer.database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreUnusable, match="schema version 99, this firmware knows 2"):
        Store(path)
    assert read().document("2026-03-02", "band-1").totals.worn_s == 60
    with closing(open_store(path)) as store:
        tend(store)
        assert read().document("2026-03-02", "band-1").totals.worn_s == 60
    assert path.with_name("device.db.damaged-1").exists()


def test_a_full_disk_is_said_and_what_was_there_stays(store: Store, read: Read) -> None:
    store.add([minute(0.0)], BERLIN)
    pages = store.database.execute("PRAGMA page_count").fetchone()[0]
    store.database.execute(f"PRAGMA max_page_count = {pages}")
    many = [Mark(float(number)) for number in range(2_000)]
    with pytest.raises(StoreUnusable, match="free space on the card"):
        store.add(many, BERLIN)
    assert read().document("2026-03-02", "band-1").totals.worn_s == 60
    store.database.execute("PRAGMA max_page_count = 1000000")
    store.add(many, BERLIN)
    assert len(read().document("2026-03-02", "band-1").marks) == 2_000
