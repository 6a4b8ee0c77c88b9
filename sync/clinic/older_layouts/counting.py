"""Days that layouts before 9 stored are read again for what lists show since: exercise, discomfort, posture.

Knows stored documents and the table of days; must never know when this is done. A day that cannot be read stays as it
is, for its page to say so.
"""

import json
import logging
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, literal, select, tuple_, update

from device.day.document import DayDocument
from device.records.decoding import glance
from sync.clinic.database.checksums import checksum_of
from sync.clinic.database.documents import is_document_intact, text_of
from sync.clinic.database.reading import headline_of
from sync.clinic.database.schema import DAYS_TABLE, DOCUMENTS, HEADLINE, IS_OF_DAY, NUMBERS_OF_LISTS
from sync.clinic.database.values import DayHeadline, Key, headline

log = logging.getLogger(__name__)

DAYS_A_STEP: Final = 100  # ours: some 0.2 s, in which no day is stored in SQLite
KEY: Final = (DAYS_TABLE.c.device, DAYS_TABLE.c.store, DAYS_TABLE.c.day)
CANNOT_BE_READ: Final = (ValueError, TypeError, ArithmeticError, RecursionError)


def count_some(connection: Connection, behind: Key) -> tuple[Key | None, int, set[str]]:
    """The next ones behind this key: the last key that was looked at, None at the end; how many, and of whom."""
    documents = (DOCUMENTS.c.document, DOCUMENTS.c.packed, DOCUMENTS.c.checksum.label("of_document"))
    query = select(*HEADLINE, *documents).join_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY)
    waiting = query.where(DAYS_TABLE.c.done_sets.is_(None), tuple_(*KEY) > tuple_(*map(literal, behind)))
    rows: list[Any] = list(connection.execute(waiting.order_by(*KEY).limit(DAYS_A_STEP)))
    changes = [change for row in rows if (change := _counted(row))]
    if changes:
        connection.execute(PUT_NUMBERS, changes)
    last = rows[-1] if len(rows) == DAYS_A_STEP else None
    key = (str(last.of_device), str(last.store), str(last.day)) if last else None
    return key, len(changes), {change["of_device"] for change in changes}


def _counted(row: Any) -> dict[str, Any] | None:
    known = headline_of(row)
    if not known:
        return None
    try:
        read = headline(glance(DayDocument, text_of(row), json.loads), 0.0)
        is_it = is_document_intact(row.of_device, row)
    except CANNOT_BE_READ as problem:
        log.warning("the day %r of %r cannot be read again for lists: %s", row.day, row.of_device, problem)
        return None
    if not is_it or (read.store, read.day, read.revision) != (known.store, known.day, known.revision):
        return None
    return _change(row.of_device, replace(known, **{name: getattr(read, name) for name in NUMBERS_OF_LISTS}))


def _change(device: str, day: DayHeadline) -> dict[str, Any]:
    key = {"of_device": device, "of_store": day.store, "of_day": day.day, "of_revision": day.revision}
    return key | {f"new_{name}": getattr(day, name) for name in NUMBERS_OF_LISTS} | {"sum": checksum_of(device, day)}


PUT_NUMBERS: Final = (
    update(DAYS_TABLE)
    .where(
        DAYS_TABLE.c.device == bindparam("of_device"),
        DAYS_TABLE.c.store == bindparam("of_store"),
        DAYS_TABLE.c.day == bindparam("of_day"),
        DAYS_TABLE.c.revision == bindparam("of_revision"),  # no newer one came meanwhile
    )
    .values(checksum=bindparam("sum"), **{name: bindparam(f"new_{name}") for name in NUMBERS_OF_LISTS})
)
