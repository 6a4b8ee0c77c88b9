"""Damage to files as cards, power cuts and other people's tools do it, at random places, the same for the same seed.

Knows bytes, JSON texts and SQLite; must never know what a file means or what a program should make of it.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

SECTOR_BYTES: Final = 512  # what a card writes at once
MOST_FLIPS: Final = 8
MOST_ADDED_BYTES: Final = 20_000
MANY_LISTS: Final = 100_000
ODD_TEXTS: Final = ("", "null", "{}", "[]", "NaN", "1e999", "\x00", "ä" * 3, "\ud7ff", "-1", "9" * 40, "[" * 5000)
ODD_NUMBERS: Final = (0, -1, 1, 2**31, 2**53, 2**63 - 1, -(2**63), 1e308, -1e308, 5e-324, float("inf"))

Damage = Callable[[bytes, random.Random], tuple[bytes, str]]
"""Damaged bytes and what was done, in words."""


def damaged(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """The content with one damage of any kind, and what was done, in words. Empty content only grows."""
    kind = dice.choice(BYTE_DAMAGES if content else (extended,))
    return kind(content, dice)


def damaged_text(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """As `damaged`, and by kinds that only a JSON text knows."""
    if content and dice.random() < 1 / 2:
        return dice.choice(TEXT_DAMAGES)(content, dice)
    return damaged(content, dice)


def flipped_bit(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """One bit is another."""
    place, bit = dice.randrange(len(content)), dice.randrange(8)
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed), f"bit {bit} of byte {place} flipped"


def flipped_bits(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A few bits are others, anywhere."""
    done = []
    for _ in range(dice.randint(2, MOST_FLIPS)):
        content, words = flipped_bit(content, dice)
        done.append(words)
    return content, ", ".join(done)


