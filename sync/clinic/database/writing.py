"""The statements that put days, documents and statuses, and the rows that they put.

Knows which of two is newer; must never know when they are committed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from device.day.document import DayDocument
from device.records.decoding import to_json
from sync.clinic.database.checksums import checksum, checksum_of, weighted
from sync.clinic.database.schema import DAYS_TABLE, DOCUMENTS, IS_OF_DAY, STATUS_TABLE, Key
from sync.clinic.database.values import Held, checked_device, headline


def put_statement(insert: Any, where: Callable[[Any], Any] | None = None) -> Any:
    """Insert a row, or replace the one with its key where `where(new row)` holds; answers with the key if it did."""
    new = {c.name: insert.excluded[c.name] for c in insert.table.columns if not c.primary_key}
    condition = where and where(insert.excluded)
    put = insert.on_conflict_do_update(index_elements=insert.table.primary_key, set_=new, where=condition)
    return put.returning(*insert.table.primary_key)


def put_rows(connection: Connection, put: Any, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """The keys of the rows that were put; not every driver counts the rows of an INSERT."""
    return connection.execute(put, rows).all() if rows else []


def day_row(document: DayDocument, received_utc_s: float) -> dict[str, Any]:
    """The row of a day in the table of days. Raises NotStorable."""
    found = headline(document, received_utc_s)
    checks = {"checksum": checksum_of(document.device, found), "weighted": weighted(found)}
    return {"device": checked_device(document.device), **vars(found), **checks}


def status_row(device: str, status: Mapping[str, Any], received_utc_s: float) -> dict[str, Any]:
    """The row of a status in the table of statuses. Raises NotStorable."""
    said = to_json(status)
    checked = {"device": checked_device(device), "checksum": checksum(device, said, float(received_utc_s))}
    return {**checked, "status": said, "received_utc_s": received_utc_s}


def patient_name(device: str, name: str) -> dict[str, Any]:
    """The row of a patient in the table of patients."""
    return {"device": device, "name": name, "checksum": checksum(device, name)}


def document_row(document: DayDocument) -> dict[str, Any]:
    """The row of a day in the table of documents."""
    said, key = to_json(document), {"device": document.device, "store": document.store, "day": document.day}
    return {**key, "document": said, "checksum": checksum(document.device, said)}


def key_of(document: DayDocument) -> Key:
    """What tells this day from all others."""
    return document.device, document.store, document.day


def newest_of_each(documents: Sequence[DayDocument]) -> dict[Key, DayDocument]:
    """The first document of the highest revision of each day."""
    newest: dict[Key, DayDocument] = {}
    for document in documents:
        known = newest.setdefault(key_of(document), document)
        if document.revision > known.revision:
            newest[key_of(document)] = document
    return newest


def stored_already(connection: Connection, keys: Iterable[Key]) -> dict[Key, Held]:
    """What is stored of each of these days."""
    day = (DAYS_TABLE.c.device, DAYS_TABLE.c.store, DAYS_TABLE.c.day)
    beginning = func.substr(DOCUMENTS.c.document, 1, CONTENT_WITHIN).label("beginning")
    query = select(*day, DAYS_TABLE.c.revision, beginning).join(DOCUMENTS, IS_OF_DAY)
    rows = connection.execute(query.where(tuple_(*day).in_(list(keys)))) if keys else ()
    return {(row.device, row.store, row.day): _held(row) for row in rows}


def _held(row: Any) -> Held:
    return Held(row.revision, is_new=False, content=_content(row.beginning))


CONTENT = re.compile('"content":"([0-9a-f]{64})"')
CONTENT_WITHIN = 400  # letters: of a document's names, which are in order, only `algorithm` is before it


def _content(beginning: str) -> str | None:
    found = CONTENT.search(beginning)
    return found and found[1]


def says_something_new(new: Any) -> Any:
    """Whether a status differs from the stored one and is no older."""
    return (STATUS_TABLE.c.status != new.status) & (STATUS_TABLE.c.received_utc_s <= new.received_utc_s)
