"""One day or one status at a time into a clinic's database, which takes many at once.

Knows the clinic's database, and how an older one kept its documents; must never know what they say.
"""

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from device.day.document import DayDocument
from device.records.decoding import from_json, to_json
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.values import Held, NewDay, new_day
from sync.wire.messages import day_json


def ready(document: DayDocument) -> NewDay:
    """The day as the collector hands it over."""
    return new_day(document, day_json(document))


def store_days(clinic: Clinic, documents: Sequence[DayDocument], received_utc_s: float) -> list[Held]:
    """What is held of each now."""
    return clinic.upsert_many(list(map(ready, documents)), received_utc_s)


def store_day(clinic: Clinic, document: DayDocument, received_utc_s: float) -> bool:
    """Whether the document was newer than what was stored."""
    (held,) = store_days(clinic, [document], received_utc_s)
    return held.is_new


def keep_as_text(path: Path) -> None:
    """As layout 5 kept its documents: as texts, without a digest."""
    with closing(sqlite3.connect(path)) as database, database:
        for device, store, day, kept in database.execute("SELECT device, store, day, packed FROM documents").fetchall():
            text = to_json(from_json(DayDocument, zlib.decompress(kept).decode(), json.loads))
            row = (text, zlib.crc32(f"{device}\0{text}".encode()), device, store, day)
            as_text = "SET document = ?, checksum = ?, content = NULL, digest = NULL, packed = NULL"
            database.execute(f"UPDATE documents {as_text} WHERE device = ? AND store = ? AND day = ?", row)


def store_status(clinic: Clinic, device: str, status: Mapping[str, Any], received_utc_s: float) -> bool:
    """Whether anything about the status that is stored has changed."""
    before = clinic.status(device)
    clinic.upsert_many([], received_utc_s, {device: status})
    return clinic.status(device) != before
