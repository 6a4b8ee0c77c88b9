"""Mistakes that somebody might make, planted on purpose: a world that does not find them proves nothing.

Knows where each would be made; must never be used by anything but the search for planted mistakes.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from device.store import Ledger, StoreUnusable, WaitingFile, boots, writer
from device.store.writer import Store
from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.database import clinic as clinic_module
from sync.clinic.database.values import Held, NewDay
from sync.clinic.database.writing import put_statement
from sync.uplink.outbox import DayRevision
from sync.uplink.receipts import Receipts
from sync.uplink.uploader import Uploader
from sync.wire.messages import Receipt

Plant = tuple[Any, str, Any]
"""Whose, which name, and what stands there instead."""


def _says_so_before_commit() -> Plant:
    """The clinic commits a batch when the next one comes, and says at once that it holds it."""
    upsert, late = Clinic.upsert_many, list[tuple[Any, ...]]()

    def early(self: Clinic, days: Sequence[NewDay], *rest: Any) -> list[Held]:
        while late:
            upsert(self, *late.pop())
        late.append((days, *rest))
        return [Held(d.revision, is_new=True, content=d.content) for d in days]

    return Clinic, "upsert_many", early


def _ledger_forgets() -> Plant:
    fail = Ledger._fail

    def forgetting(self: Ledger, error: StoreUnusable) -> bool:
        self._waiting = []
        return fail(self, error)

    return Ledger, "_fail", forgetting


def _what_waited_is_not_read() -> Plant:
    return WaitingFile, "left", lambda _self: None


def _never_dated_anew() -> Plant:
    return boots, "tells_more", lambda _new, _known: False


def _trusts_the_broker() -> Plant:
    """What the broker has is taken for what the clinic has had for long: it is taken back, and not looked for again.

    A receipt of just now keeps the day at the broker for a week, and what a broker lost goes there again: with either,
    days arrive in spite of the mistake.
    """
    note = Uploader._note

    def trusting(self: Uploader, item: DayRevision, size_bytes: int, code: int | None, before: Any) -> None:
        note(self, item, size_bytes, code, before)
        kept, self._look_again_at_s = self._receipts, math.inf
        if code is not None and code < 0x80 and item[0][0].isdigit():
            kept._keep([Receipt(1, self._device, item[0], kept.record(item[0]), item[1])], 0.0)
            kept._received_s.pop(item[0], None)

    return Uploader, "_note", trusting


def _older_replaces_newer() -> Plant:
    """The clinic takes whatever comes last."""

    def always(insert: Any, _where: Callable[[Any], Any] | None = None) -> Any:
        return put_statement(insert)

    return clinic_module, "put_statement", always


def _neighbours_forgotten() -> Plant:
    """A fact changes its own day alone."""
    return Store, "_days", lambda _self, facts: (fact.day for fact in facts)


def _held_without_commit() -> Plant:
    """The clinic says that it holds what a full disk did not take."""
    upsert = Clinic.upsert_many

    def hopeful(self: Clinic, days: Sequence[NewDay], *rest: Any) -> list[Held]:
        try:
            return upsert(self, days, *rest)
        except ClinicUnavailable:
            return [Held(d.revision, is_new=True, content=d.content) for d in days]

    return Clinic, "upsert_many", hopeful


def _half_written() -> Plant:
    """Each statement for itself: a kill between them leaves a fact of which its day says nothing."""

    @contextmanager
    def in_parts(_database: Any, _kind: str = "") -> Iterator[None]:
        yield

    return writer, "transaction", in_parts


def _sent_is_unknown() -> Plant:
    """Whatever the clinic has of a day may have been sent by this card, as long as it has as much of it now."""
    return Receipts, "_may_be_ours", lambda _self, _receipt: True


BUGS: Final[dict[str, Callable[[], Plant]]] = {
    "a receipt before the commit": _says_so_before_commit,
    "a receipt although the disk is full": _held_without_commit,
    "the ledger drops what could not be written": _ledger_forgets,
    "what waited when a program was killed is not read": _what_waited_is_not_read,
    "a boot is never dated anew": _never_dated_anew,
    "what the broker has is taken for received": _trusts_the_broker,
    "an older revision replaces a newer one": _older_replaces_newer,
    "a fact changes its own day alone": _neighbours_forgotten,
    "facts and revisions are written one by one": _half_written,
    "what was sent is not kept": _sent_is_unknown,
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The product with this mistake; nothing is changed for an empty name."""
    if not name:
        yield
        return
    whose, attribute, instead = BUGS[name]()
    before = getattr(whose, attribute)
    setattr(whose, attribute, instead)
    try:
        yield
    finally:
        setattr(whose, attribute, before)
