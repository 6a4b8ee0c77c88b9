"""Looks through a clinic's SQLite file: its structure, indexes and rows; indexes that alone are damaged are made anew.

Knows what SQLite and the rows' checksums say; must never know who is told, or how. A flipped bit in an index hides a
row from some queries and not from others, and SQLite says so only when it is asked.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, literal_column, select, text

from sync.clinic.database.checksums import is_intact
from sync.clinic.database.engine import DATABASE_FAULTS, DatabaseFault, what_was_said
from sync.clinic.database.reading import headline_of
from sync.clinic.database.schema import (
    CARES_FOR_TABLE,
    DAYS_TABLE,
    DOCUMENTS,
    HEADLINE,
    INVITATIONS_TABLE,
    METADATA,
    OUTLINES_TABLE,
    PATIENTS,
    PROGRAMMES_TABLE,
    REFUSALS,
    REFUSED_TABLE,
    STATUS_TABLE,
    VISITS_TABLE,
)

log = logging.getLogger(__name__)

ROWS_A_LOOK: Final = 500  # ours: some 10 ms, in which no other thread is held up
MOST_QUOTED: Final = 3
MOST_LETTERS: Final = 64  # of a name: a device's has no more
OF_AN_INDEX: Final = re.compile(r"(row \d+ missing from|wrong # of entries in|non-unique entry in) index ")
"""What SQLite says where the structure is whole and a table and its index differ."""


class FoundDamage(NamedTuple):
    """What is damaged in which table, empty where it is in none; `words` name tables, as a log does."""

    table: str
    words: str


Problems = list[str]

ROWS: Final = {
    PATIENTS: ("patient", tuple(PATIENTS.columns)),
    DAYS_TABLE: ("stored day", HEADLINE),
    STATUS_TABLE: ("device report", tuple(STATUS_TABLE.columns)),
}
"""Of the tables whose rows are looked at, what one row is. Documents are looked at where they are shown."""
FITS: Final[Mapping[Table, Callable[[Row[Any]], bool]]] = {
    PATIENTS: lambda row: is_intact(row.checksum, row.device, row.name),
    DAYS_TABLE: lambda row: headline_of(row) is not None,
    STATUS_TABLE: lambda row: is_intact(row.checksum, row.device, row.status, row.received_utc_s),
}
BEST_FIRST: Final = {
    PATIENTS: "rowid",  # the first holds the name that a person gave
    DAYS_TABLE: "revision DESC, rowid DESC",
    DOCUMENTS: "rowid DESC",
    STATUS_TABLE: "received_utc_s DESC, rowid DESC",
    REFUSED_TABLE: "times DESC, rowid DESC",
    REFUSALS: "messages DESC, rowid DESC",
    PROGRAMMES_TABLE: "rowid DESC",
}
"""Of two rows with one key, which stays: the second came while an index hid the first."""
ORPHANS: Final = {
    DOCUMENTS.name: "the numbers of the day are lost",
    DAYS_TABLE.name: "it belongs to no patient any more",
    STATUS_TABLE.name: "it belongs to no patient any more",
    OUTLINES_TABLE.name: "it belongs to no patient any more",
    CARES_FOR_TABLE.name: "it belongs to nobody who may sign in",
    VISITS_TABLE.name: "it belongs to nobody who may sign in",
    INVITATIONS_TABLE.name: "it belongs to nobody who may sign in",
}
"""Of a row whose counterpart is gone, what that means."""


def look_through(engine: Engine) -> list[FoundDamage]:
    """What is damaged and cannot be mended here; other databases than SQLite look after themselves.

    Raises one of DATABASE_FAULTS where the database does not work at this moment.
    """
    if engine.dialect.name != "sqlite":
        return []
    found = [FoundDamage(table.name, words) for table in METADATA.sorted_tables for words in _table(engine, table)]
    return found or _orphans(engine)


def _table(engine: Engine, table: Table) -> Problems:
    said = _integrity(engine, table)
    broken = [words for words in said if not OF_AN_INDEX.match(words)]
    if broken:
        return [f"the table {table.name} is damaged ({broken[0]})"]
    found = _rows(engine, table)
    if said and not found:
        found = _mended(engine, table, said)
    elif said:
        found.append(_not_found_by_all(table, said))
    return found


def _integrity(engine: Engine, table: Table) -> Problems:
    with engine.connect() as connection:
        try:
            said = connection.scalars(text(f"PRAGMA integrity_check('{table.name}')")).all()
        except DATABASE_FAULTS as problem:
            return [_when_damaged(problem)]
    return [line for words in said for line in str(words).splitlines() if line != "ok" and not line.startswith("***")]


def _when_damaged(problem: DatabaseFault) -> str:
    """What was said; raises it where it says nothing of the file's content."""
    said = what_was_said(problem)
    if not is_damage(said):
        raise problem
    return said


