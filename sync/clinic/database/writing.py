"""The statements that put days, documents and statuses, and the rows that they put.

Knows which of two is newer; must never know when they are committed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select, tuple_, update

from device.records.decoding import to_json
from sync.clinic.database.checksums import checksum, checksum_of, checksum_of_bytes, weighted
from sync.clinic.database.schema import DAYS_TABLE, DOCUMENTS, IS_OF_DAY, PATIENTS, STATUS_TABLE
from sync.clinic.database.values import Held, Key, NewDay, SentDay, checked_device
from sync.wire.messages import BEGINNING


def put_statement(insert: Any, where: Callable[[Any], Any] | None = None) -> Any:
    """Insert a row, or replace the one with its key where `where(new row)` holds."""
    new = {c.name: insert.excluded[c.name] for c in insert.table.columns if not c.primary_key}
    condition = where and where(insert.excluded)
    return insert.on_conflict_do_update(index_elements=insert.table.primary_key, set_=new, where=condition)


def says_keys(put: Any) -> Any:
    """The statement, which also says the keys of the rows that it put; not every driver counts those of an INSERT."""
    return put.returning(*put.table.primary_key)


def put_rows(connection: Connection, put: Any, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """The keys of the rows that were put, by a statement that `says_keys`."""
    return connection.execute(put, rows).all() if rows else []


def put_all(connection: Connection, put: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put the rows, and ask nothing: quicker."""
    if rows:
        connection.execute(put, rows)


def day_row(day: NewDay, received_utc_s: float) -> dict[str, Any]:
    """The row of a day in the table of days."""
    found = replace(day.numbers, received_utc_s=float(received_utc_s))
    checks = {"checksum": checksum_of(day.device, found), "weighted": weighted(found)}
    return {"device": day.device, **vars(found), **checks}


def status_row(device: str, status: Mapping[str, Any], received_utc_s: float) -> dict[str, Any]:
    """The row of a status in the table of statuses. Raises NotStorable."""
    said = to_json(status)
    checked = {"device": checked_device(device), "checksum": checksum(device, said, float(received_utc_s))}
    return {**checked, "status": said, "received_utc_s": received_utc_s}


def patient_name(device: str, name: str) -> dict[str, Any]:
    """The row of a patient in the table of patients."""
    return {"device": device, "name": name, "checksum": checksum(device, name)}


def document_row(day: NewDay) -> dict[str, Any]:
    """The row of a day in the table of documents."""
    device, store, date = day.key
    kept = {"content": day.content, "digest": day.digest, "packed": day.packed}
    return {
        "device": device,
        "store": store,
        "day": date,
        "document": "",
        **kept,
        "checksum": checksum_of_bytes(device, day.packed),
    }


def newest_of_each(days: Sequence[NewDay]) -> dict[Key, NewDay]:
    """The first of the highest revision of each day."""
    newest: dict[Key, NewDay] = {}
    for day in days:
        known = newest.setdefault(day.key, day)
        if day.revision > known.revision:
            newest[day.key] = day
    return newest


def those_that_know(days: Sequence[NewDay], held: Mapping[Key, Held]) -> tuple[list[NewDay], list[NewDay]]:
    """Those whose device knew of what they would replace, one after the other as they came; and the others.

    A card that was put back from an older copy goes on with its days as they were then. What it recorded since has
    higher revisions, and would take the place of what the clinic has and that device has not.
    """
    there, knowing, others = dict(held), list[NewDay](), list[NewDay]()
    for day in days:
        if day.key in there and day.revision > there[day.key].revision and not _knows(day, there[day.key]):
            others.append(day)
            continue
        knowing.append(day)
        if day.key not in there or day.revision > there[day.key].revision:
            there[day.key] = Held(day.revision, is_new=True, content=day.content)
    return knowing, others


def held_beside(connection: Connection, days: Collection[NewDay]) -> dict[tuple[Key, int], Held]:
    """Of these days and revisions, those that another record of the day holds, content for content.

    So the device began that record, and has forgotten it: a copy of its card without `sync.db`.
    """
    came: dict[tuple[str, str, int, str | None], NewDay] = {
        (day.device, day.key[2], day.revision, day.content): day for day in days if day.content
    }
    rows = connection.execute(OF_DAYS, {"days": sorted({key[:2] for key in came})}) if came else ()
    found = {came.get((row.device, row.day, row.revision, _word(row.word))): row for row in rows}
    return {(day.key, day.revision): replace(_held(row), store=row.store) for day, row in found.items() if day}


