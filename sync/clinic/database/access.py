"""The way to the clinic's database: one transaction at a time, and what becomes of an error in it.

Knows which errors are of the database and which of the values that were put; must never know the tables' meaning.

A database that cannot be used yet is asked again at each transaction: whoever puts it right need not start the clinic
again. A file that was taken away or replaced is seen, since SQLite would go on writing into the one that is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Table, delete, false, text
from sqlalchemy.exc import DataError, IntegrityError

from sync.clinic.database.engine import (
    DATABASE_FAULTS,
    ClinicUnavailable,
    WrongDatabase,
    make_private,
    make_schema,
    open_engine,
    what_failed,
    what_was_said,
)
from sync.clinic.database.inspection import FoundDamage, is_damage, look_through
from sync.clinic.database.schema import INSERTS, Insert
from sync.clinic.database.values import NotStorable

PATIENCE_S: Final = 1.0  # with another thread that is opening the database

FileId = tuple[int, int]  # device and inode


class Access:
    """Transactions on the database at `url`. Raises WrongDatabase; with `waits`, only for what no waiting can mend."""

    def __init__(self, url: str, *, waits: bool) -> None:
        self.engine = open_engine(url)
        self.insert: Insert = INSERTS[self.engine.dialect.name]
        of_file = self.engine.dialect.name == "sqlite" and self.engine.url.database
        self._path = Path(of_file) if of_file else None
        self._lock, self._is_ready, self._file_id = Lock(), False, self._found()
        self._was_used = self._wants_check = False
        if not waits:
            self._make_ready()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose changes are committed at the end. Raises ClinicUnavailable and NotStorable."""
        self._check()
        try:
            with self.engine.begin() as connection:
                yield connection
        except (DataError, IntegrityError) as problem:
            raise NotStorable(f"the database takes this for impossible: {what_was_said(problem)}") from problem
        except DATABASE_FAULTS as problem:
            self._wants_check |= is_damage(what_was_said(problem))
            raise ClinicUnavailable(what_failed(self.engine, problem)) from problem

    def one_at_a_time(self, connection: Connection, table: Table) -> None:
        """Whoever else is about to write to the table waits until this transaction is over; call it first.

        PostgreSQL shows nobody the rows of those who write at the same time. SQLite has one writer at a time, from the
        first statement of a transaction that writes: here one that finds no row.
        """
        if self.engine.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
        else:
            connection.execute(delete(table).where(false()))

    def wants_check(self) -> bool:
        """Whether another file was opened, or this one said that it is damaged, since this was asked."""
        wants, self._wants_check = self._wants_check, False
        return wants

    def inspected(self) -> list[FoundDamage]:
        """What of the database is damaged. Raises ClinicUnavailable."""
        self._check()
        try:
            return look_through(self.engine)
        except DATABASE_FAULTS as problem:
            raise ClinicUnavailable(what_failed(self.engine, problem)) from problem

    def _check(self) -> None:
        if self._is_ready and self._found() == self._file_id:
            return  # without the lock: of twenty who waited for it in turn, some waited longer than PATIENCE_S
        if not self._lock.acquire(timeout=PATIENCE_S):
            raise ClinicUnavailable(f"the clinic's database {self.engine.url} has not answered yet")
        try:
            if self._is_ready and self._found() == self._file_id:
                return
            self._is_ready = False
            try:
                self._make_ready()
            except WrongDatabase as problem:
                raise ClinicUnavailable(str(problem)) from problem
        finally:
            self._lock.release()

    def _make_ready(self) -> None:
        self.close()
        if self._path:
            self._make_file(self._path)
        try:
            make_schema(self.engine, self.insert, may_be_new=not self._was_used)
        except DATABASE_FAULTS as problem:
            self.close()
            raise WrongDatabase(what_failed(self.engine, problem)) from None
        except WrongDatabase:
            self.close()
            raise
        self._wants_check |= self._was_used
        self._file_id, self._is_ready, self._was_used = self._found(), True, True

    def _make_file(self, path: Path) -> None:
        if self._was_used and not path.exists():
            raise WrongDatabase(
                f"the clinic's database {path} is gone: put it or its last backup back; to begin with an empty clinic, "
                f"start the service again"
            )
        make_private(path)

    def _found(self) -> FileId | None:
        """Which file stands at the path; None for none, and for a database that is no file."""
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None
