"""Whatever happens to device.db, records are kept: in a new file, with what can be read of the old one."""

import os
import random
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from device.records.facts import ClockTrust, Dating, Mark, Minute
from device.store.damage.aside import move_aside
from device.store.damage.steady import SteadyStore, open_store
from device.store.file import MIGRATIONS, STORE_SCHEMA, StoreDamaged, StoreUnusable
from device.store.reader import DeviceReader

Read = Callable[[], DeviceReader]

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z
DAY_S = 86_400
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
NOW = Dating("now", NINE_UTC_S + 10 * DAY_S, "Europe/Berlin", "synced")
TODAY = "2026-03-12"
PAGE_BYTES = 512
LEAF = 0x0A  # the first byte of a leaf of a table WITHOUT ROWID (SQLite's file format, 1.6)


def minute(number: int) -> Minute:
    return Minute(number * 60.0, 60, 60, number % 50, 0, ((50, number % 50),), ((20, number % 50),), "test")


def boot(number: int) -> Dating:
    return Dating(f"boot-{number}", NINE_UTC_S + number * DAY_S, "Europe/Berlin", "synced")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of five days with 40 minutes and a mark each, cleanly closed."""
    path = tmp_path / "device.db"
    with closing(open_store(path)) as store:
        for number in range(len(DAYS)):
            store.add([minute(n) for n in range(40)], boot(number))
            store.add([Mark(30.0)], boot(number))
        tend(store)
    return path


@pytest.fixture
def read(path: Path) -> Iterator[Read]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(DeviceReader(path)))


def tend(store: SteadyStore) -> None:
    for _ in range(60):
        store.tend()


def pages_with(content: bytes, text: bytes) -> list[int]:
    return [place for place in range(0, len(content), PAGE_BYTES) if text in content[place : place + PAGE_BYTES]]


def record(path: Path) -> list[str]:
    """Start on the file, take a record in, and do all there is to do; what is said of it."""
    with closing(open_store(path)) as store:
        store.add([minute(0)], NOW)
        tend(store)
        return store.notes()


def test_a_file_of_a_newer_firmware_is_not_called_damaged(path: Path) -> None:
    """After firmware was put back; the file's own name says so all the same."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 3")
    assert record(path) == ["a newer firmware's database was kept as device.db.damaged-1: 205 records of 5 days copied"]


def worn_s(read: Read) -> dict[str, int]:
    reader = read()
    return {day: reader.document(day, "band-1").totals.worn_s for day, _ in reader.days()}


def unreadable(read: Read) -> dict[str, int]:
    reader = read()
    return {day: reader.document(day, "band-1").quality.unreadable for day, _ in reader.days()}


def sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


WHOLE = dict.fromkeys(DAYS, 2400) | {TODAY: 60}


def test_a_page_that_is_zeroed_costs_the_records_on_it_and_nothing_else(path: Path, read: Read) -> None:
    content, name = path.read_bytes(), read().store_id()
    _, place, *_ = [place for place in pages_with(content, b"2026-03-04Minute") if content[place] == LEAF]
    path.write_bytes(content[:place] + bytes(PAGE_BYTES) + content[place + PAGE_BYTES :])
    (said,) = record(path)
    assert "device.db.damaged-1" in said
    lost = unreadable(read)
    assert lost["2026-03-04"] > 0
    assert {day for day, count in lost.items() if count} == {"2026-03-04"}
    assert worn_s(read) == WHOLE | {"2026-03-04": 2400 - 60 * lost["2026-03-04"]}
    assert read().store_id() != name
    assert path.with_name("device.db.damaged-1").read_bytes()[place : place + PAGE_BYTES] == bytes(PAGE_BYTES)