def _knows(day: NewDay, held: Held) -> bool:
    """Older firmware says nothing of what it knows: then the revision alone counts."""
    is_own = held.content is not None and held.content[:BEGINNING] in day.sent_since
    return day.follows is None or held.revision <= day.follows or is_own


def held_messages(connection: Connection, messages: Collection[SentDay]) -> dict[SentDay, tuple[str, Held]]:
    """Those of these messages that are held, with the store that each is of."""
    days = sorted({message[:2] for message in messages})
    rows = connection.execute(OF_DAYS, {"days": days}) if days else ()
    found = {(row.device, row.day, row.digest): row for row in rows}
    return {message: (row.store, _held(row)) for message, row in found.items() if message in messages}


def locked(connection: Connection, devices: Iterable[str]) -> Sequence[str]:
    """Those that are patients; whoever else writes of one waits until this transaction is over, and sees it then."""
    return connection.scalars(LOCKED, {"devices": sorted(devices)}).all()


def stored_already(connection: Connection, keys: Iterable[Key]) -> dict[Key, Held]:
    """What is stored of each of these days."""
    rows = connection.execute(OF_KEYS, {"keys": list(keys)}) if keys else ()
    return {(row.device, row.store, row.day): _held(row) for row in rows}


def remember_digests(connection: Connection, days: Iterable[NewDay], held: Mapping[Key, Held]) -> None:
    """Of days that say what is held already, for the next time: a document of an older layout has no digest."""
    same = (
        day for day in days if day.content and held[day.key] == Held(day.revision, is_new=False, content=day.content)
    )
    rows = [{"of_device": d.device, "of_store": d.key[1], "of_day": d.key[2], "digest": d.digest} for d in same]
    put_all(connection, REMEMBER, rows)


def _held(row: Any) -> Held:
    return Held(row.revision, is_new=False, content=_word(row.word))


KEY: Final = (DAYS_TABLE.c.device, DAYS_TABLE.c.store, DAYS_TABLE.c.day)
CONTENT_WITHIN: Final = 400  # letters: of a document's names, which are in order, only `algorithm` is before it
WORD: Final = func.coalesce(DOCUMENTS.c.content, func.substr(DOCUMENTS.c.document, 1, CONTENT_WITHIN)).label("word")
# Made once: making them takes longer than their answers.
OF_DAYS: Final = (
    select(*KEY, DOCUMENTS.c.digest, WORD, DAYS_TABLE.c.revision)
    .join_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY)
    .where(tuple_(*KEY[::2]).in_(bindparam("days", expanding=True)))
)
OF_KEYS: Final = (
    select(*KEY, WORD, DAYS_TABLE.c.revision)
    .join_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY)
    .where(tuple_(*KEY).in_(bindparam("keys", expanding=True)))
)
LOCKED: Final = (  # SQLite has one writer at a time
    select(PATIENTS.c.device)
    .where(PATIENTS.c.device.in_(bindparam("devices", expanding=True)))
    .order_by(PATIENTS.c.device)
    .with_for_update(key_share=True)
)
CONTENT: Final = re.compile('"content":"([0-9a-f]{64})"')
WHOLE_WORD: Final = re.compile("[0-9a-f]{64}")
REMEMBER: Final = (
    update(DOCUMENTS)
    .where(
        DOCUMENTS.c.device == bindparam("of_device"),
        DOCUMENTS.c.store == bindparam("of_store"),
        DOCUMENTS.c.day == bindparam("of_day"),
        DOCUMENTS.c.digest.is_(None),
    )
    .values(digest=bindparam("digest"))
)


def beginning_word(document: str) -> str | None:
    """The word for its content that stands in the beginning of a document as layouts before 6 kept it."""
    found = CONTENT.search(document[:CONTENT_WITHIN])
    return found and found[1]


def _word(said: str) -> str | None:
    return said if WHOLE_WORD.fullmatch(said) else beginning_word(said)


def says_something_new(new: Any) -> Any:
    """Whether a status differs from the stored one and is no older."""
    return (STATUS_TABLE.c.status != new.status) & (STATUS_TABLE.c.received_utc_s <= new.received_utc_s)
