"""Documents that layouts before 6 kept as text are compressed, a few at a time, beside all other work.

Knows both ways to keep a document; must never know when this is done, or what a document says.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, literal, select, tuple_, update

from sync.clinic.database.checksums import checksum_of_bytes, is_intact
from sync.clinic.database.schema import DOCUMENTS
from sync.clinic.database.values import Key
from sync.clinic.database.writing import beginning_word
from sync.wire.packing import compressed

ROWS_A_STEP: Final = 100  # ours: some 0.2 s, in which no day is stored in SQLite
KEY: Final = (DOCUMENTS.c.device, DOCUMENTS.c.store, DOCUMENTS.c.day)
FIRST: Final[Key] = ("", "", "")


def compact_some(connection: Connection, after: Key) -> tuple[Key | None, int]:
    """Compress the next ones behind this key: the last key that was looked at, None at the end; how many there were.

    One that is not as it was stored stays as it is, for its page to say so.
    """
    query = select(*KEY, DOCUMENTS.c.document, DOCUMENTS.c.checksum).where(DOCUMENTS.c.packed.is_(None))
    behind = tuple_(*KEY) > tuple_(*map(literal, after))
    rows: Sequence[Any] = connection.execute(query.where(behind).order_by(*KEY).limit(ROWS_A_STEP)).all()
    changes = [_compacted(row) for row in rows if _is_whole(row)]
    if changes:
        connection.execute(COMPACT, changes)
    return _last(rows), len(changes)


def _is_whole(row: Any) -> bool:
    is_text = isinstance(row.document, str) and isinstance(row.device, str)
    return is_text and is_intact(row.checksum, row.device, row.document)


def _last(rows: Sequence[Any]) -> Key | None:
    if len(rows) < ROWS_A_STEP:
        return None
    device, store, day = map(str, rows[-1][:3])
    return device, store, day


def _compacted(row: Any) -> dict[str, Any]:
    kept = compressed(row.document.encode())
    checksum = checksum_of_bytes(row.device, kept)
    of = {"of_device": row.device, "of_store": row.store, "of_day": row.day}
    return of | {"packed": kept, "checksum": checksum, "content": beginning_word(row.document)}


COMPACT: Final = (
    update(DOCUMENTS)
    .where(
        DOCUMENTS.c.device == bindparam("of_device"),
        DOCUMENTS.c.store == bindparam("of_store"),
        DOCUMENTS.c.day == bindparam("of_day"),
        DOCUMENTS.c.packed.is_(None),  # no newer revision came meanwhile
    )
    .values(packed=bindparam("packed"), checksum=bindparam("checksum"), content=bindparam("content"), document="")
)
