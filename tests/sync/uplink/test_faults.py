"""What `easeband sync` does with databases that are missing, damaged, replaced or full: it goes on, and says so."""

import logging
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from device.records.facts import Dating, Mark
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from sync.uplink.uploader import run_uploader
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, minute

DAYS = [f"2026-11-{number}" for number in range(20, 25)]
NOW_UTC_S = FIRST_DAY_UTC_S + 4.5 * DAY_S  # at noon of the last of them
OLD, NEWEST = DAYS[1], DAYS[-1]


@pytest.fixture
def device_db(tmp_path: Path) -> Path:
    """Five days of one minute each."""
    path = tmp_path / "device.db"
    write_days(path, range(5))
    return path


def write_days(path: Path, numbers: range) -> None:
    with closing(Store(path)) as store:
        for n in numbers:
            store.add([minute(600)], Dating(f"boot-{n}", FIRST_DAY_UTC_S + n * DAY_S, "UTC", "synced"))


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute(statement)


def synced(
    folder: Path, seconds: float = 10.0, meanwhile: Callable[[], object] | None = None, start_utc_s: float = NOW_UTC_S
) -> LineWithoutNetwork:
    """What went out in so many seconds; `meanwhile` is done once, in the middle of them."""
    line = LineWithoutNetwork(PacedClock(start_utc_s))
    run_sync(folder, line, seconds, meanwhile)
    return line


def run_sync(
    folder: Path,
    line: LineWithoutNetwork,
    seconds: float,
    meanwhile: Callable[[], object] | None = None,
    sync_db: str = "sync.db",
) -> None:
    files = Files(str(folder / "device.db"), str(folder / sync_db))
    end_s = line.clock.monotonic_s() + seconds
    to_do = [meanwhile] if meanwhile else []

    def stopping() -> bool:
        if to_do and line.clock.monotonic_s() >= end_s - seconds / 2:
            to_do.pop()()
        return line.clock.monotonic_s() >= end_s

    run_uploader(Config(Device(DEVICE), files=files), line.clock, stopping, line.connection)


TAKEN_AWAY = "the day's row was changed or taken away on the card"
DAMAGES = {
    "no row": "DELETE FROM days WHERE day = '{day}'",
    "text cut": "UPDATE facts SET body = substr(body, 1, 5) WHERE day = '{day}'",
    "another type inside": """UPDATE facts SET body = '{{"start_s": []}}' WHERE day = '{day}'""",
    "no such moment": "UPDATE facts SET utc_s = 1e300 WHERE day = '{day}'",
    "no such offset": "UPDATE facts SET offset_s = 100000000 WHERE day = '{day}'",
    "no such kind": "UPDATE facts SET kind = 'Dream' WHERE day = '{day}'",
    "too many seconds": """UPDATE facts SET body = json_set(body, '$.assessable_s', -5) WHERE day = '{day}'""",
    "revision 0": "UPDATE days SET revision = 0 WHERE day = '{day}'",
    "revision beyond JSON": "UPDATE days SET revision = 9223372036854775807 WHERE day = '{day}'",
    "no date": "UPDATE days SET day = 'yesterday' WHERE day = '{day}'",
    "control characters": "UPDATE days SET day = char(7, 10) || 'x' WHERE day = '{day}'",
}


@pytest.mark.costly
@pytest.mark.parametrize("day", [OLD, NEWEST])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_day_holds_up_no_other_and_not_the_status(device_db: Path, damage: str, day: str) -> None:
    change(device_db, DAMAGES[damage].format(day=day))
    line = synced(device_db.parent)
    assert set(DAYS) - {day} <= line.days()
    status = line.status()
    assert day in line.days() or status.unreadable_days_in_all in (1, 2)  # by its own name, and by the one it has now
    assert (status.unreadable_days_in_all > 0) == ("cannot be read" in (status.trouble or ""))


