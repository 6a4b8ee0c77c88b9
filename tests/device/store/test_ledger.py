"""Records leave memory only once they are on disk, and wait for each other only where a kill does not take them."""

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from device.records.facts import AskedRound, BegunBlock, Dating, Gap, Mark, Minute, Record
from device.store.file import StoreUnusable
from device.store.ledger import RETRY_S, Ledger
from device.store.waiting import WaitingFile, newest_utc_s
from device.system.clock import PacedClock

MINUTE = Minute(0.0, 60, 60, 0, 0)
GAP = Gap(1.0, 0.5, "overflow", 49)


class Disk:
    """A store that may be full."""

    def __init__(self) -> None:
        self.full = False
        self.batches: list[list[Record]] = []
        self.in_place: list[bool] = []
        self.tended = 0

    def add(self, records: Sequence[Record], dating: Dating, *, in_place: bool = True) -> None:
        if self.full:
            raise StoreUnusable("disk full")
        self.batches.append(list(records))
        self.in_place.append(in_place)

    def last_end_s(self, boot: str) -> float | None:
        return 12.0

    def begun_blocks(self, dating: Dating, within_s: float, now_s: float) -> list[BegunBlock]:
        return [BegunBlock("elbow-bend", 1.0)]

    def asked_rounds(self, dating: Dating, within_s: float, now_s: float) -> list[AskedRound]:
        return [AskedRound(2.0, "2026-03-02")]

    def tend(self) -> None:
        self.tended += 1

    def notes(self) -> list[str]:
        return []

    def close(self) -> None:
        self.batches.append([])


def ledger(disk: Disk, hold: Path | None = None, clock: PacedClock | None = None) -> tuple[Ledger, PacedClock]:
    """Of the clock's boot; without one, of another."""
    clock = clock or PacedClock(0.0)
    return Ledger(lambda: disk, clock, hold=WaitingFile(hold)), clock


def minute(number: int) -> Minute:
    """The one that begins so many minutes after the boot."""
    return Minute(60.0 * number, 60, 60, 0, 0)


@pytest.fixture
def hold(tmp_path: Path) -> Path:
    return tmp_path / "waiting.json"


def test_a_gap_waits_for_the_next_minute_to_spare_the_card() -> None:
    disk = Disk()
    book, _ = ledger(disk)
    assert not book.add([GAP])
    assert book.add([MINUTE])
    assert disk.batches == [[GAP, MINUTE]]


def test_what_a_person_just_did_is_written_at_once() -> None:
    disk = Disk()
    book, _ = ledger(disk)
    assert book.add([Mark(3.0)])
    assert disk.batches == [[Mark(3.0)]]


def test_nothing_is_lost_while_the_disk_is_full_and_it_is_tried_again_in_a_while() -> None:
    disk = Disk()
    book, clock = ledger(disk)
    disk.full = True
    assert not book.add([MINUTE])
    assert book.failing
    disk.full = False
    assert not book.add([GAP])  # not at once: a full disk does not get better by hammering it
    clock.sleep(RETRY_S)
    assert book.add([])
    assert not book.failing
    assert disk.batches == [[MINUTE, GAP]]


def test_while_nothing_can_be_written_the_same_is_said_however_much_waits() -> None:
    disk = Disk()
    book, clock = ledger(disk)
    disk.full = True
    said = set()
    for _ in range(5):
        book.add([MINUTE])
        clock.sleep(RETRY_S)
        said.add(book.states()[0])
    assert [(state.works, state.text) for state in said] == [(False, "records wait in memory: disk full")]


def test_at_the_end_everything_that_waits_is_written() -> None:
    disk = Disk()
    book, _ = ledger(disk)
    book.add([GAP])
    assert book.write()
    assert not book.write()
    assert disk.batches == [[GAP]]


def test_measuring_goes_on_while_the_store_cannot_be_opened_and_is_written_once_it_can() -> None:
    disk, clock = Disk(), PacedClock(0.0)
    broken = True

    def open_disk() -> Disk:
        if broken:
            raise StoreUnusable("no room for a journal")
        return disk

    book = Ledger(open_disk, clock)
    assert (book.failing, book.last_end_s(), book.begun_blocks(60.0)) == (True, None, [])
    assert not book.add([MINUTE])
    broken = False
    clock.sleep(RETRY_S)
    assert book.add([])
    assert (book.failing, book.last_end_s(), disk.batches) == (False, 12.0, [[MINUTE]])


def test_an_hour_of_privacy_is_written_although_nothing_else_is() -> None:
    disk = Disk()
    book, _ = ledger(disk)
    assert book.add([Gap(1.0, 60.0, "privacy")])
    assert disk.batches == [[Gap(1.0, 60.0, "privacy")]]


