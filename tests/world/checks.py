"""What must hold in the world: all along, and once it is quiet.

Knows what the files of device and clinic hold, read by the product's own readers and by bare SQL; must never know which
faults there were.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from device.day.document import DayDocument, DayEpisode, DayMark, DaySession, DaySet
from device.records.calendar import place
from device.records.decoding import from_json
from device.records.facts import Dating
from device.store import DeviceReader
from sync.clinic.database import Clinic
from sync.uplink.receipts import Receipts
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import RECEIPT, Message, Receipt, content_of, decode
from tests.world.files import unwatched
from tests.world.places import ClinicSite, WornDevice
from tests.world.truth import STEP_S, Fact, Truth

HOUR_S: Final = 3600.0
MOST_AN_HOUR: Final = 3000  # messages of one device, whatever happens: a worn one sends some 300
MOST_WHEN_QUIET: Final = 12  # in an hour


class Watch:
    """Looks at every message that the broker takes."""

    def __init__(self, clinic: ClinicSite, failed: Callable[[str], None]) -> None:
        self._clinic, self._failed = clinic, failed
        self.in_hour: Counter[tuple[str, int]] = Counter()
        self._taken_back = set[tuple[str, int, str]]()
        self.messages = 0

    def seen(self, client: str, message: Message) -> None:
        """A message is taken."""
        self.messages += 1
        hour = int(self._clinic.hub.now_s // HOUR_S)
        if not message.payload and (client, hour, message.topic) not in self._taken_back:
            self._taken_back.add((client, hour, message.topic))  # one each for what came in one go a week ago
        else:
            self.in_hour[client, hour] += 1
        if self.in_hour[client, hour] == MOST_AN_HOUR + 1:
            self._failed(f"{client} sent more than {MOST_AN_HOUR} messages in an hour")
        if f"/{RECEIPT}/" in message.topic and message.payload:
            receipt = decode(message.topic, message.payload)
            assert isinstance(receipt, Receipt)
            self._check_receipt(receipt)

    def _check_receipt(self, receipt: Receipt) -> None:
        """It must not say more than what is in the clinic's file at this moment."""
        held = held_revision(self._clinic.database, receipt)
        if (held or 0) < receipt.revision:  # of revision 0 says that nothing is held
            self._failed(
                f"a receipt says that the clinic holds {receipt.device} {receipt.day} revision {receipt.revision},"
                f" its file has {held}"
            )


def held_revision(database: Path, receipt: Receipt) -> int | None:
    """What the clinic's file says, in bare SQL."""
    with closing(unwatched(f"file:{database}?mode=ro", uri=True)) as file:
        key = (receipt.device, receipt.store, receipt.day)
        row = file.execute("SELECT revision FROM days WHERE device = ? AND store = ? AND day = ?", key).fetchone()
    return row and int(row[0])


def held_documents(database: Path) -> dict[tuple[str, str, str], DayDocument]:
    """Every record that the clinic's file holds, by device, store and day."""
    with closing(unwatched(database)) as file:
        rows = file.execute("SELECT device, store, day, packed FROM documents").fetchall()
    return {tuple(row[:3]): _document(row[3]) for row in rows}


def _document(packed: bytes) -> DayDocument:
    return from_json(DayDocument, zlib.decompress(packed).decode(), json.loads)


def quiet_faults(devices: list[WornDevice], clinic: ClinicSite, *, copies_are_old: bool) -> Iterator[str]:
    """What does not hold although nothing has happened for long; no program runs any more.

    `copies_are_old`: the clinic's database was put back from weeks ago, and of a day with several records the broker
    retains one receipt.
    """
    held = held_documents(clinic.database)
    for device in devices:
        yield from _facts_faults(device.store, device.truth)
        yield from _count_faults(device.store, device.machine.name)
    documents = {device.machine.name: _documents(device) for device in devices}
    for device in devices:
        doubles = [other for other in devices if other is not device and other.device == device.device]
        of_device = {key[1:]: document for key, document in held.items() if key[0] == device.device}
        faults = _day_faults(device, documents[device.machine.name], of_device, doubles)
        is_unseen = device.has_double and copies_are_old
        yield from (fault for fault in faults if not (is_unseen and fault.endswith(NONE_HELD)))
    shown = [device for device in devices if not (device.has_double and copies_are_old)]
    yield from _page_faults(shown, documents, clinic)


