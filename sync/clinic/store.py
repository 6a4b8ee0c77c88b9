"""The clinic's database: patients, the newest revision of each of their days, and each device's last status.

Knows SQL (SQLite by default, PostgreSQL by its URL); must never know MQTT, HTML or what time it is.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    MetaData,
    Row,
    ScalarSelect,
    Select,
    Table,
    Text,
    case,
    create_engine,
    distinct,
    event,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from device.day.document import DayDocument, Repetitions
from device.records.decoding import from_plain
from sync.clinic.advice import advice, path_advice
from sync.clinic.rows import (
    CONTENTS,
    DAYS_LOOKED_BACK,
    UNDATED,
    VALID_DAY_S,
    DayHeadline,
    Held,
    PatientRow,
    StoredDay,
    StoredStatus,
    checked_device,
    headline,
)

SCHEMA_VERSION: Final = 3
UPGRADES: Final[Mapping[int, Sequence[str]]] = {
    2: ("ALTER TABLE days ADD COLUMN sets_not_counted BIGINT NOT NULL DEFAULT 0",),
    3: ("ALTER TABLE days ADD COLUMN rest_s INTEGER", "ALTER TABLE days ADD COLUMN rest_tremor_s INTEGER"),
}
"""What brings a database of the layout before to this one."""
BUSY_TIMEOUT_S: Final = 30.0  # how long one collector waits for another's commit


Key = tuple[str, str, str]  # device, store, day


class WrongDatabase(Exception):
    """The database cannot be used by this program; the message says why and what to do."""


class ClinicUnavailable(Exception):
    """The database does not work at this moment and nothing was changed; the message says why and what to do."""


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
    Column("rest_s", Integer),  # since layout 3, as the next
    Column("rest_tremor_s", Integer),
    Column("episodes", BigInteger, nullable=False),
    Column("amplitude_deg", Float(53)),
    Column("sets", BigInteger, nullable=False),
    Column("sets_not_counted", BigInteger, nullable=False, server_default="0"),  # since layout 2
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

    Any number of collectors and web servers may use one database at a time, from any thread. Raises WrongDatabase;
    every method raises ClinicUnavailable.
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
            raise WrongDatabase(_what_failed(self._engine, problem)) from None

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def upsert(self, document: DayDocument, received_utc_s: float) -> bool:
        """Whether the document was newer than what was stored, and now is stored durably (committed).

        False is no loss: this revision or a higher one is stored already. Raises NotStorable.
        """
        (held,) = self.upsert_many([document], received_utc_s)
        return held.is_news

    def upsert_many(
        self,
        documents: Sequence[DayDocument],
        received_utc_s: float,
        statuses: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> list[Held]:
        """What is held of each document's day now that all, and the `statuses` by device, are committed as one.

        Raises NotStorable, and then has stored none.
        """
        days, said = _newest(documents), statuses or {}
        rows = [_row(days[key], received_utc_s) for key in sorted(days)]  # in one order, so that no two wait crosswise
        with self._transaction() as connection:
            self._add_patients(connection, {row["device"] for row in rows} | said.keys())
            news = self._put_days(connection, rows)
            self._put_documents(connection, [days[key] for key in sorted(news)])
            self._put_statuses(connection, said, received_utc_s)
            revisions = {key: days[key].revision for key in news} | _revisions(connection, days.keys() - news)
        return [Held(revisions[_key(d)], _key(d) in news and days[_key(d)] is d) for d in documents]

    def upsert_status(self, device: str, status: Mapping[str, Any], received_utc_s: float) -> bool:
        """Whether the status says anything new. A repeated one keeps its first time of arrival: brokers repeat them."""
        with self._transaction() as connection:
            self._add_patients(connection, {checked_device(device)})
            return self._put_statuses(connection, {device: status}, received_utc_s)

    def _add_patients(self, connection: Connection, devices: Iterable[str]) -> None:
        rows = [{"device": device, "name": device} for device in sorted(devices)]
        if rows:
            connection.execute(self._add_patient, rows)

    def _put_days(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[Key]:
        """The keys of those that were news."""
        return {(row.device, row.store, row.day) for row in _put_rows(connection, self._put_day, rows)}

    def _put_documents(self, connection: Connection, documents: Sequence[DayDocument]) -> None:
        rows = [{"device": d.device, "store": d.store, "day": d.day, "document": _json(d)} for d in documents]
        _put_rows(connection, self._put_document, rows)

    def _put_statuses(
        self, connection: Connection, statuses: Mapping[str, Mapping[str, Any]], received_utc_s: float
    ) -> bool:
        """Whether any says anything new."""
        rows = [
            {"device": device, "status": _json(statuses[device]), "received_utc_s": received_utc_s}
            for device in sorted(statuses)
        ]
        return bool(_put_rows(connection, self._put_status, rows))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (DBAPIError, NoFreeConnection) as problem:
            raise ClinicUnavailable(_what_failed(self._engine, problem)) from problem

    def rename(self, device: str, name: str) -> bool:
        """Whether there is such a patient, now shown by `name`. The name never leaves this database."""
        renamed = update(PATIENTS).where(PATIENTS.c.device == device).values(name=name)
        with self._transaction() as connection:
            return connection.execute(renamed).rowcount > 0

    def patients(self, today: date) -> list[PatientRow]:
        """Every patient, by device id, with counts over the DAYS_LOOKED_BACK finished days before `today`."""
        since, until = (today - timedelta(days=DAYS_LOOKED_BACK)).isoformat(), today.isoformat()
        with self._transaction() as connection:
            counts = {row.device: row for row in connection.execute(_counts(since, until))}
            last_days = _by_device(connection.execute(_last_days()).all())
            known = connection.execute(_known_patients()).all()
        return [_patient(row, last_days.get(row.device, []), counts.get(row.device)) for row in known]

    def name(self, device: str) -> str | None:
        """What the patient is called in this clinic, None for an unknown device."""
        with self._transaction() as connection:
            return connection.scalar(select(PATIENTS.c.name).where(PATIENTS.c.device == device))

    def days(self, device: str) -> list[DayHeadline]:
        """The device's days with data, newest first, those of unknown date last.

        Of several records of one day, the one that holds most.
        """
        query = select(*HEADLINE).where(DAYS.c.device == device, _holds_something(DAYS))
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        by_day: dict[str, list[DayHeadline]] = defaultdict(list)
        for row in rows:
            by_day[row.day].append(_headline_of(row))
        shown = [max(records, key=_how_much) for records in by_day.values()]
        return sorted(shown, key=lambda day: (day.is_dated, day.day), reverse=True)

    def day(self, device: str, day: str) -> StoredDay | None:
        """One day with its document. After a change of card a day may have two records: the one that holds most."""
        query = select(DOCUMENTS.c.document, *HEADLINE).join(DAYS, IS_OF_DAY)
        with self._transaction() as connection:
            rows = connection.execute(query.where(DAYS.c.device == device, DAYS.c.day == day)).all()
        if not rows:
            return None
        row = max(rows, key=_how_much)
        document = from_plain(DayDocument, json.loads(row.document), ignore_unknown=True)
        others = [other for other in rows if other is not row and any(getattr(other, name) for name in CONTENTS)]
        return StoredDay(document, row.received_utc_s, other_records=len(others))

    def neighbours(self, device: str, day: str) -> tuple[str | None, str | None]:
        """The nearest days with data and of known date before and after `day`."""
        of_device = (DAYS.c.device == device) & _is_dated(DAYS)
        with self._transaction() as connection:
            before = connection.scalar(select(func.max(DAYS.c.day)).where(of_device, DAYS.c.day < day))
            after = connection.scalar(select(func.min(DAYS.c.day)).where(of_device, DAYS.c.day > day))
        return before, after

    def status(self, device: str) -> StoredStatus | None:
        """What the device last said about itself."""
        query = select(STATUS.c.status, STATUS.c.received_utc_s).where(STATUS.c.device == device)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return row and StoredStatus(json.loads(row.status), row.received_utc_s)


def _put(insert: Any, where: Callable[[Any], Any] | None = None) -> Any:
    """Insert a row, or replace the one with its key where `where(new row)` holds; answers with the key if it did."""
    new = {c.name: insert.excluded[c.name] for c in insert.table.columns if not c.primary_key}
    condition = where and where(insert.excluded)
    put = insert.on_conflict_do_update(index_elements=insert.table.primary_key, set_=new, where=condition)
    return put.returning(*insert.table.primary_key)


def _put_rows(connection: Connection, put: Any, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """The keys of the rows that were put; not every driver counts the rows of an INSERT."""
    return connection.execute(put, rows).all() if rows else []


def _row(document: DayDocument, received_utc_s: float) -> dict[str, Any]:
    return {"device": checked_device(document.device), **vars(headline(document, received_utc_s))}


def _key(document: DayDocument) -> Key:
    return document.device, document.store, document.day


def _newest(documents: Sequence[DayDocument]) -> dict[Key, DayDocument]:
    """The first document of the highest revision of each day."""
    newest: dict[Key, DayDocument] = {}
    for document in documents:
        known = newest.setdefault(_key(document), document)
        if document.revision > known.revision:
            newest[_key(document)] = document
    return newest


def _revisions(connection: Connection, keys: Iterable[Key]) -> dict[Key, int]:
    day = (DAYS.c.device, DAYS.c.store, DAYS.c.day)
    rows = connection.execute(select(*day, DAYS.c.revision).where(tuple_(*day).in_(list(keys)))) if keys else ()
    return {(row.device, row.store, row.day): row.revision for row in rows}


def _holds_something(days: FromClause) -> ColumnElement[bool]:
    """Not a day that only was: after a clock was set, its facts may all have moved to their true date."""
    return or_(*(days.c[name] > 0 for name in CONTENTS))


def _is_dated(days: FromClause) -> ColumnElement[bool]:
    return _holds_something(days) & (days.c.clock != UNDATED)


def _what_failed(engine: Engine, problem: DBAPIError | NoFreeConnection) -> str:
    said = " ".join(str(problem.orig if isinstance(problem, DBAPIError) else problem).split()).rstrip(".?")
    return f"the clinic's database {engine.url}: {said}: {advice(said)}"


def _says_something_new(new: Any) -> Any:
    return (STATUS.c.status != new.status) & (STATUS.c.received_utc_s <= new.received_utc_s)


def _json(value: object) -> str:
    """Of dataclasses too, whose fields the encoder asks for by itself: twice as fast as making dicts first."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, default=vars)


