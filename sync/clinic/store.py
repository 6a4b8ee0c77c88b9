"""The clinic's database: patients, the newest revision of each of their days, and each device's last status.

Knows SQL (SQLite by default, PostgreSQL by its URL); must never know MQTT, HTML or what time it is.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    case,
    create_engine,
    distinct,
    event,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from device.days import DayDocument
from device.plain import from_plain, to_plain
from sync.clinic.rows import (
    DAYS_LOOKED_BACK,
    VALID_DAY_S,
    DayHeadline,
    PatientRow,
    StoredDay,
    StoredStatus,
    checked_device,
    headline,
)

SCHEMA_VERSION: Final = 1
BUSY_TIMEOUT_S: Final = 30.0  # how long one collector waits for another's commit


class WrongDatabase(Exception):
    """The database cannot be used by this program; the message says why and what to do."""


METADATA = MetaData()
SCHEMA = Table(
    "schema_version",
    METADATA,
    Column("only", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)
PATIENTS = Table(
    "patients",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
DAYS = Table(
    "days",
    METADATA,
    Column("device", Text, ForeignKey("patients.device"), primary_key=True),
    Column("store", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("received_utc_s", Float(53), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("recorded_s", Integer, nullable=False),
    Column("worn_s", Integer, nullable=False),
    Column("waking_worn_s", Integer, nullable=False),
    Column("assessable_s", Integer, nullable=False),
    Column("tremor_s", Integer, nullable=False),
    Column("episodes", BigInteger, nullable=False),
    Column("amplitude_deg", Float(53)),
    Column("sets", BigInteger, nullable=False),
    Column("target_repetitions", BigInteger, nullable=False),
    Column("done_repetitions", BigInteger, nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("gap_s", Float(53), nullable=False),
    Index("days_of_device", "device", "day"),
    Index("days_by_arrival", "device", "received_utc_s"),
    Index("days_by_day", "day"),
)
DOCUMENTS = Table(  # apart from the numbers, so that a list of thousands of days reads no document
    "documents",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("store", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("document", Text, nullable=False),
    ForeignKeyConstraint(["device", "store", "day"], ["days.device", "days.store", "days.day"]),
)
STATUS = Table(
    "status",
    METADATA,
    Column("device", Text, ForeignKey("patients.device"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("received_utc_s", Float(53), nullable=False),
)
Insert = Callable[[Table], Any]  # each dialect's own, which knows ON CONFLICT
INSERTS: Final[Mapping[str, Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
HEADLINE_NAMES: Final = tuple(field.name for field in fields(DayHeadline))
HEADLINE: Final = tuple(DAYS.c[name] for name in HEADLINE_NAMES)
IS_OF_DAY: Final = (
    (DOCUMENTS.c.device == DAYS.c.device) & (DOCUMENTS.c.store == DAYS.c.store) & (DOCUMENTS.c.day == DAYS.c.day)
)


class Clinic:
    """The clinic's database at `url`, made when it is not there: `sqlite:///clinic.db`, `postgresql+psycopg://…`.

    Any number of collectors and web servers may use one database at a time, from any thread. Raises WrongDatabase.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        insert: Insert = INSERTS[self._engine.dialect.name]
        self._add_patient = insert(PATIENTS).on_conflict_do_nothing()
        self._put_day = _put(insert(DAYS), lambda new: DAYS.c.revision < new.revision)
        self._put_document = _put(insert(DOCUMENTS))
        self._put_status = _put(insert(STATUS), _says_something_new)
        try:
            _make_schema(self._engine, insert)
        except WrongDatabase:
            self.close()
            raise
        except DBAPIError as problem:
            self.close()
            raise WrongDatabase(f"{self._engine.url}: {problem.orig}: expected a clinic database or none yet") from None

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def upsert(self, document: DayDocument, received_utc_s: float) -> bool:
        """Whether the document was newer than what was stored, and now is stored durably (committed).

        False is no loss: this revision or a higher one is stored already. Raises NotStorable.
        """
        device, numbers = checked_device(document.device), asdict(headline(document, received_utc_s))
        key = {"device": device, "store": document.store, "day": document.day}
        with self._engine.begin() as connection:
            connection.execute(self._add_patient, {"device": device, "name": device})
            if not _has_put(connection, self._put_day, {"device": device, **numbers}):
                return False
            connection.execute(self._put_document, {**key, "document": _json(to_plain(document))})
        return True

    def upsert_status(self, device: str, status: Mapping[str, Any], received_utc_s: float) -> bool:
        """Whether the status says anything new. A repeated one keeps its first time of arrival: brokers repeat them."""
        values = {"device": checked_device(device), "status": _json(status), "received_utc_s": received_utc_s}
        with self._engine.begin() as connection:
            connection.execute(self._add_patient, {"device": device, "name": device})
            return _has_put(connection, self._put_status, values)

    def rename(self, device: str, name: str) -> bool:
        """Whether there is such a patient, now shown by `name`. The name never leaves this database."""
        renamed = update(PATIENTS).where(PATIENTS.c.device == device).values(name=name)
        with self._engine.begin() as connection:
            return connection.execute(renamed).rowcount > 0

    def patients(self, today: date) -> list[PatientRow]:
        """Every patient, by device id, with counts over the DAYS_LOOKED_BACK finished days before `today`."""
        since, until = (today - timedelta(days=DAYS_LOOKED_BACK)).isoformat(), today.isoformat()
        with self._engine.connect() as connection:
            counts = {row.device: row for row in connection.execute(_counts(since, until))}
            last_days = _by_device(connection.execute(_last_days()).all())
            known = connection.execute(_known_patients()).all()
        return [_patient(row, last_days.get(row.device, []), counts.get(row.device)) for row in known]

    def name(self, device: str) -> str | None:
        """What the patient is called in this clinic, None for an unknown device."""
        with self._engine.connect() as connection:
            return connection.scalar(select(PATIENTS.c.name).where(PATIENTS.c.device == device))

    def days(self, device: str) -> list[DayHeadline]:
        """The device's days, newest first; of several records of one day, the one that holds most."""
        query = select(*HEADLINE).where(DAYS.c.device == device).order_by(DAYS.c.day.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        by_day: dict[str, list[DayHeadline]] = defaultdict(list)
        for row in rows:
            by_day[row.day].append(_headline_of(row))
        return [max(records, key=_how_much) for records in by_day.values()]

    def day(self, device: str, day: str) -> StoredDay | None:
        """One day with its document. After a change of card a day may have two records: the one that holds most."""
        query = select(DOCUMENTS.c.document, *HEADLINE).join(DAYS, IS_OF_DAY)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(DAYS.c.device == device, DAYS.c.day == day)).all()
        if not rows:
            return None
        row = max(rows, key=_how_much)
        document = from_plain(DayDocument, json.loads(row.document), ignore_unknown=True)
        return StoredDay(document, row.received_utc_s, other_records=len(rows) - 1)

    def neighbours(self, device: str, day: str) -> tuple[str | None, str | None]:
        """The nearest days with data before and after `day`."""
        of_device = DAYS.c.device == device
        with self._engine.connect() as connection:
            before = connection.scalar(select(func.max(DAYS.c.day)).where(of_device, DAYS.c.day < day))
            after = connection.scalar(select(func.min(DAYS.c.day)).where(of_device, DAYS.c.day > day))
        return before, after

    def status(self, device: str) -> StoredStatus | None:
        """What the device last said about itself."""
        query = select(STATUS.c.status, STATUS.c.received_utc_s).where(STATUS.c.device == device)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return row and StoredStatus(json.loads(row.status), row.received_utc_s)