def test_what_an_earlier_run_was_cut_off_from_is_put_beside_what_it_had_written() -> None:
    disk = Disk()
    book, clock = ledger(disk)
    assert book.recover([Mark(3.0)], clock.dating())
    assert (disk.batches, disk.in_place) == ([[Mark(3.0)]], [False])
    disk.full = True
    assert not book.recover([Mark(4.0)], clock.dating())


def test_a_minute_waits_for_four_more_and_a_gap_with_them(hold: Path) -> None:
    disk = Disk()
    book, clock = ledger(disk, hold)
    for number in range(12):
        clock.sleep(60.0)
        book.add([GAP] if number == 7 else [])
        assert book.add([minute(number)]), "each is safe from a kill, which is what the watchdog hears"
    assert [len(batch) for batch in disk.batches] == [5, 6], "720 minutes of recording cost 144 commits"
    assert book.waiting == 2


def test_a_minute_of_quiet_time_waits_as_any_other(hold: Path) -> None:
    disk = Disk()
    book, _ = ledger(disk, hold)
    quiet = [Gap(60.0 * number, 60.0, "not worn", 0) for number in range(5)]
    assert [book.add([gap]) for gap in quiet] == [True] * 5
    assert disk.batches == [quiet]


def test_what_a_person_just_did_takes_all_that_waits_with_it(hold: Path) -> None:
    disk = Disk()
    book, _ = ledger(disk, hold)
    book.add([GAP, minute(0)])
    assert disk.batches == []
    assert book.add([Mark(70.0)])
    assert disk.batches == [[GAP, minute(0), Mark(70.0)]]
    assert not hold.exists()


def test_nothing_waits_for_longer_than_five_minutes_though_no_other_minute_comes(hold: Path) -> None:
    disk = Disk()
    book, clock = ledger(disk, hold)
    book.add([minute(0)])
    clock.sleep(299.0)
    assert not book.add([])
    clock.sleep(1.0)
    assert book.add([])
    assert disk.batches == [[minute(0)]]


def test_what_waited_is_put_on_disk_after_a_kill_and_what_was_there_stays(
    hold: Path, caplog: pytest.LogCaptureFixture
) -> None:
    book, clock = ledger(Disk(), hold)
    book.add([GAP, minute(0)])
    book.add([minute(1)])
    clock.sleep(7.0)
    disk = Disk()
    again, _ = ledger(disk, hold, clock)
    assert (disk.batches, disk.in_place) == ([[GAP, minute(0), minute(1)]], [False])
    assert (again.waiting, hold.exists()) == (0, False)
    assert [one.message for one in caplog.records if one.levelno >= logging.WARNING] == [
        "the program ended while 3 records waited: on the card now"
    ]


def test_what_waited_goes_on_waiting_where_the_card_does_not_take_it_at_the_start(hold: Path) -> None:
    before, clock = ledger(Disk(), hold)
    before.add([minute(0), minute(1)])
    disk = Disk()
    disk.full = True
    book, _ = ledger(disk, hold, clock)
    assert (book.waiting, book.failing, book.last_end_s()) == (2, True, 120.0)
    disk.full = False
    clock.sleep(RETRY_S)
    assert book.add([])
    assert (disk.batches, hold.exists()) == ([[minute(0), minute(1)]], False)


def test_what_cannot_be_written_is_held_too_also_after_the_end(hold: Path) -> None:
    disk = Disk()
    book, clock = ledger(disk, hold)
    disk.full = True
    assert book.add([Mark(3.0)]), "a killed program leaves it"
    book.add([GAP])
    book.close()
    disk.full = False
    ledger(disk, hold, clock)
    assert disk.batches[-1] == [Mark(3.0), GAP]


def test_what_waited_in_another_boot_keeps_its_dates(hold: Path) -> None:
    datings = list[Dating]()

    class Noting(Disk):
        def add(self, records: Sequence[Record], dating: Dating, *, in_place: bool = True) -> None:
            datings.append(dating)
            super().add(records, dating, in_place=in_place)

    book, clock = ledger(Disk(), hold)
    book.add([minute(0)])
    disk = Noting()
    ledger(disk, hold)
    assert ([one.boot for one in datings], disk.batches) == ([clock.dating().boot], [[minute(0)]])


DAMAGES = {
    "empty": b"",
    "torn": b'{"version": 1, "dating"',
    "no text": b"\xff\xfe\x00",
    "no mapping": b"[1, 2]",
    "newer": b'{"version": 2, "dating": {"boot": "b", "utc_minus_monotonic_s": 0, "timezone": "UTC"}, "records": []}',
    "deep": b"[" * 50_000,
    "long": b" " * 2_000_001,
}