def test_a_damaged_day_is_named_with_the_reason_and_said_once(
    device_db: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(device_db, DAMAGES["revision 0"].format(day=OLD))
    line = synced(device_db.parent, seconds=300.0)
    (named,) = line.status().unreadable_days
    assert (named.day, named.reason) == (OLD, f"expected a date and a revision from 1, got '{OLD}', 0: {TAKEN_AWAY}")
    assert line.status().trouble == f"1 day, {OLD}: cannot be read and is not sent: {named.reason}"
    assert caplog.text.count(f"{OLD} cannot be sent") == 1


def test_a_card_without_room_for_sqlites_own_files_is_read_all_the_same(device_db: Path) -> None:
    """On a full card SQLite makes an empty -wal and no -shm, as here, where that would be in a folder that is none."""
    device_db.with_name("device.db-wal").touch()
    device_db.with_name("device.db-shm").symlink_to("nowhere/device.db-shm")
    line = synced(device_db.parent)
    assert line.days() == set(DAYS)
    assert line.status().trouble is None


def test_an_empty_list_of_days_is_told(device_db: Path) -> None:
    change(device_db, "DELETE FROM days")
    line = synced(device_db.parent)
    assert line.status().unreadable_days_in_all == 5


def test_a_day_that_is_mended_goes_out_and_is_not_named_any_more(device_db: Path) -> None:
    change(device_db, "UPDATE facts SET utc_s = utc_s * 1e200 WHERE day = '2026-11-21'")
    mend = "UPDATE facts SET utc_s = utc_s / 1e200 WHERE day = '2026-11-21'"
    line = synced(device_db.parent, seconds=600.0, meanwhile=lambda: change(device_db, mend))
    assert line.days() == set(DAYS)
    assert line.status().trouble is None
    assert line.status().unreadable_days == ()


def missing(path: Path) -> None:
    path.unlink()


def no_database(path: Path) -> None:
    path.write_bytes(b"this is a text of somebody's, long enough to have been a header" * 20)


def newer(path: Path) -> None:
    change(path, "PRAGMA user_version = 99")


def without_tables(path: Path) -> None:
    change(path, "DROP TABLE days")


def without_a_name(path: Path) -> None:
    change(path, "DELETE FROM meta")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "fault", [missing, no_database, without_tables, without_a_name, a_folder, empty], ids=lambda f: f.__name__
)
def test_a_database_that_cannot_be_read_at_all_is_told_and_read_once_it_can_be(
    device_db: Path, fault: Callable[[Path], None]
) -> None:
    good = device_db.read_bytes()
    for ending in ("-wal", "-shm"):
        device_db.with_name(device_db.name + ending).unlink(missing_ok=True)
    fault(device_db)

    def mend() -> None:
        device_db.rmdir() if device_db.is_dir() else device_db.unlink(missing_ok=True)
        device_db.write_bytes(good)

    line = synced(device_db.parent, seconds=60.0, meanwhile=mend)
    said = [message for message in line.sent if b"recorder's database cannot be read" in message.payload]
    assert said
    assert line.days() == set(DAYS)
    assert line.status().trouble is None


def test_a_database_of_a_newer_firmware_is_read_as_far_as_it_is_known(device_db: Path) -> None:
    newer(device_db)
    line = synced(device_db.parent, seconds=10.0)
    assert line.days() == set(DAYS)
    assert line.status().trouble is None


def test_a_database_that_is_damaged_while_sync_runs_ends_nothing(device_db: Path) -> None:
    line = synced(device_db.parent, seconds=60.0, meanwhile=lambda: no_database(device_db))
    assert line.days() == set(DAYS)
    assert "recorder's database cannot be read" in (line.status().trouble or "")


def test_a_day_of_the_future_is_sent_and_told_and_never_today(device_db: Path) -> None:
    write_days(device_db, range(30_000, 30_001))
    line = synced(device_db.parent)
    today = line.today()
    assert today
    assert today.day == NEWEST
    assert "2109-01-09" in line.days()
    assert line.status().trouble == "1 day, 2109-01-09: dated in the future, sent as it is and never shown as today"


@pytest.mark.parametrize(("hours_before_it_begins", "shown"), [(23, NEWEST), (25, DAYS[-2])])
def test_a_day_may_begin_up_to_a_day_later_than_in_greenwich(
    device_db: Path, hours_before_it_begins: float, shown: str
) -> None:
    line = synced(device_db.parent, start_utc_s=FIRST_DAY_UTC_S + 4 * DAY_S - hours_before_it_begins * 3600)
    today = line.today()
    assert today
    assert today.day == shown


class ClockNeverSet(PacedClock):
    def dating(self) -> Dating:
        return Dating("boot", 0.0, "UTC", "unknown")