def _engine(url: str) -> Engine:
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


def _make_schema(engine: Engine, insert: Insert) -> None:
    with engine.begin() as connection:
        connection.execute(CreateTable(SCHEMA, if_not_exists=True))
        connection.execute(insert(SCHEMA).values(only=1, version=SCHEMA_VERSION).on_conflict_do_nothing())
        version = connection.execute(select(SCHEMA.c.version).with_for_update()).scalar_one()
        _refuse_newer(version, str(engine.url))
        _upgrade(connection, version)
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def _upgrade(connection: Connection, version: int) -> None:
    for step in range(version + 1, SCHEMA_VERSION + 1):
        for statement in UPGRADES[step]:
            connection.execute(text(statement))
        connection.execute(update(SCHEMA).values(version=step))


def _refuse_newer(version: int, url: str) -> None:
    if version > SCHEMA_VERSION:
        raise WrongDatabase(
            f"{url} has layout {version}, this program knows up to {SCHEMA_VERSION}: "
            f"it was written by a newer Easeband. Install that version, or choose another database"
        )


def _known_patients() -> Select[Any]:
    of_patient = DAYS.c.device == PATIENTS.c.device
    last_sync = select(func.max(DAYS.c.received_utc_s)).where(of_patient).scalar_subquery()
    first_day = select(func.min(DAYS.c.day)).where(of_patient, _is_dated(DAYS)).scalar_subquery()
    known = select(PATIENTS, last_sync.label("last_sync_utc_s"), first_day.label("first_day"))
    return known.order_by(PATIENTS.c.device)