def _put(insert: Any, where: Callable[[Any], Any] | None = None) -> Any:
    """Insert a row, or replace the one with its key where `where(new row)` holds; answers with the key if it did."""
    new = {c.name: insert.excluded[c.name] for c in insert.table.columns if not c.primary_key}
    condition = where and where(insert.excluded)
    put = insert.on_conflict_do_update(index_elements=insert.table.primary_key, set_=new, where=condition)
    return put.returning(*insert.table.primary_key)


def _has_put(connection: Connection, put: Any, row: Mapping[str, Any]) -> bool:
    return connection.execute(put, row).first() is not None  # not every driver counts the rows of an INSERT


def _says_something_new(new: Any) -> Any:
    return (STATUS.c.status != new.status) & (STATUS.c.received_utc_s <= new.received_utc_s)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _engine(url: str) -> Engine:
    parsed = _parsed(url)
    try:
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed)
        if parsed.database:
            _make_private(Path(parsed.database))
    except (OSError, ImportError) as problem:
        raise WrongDatabase(f"{parsed}: {problem}: check the path, or install the database's driver") from None
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _make_durable)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        known = parsed.get_backend_name() in INSERTS
    except ArgumentError:
        known = False
    if not known:
        raise WrongDatabase(
            f"{url!r} names no database: expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
        )
    return parsed