@pytest.mark.parametrize("content", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_of_what_waited_is_told_once_and_put_aside(
    hold: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    hold.write_bytes(content)
    disk = Disk()
    book, _ = ledger(disk, hold)
    (line,) = [one.message for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.startswith(f"{hold}: what waited when the program ended cannot be read: ")
    assert hold.with_name("waiting.json.damaged").read_bytes() == content
    assert book.add([minute(0)])
    assert (disk.batches, book.waiting, hold.exists()) == ([], 1, True)


def test_a_kind_that_this_firmware_does_not_know_is_told_and_put_aside(
    hold: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ledger(Disk(), hold)[0].add([minute(0)])
    hold.write_text(hold.read_text().replace('"Minute"', '"Hour"'))
    ledger(Disk(), hold)
    assert "expected a kind of record, got 'Hour'" in caplog.text


def test_a_folder_in_its_place_keeps_nothing_from_being_recorded(hold: Path, caplog: pytest.LogCaptureFixture) -> None:
    hold.mkdir()
    disk = Disk()
    book, _ = ledger(disk, hold)
    assert book.add([minute(0)])
    assert not hold.is_dir(), "it was put aside"
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("folder", [None, "missing"])
def test_where_nothing_can_be_held_each_minute_goes_to_the_card_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, folder: str | None
) -> None:
    disk = Disk()
    with caplog.at_level(logging.INFO):
        book, _ = ledger(disk, tmp_path / folder / "waiting.json" if folder else None)
        assert [book.add([minute(number)]) for number in range(3)] == [True] * 3
    assert [len(batch) for batch in disk.batches] == [1, 1, 1]
    assert caplog.text.count("each minute goes to the card at once") == 1


def test_a_long_fault_of_the_card_holds_no_more_than_500_records(hold: Path) -> None:
    disk = Disk()
    book, _ = ledger(disk, hold)
    disk.full = True
    for number in range(600):
        book.add([minute(number)])
    assert len(json.loads(hold.read_text())["records"]) == 500
    assert book.waiting == 600


def test_the_newest_record_may_be_one_that_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = str(tmp_path / "device.db")
    assert newest_utc_s(5.0, database) == 5.0
    monkeypatch.setattr("device.store.waiting.waiting_beside", lambda _: tmp_path / "waiting.json")
    assert newest_utc_s(None, database) is None
    WaitingFile(tmp_path / "waiting.json").keep([minute(1), minute(2)], Dating("b", 1000.0, "UTC"))
    assert (newest_utc_s(5.0, database), newest_utc_s(2000.0, database)) == (1120.0, 2000.0)
    (tmp_path / "waiting.json").write_text("{")
    assert newest_utc_s(5.0, database) == 5.0


MADE: dict[str, Callable[[float], Record]] = {
    "minute": lambda now_s: Minute(now_s, 60, 60, 0, 0),
    "gap": lambda now_s: Gap(now_s, 0.5, "overflow", 49),
    "mark": Mark,
}
STEPS = some.lists(some.sampled_from([*MADE, "nothing", "full", "free", "kill", "cut"]), max_size=60)


@given(STEPS)
def test_whatever_happens_a_kill_takes_the_open_minute_alone_and_a_power_cut_five_and_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    hold, disk = tmp_path_factory.mktemp("run") / "waiting.json", Disk()
    book, clock = ledger(disk, hold)
    safe, offered = list[Record](), list[Record]()
    for step in steps:
        clock.sleep(30.0)
        now_s = clock.monotonic_s()
        new = [MADE[step](now_s)] if step in MADE else []
        disk.full = step == "full" or (disk.full and step != "free")
        offered += new
        if book.add(new):
            safe = list(offered)
        on_disk = [record for batch in disk.batches for record in batch]
        if step in ("kill", "cut"):
            lost = [record for record in offered if record not in on_disk]
            if step == "cut":
                assert disk.full or book.failing or all(now_s - record.start_s <= 300.0 for record in lost)
                assert disk.full or book.failing or sum(isinstance(record, Minute) for record in lost) < 5
                hold.unlink(missing_ok=True)
                safe = [record for record in safe if record in on_disk]
            book, _ = ledger(disk, hold, clock)
            offered = list(safe)
    disk.full = False
    clock.sleep(RETRY_S)
    book.add([Mark(clock.monotonic_s())])
    found = [record for batch in disk.batches for record in batch]
    assert [record for record in safe if record not in found] == []
    assert len(found) == len({(type(record), record.start_s) for record in found})