def _documents(device: WornDevice) -> list[DayDocument]:
    with closing(DeviceReader(device.store)) as reader:
        return [reader.document(day, device.device) for day, _ in reader.days()]


def _facts_faults(path: Path, truth: Truth) -> Iterator[str]:
    """Nothing that was committed is lost, doubled, made up or misdated."""
    with closing(unwatched(path)) as file:
        rows = file.execute(
            "SELECT name, kind, start_s, utc_s, offset_s, day, body FROM facts JOIN boots ON boot = number"
        ).fetchall()
    found = Counter((row[0].partition(" in ")[0], row[1], row[2]) for row in rows)
    who = truth.machine.name
    yield from (f"{who}: lost {key}" for key in truth.committed.keys() - found.keys())
    yield from (f"{who}: made up {key}" for key in found.keys() - truth.committed.keys() - truth.perhaps.keys())
    yield from (f"{who}: {number} times {key}" for key, number in found.items() if number > 1)
    known = truth.perhaps | truth.committed
    for name, kind, start_s, utc_s, offset_s, day, _ in rows:
        boot = name.partition(" in ")[0]
        fact = known.get((boot, kind, start_s))
        if fact and truth.dated_well.get(boot) and (said := _misdated(fact, utc_s, offset_s, day)):
            yield f"{who}: {fact.key} {said}"


def _count_faults(path: Path, who: str) -> Iterator[str]:
    """Each day says how many facts it has, or a fact that a damaged card loses later would not be missed."""
    with closing(unwatched(path)) as file:
        said = dict(file.execute("SELECT day, facts FROM days").fetchall())
        has = dict(file.execute("SELECT day, COUNT(*) FROM facts GROUP BY day").fetchall())
    yield from (
        f"{who}: {day} says that it has {said.get(day)} facts, it has {has.get(day, 0)}"
        for day in sorted(said.keys() | has.keys())
        if said.get(day) != has.get(day, 0)
    )


def _misdated(fact: Fact, utc_s: float, offset_s: int, day: str) -> str:
    if abs(utc_s - fact.utc_s) > 2 * STEP_S:
        return f"is dated {utc_s - fact.utc_s:+.1f} s off"
    right = [place(utc_s, Dating("", 0.0, zone)) for zone in fact.zones]
    return "" if (day, offset_s) in [(one.day, one.offset_s) for one in right] else f"is on {day}, expected {right}"


def _day_faults(
    device: WornDevice,
    documents: list[DayDocument],
    held: dict[tuple[str, str], DayDocument],
    doubles: list[WornDevice],
) -> Iterator[str]:
    """What the clinic holds, by store and day, is what the device holds, and the device knows."""
    who = device.machine.name
    with closing(DeviceReader(device.store)) as reader, SyncDb(device.receipts) as kept:
        receipts = Receipts(kept)
        empty = reader.empty_days()
        receipts.look(reader.store_id(), reader.days(), empty, reader.boots())
        for day, revision in receipts.pending():
            if day not in empty or (receipts.record(day), day) in held:
                yield f"{who}: {day} revision {revision} has no receipt"
        for document in documents:
            sent = replace(document, store=receipts.record(document.day), content=content_of(document))
            stored = held.get((sent.store, document.day))
            if stored and device.has_double and _is_from_the_double(stored, sent):
                continue
            if stored and stored.revision > sent.revision and _is_on(doubles, device, document.day):
                continue
            if document.day in empty and (stored is None or device.has_double or stored.content == sent.content):
                continue  # as far as this device knows, the clinic has nothing of it, and it has nothing
            if stored is None or replace(stored, schema=1, follows=None, sent_since=()) != replace(sent, schema=1):
                yield f"{who}: the clinic's {document.day} differs: {_difference(stored, sent)}"


