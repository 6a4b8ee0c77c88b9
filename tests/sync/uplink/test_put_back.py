"""A card that is put back with its sync.db at any moment: what the clinic has of the day is continued or left alone."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.uplink.receipts import Receipts
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import Receipt
from tests.support.documents.any import DEVICE

DAY, STORE = "2026-11-20", "one"
STEPS = ("minute", "online", "receipt lost", "killed while sending", "started again")
SOME_STEPS = st.lists(st.sampled_from(STEPS), max_size=6)


class Line:
    """A device with one day, whose minutes have a number each, and a clinic that takes what has more revisions."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.card, self.minutes = folder, tuple[int, ...](), 0
        self.held: dict[str, tuple[int, ...]] = {}
        self.retained: Receipt | None = None
        self.start()

    def start(self) -> None:
        self.kept = SyncDb(self.folder / "sync.db")
        self.receipts = Receipts(self.kept)
        self.look()

    def look(self) -> None:
        self.receipts.look(STORE, [(DAY, len(self.card))] if self.card else [])

    def do(self, step: str) -> None:
        if step == "minute":
            self.minutes += 1
            self.card = (*self.card, self.minutes)
            self.look()
        elif step == "started again":
            self.kept.__exit__()
            self.start()
        else:
            self.send(is_sent=step != "killed while sending", is_answered=step == "online")

    def send(self, *, is_sent: bool, is_answered: bool) -> None:
        """As the uploader does it once the retained receipt is there."""
        self.receipts.take([self.retained] if self.retained else [], 0.0, 0.0)
        for day, revision in self.receipts.pending():
            if not self.receipts.has(day, revision, str(self.card)):
                self.receipts.go_out([day])
                self.arrive(self.receipts.record(day)) if is_sent else None
        self.receipts.take([self.retained] if self.retained and is_answered else [], 0.0, 0.0)
        self.do("started again") if not is_answered else None

    def arrive(self, record: str) -> None:
        before = self.held.get(record, ())
        if len(self.card) > len(before):
            assert self.card[: len(before)] == before, f"{self.card} overwrites {before}"
            self.held[record] = self.card
        held = self.held[record]
        self.retained = Receipt(1, DEVICE, DAY, record, len(held), str(held))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(before=SOME_STEPS, lost=SOME_STEPS, after=SOME_STEPS)
def test_nothing_that_the_clinic_has_is_overwritten_by_another_history(
    before: list[str], lost: list[str], after: list[str]
) -> None:
    """`lost` is what the card does between the copy and the moment when the copy takes its place."""
    with tempfile.TemporaryDirectory() as folder:
        line = Line(Path(folder))
        for step in before:
            line.do(step)
        line.do("started again")
        copy = line.card
        line.kept.__exit__()
        shutil.copy(line.folder / "sync.db", line.folder / "copy")
        line.start()
        for step in lost:
            line.do(step)
        line.kept.__exit__()
        line.card = copy
        shutil.copy(line.folder / "copy", line.folder / "sync.db")
        (line.folder / "sync.db.branches").unlink(missing_ok=True)
        line.start()
        for step in (*after, "minute", "online", "online"):
            line.do(step)
        assert line.held[line.receipts.record(DAY)] == line.card
        line.kept.__exit__()
