"""Records leave memory only once they are on disk."""

from collections.abc import Sequence

from device.records.facts import AskedRound, BegunBlock, Dating, Gap, Mark, Minute, Record
from device.store.file import StoreUnusable
from device.store.ledger import RETRY_S, Ledger
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


def ledger(disk: Disk) -> tuple[Ledger, PacedClock]:
    clock = PacedClock(0.0)
    return Ledger(lambda: disk, clock), clock


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
