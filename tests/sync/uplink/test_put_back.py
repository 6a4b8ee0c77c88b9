"""A card that is put back, with its sync.db or without: what the clinic has of the day goes on or is left alone."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.database.values import Held
from sync.clinic.database.writing import those_that_know
from sync.uplink.receipts import Receipts, record_of
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import Receipt
from tests.support.clinics import ready
from tests.support.documents.any import DEVICE
from tests.support.documents.realistic import an_empty_day

DAY, STORE = "2026-11-20", "one"
STEPS = ("minute", "online", "receipt lost", "killed while sending", "started again", "broker forgets")
A_DAY = ready(replace(an_empty_day(), day=DAY))


class Line:
    """A device with one day, whose minutes have a number each, and a clinic that takes what its real rule lets through.

    `copies` are of the card, the boots that it knows, and its sync.db.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.card, self.minutes = folder, tuple[int, ...](), 0
        self.boots: tuple[str, ...] = ("boot 0",)
        self.held: dict[str, tuple[int, ...]] = {}
        self.retained: Receipt | None = None
        self.copies: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
        self.times_put_back = 0
        self.start()

    def start(self) -> None:
        self.kept = SyncDb(self.folder / "sync.db")
        self.receipts = Receipts(self.kept)
        self.look()

    def stop(self) -> None:
        self.kept.__exit__()

    def copy(self) -> None:
        self.stop()
        shutil.copy(self.folder / "sync.db", self.folder / f"copy-{len(self.copies)}")
        self.copies.append((self.card, self.boots))
        self.start()

    def put_back(self, number: int, *, with_sync_db: bool) -> None:
        """Without power: so it is another boot, of which the card knows from its first look on."""
        self.stop()
        self.times_put_back += 1
        self.card, boots = self.copies[number]
        self.boots = (*boots, f"boot {self.times_put_back}")
        if with_sync_db:
            shutil.copy(self.folder / f"copy-{number}", self.folder / "sync.db")
            (self.folder / "sync.db.branches").unlink(missing_ok=True)
        self.start()

    def look(self) -> None:
        self.receipts.look(STORE, [(DAY, len(self.card))] if self.card else [], boots=self.boots)

    def do(self, *steps: str) -> None:
        for step in steps:
            if step == "minute":
                self.minutes += 1
                self.card = (*self.card, self.minutes)
                self.look()
            elif step == "started again":
                self.stop()
                self.start()
            elif step == "broker forgets":
                self.retained = None
            else:
                self.send(is_sent=step != "killed while sending", is_answered=step == "online")

    def send(self, *, is_sent: bool, is_answered: bool) -> None:
        """As the uploader does it once the retained receipt is there."""
        self.hear()
        for day, revision in self.receipts.pending():
            if not self.receipts.has(day, revision, word(self.card)):
                self.receipts.go_out([day])
                self.arrive(self.receipts.record(day), *self.receipts.follows(day, revision)) if is_sent else None
        if is_answered:
            self.hear()
        else:
            self.do("started again")

    def hear(self) -> None:
        self.receipts.take([self.retained] if self.retained else [], 0.0, 0.0)

    def arrive(self, record: str, follows: int, since: Sequence[str]) -> None:
        before = self.held.get(record, ())
        numbers = replace(A_DAY.numbers, store=record, revision=len(self.card))
        day = replace(A_DAY, numbers=numbers, content=word(self.card), follows=follows, sent_since=tuple(since))
        there = {day.key: Held(len(before), is_new=False, content=word(before))} if before else {}
        if those_that_know([day], there)[0] and len(self.card) > len(before):
            assert self.card[: len(before)] == before, f"{self.card} overwrites {before}"
            self.held[record] = self.card
        held = self.held[record]
        self.retained = Receipt(1, DEVICE, DAY, record, len(held), word(held))


