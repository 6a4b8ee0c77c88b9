"""How the clinic's database is opened and brought to this layout, and what is said when it does not work.

Knows SQLite's and PostgreSQL's own ways; must never know what the tables mean.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, Table, create_engine, event, inspect, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from device.system.clock import SystemClock
from device.system.files import sudo_or
from sync.clinic.database.schema import (
    CLINIC_SCHEMA_VERSION,
    COLUMNS_ADDED,
    COLUMNS_SINCE,
    INSERTS,
    METADATA,
    POSTGRESQL_UPGRADES,
    SCHEMA_TABLE,
    TABLES_SINCE,
    UPGRADES,
    Insert,
)

log = logging.getLogger(__name__)

ADVICE: Final = (  # words of the database, and what helps
    ("is full", "make room on its disk"),
    ("no space left", "make room on its disk"),
    ("readonly", "let this user write to the file and its folder"),
    ("locked", "end the other program that holds it"),
    ("not a database", "expected a clinic database or none yet, choose another file"),
    ("malformed", "the file is damaged, put the last backup in its place"),
    ("unable to open", "check that its folder is there and this user may write in it"),
)
OTHERWISE: Final = "check that the database runs, can be reached and was changed by no other program"


def database_advice(said: str) -> str:
    """What to do, in words that end a sentence."""
    return next((helps for words, helps in ADVICE if words in said.lower()), OTHERWISE)


def path_advice(problem: OSError) -> str:
    """What to do about a database file that cannot be made."""
    if isinstance(problem, FileNotFoundError):
        return "its folder does not exist, make it or correct the path"
    if isinstance(problem, PermissionError):
        return sudo_or(problem.errno, "let this user write there, or choose another path")
    return "check the path"


MOST_QUOTED_LETTERS: Final = 100  # of what SQLite says

ONE_AT_A_TIME: Final = 0x65617365  # ours, any number: "ease"
BUSY_TIMEOUT_S: Final = 30.0  # how long one collector waits for another's commit
NEW_FILE_S: Final = 5.0  # and until another has begun the file; that takes milliseconds
NEW_FILE_LOOK_S: Final = 0.01


class WrongDatabase(Exception):
    """The database cannot be used by this program; the message says why and what to do."""


class ClinicUnavailable(Exception):
    """The database does not work at this moment and nothing was changed; the message says why and what to do."""


DATABASE_FAULTS: Final = (DBAPIError, NoFreeConnection, UnicodeDecodeError)
"""What a database raises that does not work; the last one where SQLite quotes a schema that is no UTF-8 any more."""
DatabaseFault = DBAPIError | NoFreeConnection | UnicodeDecodeError


def what_failed(engine: Engine, problem: DatabaseFault) -> str:
    """In words which database said what, and what to do about it."""
    said = what_was_said(problem)
    return f"the clinic's database {engine.url}: {said}: {database_advice(said)}"


def what_was_said(problem: DatabaseFault) -> str:
    """The database's own words, on one line."""
    if isinstance(problem, UnicodeDecodeError):
        quoted = problem.object.decode(errors="replace")[:MOST_QUOTED_LETTERS]
        return f"malformed database schema, it is no text: {quoted!a}"
    return " ".join(str(problem.orig if isinstance(problem, DBAPIError) else problem).split()).rstrip(".?")


def open_engine(url: str) -> Engine:
    """The engine behind `url`; it makes no connection yet. Raises WrongDatabase."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return _created(parsed)
    # No cache of statements: sqlite3 keeps with each the values of its last use, and an INSERT of each number of days
    # is another statement. A hundred of them held 1.4 GB of documents.
    engine = _created(parsed, connect_args={"timeout": BUSY_TIMEOUT_S, "cached_statements": 0})
    event.listen(engine, "connect", _make_durable)
    return engine


def _created(parsed: URL, **options: Any) -> Engine:
    try:
        return create_engine(parsed, **options)
    except ModuleNotFoundError as missing:
        raise WrongDatabase(
            f"{parsed}: its driver {missing.name} is not installed: install the Python package {missing.name}"
        ) from None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        known = parsed.get_backend_name() in INSERTS and parsed.get_dialect() is not None
    except ArgumentError:
        known = False
    if not known:
        raise WrongDatabase(
            f"{url!r} names no database: expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
        )
    return parsed


def make_private(path: Path) -> None:
    """The file, made if it is not there. It holds names and health: nobody else on this computer may read it.

    Raises WrongDatabase.
    """
    try:
        if not path.exists():  # a file system that was made read-only can still be read
            path.touch(mode=0o600)
    except OSError as problem:
        raise WrongDatabase(f"{path}: {problem.strerror}: {path_advice(problem)}") from None


def _make_durable(connection: Any, _record: object) -> None:
    connection.text_factory = _as_text
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """A new file's journal is changed by one at a time, and here SQLite itself waits for nobody."""
    clock = SystemClock("UTC")
    until_s = clock.monotonic_s() + NEW_FILE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except connection.OperationalError as problem:
            if "locked" not in str(problem) or clock.monotonic_s() > until_s:
                raise
        else:
            return
        clock.sleep(NEW_FILE_LOOK_S)


