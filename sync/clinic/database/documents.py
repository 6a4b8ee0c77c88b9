"""Stored texts as values again: days and statuses, also where a file was damaged or a newer program wrote it.

Knows what is said where a text cannot be read; must never know SQL, or how that is shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from device.day import contradictions
from device.day.document import DayDocument, Repetitions
from device.health import PartState
from device.records.decoding import BadValue, from_json, from_plain
from device.records.newer_words import without_newer_words
from sync.clinic.database.checksums import checksum, checksum_of_bytes, is_intact
from sync.clinic.database.reading import headline_of, how_much, is_arrival
from sync.clinic.database.values import (
    NAME_LOST,
    DamagedDay,
    PatientRow,
    StoredDay,
    StoredStatus,
)
from sync.wire.packing import unpacked

ANOTHER_RECORD: Final = "another record of this day cannot be read"


def stored_day(device: str, day: str, rows: Sequence[Any]) -> StoredDay:
    """Of the records of one day, the one that holds most and can be read. Raises DamagedDay."""
    found = [(headline_of(row), row) for row in rows]
    readable = sorted(((head, row) for head, row in found if head), key=lambda pair: how_much(pair[0]), reverse=True)
    problems = ["its numbers cannot be read"] * (len(found) - len(readable))
    for place, (head, row) in enumerate(readable):
        try:
            document = _document(device, day, row)
        except DamagedDay as problem:
            problems.append(str(problem))
            continue
        others = [head for head, _ in readable[place + 1 :] if head.holds_something]
        faults = (*contradictions(document), *(f"{ANOTHER_RECORD} ({problem})" for problem in problems))
        return StoredDay(document, head.received_utc_s, len(others), faults)
    raise DamagedDay("; ".join(dict.fromkeys(problems)))


def _document(device: str, day: str, row: Any) -> DayDocument:
    try:
        document = _decoded(text_of(row))
    except (ValueError, RecursionError) as problem:
        raise DamagedDay(str(problem)) from problem
    if not is_document_intact(device, row):
        raise DamagedDay("its document is not as it was stored, by its checksum")
    if (document.device, document.day) != (device, day):
        raise DamagedDay(f"its document is of {document.day[:20]!r} of {document.device[:64]!r}")
    return document


def text_of(row: Any) -> str:
    """The document as JSON, however it is kept."""
    if isinstance(row.packed, bytes):
        return unpacked(row.packed).decode()
    if not isinstance(row.document, str) or row.packed is not None:
        raise BadValue("its document is missing")
    return row.document


def is_document_intact(device: str, row: Any) -> bool:
    """Whether it is as it was stored, however it is kept; one from before there were checksums is believed."""
    packed = row.packed
    return row.of_document in {
        None,
        checksum(device, row.document) if packed is None else checksum_of_bytes(device, packed),
    }


def _decoded(text: str) -> DayDocument:
    try:
        return from_json(DayDocument, text, json.loads)
    except BadValue:
        data, passed_over = without_newer_words(DayDocument, json.loads(text))
        if not passed_over:
            raise
    document = from_plain(DayDocument, data, ignore_unknown=True)
    return replace(document, passed_over=document.passed_over + passed_over)


def stored_status(row: Any) -> StoredStatus:
    """What a device last said; that nobody can read it, where that is so."""
    received_utc_s = row.received_utc_s if is_arrival(row.received_utc_s) else 0.0
    return StoredStatus(_said(row), received_utc_s)


def _said(row: Any) -> Mapping[str, Any]:
    try:
        said = json.loads(row.status) if isinstance(row.status, str) else None
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and is_intact(row.checksum, row.device, row.status, row.received_utc_s):
        return said
    return {"trouble": "what the device last reported cannot be read any more: the clinic's database is damaged there"}


def _to_look_at(status: StoredStatus) -> tuple[PartState, ...]:
    """The parts that do not work; a programme that the device refused is one."""
    refused = [one for one in status.programmes if one.state == "refused"]
    return (*status.broken, *(PartState("programme refused", works=False, text=one.reason) for one in refused))


@dataclass(frozen=True)
class Beside:
    """What else is known of devices, by device: refused messages, statuses."""

    refused: Mapping[str, tuple[int, str]]
    nameless: Sequence[str]
    statuses: Mapping[str, Any]

    def added_to(self, row: PatientRow) -> PatientRow:
        """The row with what is known of its device."""
        count, reason = self.refused.get(row.device, (0, ""))
        status = self.statuses.get(row.device)
        return replace(
            row,
            refused=count,
            refused_because=reason,
            broken=_to_look_at(stored_status(status)) if status else (),
        )

    def others(self, known: set[str]) -> list[PatientRow]:
        """Devices that are no patient yet, since nothing that they sent could be taken."""
        unnamed = {device: f"{device}: {NAME_LOST}" for device in map(str, self.nameless)}
        names = dict.fromkeys(self.refused.keys() - known, "") | unnamed
        return [
            self.added_to(PatientRow(device, names[device] or device, None, None, None, 0, Repetitions()))
            for device in sorted(names)
        ]