def test_a_row_that_was_changed_is_passed_over_counted_and_named(
    path: Path, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    sql(path, "UPDATE facts SET body = replace(body, '60', '90') WHERE day = '2026-03-04' AND start_s = 120")
    assert unreadable(read) == dict.fromkeys(DAYS, 0) | {"2026-03-04": 1}
    assert worn_s(read)["2026-03-04"] == 2340
    assert "Minute of 2026-03-04, 120.0 s into boot 3: its checksum does not fit" in caplog.text
    assert record(path) == ["1 record passed over: changed on the card"]


@pytest.mark.costly
@pytest.mark.parametrize("name", ["meta", "boots", "sqlite_autoindex_boots_1", "days", "lost", "salvage"])
def test_a_small_table_that_nobody_asks_while_recording_is_looked_at_too(path: Path, read: Read, name: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        (number,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    content = bytearray(path.read_bytes())
    content[(number - 1) * PAGE_BYTES : number * PAGE_BYTES] = bytes(PAGE_BYTES)
    path.write_bytes(content)
    with closing(open_store(path)) as store:
        store.add([minute(0)], NOW)
        tend(store)
        assert store.notes()
    reader = read()
    assert [reader.document(day, "band-1").totals.worn_s for day, _ in reader.days()][:-1] == [2400] * len(DAYS)
    assert path.with_name("device.db.damaged-1").exists()


@pytest.mark.parametrize(
    ("statement", "said", "more"),
    [
        (
            "UPDATE facts SET body = replace(body, '60', '90') WHERE THIS",
            "1 record passed over: changed on the card",
            ["2 records passed over: changed on the card"],
        ),
        (
            "DELETE FROM facts WHERE THIS",
            "1 record missing",
            ["1 record passed over: changed on the card", "1 record missing"],
        ),
    ],
)
def test_what_is_wrong_with_a_day_is_a_fault_until_the_next_start_and_the_day_says_it_for_ever(
    path: Path, read: Read, statement: str, said: str, more: list[str]
) -> None:
    sql(path, statement.replace("THIS", "day = '2026-03-04' AND start_s = 120"))
    assert [record(path), record(path), record(path)] == [[said], [], []]
    assert unreadable(read)["2026-03-04"] == 1
    sql(path, "UPDATE facts SET body = replace(body, '60', '90') WHERE day = '2026-03-05' AND start_s = 120")
    assert record(path) == ["1 record passed over: changed on the card"]
    sql(path, "UPDATE facts SET body = replace(body, '60', '90') WHERE day = '2026-03-04' AND start_s = 180")
    assert record(path) == more
    assert record(path) == []


def test_a_fault_that_the_power_cut_off_before_it_was_told_is_told_at_the_next_start(path: Path) -> None:
    sql(path, "DELETE FROM facts WHERE day = '2026-03-04' AND start_s = 120")
    with closing(open_store(path)) as store:
        while not store.notes():
            store.tend()
    assert record(path) == ["1 record missing"]


def test_a_row_that_is_gone_is_counted(path: Path, read: Read) -> None:
    sql(path, "DELETE FROM facts WHERE day = '2026-03-04' AND start_s = 120")
    assert unreadable(read)["2026-03-04"] == 1
    assert record(path) == ["1 record missing"]


@pytest.mark.costly
@pytest.mark.parametrize(
    "statement",
    [
        *("DROP TABLE facts", "DROP TABLE days", "DROP TABLE boots", "DROP TABLE meta", "DELETE FROM meta"),
        *("DELETE FROM days", "DELETE FROM boots", "UPDATE days SET revision = revision + 4294967296"),
        *("UPDATE boots SET trust = 'sworn'", "ALTER TABLE facts RENAME COLUMN body TO other"),
        *("PRAGMA user_version = 0", "PRAGMA user_version = 1", "PRAGMA user_version = 77"),
    ],
)
def test_whatever_is_wrong_with_the_tables_recording_goes_on_and_it_is_said(
    path: Path, read: Read, statement: str
) -> None:
    sql(path, statement)
    (said,) = record(path)
    assert " database was kept as device.db.damaged-1" in said
    seen = worn_s(read)
    assert seen[TODAY] == 60
    if "facts" not in statement:
        assert seen == WHOLE


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_moved_aside(tmp_path: Path, ending: str, make: Callable[[Path], object]) -> None:
    path = tmp_path / "device.db"
    make(path.with_name(path.name + ending))
    with closing(open_store(path)) as store:
        for _ in range(4):
            with suppress(StoreUnusable):
                store.add([minute(0)], NOW)
        assert store.last_end_s("now") == 60


def test_a_day_whose_count_was_changed_never_says_that_it_is_whole(path: Path, read: Read) -> None:
    """Case 21062 of the search: a row was gone, and so was the count that would have told."""
    sql(path, "UPDATE days SET sum = 1 WHERE day = '2026-03-03'")
    sql(path, "DELETE FROM facts WHERE day = '2026-03-03' AND start_s = 120")
    record(path)
    assert unreadable(read)["2026-03-03"] == 1


def test_a_file_that_is_removed_while_it_is_written_is_made_anew(path: Path, read: Read) -> None:
    with closing(open_store(path)) as store:
        store.add([minute(0)], NOW)
        for file in path.parent.glob("device.db*"):
            file.unlink()
        store.add([minute(1)], NOW)
        assert "was removed or replaced" in store.notes()[0]
    assert worn_s(read) == {TODAY: 60}


def test_salvaging_goes_on_after_a_restart(path: Path, read: Read) -> None:
    sql(path, "DELETE FROM boots")
    with closing(open_store(path)) as store:
        store.add([minute(0)], NOW)
        said = set[str]()
        for _ in range(12):
            store.tend()
            said.update(store.notes())
        assert len(said) == 1  # each is a message to the clinic
        assert store.notes()[0].endswith("what can be read of it is being copied")
    record(path)
    assert worn_s(read) == WHOLE
    assert list(path.parent.glob("*.damaged-2*")) == []


def test_what_was_measured_in_another_zone_keeps_it_when_it_is_salvaged(tmp_path: Path) -> None:
    """The file was moved aside after the move to Tokyo, so that the new one knows nothing of New York."""
    path = tmp_path / "device.db"
    with closing(open_store(path)) as store:
        store.add([minute(0)], Dating("one", NINE_UTC_S, "America/New_York", "synced"))
    move_aside(path)
    with closing(open_store(path)) as store:
        store.add([minute(60)], Dating("one", NINE_UTC_S, "Asia/Tokyo", "synced"))
        tend(store)
        store.add([minute(61)], Dating("one", NINE_UTC_S, "America/New_York", "synced"))
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT start_s, day, offset_s FROM facts ORDER BY start_s").fetchall()
    assert rows == [(0.0, "2026-03-02", -18_000), (3600.0, "2026-03-02", 32_400), (3660.0, "2026-03-02", -18_000)]


@pytest.mark.parametrize(
    ("first", "then", "off_s"), [("synced", "synced", 0), ("synced", "estimated", 0), ("estimated", "synced", 3600)]
)
def test_whoever_vouched_first_for_the_clock_dates_the_boot_in_the_file_after_it_too(
    tmp_path: Path, first: ClockTrust, then: ClockTrust, off_s: int
) -> None:
    """Seed 2067 of `tests/world`: the file was moved aside while a time server was wrong by an hour."""
    path = tmp_path / "device.db"
    with closing(open_store(path)) as store:
        store.add([minute(0)], Dating("one", NINE_UTC_S, "UTC", first))
    move_aside(path)
    with closing(open_store(path)) as store:
        store.add([minute(60)], Dating("one", NINE_UTC_S + 3600, "UTC", then))
        tend(store)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT start_s, utc_s FROM facts ORDER BY start_s").fetchall()
        days = database.execute("SELECT day, facts FROM days").fetchall()
    assert rows == [(0.0, NINE_UTC_S + off_s), (3600.0, NINE_UTC_S + 3600 + off_s)]
    assert days == [("2026-03-02", 2)]


def test_a_file_that_is_damaged_while_another_is_salvaged_gives_both(path: Path, read: Read) -> None:
    sql(path, "DELETE FROM boots")
    with closing(open_store(path)) as store:
        store.add([minute(0)], NOW)
        for _ in range(6):
            store.tend()
    sql(path, "DELETE FROM boots")
    record(path)
    assert worn_s(read) == WHOLE


@contextmanager
def no_writing() -> Iterator[None]:
    """No file takes a byte, as on a full card, but can be renamed."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_moved_aside_while_no_new_file_can_be_made_is_salvaged_once_one_can(path: Path, read: Read) -> None:
    with closing(open_store(path)) as store:
        with no_writing():
            for _ in range(6):
                with pytest.raises(StoreUnusable):
                    store.add([minute(0)], NOW)
        assert path.with_name("device.db.damaged-1").exists()
        store.add([minute(0)], NOW)
        tend(store)
    assert worn_s(read) == WHOLE


def test_on_a_full_card_nothing_is_moved_aside(path: Path, read: Read) -> None:
    with closing(SteadyStore(path, lambda _: False)) as store:
        with no_writing():
            for _ in range(6):
                with pytest.raises(StoreUnusable, match="free space on the card"):
                    store.add([minute(0)], NOW)
        store.add([minute(0)], NOW)
        assert store.notes() == []
    assert worn_s(read) == WHOLE
    assert list(path.parent.glob("*.damaged-*")) == []


def test_five_files_in_a_run_are_given_up_and_no_more(path: Path) -> None:
    with closing(open_store(path)) as store:
        for number in range(7):
            store.close()
            path.write_bytes(random.Random(number).randbytes(2000))
            try:
                store.add([minute(number)], NOW)
            except StoreDamaged:
                assert number >= 5
    assert len(list(path.parent.glob("*.damaged-?"))) == 5


def test_a_database_of_the_first_schema_gets_its_checksums_in_steps(tmp_path: Path) -> None:
    path = tmp_path / "device.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.executescript(STORE_SCHEMA)
        first.execute("PRAGMA user_version = 1")
        first.execute("INSERT INTO meta VALUES ('store', '01234567-89ab-cdef-0123-456789abcdef')")
        first.execute("INSERT INTO boots VALUES (1, 'boot-0', ?, 'Europe/Berlin', 'synced')", (NINE_UTC_S,))
        first.execute("INSERT INTO days VALUES ('2026-03-02', 7)")
        body = '{"start_s":60.0,"recorded_s":60,"assessable_s":60,"tremor_s":0,"inert_s":0}'
        values = ("2026-03-02", 1, "Minute", 60.0, NINE_UTC_S + 60, 3600, body)
        first.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        first.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", (*values[:3], 120.0, *values[4:6], "{"))
    with closing(DeviceReader(path)) as reader:
        assert reader.document("2026-03-02", "band-1").totals.worn_s == 60
    assert record(path) == ["1 record passed over: changed on the card"]
    with closing(DeviceReader(path)) as reader:
        assert reader.days() == [("2026-03-02", 8), (TODAY, 1)]  # 7, and derived otherwise since
        assert reader.document("2026-03-02", "band-1").totals.worn_s == 60
        assert reader.store_id() == "01234567-89ab-cdef-0123-456789abcdef"
    sql(path, "UPDATE facts SET sum = NULL WHERE start_s = 60")
    assert record(path) == ["2 records passed over: changed on the card"]
    assert sorted(MIGRATIONS) == [1]
