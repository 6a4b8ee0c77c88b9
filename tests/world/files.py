"""The SQLite files of the world: every statement is a step of its program, and may fail as on a full or broken card.

Knows SQLite's connections and files; must never know what is in a table.

A program that is killed leaves its files as they are at that moment, with a journal that nobody has cleaned up. Its
connections are closed here too, which would clean up: so the files are put back as they were.
"""

import errno
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final
from weakref import WeakSet

from tests.world.hub import Hub, Program

unwatched: Final = sqlite3.connect
"""For whoever looks on."""

ENDINGS: Final = ("", "-wal", "-shm")
LASTING: Final = ("", "-wal")  # the third is memory that a power cut takes, and is made anew
WRITES: Final = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "REPLACE")
FAULTS: Final[Mapping[str, str]] = {  # of a card, by SQLite's names
    "SQLITE_FULL": "database or disk is full",
    "SQLITE_READONLY": "attempt to write a readonly database",
    "SQLITE_IOERR_WRITE": "disk I/O error",
}


@dataclass
class Card:
    """The card of one machine, and what is wrong with it now."""

    folder: Path
    dice: Random
    fault: str = ""

    def check(self, statement: str, connection: "WatchedConnection") -> None:
        """Raise what SQLite would: at a statement that writes, or only when all of them are to be put on the card."""
        words = statement.lstrip()[:10].upper()
        writes = words.startswith(WRITES)
        connection.has_written |= writes
        if not self.fault or not connection.has_written or not (writes or words.startswith("COMMIT")):
            return
        if writes and self.fault == "SQLITE_FULL" and self.dice.random() < 1 / 2:
            return
        if connection.in_transaction and self.fault == "SQLITE_FULL":
            connection.undo()
        problem = sqlite3.OperationalError(FAULTS[self.fault])
        problem.sqlite_errorname = self.fault
        raise problem


class WatchedCursor(sqlite3.Cursor):
    """Each statement is a step."""

    def execute(self, statement: str, values: Any = (), /) -> "WatchedCursor":
        of(self).before(statement)
        super().execute(statement, values)
        return self

    def executemany(self, statement: str, rows: Iterable[Any], /) -> "WatchedCursor":
        of(self).before(statement)
        super().executemany(statement, rows)
        return self


def of(cursor: WatchedCursor) -> "WatchedConnection":
    """Whose cursor it is."""
    assert isinstance(cursor.connection, WatchedConnection)
    return cursor.connection


class WatchedConnection(sqlite3.Connection):
    """A connection of whichever program opened it."""

    files: "WatchedFiles"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.program: Program | None = self.files.hub.running
        self.path = _path_of(arguments[0])
        self.card = self.files.card_of(self.path)
        self.has_written = False
        self.files.opened.add(self)

    def before(self, statement: str) -> None:
        if self.program:
            self.program.step()
            if self.card:
                self.card.check(statement, self)
        if statement.startswith(("BEGIN", "COMMIT")):
            self.has_written = False

    def undo(self) -> None:
        super().rollback()

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        self.before(statement)
        return super().execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        self.before(statement)
        return super().executemany(statement, rows)

    def cursor(self, factory: type[sqlite3.Cursor] = WatchedCursor) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(factory)

    def commit(self) -> None:
        if self.in_transaction:
            self.before("COMMIT")
        super().commit()

    def __exit__(self, kind: Any, problem: Any, at: Any) -> Any:
        if kind is None and self.in_transaction:
            self.before("COMMIT")
        return super().__exit__(kind, problem, at)

    def close(self) -> None:
        if self.program and self.program.is_dead and self.files.is_last(self):
            with left_as_they_are(self.path):
                super().close()
        else:
            super().close()
        self.files.opened.discard(self)


@dataclass
class WatchedFiles:
    """All connections that are open, and the cards that their files are on."""

    hub: Hub
    cards: Sequence[Card]
    opened: "WeakSet[WatchedConnection]" = field(default_factory=WeakSet)

    def is_last(self, connection: WatchedConnection) -> bool:
        """Whether no other is open to the same file."""
        return not any(other.path == connection.path for other in self.opened if other is not connection)

    def before_renaming(self, path: Path) -> None:
        """It is a step, and cannot be done on a card that is read-only."""
        if self.hub.running:
            self.hub.running.step()
            card = self.card_of(path)
            if card and card.fault == "SQLITE_READONLY":
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def card_of(self, path: Path) -> Card | None:
        """The one that the file is on."""
        return next((card for card in self.cards if path.is_relative_to(card.folder)), None)


@contextmanager
def watched(files: WatchedFiles, dice: Random) -> Iterator[None]:
    """Whoever opens SQLite gets a watched connection; names that nobody chose are drawn from the dice."""
    kind = type("Watched", (WatchedConnection,), {"files": files})
    connect, uuid4, rename = sqlite3.connect, uuid.uuid4, os.rename

    def connect_watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, factory=kind, **options)

    def rename_watched(old: Any, new: Any, **options: Any) -> None:
        files.before_renaming(Path(old))
        rename(old, new, **options)

    sqlite3.connect = sqlite3.dbapi2.connect = connect_watched  # type: ignore[assignment]  # the library's door
    uuid.uuid4 = lambda: uuid.UUID(int=dice.getrandbits(128), version=4)
    os.rename = rename_watched  # type: ignore[assignment]  # takes what that takes
    try:
        yield
    finally:
        sqlite3.connect = sqlite3.dbapi2.connect = connect
        uuid.uuid4, os.rename = uuid4, rename


@contextmanager
def left_as_they_are(path: Path) -> Iterator[None]:
    """What the block does to the file and its journal is undone."""
    before = {file: file.read_bytes() for file in beside(path, LASTING) if file.exists()}
    yield
    for file in beside(path, ENDINGS):
        if file in before:
            file.write_bytes(before[file])
        else:
            file.unlink(missing_ok=True)


def beside(path: Path, endings: Sequence[str]) -> list[Path]:
    """The file and those that belong to it."""
    return [path.with_name(path.name + ending) for ending in endings]


def copy(path: Path, to: Path) -> None:
    """A copy of the file with its journal, in place of what is there. Nobody may have either open."""
    for file, copied in zip(beside(path, ENDINGS), beside(to, ENDINGS), strict=True):
        copied.unlink(missing_ok=True)
        if file.exists() and not file.name.endswith("-shm"):
            shutil.copyfile(file, copied)


def copy_card(path: Path, to: Path) -> None:
    """As a copy of the whole card has the recorder's file: with what was moved aside and is salvaged later."""
    for old in _aside(to):
        old.unlink()
    for file in _aside(path):
        shutil.copyfile(file, to.with_name(file.name.replace(path.name, to.name, 1)))
    copy(path, to)


def copy_receipts(path: Path, to: Path) -> None:
    """A copy of the file of sync, with the second one of which records of days are sent."""
    copy(path, to)
    again, copied = (one.with_name(f"{one.name}.branches") for one in (path, to))
    copied.unlink(missing_ok=True)
    if again.exists():
        shutil.copyfile(again, copied)


def _aside(path: Path) -> list[Path]:
    return [file for file in path.parent.glob(f"{path.name}.damaged-*") if not file.name.endswith("-shm")]


def _path_of(database: str | Path) -> Path:
    text = str(database).removeprefix("file://")
    return Path(text.partition("?")[0])
