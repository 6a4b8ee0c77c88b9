"""How the clinic's database is opened and brought to this layout, and what is said when it does not work.

Knows SQLite's and PostgreSQL's own ways; must never know what the tables mean.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from sync.clinic.database.schema import CLINIC_SCHEMA_VERSION, INSERTS, METADATA, SCHEMA_TABLE, UPGRADES, Insert

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
        return "let this user write there, or choose another path"
    return "check the path"


BUSY_TIMEOUT_S: Final = 30.0  # how long one collector waits for another's commit


class WrongDatabase(Exception):
    """The database cannot be used by this program; the message says why and what to do."""


class ClinicUnavailable(Exception):
    """The database does not work at this moment and nothing was changed; the message says why and what to do."""


def what_failed(engine: Engine, problem: DBAPIError | NoFreeConnection) -> str:
    """In words which database said what, and what to do about it."""
    said = " ".join(str(problem.orig if isinstance(problem, DBAPIError) else problem).split()).rstrip(".?")
    return f"the clinic's database {engine.url}: {said}: {database_advice(said)}"


def open_engine(url: str) -> Engine:
    """The engine behind `url`; a SQLite file is made private and durable. Raises WrongDatabase."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return _created(parsed)
    if parsed.database:
        _make_private(Path(parsed.database))
    engine = _created(parsed, connect_args={"timeout": BUSY_TIMEOUT_S})
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


def _make_private(path: Path) -> None:
    """The file holds names and health: nobody else on this computer may read it."""
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as problem:
        raise WrongDatabase(f"{path}: {problem.strerror}: {path_advice(problem)}") from None


def _make_durable(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def make_schema(engine: Engine, insert: Insert) -> None:
    """Make what tables are not there, and bring those of an older layout to this one. Raises WrongDatabase."""
    with engine.begin() as connection:
        connection.execute(CreateTable(SCHEMA_TABLE, if_not_exists=True))
        connection.execute(insert(SCHEMA_TABLE).values(only=1, version=CLINIC_SCHEMA_VERSION).on_conflict_do_nothing())
        version = connection.execute(select(SCHEMA_TABLE.c.version).with_for_update()).scalar_one()
        _refuse_newer(version, str(engine.url))
        _upgrade(connection, version)
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def _upgrade(connection: Connection, version: int) -> None:
    for step in range(version + 1, CLINIC_SCHEMA_VERSION + 1):
        for statement in UPGRADES[step]:
            connection.execute(text(statement))
        connection.execute(update(SCHEMA_TABLE).values(version=step))


def _refuse_newer(version: int, url: str) -> None:
    if version > CLINIC_SCHEMA_VERSION:
        raise WrongDatabase(
            f"{url} has layout {version}, this program knows up to {CLINIC_SCHEMA_VERSION}: "
            f"it was written by a newer Easeband. Install that version, or choose another database"
        )