def word(card: tuple[int, ...]) -> str:
    return sha256(str(card).encode()).hexdigest()


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(lives=st.lists(st.lists(st.sampled_from(STEPS), max_size=6), min_size=2, max_size=5), data=st.data())
def test_nothing_that_the_clinic_has_is_overwritten_by_another_history(
    lives: list[list[str]], data: st.DataObject
) -> None:
    """Between lives a copy is made, or one takes the card's place, at most four times; each may take two records."""
    with tempfile.TemporaryDirectory() as folder:
        line = Line(Path(folder))
        for life in lives:
            line.do(*life)
            line.copy()
            if line.times_put_back < 4 and data.draw(st.booleans(), "is one put back?"):
                number = data.draw(st.integers(0, len(line.copies) - 1), "which")
                line.put_back(number, with_sync_db=data.draw(st.booleans(), "with sync.db"))
        line.do("minute", *["online"] * 4)
        assert line.held[line.receipts.record(DAY)] == line.card
        line.stop()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    opened = Line(tmp_path)
    yield opened
    opened.stop()


def test_a_card_that_was_copied_before_it_was_online_is_put_back_from_that_copy(line: Line) -> None:
    line.do("minute", "online")
    line.copy()
    line.do("minute", "online")
    line.put_back(0, with_sync_db=True)
    line.do("minute", "minute", "minute")
    line.copy()
    line.do("online")
    line.put_back(1, with_sync_db=True)
    line.do("minute", *["online"] * 4)
    assert line.held[line.receipts.record(DAY)] == line.card


def test_a_card_that_was_put_back_is_put_back_from_a_newer_copy_of_before(line: Line) -> None:
    """Its sync.db stays: it knows of less than that copy has, of a card that was there for a while."""
    line.do("minute", "online")
    line.copy()
    line.do("minute", "minute", "minute", "online")
    line.copy()
    line.put_back(0, with_sync_db=False)
    line.do("minute", "online", "online")
    line.put_back(1, with_sync_db=False)
    line.do(*["online"] * 4)
    assert line.held[line.receipts.record(DAY)] == line.card == (1, 2, 3, 4)
    assert sorted(line.held.values()) == [(1, 2, 3, 4), (1, 2, 3, 4), (1, 5)]


def test_a_card_is_put_back_from_a_newer_copy_of_before_that_has_as_many_revisions(line: Line) -> None:
    """The clinic has that revision, and sync.db knows it: of the card that was there for a while."""
    line.do("minute", "online")
    line.copy()
    line.do("minute", "online")
    line.copy()
    line.put_back(0, with_sync_db=False)
    line.do("minute", "online", "online")
    line.put_back(1, with_sync_db=False)
    line.do(*["online"] * 4)
    assert line.held[line.receipts.record(DAY)] == line.card == (1, 2)
    assert sorted(line.held.values()) == [(1, 2), (1, 2), (1, 3)]


def test_a_card_that_is_put_back_as_it_was_when_its_day_went_out_again_sends_nothing(line: Line) -> None:
    """It knows nothing of the boot in which it did, but what the clinic has is what this card has."""
    line.do("minute", "online")
    line.copy()
    line.put_back(0, with_sync_db=True)
    line.receipts.go_out([DAY])
    line.put_back(0, with_sync_db=False)
    line.do(*["online"] * 4)
    assert line.held == {STORE: (1,)}


def test_a_receipt_for_a_later_record_of_just_what_was_sent_is_of_this_card(tmp_path: Path) -> None:
    """Its sync.db was lost when it was copied, and the broker had nothing: it began the record, and did not know."""
    with SyncDb(tmp_path / "sync.db") as kept:
        receipts = Receipts(kept)
        receipts.look(STORE, [(DAY, 6)])
        assert not receipts.has(DAY, 6, word((1, 2)))
        receipts.go_out([DAY])
        of_another = Receipt(1, DEVICE, DAY, record_of(STORE, 1), 6, word((1, 3)))
        receipts.take([of_another], 0.0, 0.0)
        assert receipts.record(DAY) == STORE
        receipts.take([replace(of_another, content=word((1, 2)))], 0.0, 0.0)
        assert receipts.record(DAY) == record_of(STORE, 1)
        assert receipts.has(DAY, 6, word((1, 2)))
        assert receipts.pending() == []