def test_without_a_date_today_waits_and_the_status_says_why(device_db: Path) -> None:
    line = LineWithoutNetwork(ClockNeverSet(0.0))
    run_sync(device_db.parent, line, 10.0)
    assert line.today() is None
    assert line.days() == set(DAYS)
    assert "clock is not set" in (line.status().trouble or "")


def test_a_new_day_becomes_today_at_once(device_db: Path) -> None:
    line = synced(device_db.parent, seconds=10.0, meanwhile=lambda: write_days(device_db, range(5, 6)))
    today = line.today()
    assert today
    assert today.day == "2026-11-25"


def words_changed(path: Path) -> None:
    """The schema is no text any more, and neither is what SQLite says of it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE confirmed", b"CR\xa0ATE TABLE confirmed"))


SYNC_FAULTS: dict[str, Callable[[Path], object]] = {
    "no database": no_database,
    "newer": newer,
    "a folder": a_folder,
    "without tables": lambda path: change(path, "DROP TABLE confirmed"),
    "other tables": lambda path: change(path, "ALTER TABLE confirmed RENAME COLUMN day TO other"),
    "too large": lambda path: path.write_bytes(path.read_bytes() + bytes(5_000_000)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "no words": words_changed,
}


@pytest.mark.costly
@pytest.mark.parametrize("fault", SYNC_FAULTS)
def test_a_sync_db_that_cannot_be_used_is_moved_aside_and_made_anew(device_db: Path, fault: str) -> None:
    synced(device_db.parent)
    SYNC_FAULTS[fault](device_db.with_name("sync.db"))
    line = synced(device_db.parent)
    assert line.status().trouble is None
    assert line.days() == set(DAYS) or fault == "without tables"
    assert synced(device_db.parent).days() == set()
    assert device_db.with_name("sync.db.damaged-1").exists() == (fault != "without tables")


def test_where_sync_db_cannot_be_made_receipts_are_kept_in_memory_and_later_in_the_file(device_db: Path) -> None:
    blocked = device_db.with_name("blocked")
    blocked.write_text("a file where a folder should be")
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
    run_sync(device_db.parent, line, 200.0, blocked.unlink, sync_db="blocked/sync.db")
    assert any(b"receipts are kept in memory only" in message.payload for message in line.sent)
    assert len([message for message in line.sent if "/up/day/" in message.topic and message.payload]) == 5
    assert line.status().trouble is None
    run_sync(device_db.parent, line, 10.0, sync_db="blocked/sync.db")
    assert len([message for message in line.sent if "/up/day/" in message.topic and message.payload]) == 5


def test_sync_goes_on_while_somebody_holds_sync_db_locked(device_db: Path) -> None:
    synced(device_db.parent, seconds=1.0)
    with closing(sqlite3.connect(device_db.with_name("sync.db"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        line = synced(device_db.parent, seconds=5.0)
        assert "database is locked" in (line.status().trouble or "")


def test_the_files_of_many_damages_do_not_fill_the_card(device_db: Path) -> None:
    for _ in range(6):
        no_database(device_db.with_name("sync.db"))
        synced(device_db.parent, seconds=1.0)
    assert len(list(device_db.parent.glob("sync.db.damaged-*"))) == 3


@pytest.mark.costly
def test_waiting_for_the_recorder_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    synced(tmp_path, seconds=3600.0)
    assert caplog.text.count("no database at") == 1


@pytest.mark.costly
def test_a_broker_that_ends_the_connection_over_long_messages_gets_shorter_ones(device_db: Path) -> None:
    with closing(Store(device_db)) as store:
        boot = Dating("boot-4", FIRST_DAY_UTC_S + 4 * DAY_S, "UTC", "synced")
        at_random_s = random.Random(1).sample(range(43_200), 2000)
        store.add([Mark(float(second)) for second in at_random_s], boot)  # 4 compressed bytes each
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S), bears_bytes=5_000)
    run_sync(device_db.parent, line, 3600.0)
    assert line.days() == set(DAYS)
    assert "messages have at most" in (line.status().limits or "")


@pytest.mark.parametrize("code", [0x8E, 0])
def test_connections_that_do_not_last_come_less_and_less_often(
    device_db: Path, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S), ends_with=code)
    run_sync(device_db.parent, line, 1800.0)
    assert len(line.connected_at_s) <= 21  # at least half of 1, 2, 4, ... 256 s (9 waits), then of 300 s (11)
    assert "is another one running with this name?" in caplog.text
