"""What a patient answered over weeks, read from the days of one device.

Knows SQL and the one part of a day document that it reads; must never know names, HTML or what time it is.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from device.day.document import DayRound
from device.records.decoding import from_json
from sync.clinic.database.access import Access
from sync.clinic.database.checksums import checksum_of_bytes
from sync.clinic.database.schema import DAYS_TABLE, DOCUMENTS, IS_OF_DAY
from sync.clinic.database.values import UNDATED
from sync.wire.packing import unpacked

ROWS: Final = (
    select(DAYS_TABLE.c.day, DAYS_TABLE.c.recorded_s, DOCUMENTS.c.packed, DOCUMENTS.c.checksum)
    .join_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY)
    .order_by(DAYS_TABLE.c.day, DAYS_TABLE.c.recorded_s, DAYS_TABLE.c.store)
)


@dataclass(frozen=True)
class AskedDay:
    """The rounds of one local day (YYYY-MM-DD)."""

    day: str
    symptoms: tuple[DayRound, ...] = ()


def asked_days(access: Access, device: str, first_day: str, last_day: str) -> list[AskedDay]:
    """The days with questions from the first to the last of these, oldest first. Raises ClinicUnavailable.

    Of several records of one day, the fullest. A day that cannot be read is none of them: the pages name it.
    """
    of_span = (DAYS_TABLE.c.device == device) & DAYS_TABLE.c.day.between(first_day, last_day)
    with access.transaction() as connection:
        rows = connection.execute(ROWS.where(of_span, DAYS_TABLE.c.clock != UNDATED)).all()
    fullest = {found.day: found for found in _readable(device, rows)}
    return [day for day in fullest.values() if day.symptoms]


def _readable(device: str, rows: Sequence[Any]) -> Iterator[AskedDay]:
    for row in rows:
        try:
            if row.checksum == checksum_of_bytes(device, row.packed):
                yield from_json(AskedDay, unpacked(row.packed).decode(), json.loads)
        except (TypeError, ValueError, RecursionError):
            continue
