"""What is selected from a database of this schema, of an earlier or a later one, and from a damaged one.

Knows SQL; must never know what a record is, nor what becomes of what is read.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from device.store.file import UNREADABLE_SQL, Database
from device.store.rows import FACT_COLUMNS

Row = Sequence[Any]


@dataclass(frozen=True)
class Columns:
    """Selections from a file of this or of another schema. complete: every fact carries its checksum."""

    sums: bool
    complete: bool
    facts: str
    days: str
    lost: str


def known_columns(database: Database) -> Columns:
    """By the columns that are there: a newer file is read as far as its tables are known. Raises sqlite3.Error."""
    sums = any(row[1] == "sum" for row in database.execute("PRAGMA table_info(facts)"))
    lost = any(database.execute("PRAGMA table_info(lost)"))
    complete = database.execute("SELECT 1 FROM meta WHERE name = 'summed'").fetchone() is not None
    return Columns(
        sums,
        complete,
        f"SELECT {FACT_COLUMNS}, {'sum' if sums else 'NULL'} FROM facts",  # noqa: S608 - columns of ours
        f"SELECT day, revision, {'facts, sum' if sums else 'NULL, NULL'} FROM days",  # noqa: S608 - columns of ours
        "SELECT coalesce(sum(facts), 0) FROM lost WHERE day = ?" if lost else "",
    )


def from_both_ends(
    database: Database, select: str, key: str, values: Sequence[Any] = ()
) -> tuple[list[Row], Exception | None]:
    """All rows in the order of their key, or those before and after what cannot be read, and why it cannot.

    key: names of columns in the order of the table, all of which are the first that are selected.
    """
    backwards = ", ".join(f"{name} DESC" for name in key.split(", "))
    first, problem = _until_unreadable(database, f"{select} ORDER BY {key}", values)
    if problem is None:
        return first, None
    last, _ = _until_unreadable(database, f"{select} ORDER BY {backwards}", values)
    return list(dict.fromkeys([*map(tuple, first), *map(tuple, reversed(last))])), problem


def _until_unreadable(database: Database, select: str, values: Sequence[Any]) -> tuple[list[Row], Exception | None]:
    rows: list[Row] = []
    try:
        for row in database.execute(select, values):
            rows.append(row)  # noqa: PERF402 - those before an error are kept
    except UNREADABLE_SQL as problem:
        return rows, problem
    return rows, None


WAYS = (("min", ">"), ("max", "<"))


def distinct(database: Database, column: str) -> tuple[set[Any], bool]:
    """What stands in the first column of the key of `facts`, by looking for the next one only; whether all was read."""
    found: set[Any] = set()
    ways = [(f"SELECT {nearest}({column}) FROM facts", f"{column} {beyond} ?") for nearest, beyond in WAYS]  # noqa: S608
    return found, any(_walk(database, select, beyond, found) for select, beyond in ways)


def _walk(database: Database, select: str, beyond: str, found: set[Any]) -> bool:
    """Whether the end was reached."""
    with suppress(*UNREADABLE_SQL):
        (value,) = database.execute(select).fetchone()
        while value is not None and value not in found:
            found.add(value)
            (value,) = database.execute(f"{select} WHERE {beyond}", (value,)).fetchone()
        return value is None
    return False