def _last_days() -> Select[Any]:
    """Every record of each patient's last day. The outer join makes databases look up the days by patient."""
    last = func.coalesce(_last_day(_is_dated), _last_day(_holds_something))
    days = PATIENTS.outerjoin(DAYS, (DAYS.c.device == PATIENTS.c.device) & (DAYS.c.day == last))
    return select(PATIENTS.c.device, *HEADLINE).select_from(days)


def _last_day(counts: Callable[[FromClause], ColumnElement[bool]]) -> ScalarSelect[Any]:
    days = DAYS.alias()
    return select(func.max(days.c.day)).where(days.c.device == PATIENTS.c.device, counts(days)).scalar_subquery()


def _counts(since: str, until: str) -> Select[Any]:
    valid_day = case((DAYS.c.waking_worn_s >= VALID_DAY_S, DAYS.c.day))
    counts = (
        DAYS.c.device,
        func.count(distinct(valid_day)).label("valid_days"),
        func.sum(DAYS.c.sets).label("sets"),
        func.sum(DAYS.c.sets_not_counted).label("sets_not_counted"),
        func.sum(DAYS.c.target_repetitions).label("target_repetitions"),
        func.sum(DAYS.c.done_repetitions).label("done_repetitions"),
    )
    of_these = (DAYS.c.day >= since, DAYS.c.day < until, DAYS.c.clock != UNDATED)
    return select(*counts).where(*of_these).group_by(DAYS.c.device)


def _patient(row: Row[Any], last_day: list[DayHeadline], counts: Row[Any] | None) -> PatientRow:
    return PatientRow(
        device=row.device,
        name=row.name,
        last_sync_utc_s=row.last_sync_utc_s,
        first_day=row.first_day,
        last=max(last_day, key=_how_much, default=None),
        valid_days=counts.valid_days if counts else 0,
        repetitions=_repetitions(counts) if counts else Repetitions(),
    )


def _repetitions(counts: Row[Any]) -> Repetitions:
    numbers = (counts.sets, counts.sets_not_counted, counts.done_repetitions, counts.target_repetitions)
    return Repetitions(*map(int, numbers))


def _by_device(rows: Sequence[Row[Any]]) -> dict[str, list[DayHeadline]]:
    headlines: dict[str, list[DayHeadline]] = defaultdict(list)
    for row in rows:
        headlines[row.device] += [_headline_of(row)] if row.day else []
    return headlines


def _headline_of(row: Row[Any]) -> DayHeadline:
    return DayHeadline(*(getattr(row, name) for name in HEADLINE_NAMES))


def _how_much(record: DayHeadline | Row[Any]) -> tuple[int, str]:
    return record.recorded_s, record.store