NONE_HELD = "it has none"


def _is_from_the_double(stored: DayDocument, sent: DayDocument) -> bool:
    """Whether the card's other copy went on from here, and the clinic has all that this says, or that dated better."""
    dated_better = (sent.quality.clock, stored.quality.clock) == ("estimated", "synced")
    return stored.revision > sent.revision and (dated_better or _happened(sent) <= _happened(stored))


def _is_on(doubles: list[WornDevice], device: WornDevice, day: str) -> bool:
    """Whether another card of this name has every fact of the day, perhaps dated better: then that one tells it all."""
    facts = _keys(device.store, day)
    return any(facts <= _keys(double.store) for double in doubles)


def _keys(path: Path, day: str = "%") -> set[tuple[str, str, float]]:
    with closing(unwatched(path)) as file:
        select = "SELECT name, kind, start_s FROM facts JOIN boots ON boot = number WHERE day LIKE ?"
        return {(name.partition(" in ")[0], kind, start_s) for name, kind, start_s in file.execute(select, (day,))}


def _difference(stored: DayDocument | None, sent: DayDocument) -> str:
    if stored is None:
        return NONE_HELD
    names = [name for name, value in vars(sent).items() if getattr(stored, name) != value]
    return "; ".join(f"{name}: {str(getattr(stored, name))[:60]} for {str(getattr(sent, name))[:60]}" for name in names)


def _page_faults(
    devices: list[WornDevice], documents: dict[str, list[DayDocument]], clinic: ClinicSite
) -> Iterator[str]:
    """Every day of every device is shown; by the clinic's own reading, as its pages do."""
    with closing(Clinic(f"sqlite:///{clinic.database}")) as database:
        for device in devices:
            shown = {day.day for day in database.days(device.device)}
            days = documents[device.machine.name]
            missing = {day.day for day in days if day.totals.worn_s + day.totals.not_worn_s or day.marks} - shown
            if missing:
                yield f"{device.machine.name}: not shown: {sorted(missing)}"


def writers(messages: Counter[tuple[str, int]], hour: int) -> Iterator[str]:
    """Who sent too much in an hour in which nothing happened."""
    for (client, at), number in messages.items():
        if at >= hour and number > MOST_WHEN_QUIET:
            yield f"{client} sent {number} messages in a quiet hour"


@dataclass(frozen=True)
class Promise:
    """What happened on one day of a device, by its moments, as the clinic held it when the card that had it went."""

    device: str
    day: str
    happened: frozenset[str]


def promises(device: WornDevice, database: Path) -> list[Promise]:
    """Of every day that the clinic holds under the names that this card had, where no fact can still be dated anew."""
    if not database.exists():
        return []
    held = [(key, document) for key, document in held_documents(database).items() if key[0] == device.device]
    return [Promise(device.device, key[2], _happened(each)) for key, each in held if each.quality.clock == "synced"]


def _happened(document: DayDocument) -> frozenset[str]:
    """What no other revision of the day may leave out unless it happened on another day."""
    happenings: tuple[DayMark | DaySet | DaySession | DayEpisode, ...] = (
        *document.marks,
        *document.sets,
        *document.sessions,
        *document.episodes,
    )
    return frozenset(f"{type(one).__name__} {one.start}" for one in happenings)


def broken_promises(promised: list[Promise], database: Path) -> Iterator[str]:
    """What the clinic held and has nowhere any more."""
    held = held_documents(database).items()
    for promise in promised:
        there = [_happened(document) for key, document in held if (key[0], key[2]) == (promise.device, promise.day)]
        if missing := promise.happened - frozenset[str]().union(*there):
            yield f"the clinic had {promise.day} of {promise.device} and has no more: {sorted(missing)[:2]}"
