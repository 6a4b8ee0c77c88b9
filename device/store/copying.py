"""A whole copy of the database, taken while somebody writes it.

Knows SQLite; must never know where the copy goes or why.
"""

import errno
import os
from contextlib import closing
from pathlib import Path

from device.store.file import (
    STORE_SCHEMA_VERSION,
    StoreDamaged,
    StoreMissing,
    StoreUnusable,
    explained,
    open_to_write,
    open_what_is_left,
    transaction,
    wrong_version,
)


def copy_database(path: Path, to: Path) -> None:
    """Write what is committed at this moment to a new file. Raises StoreMissing and StoreUnusable.

    `VACUUM INTO` reads in one transaction, holds no writer up, and leaves no journal beside the copy. Raises OSError
    where there is no room for that.
    """
    if not path.exists():
        raise StoreMissing(f"no database at {path} yet: it is made when `easeband run` first starts")
    try:
        with explained(path), closing(open_what_is_left(path)) as database:
            database.execute("VACUUM INTO ?", (str(to),))
    except StoreUnusable as problem:
        if problem.code != "SQLITE_FULL":
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from problem


def known_aside(path: Path) -> dict[str, bool]:
    """Names of files that were moved aside which a copy knows; whether all of each is in it. Raises StoreUnusable."""
    with explained(path), closing(open_what_is_left(path)) as database:
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'salvage'").fetchone():
            return {}
        return {source: not done_to for source, done_to in database.execute("SELECT source, done_to FROM salvage")}


def rename_aside(path: Path, name: str, to: str) -> None:
    """A file that was moved aside has another name where the copy at `path` goes. Raises StoreUnusable."""
    with explained(path), closing(open_to_write(path)) as database, transaction(database):
        for table in ("salvage", "lost"):
            database.execute(f"UPDATE {table} SET source = ? WHERE source = ?", (to, name))  # noqa: S608 - our own words
        of_its_boots = "name = ? || substr(name, ?) WHERE substr(name, 1, ?) = ?"  # those that only their number names
        database.execute(f"UPDATE boots SET {of_its_boots}", (to, len(name) + 1, len(name) + 1, f"{name}-"))  # noqa: S608


def check_copy(path: Path) -> None:
    """Raise StoreUnusable unless it is a whole database that this firmware can write."""
    with explained(path), closing(open_what_is_left(path)) as database:
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
    if verdict != "ok":
        raise StoreDamaged(f"{path}: {verdict}")
    if not 0 < version <= STORE_SCHEMA_VERSION:
        raise wrong_version(path, version)