def is_damage(said: str) -> bool:
    """Whether these words of SQLite are about the content of the file."""
    return "malformed" in said or "no such" in said


def _rows(engine: Engine, table: Table) -> Problems:
    """How many rows are not as they were stored, and which are the first."""
    if table not in FITS:
        return []
    what, _ = ROWS[table]
    try:
        bad = [_name(row) for row in _all_rows(engine, table) if not FITS[table](row)]
    except DATABASE_FAULTS as problem:
        return [f"the table {table.name} is damaged ({_when_damaged(problem)})"]
    return [f"{len(bad)} {what if len(bad) == 1 else f'{what}s'} cannot be read ({_some(bad)})"] if bad else []


def _all_rows(engine: Engine, table: Table) -> Iterator[Row[Any]]:
    """By no index, and a few at a time: nobody who writes waits for this."""
    rowid: ColumnElement[int] = literal_column(f"{table.name}.rowid")
    query = select(rowid.label("place"), *ROWS[table][1]).order_by(rowid).limit(ROWS_A_LOOK)
    after = -(2**63)
    while True:
        with engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query.where(rowid > after)).all()
        yield from rows
        if len(rows) < ROWS_A_LOOK:
            return
        after = rows[-1].place


def _name(row: Row[Any]) -> str:
    names = (getattr(row, name, None) for name in ("of_device", "device", "day"))
    return " ".join(str(name)[:MOST_LETTERS] for name in names if name is not None)


def _some(names: Sequence[str]) -> str:
    more = ["..."] if len(names) > MOST_QUOTED else []
    return ", ".join([*map(_safe, names[:MOST_QUOTED]), *more])


def _safe(name: str) -> str:
    """A name out of a damaged row, that no log and no page takes for anything else."""
    return name if name.isprintable() else repr(name)


def _mended(engine: Engine, table: Table, said: Problems) -> Problems:
    """All rows are whole, so that the indexes are damaged alone: they are made from the rows."""
    doubles = 0
    try:
        doubles = _indexed_anew(engine, table)
    except DATABASE_FAULTS as problem:
        log.error("%s: the indexes of %s could not be made anew: %s", engine.url, table.name, what_was_said(problem))
    left = _integrity(engine, table)
    if left:
        return [_not_found_by_all(table, left)]
    log.warning(
        "%s: indexes of the table %s were damaged (%s) and are made anew from its rows: nothing is lost%s",
        engine.url,
        table.name,
        "; ".join(said[:MOST_QUOTED]),
        f"; of {doubles} rows that had come a second time meanwhile, one each stays" if doubles else "",
    )
    return []


def _indexed_anew(engine: Engine, table: Table) -> int:
    """How many rows went, whose like came a second time while an index hid the first."""
    with engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))  # the other row of the same key stays
        try:
            doubles = _doubles(connection, table)
            for number in doubles:
                connection.execute(text(f"DELETE FROM {table.name} WHERE rowid = {int(number)}"))  # noqa: S608
            connection.execute(text(f"REINDEX {table.name}"))
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("PRAGMA foreign_keys = ON"))
    return len(doubles)


def _doubles(connection: Connection, table: Table) -> Sequence[int]:
    """By no index. The table's name and columns are ours."""
    key = ", ".join(column.name for column in table.primary_key)
    order = BEST_FIRST.get(table, "rowid")
    places = f"SELECT rowid AS number, row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS place"
    query = f"SELECT number FROM ({places} FROM {table.name} NOT INDEXED) WHERE place > 1"  # noqa: S608
    return connection.scalars(text(query)).all()


def _not_found_by_all(table: Table, said: Problems) -> str:
    return f"rows of the table {table.name} are not found by all that look for them ({said[0]})"


def _orphans(engine: Engine) -> list[FoundDamage]:
    """Rows whose counterpart in another table is gone."""
    with engine.connect() as connection:
        try:
            rows = connection.execute(text("PRAGMA foreign_key_check")).all()
        except DATABASE_FAULTS as problem:
            return [FoundDamage("", f"the tables do not fit each other ({_when_damaged(problem)})")]
    counts = Counter(str(row[0]) for row in rows)
    return [FoundDamage(name, f"{_rows_of(name, number)}: {ORPHANS[name]}") for name, number in sorted(counts.items())]


def _rows_of(name: str, number: int) -> str:
    return f"{number} {'row' if number == 1 else 'rows'} of the table {name} alone"