def _make_private(path: Path) -> None:
    """The file holds names and health: nobody else on this computer may read it."""
    path.touch(mode=0o600, exist_ok=True)


def _make_durable(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _make_schema(engine: Engine, insert: Insert) -> None:
    with engine.begin() as connection:
        connection.execute(CreateTable(SCHEMA, if_not_exists=True))
        connection.execute(insert(SCHEMA).values(only=1, version=SCHEMA_VERSION).on_conflict_do_nothing())
        _refuse_newer(connection.scalar(select(SCHEMA.c.version)), str(engine.url))
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def _refuse_newer(version: int | None, url: str) -> None:
    if version is not None and version > SCHEMA_VERSION:
        raise WrongDatabase(
            f"{url} has layout {version}, this program knows up to {SCHEMA_VERSION}: "
            f"it was written by a newer Easeband. Install that version, or choose another database"
        )


def _known_patients() -> Select[Any]:
    of_patient = DAYS.c.device == PATIENTS.c.device
    last_sync = select(func.max(DAYS.c.received_utc_s)).where(of_patient).scalar_subquery()
    first_day = select(func.min(DAYS.c.day)).where(of_patient).scalar_subquery()
    known = select(PATIENTS, last_sync.label("last_sync_utc_s"), first_day.label("first_day"))
    return known.order_by(PATIENTS.c.device)


def _last_days() -> Select[Any]:
    """Every record of each patient's last day. The outer join makes databases look up the days by patient."""
    others = DAYS.alias()
    last = select(func.max(others.c.day)).where(others.c.device == PATIENTS.c.device).scalar_subquery()
    days = PATIENTS.outerjoin(DAYS, (DAYS.c.device == PATIENTS.c.device) & (DAYS.c.day == last))
    return select(PATIENTS.c.device, *HEADLINE).select_from(days)


def _counts(since: str, until: str) -> Select[Any]:
    valid_day = case((DAYS.c.waking_worn_s >= VALID_DAY_S, DAYS.c.day))
    counts = (
        DAYS.c.device,
        func.count(distinct(valid_day)).label("valid_days"),
        func.sum(DAYS.c.sets).label("sets"),
        func.sum(DAYS.c.target_repetitions).label("target_repetitions"),
        func.sum(DAYS.c.done_repetitions).label("done_repetitions"),
    )
    return select(*counts).where(DAYS.c.day >= since, DAYS.c.day < until).group_by(DAYS.c.device)


def _patient(row: Row[Any], last_day: list[DayHeadline], counts: Row[Any] | None) -> PatientRow:
    return PatientRow(
        device=row.device,
        name=row.name,
        last_sync_utc_s=row.last_sync_utc_s,
        first_day=row.first_day,
        last=max(last_day, key=_how_much, default=None),
        valid_days=counts.valid_days if counts else 0,
        sets=int(counts.sets) if counts else 0,
        target_repetitions=int(counts.target_repetitions) if counts else 0,
        done_repetitions=int(counts.done_repetitions) if counts else 0,
    )


def _by_device(rows: Sequence[Row[Any]]) -> dict[str, list[DayHeadline]]:
    headlines: dict[str, list[DayHeadline]] = defaultdict(list)
    for row in rows:
        headlines[row.device] += [_headline_of(row)] if row.day else []
    return headlines


def _headline_of(row: Row[Any]) -> DayHeadline:
    return DayHeadline(*(getattr(row, name) for name in HEADLINE_NAMES))


def _how_much(record: DayHeadline | Row[Any]) -> tuple[int, str]:
    return record.recorded_s, record.store
