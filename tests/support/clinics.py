"""One day or one status at a time into a clinic's database, which takes many at once.

Knows the clinic's database, and how an older one kept its documents; must never know what they say.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import create_engine, text

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


def keep_as_text(url: str) -> None:
    """As layout 5 kept its documents: as texts, without a digest."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for row in connection.execute(text("SELECT device, store, day, packed FROM documents")).all():
            said = to_json(from_json(DayDocument, zlib.decompress(row.packed).decode(), json.loads))
            values = {"said": said, "sum": zlib.crc32(f"{row.device}\0{said}".encode())}
            as_text = "SET document = :said, checksum = :sum, content = NULL, digest = NULL, packed = NULL"
            key = "WHERE device = :device AND store = :store AND day = :day"
            connection.execute(text(f"UPDATE documents {as_text} {key}"), {**row._mapping, **values})
    engine.dispose()


def store_status(clinic: Clinic, device: str, status: Mapping[str, Any], received_utc_s: float) -> bool:
    """Whether anything about the status that is stored has changed."""
    before = clinic.status(device)
    clinic.upsert_many([], received_utc_s, {device: status})
    return clinic.status(device) != before