def _as_text(stored: bytes) -> str:
    """Also of a damaged file: one text that is no UTF-8 must not keep anybody from all others."""
    return stored.decode(errors="replace")


def make_schema(engine: Engine, insert: Insert, *, may_be_new: bool = True) -> None:
    """Make the tables of a new database, and bring those of an older layout to this one. Raises WrongDatabase.

    A table that is missing from a database in use is damage: made anew, it would hide that its patients are gone.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # whose CREATE TABLE IF NOT EXISTS fails where another does it just now
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        if not inspect(connection).has_table(SCHEMA_TABLE.name):
            _refuse_without_layout(connection, str(engine.url))
        connection.execute(CreateTable(SCHEMA_TABLE, if_not_exists=True))
        ours = insert(SCHEMA_TABLE).values(only=1, version=CLINIC_SCHEMA_VERSION).on_conflict_do_nothing()
        is_new = bool(connection.execute(ours.returning(SCHEMA_TABLE.c.only)).all())
        versions = connection.scalars(select(SCHEMA_TABLE.c.version).with_for_update()).all()
        version = _known_version(versions, str(engine.url))
        if is_new and not may_be_new:
            raise WrongDatabase(f"{engine.url} holds no clinic any more: put the last backup in its place")
        if is_new:
            _refuse_without_layout(connection, str(engine.url))
            _make_tables(connection, METADATA.sorted_tables)
            log.warning("%s holds no clinic yet: a new one is made, without any patient", engine.url)
        else:
            _upgrade(connection, version)
            _refuse_incomplete(connection, str(engine.url))


def _refuse_without_layout(connection: Connection, where: str) -> None:
    """A file of another program, or a clinic's that lost its version. A PostgreSQL may hold other programs' tables."""
    found = set(inspect(connection).get_table_names()) - {SCHEMA_TABLE.name}
    if unknown := sorted(found if connection.dialect.name == "sqlite" else found & METADATA.tables.keys()):
        raise WrongDatabase(
            f"{where}: expected a clinic's database or an empty one, got one with the table {unknown[0]} that does not"
            " say its layout: choose another, or put the last backup in its place"
        )


def _make_tables(connection: Connection, tables: Iterable[Table]) -> None:
    for table in tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _upgrade(connection: Connection, version: int) -> None:
    more = POSTGRESQL_UPGRADES if connection.dialect.name == "postgresql" else {}
    for step in range(version + 1, CLINIC_SCHEMA_VERSION + 1):
        for statement in (*UPGRADES.get(step, ()), *more.get(step, ())):
            connection.execute(text(statement))
        for column in COLUMNS_SINCE.get(step, ()):
            _add_column(connection, column)
            connection.execute(update(column.table).values({column.name: None}))
        for column in COLUMNS_ADDED.get(step, ()):
            _add_column(connection, column)
        _make_tables(connection, TABLES_SINCE.get(step, ()))
        connection.execute(update(SCHEMA_TABLE).values(version=step))


def _add_column(connection: Connection, column: Column[Any]) -> None:
    """A column, where the table does not have it yet."""
    table = column.table
    if column.name not in {known["name"] for known in inspect(connection).get_columns(table.name)}:
        kind = column.type.compile(connection.dialect)
        connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))


def _refuse_incomplete(connection: Connection, url: str) -> None:
    missing = METADATA.tables.keys() - set(inspect(connection).get_table_names())
    if missing:
        raise WrongDatabase(
            f"{url}: the table {', '.join(sorted(missing))} is missing: another program changed the database, or it is "
            f"damaged: put the last backup in its place"
        )


def _known_version(versions: Sequence[object], url: str) -> int:
    version = versions[0] if len(versions) == 1 else versions
    if not isinstance(version, int) or version < 1:
        raise WrongDatabase(
            f"{url} has layout {version!r}, expected 1 to {CLINIC_SCHEMA_VERSION}: it is damaged, put the last backup "
            f"in its place"
        )
    if version > CLINIC_SCHEMA_VERSION:
        raise WrongDatabase(
            f"{url} has layout {version}, this program knows up to {CLINIC_SCHEMA_VERSION}: "
            f"it was written by a newer Easeband. Install that version, or choose another database"
        )
    return version
