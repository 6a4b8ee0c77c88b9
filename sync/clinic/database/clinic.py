"""The clinic's database: patients, the newest revision of each of their days, and each device's last status.

Knows SQL (SQLite by default, PostgreSQL by its URL); must never know MQTT, HTML or what time it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from device.day.document import DayDocument
from device.records.decoding import from_json, to_json
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase, make_schema, open_engine, what_failed
from sync.clinic.database.reading import (
    counts_between,
    headline_of,
    headlines_by_device,
    holds_something,
    how_much,
    is_dated,
    known_patients,
    patient_row,
    select_last_days,
)
from sync.clinic.database.schema import (
    DAYS_TABLE,
    DOCUMENTS,
    HEADLINE,
    INSERTS,
    IS_OF_DAY,
    PATIENTS,
    STATUS_TABLE,
    Insert,
    Key,
)
from sync.clinic.database.values import (
    CONTENTS,
    DAYS_LOOKED_BACK,
    DayHeadline,
    Held,
    PatientRow,
    StoredDay,
    StoredStatus,
)
from sync.clinic.database.writing import (
    day_row,
    key_of,
    newest_of_each,
    put_rows,
    put_statement,
    says_something_new,
    status_row,
    stored_revisions,
)


class Clinic:
    """The clinic's database at `url`, made when it is not there: `sqlite:///clinic.db`, `postgresql+psycopg://…`.

    Any number of collectors and web servers may use one database at a time, from any thread. Raises WrongDatabase;
    every method raises ClinicUnavailable.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        insert: Insert = INSERTS[self._engine.dialect.name]
        self._add_patient = insert(PATIENTS).on_conflict_do_nothing()
        self._put_day = put_statement(insert(DAYS_TABLE), lambda new: DAYS_TABLE.c.revision < new.revision)
        self._put_document = put_statement(insert(DOCUMENTS))
        self._put_status = put_statement(insert(STATUS_TABLE), says_something_new)
        try:
            make_schema(self._engine, insert)
        except WrongDatabase:
            self.close()
            raise
        except DBAPIError as problem:
            self.close()
            raise WrongDatabase(what_failed(self._engine, problem)) from None

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def upsert_many(
        self,
        documents: Sequence[DayDocument],
        received_utc_s: float,
        statuses: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> list[Held]:
        """What is held of each document's day now that all, and the `statuses` by device, are committed as one.

        A repeated status keeps its first time of arrival: brokers repeat them. Raises NotStorable, and then has stored
        none.
        """
        days, said = newest_of_each(documents), statuses or {}
        rows = [day_row(days[key], received_utc_s) for key in sorted(days)]  # one order: no two wait crosswise
        states = [status_row(device, said[device], received_utc_s) for device in sorted(said)]
        with self._transaction() as connection:
            self._add_patients(connection, {row["device"] for row in rows} | said.keys())
            new = self._put_days(connection, rows)
            self._put_documents(connection, [days[key] for key in sorted(new)])
            put_rows(connection, self._put_status, states)
            revisions = {key: days[key].revision for key in new} | stored_revisions(connection, days.keys() - new)
        return [Held(revisions[key_of(d)], key_of(d) in new and days[key_of(d)] is d) for d in documents]

    def _add_patients(self, connection: Connection, devices: Iterable[str]) -> None:
        rows = [{"device": device, "name": device} for device in sorted(devices)]
        if rows:
            connection.execute(self._add_patient, rows)

    def _put_days(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[Key]:
        """The keys of those that were new."""
        return {(row.device, row.store, row.day) for row in put_rows(connection, self._put_day, rows)}

    def _put_documents(self, connection: Connection, documents: Sequence[DayDocument]) -> None:
        rows = [{"device": d.device, "store": d.store, "day": d.day, "document": to_json(d)} for d in documents]
        put_rows(connection, self._put_document, rows)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (DBAPIError, NoFreeConnection) as problem:
            raise ClinicUnavailable(what_failed(self._engine, problem)) from problem

    def rename(self, device: str, name: str) -> bool:
        """Whether there is such a patient, now shown by `name`. The name never leaves this database."""
        renamed = update(PATIENTS).where(PATIENTS.c.device == device).values(name=name)
        with self._transaction() as connection:
            return connection.execute(renamed).rowcount > 0

    def patients(self, today: date) -> list[PatientRow]:
        """Every patient, by device id, with counts over the DAYS_LOOKED_BACK finished days before `today`."""
        since, until = (today - timedelta(days=DAYS_LOOKED_BACK)).isoformat(), today.isoformat()
        with self._transaction() as connection:
            counts = {row.device: row for row in connection.execute(counts_between(since, until))}
            last_days = headlines_by_device(connection.execute(select_last_days()).all())
            known = connection.execute(known_patients()).all()
        return [patient_row(row, last_days.get(row.device, []), counts.get(row.device)) for row in known]

    def name(self, device: str) -> str | None:
        """What the patient is called in this clinic, None for an unknown device."""
        with self._transaction() as connection:
            return connection.scalar(select(PATIENTS.c.name).where(PATIENTS.c.device == device))

    def days(self, device: str) -> list[DayHeadline]:
        """The device's days with data, newest first, those of unknown date last.

        Of several records of one day, the one that holds most.
        """
        query = select(*HEADLINE).where(DAYS_TABLE.c.device == device, holds_something(DAYS_TABLE))
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        by_day: dict[str, list[DayHeadline]] = defaultdict(list)
        for row in rows:
            by_day[row.day].append(headline_of(row))
        shown = [max(records, key=how_much) for records in by_day.values()]
        return sorted(shown, key=lambda day: (day.is_dated, day.day), reverse=True)

    def day(self, device: str, day: str) -> StoredDay | None:
        """One day with its document. After a change of card a day may have two records: the one that holds most."""
        query = select(DOCUMENTS.c.document, *HEADLINE).join(DAYS_TABLE, IS_OF_DAY)
        with self._transaction() as connection:
            rows = connection.execute(query.where(DAYS_TABLE.c.device == device, DAYS_TABLE.c.day == day)).all()
        if not rows:
            return None
        row = max(rows, key=how_much)
        document = from_json(DayDocument, row.document, json.loads)
        others = [other for other in rows if other is not row and any(getattr(other, name) for name in CONTENTS)]
        return StoredDay(document, row.received_utc_s, other_records=len(others))

    def neighbours(self, device: str, day: str) -> tuple[str | None, str | None]:
        """The nearest days with data and of known date before and after `day`."""
        of_device = (DAYS_TABLE.c.device == device) & is_dated(DAYS_TABLE)
        with self._transaction() as connection:
            before = connection.scalar(select(func.max(DAYS_TABLE.c.day)).where(of_device, DAYS_TABLE.c.day < day))
            after = connection.scalar(select(func.min(DAYS_TABLE.c.day)).where(of_device, DAYS_TABLE.c.day > day))
        return before, after

    def status(self, device: str) -> StoredStatus | None:
        """What the device last said about itself."""
        query = select(STATUS_TABLE.c.status, STATUS_TABLE.c.received_utc_s).where(STATUS_TABLE.c.device == device)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return row and StoredStatus(json.loads(row.status), row.received_utc_s)