def zeroed_sector(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A sector holds zeros."""
    start, end = _sector(content, dice)
    return content[:start] + bytes(end - start) + content[end:], f"bytes {start} to {end} zeroed"


def random_sector(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A sector holds anything."""
    start, end = _sector(content, dice)
    return content[:start] + dice.randbytes(end - start) + content[end:], f"bytes {start} to {end} made random"


def copied_sector(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A sector holds what belongs into another: a card that wrote to the wrong place."""
    start, end = _sector(content, dice)
    others = [place for place in range(0, len(content), SECTOR_BYTES) if place != start]
    other = dice.choice(others or [start])
    copied = content[other : other + end - start].ljust(end - start, b"\0")
    return content[:start] + copied + content[end:], f"bytes {start} to {end} copied from {other}"


def torn_sectors(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """All from one sector on is zeros."""
    start, _ = _sector(content, dice)
    return content[:start] + bytes(len(content) - start), f"all from byte {start} on zeroed"


def random_bytes(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A few bytes anywhere are others."""
    start = dice.randrange(len(content))
    new = dice.randbytes(dice.randint(1, 32))[: len(content) - start]
    return content[:start] + new + content[start + len(new) :], f"{len(new)} bytes from {start} on made random"


def truncated(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """The end is missing; in one of four cases all of it."""
    length = dice.choice((0, dice.randrange(len(content)), *[_sector(content, dice)[0]] * 2))
    return content[:length], f"cut from {len(content)} to {length} bytes"


def extended(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """More stands behind the end, zeros or anything."""
    count = dice.randint(1, MOST_ADDED_BYTES)
    more = dice.choice((bytes(count), dice.randbytes(count)))
    return content + more, f"{count} {'zeros' if not any(more) else 'random bytes'} appended"


def zeroed_all(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Its length is right, all else is gone: what some file systems leave after a power cut."""
    return bytes(len(content)), "all bytes zeroed"


def foreign(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Something else altogether."""
    return dice.randbytes(dice.randint(1, MOST_ADDED_BYTES)), "replaced by random bytes"


def cut_in_a_word(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A stretch in the middle is missing."""
    start = dice.randrange(len(content))
    count = dice.randint(1, 64)
    return content[:start] + content[start + count :], f"{count} bytes missing from {start} on"


def odd_json(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A value anywhere in a JSON text is another one, JSON still; random bytes where it is no JSON."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return random_bytes(content, dice)
    changed, words = _odd_value(data, dice)
    return json.dumps(changed).encode(), words


def nested(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Lists in lists without end."""
    depth = dice.choice((1000, MANY_LISTS))
    return b"[" * depth + b"]" * depth, f"{depth} lists in each other"


BYTE_DAMAGES: Final[tuple[Damage, ...]] = (
    flipped_bit,
    flipped_bits,
    zeroed_sector,
    random_sector,
    copied_sector,
    torn_sectors,
    random_bytes,
    truncated,
    extended,
    zeroed_all,
    foreign,
)
TEXT_DAMAGES: Final[tuple[Damage, ...]] = (cut_in_a_word, odd_json, odd_json, odd_json, nested)


def _sector(content: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(0, len(content), SECTOR_BYTES)
    return start, min(start + SECTOR_BYTES, len(content))


def _odd_value(data: Any, dice: random.Random) -> tuple[Any, str]:
    """The data with one value replaced or taken out, and where."""
    places = list(_json_places(data))
    if not places:
        return dice.choice(ODD_NUMBERS), "the whole text made a number"
    holder, key = dice.choice(places)
    if dice.random() < 1 / 4:
        del holder[key]
        return data, f"{key!r} left out"
    new: Any = dice.choice((None, True, [], {}, dice.choice(ODD_NUMBERS), dice.choice(ODD_TEXTS)))
    holder[key] = new
    return data, f"{key!r} made {str(new)[:20]!r}"


def _json_places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every table or list in the data with every name or number in it."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield data, key
        yield from _json_places(value)


def damage_sqlite(path: Path, dice: random.Random) -> str:
    """Change an SQLite file by SQL, as a foreign tool or another version might; what was done, in words.

    It needs no checksum of SQLite to be broken: the file stays a good database with wrong content.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        try:
            return dice.choice(SQL_DAMAGES)(database, dice)
        except (sqlite3.Error, IndexError) as error:  # IndexError: there is no table any more
            return f"nothing ({error})"


def _odd_cell(database: sqlite3.Connection, dice: random.Random) -> str:
    """One cell of one row is something else, of another type too: STRICT is taken away first."""
    _set_free(database)
    table = _any_table(database, dice)
    row, same = _any_row(database, table, dice)
    column = dice.choice(list(row))
    new = _odd_cell_value(row[column], dice)
    database.execute(
        _named("UPDATE OR REPLACE $table SET $column = ? WHERE $same", table, column, same), [new, *row.values()]
    )
    return f"{table}.{column} of {str(row)[:80]} made {str(new)[:30]!r}"


def _odd_cell_value(old: object, dice: random.Random) -> object:
    """A text cut, a text with another value in it, or anything."""
    if isinstance(old, str) and old and dice.random() < 1 / 2:
        kind = dice.choice((flipped_bit, cut_in_a_word, odd_json, truncated))
        return kind(old.encode(), dice)[0].decode(errors="replace")
    if isinstance(old, int | float) and dice.random() < 1 / 2:
        return old + dice.choice((1, -1, 0.5, 1000))
    return dice.choice((None, dice.randbytes(4), dice.choice(ODD_NUMBERS), dice.choice(ODD_TEXTS)))


def _missing_rows(database: sqlite3.Connection, dice: random.Random) -> str:
    """Rows of a table are gone: one or all."""
    table = _any_table(database, dice)
    row, same = _any_row(database, table, dice)
    if dice.random() < 1 / 2:
        database.execute(_named("DELETE FROM $table", table))
        return f"{table}: all rows deleted"
    database.execute(_named("DELETE FROM $table WHERE $same", table, same=same), list(row.values()))
    return f"{table}: {str(row)[:80]} deleted"


def _missing_table(database: sqlite3.Connection, dice: random.Random) -> str:
    """A table is not there at all."""
    table = _any_table(database, dice)
    database.execute(f'DROP TABLE "{table}"')
    return f"table {table} dropped"


def _renamed_column(database: sqlite3.Connection, dice: random.Random) -> str:
    """A column has another name: a schema of somebody else."""
    table = _any_table(database, dice)
    column = dice.choice(list(_any_row(database, table, dice)[0]))
    database.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO other')
    return f"{table}.{column} renamed"


def _other_version(database: sqlite3.Connection, dice: random.Random) -> str:
    """The file says that another version wrote it."""
    version = dice.choice((0, 1, 2, 3, 99, -1, 2**31 - 1))
    database.execute(f"PRAGMA user_version = {version}")
    return f"user_version made {version}"


def _more(database: sqlite3.Connection, dice: random.Random) -> str:
    """A table, a column and an index that nobody knows: a newer version."""
    table = _any_table(database, dice)
    database.execute(f'ALTER TABLE "{table}" ADD COLUMN of_tomorrow TEXT')
    database.execute("CREATE TABLE tomorrow (anything TEXT)")
    return f"{table} has a column more, and there is another table"


def _broken_schema(database: sqlite3.Connection, dice: random.Random) -> str:
    """What SQLite says of a table is no SQL."""
    table = _any_table(database, dice)
    database.execute("PRAGMA writable_schema = ON")
    database.execute("UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) / 2) WHERE name = ?", (table,))
    return f"the schema of {table} cut in half"


SQL_DAMAGES: Final = (
    *[_odd_cell] * 6,
    _missing_rows,
    _missing_table,
    _renamed_column,
    _other_version,
    _more,
    _broken_schema,
)


def _any_table(database: sqlite3.Connection, dice: random.Random) -> str:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    return str(dice.choice(database.execute(query).fetchall())[0])


def _any_row(database: sqlite3.Connection, table: str, dice: random.Random) -> tuple[dict[str, Any], str]:
    """A row by its columns, and the condition that finds it. Raises sqlite3.DataError where there is none."""
    cursor = database.execute(_named("SELECT * FROM $table", table))
    columns, rows = [column for column, *_ in cursor.description], cursor.fetchall()
    if not rows:
        raise sqlite3.DataError(f"{table} has no rows")
    return dict(zip(columns, dice.choice(rows), strict=True)), " AND ".join(f'"{column}" IS ?' for column in columns)


def _named(sql: str, table: str, column: str = "", same: str = "") -> str:
    return sql.replace("$table", f'"{table}"').replace("$column", f'"{column}"').replace("$same", same)


def _set_free(database: sqlite3.Connection) -> None:
    """Tables take values of any type; their rows stay as they are."""
    version = database.execute("PRAGMA schema_version").fetchone()[0]
    database.execute("PRAGMA writable_schema = ON")
    database.execute(
        "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'STRICT, ', ''), 'STRICT', ''), ' NOT NULL', '')"
    )
    database.execute(f"PRAGMA schema_version = {version + 1}")
    database.execute("PRAGMA writable_schema = RESET")
