"""The clinic's database: patients, the newest revision of each of their days, and each device's last status.

Knows SQL (SQLite by default, PostgreSQL by its URL); must never know MQTT, HTML or what time it is.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, func, select, update

from sync.clinic.database.access import Access
from sync.clinic.database.documents import Beside, stored_day, stored_status
from sync.clinic.database.engine import ClinicUnavailable
from sync.clinic.database.inspection import FoundDamage
from sync.clinic.database.outlines import outlined_rows, put_outlines
from sync.clinic.database.reading import (
    PatientMark,
    headline_of,
    holds_something,
    how_much,
    is_dated,
    mark_of_lists,
    marks_of_patients,
    name_of,
    nameless,
    with_broken_parts,
)
from sync.clinic.database.refusals import (
    STATUS_SUBJECT,
    Refusal,
    RefusedMessage,
    Subject,
    forget_refusals,
    put_refusals,
    refused_by_device,
    refused_message,
    refused_of,
)
from sync.clinic.database.schema import (
    DAYS_TABLE,
    DOCUMENTS,
    HEADLINE,
    IS_OF_DAY,
    OUTLINES_TABLE,
    PATIENTS,
    STATUS_TABLE,
)
from sync.clinic.database.values import (
    LATEST_DAY,
    DayHeadline,
    Held,
    Key,
    NewDay,
    PatientRow,
    SentDay,
    StoredDay,
    StoredStatus,
    is_day,
    is_device,
)
from sync.clinic.database.writing import (
    day_row,
    document_row,
    held_beside,
    held_messages,
    locked,
    newest_of_each,
    patient_name,
    put_all,
    put_rows,
    put_statement,
    remember_digests,
    says_keys,
    says_something_new,
    status_row,
    stored_already,
    those_that_know,
)

MOST_OF_A_DATE: Final = 20  # characters of what is none
PATIENTS_A_STEP: Final = 5  # ours: 0.5 s where injections are fitted anew, in which no day is stored in SQLite
PATIENTS_A_PART: Final = 100  # ours: some 4 MB; 500 take 11 MB and are no faster
TOLD_EVERY: Final = 500  # patients

UNKNOWN_THERE: Final = (
    "%s: %s stays as it is held: revision %d was made by a device that knows of revision %d alone; it is told, and goes"
    " on in a record of its own unless the other is its own too"
)

log = logging.getLogger(__name__)


class Clinic:
    """The clinic's database at `url`, made when it is not there: `sqlite:///clinic.db`, `postgresql+psycopg://…`.

    Any number of collectors and web servers may use one database at a time, from any thread. Raises WrongDatabase;
    every method raises ClinicUnavailable. One that `waits` raises WrongDatabase only where `url` names no database, and
    is unavailable for as long as the database cannot be used.
    """

    def __init__(self, url: str, *, waits: bool = False) -> None:
        self._access = Access(url, waits=waits)
        insert = self._access.insert
        self._add_patient = says_keys(insert(PATIENTS).on_conflict_do_nothing())
        self._put_day = says_keys(put_statement(insert(DAYS_TABLE), lambda new: DAYS_TABLE.c.revision < new.revision))
        self._put_document = put_statement(insert(DOCUMENTS))
        self._put_status = put_statement(insert(STATUS_TABLE), says_something_new)

    @property
    def _engine(self) -> Engine:
        return self._access.engine

    @property
    def access(self) -> Access:
        """The way to the database, for what is kept beside patients and days."""
        return self._access

    def close(self) -> None:
        """Let go of all connections."""
        self._access.close()

    def wants_check(self) -> bool:
        """Whether another file was opened, or this one said that it is damaged, since this was asked."""
        return self._access.wants_check()

    def check(self) -> list[FoundDamage]:
        """What of the file is damaged; an index that alone is damaged is made anew. It may take minutes.

        Nothing of PostgreSQL, which looks after itself. What lists show is made anew from the days that can be read.
        """
        damaged = self._access.inspected()
        try:
            self._gather_all()
        except ClinicUnavailable as problem:
            log.error("what lists show could not be made anew from the days: %s", problem)
            return damaged or [FoundDamage(OUTLINES_TABLE.name, f"lists of patients may be out of date ({problem})")]
        return damaged

    def _gather_all(self) -> None:
        """A log that tells how far it is, where that takes long."""
        after, done = self.gather()
        while after is not None:
            before = done
            after, some = self.gather(after)
            done += some
            if before // TOLD_EVERY < done // TOLD_EVERY:
                log.warning("what lists show is made anew from the days: %d patients so far", done)

    def held(self, messages: Collection[SentDay]) -> dict[SentDay, tuple[str, Held]]:
        """Which of these messages need not be read, since they are held as they came: the store, and what is held."""
        with self._transaction() as connection:
            return held_messages(connection, messages)

    def stored(self, keys: Collection[Key]) -> dict[Key, Held]:
        """What is stored of each of these days; nothing of the others."""
        with self._transaction() as connection:
            return stored_already(connection, keys)

    def upsert_many(
        self,
        days: Sequence[NewDay],
        received_utc_s: float,
        statuses: Mapping[str, Mapping[str, Any]] | None = None,
        settled: Sequence[Subject] = (),
    ) -> list[Held]:
        """What is held of each day now that all, and the `statuses` by device, are committed as one.

        A repeated status keeps its first time of arrival: brokers repeat them. `settled` came again as it is held:
        what was refused of it is forgotten too. Raises NotStorable, and then has stored none.
        """
        said, keys = statuses or {}, {day.key for day in days}
        states = [status_row(device, said[device], received_utc_s) for device in sorted(said)]
        with self._transaction() as connection:
            added = self._add_patients(connection, {device for device, _, _ in keys} | said.keys())
            knowing, beside = self._knowing(connection, days, keys)
            newest = newest_of_each(knowing)
            rows = [day_row(newest[key], received_utc_s) for key in sorted(newest)]  # one order: no two wait crosswise
            new = self._put_days(connection, rows)
            put_all(connection, self._put_document, [document_row(newest[key]) for key in sorted(new)])
            put_all(connection, self._put_status, states)
            forget_refusals(
                connection, [*settled, *map(_subject, days), *((device, STATUS_SUBJECT) for device in said)]
            )
            held = {key: Held(newest[key].revision, is_new=True, content=newest[key].content) for key in new}
            held |= stored_already(connection, keys - new)
            remember_digests(connection, [newest[key] for key in sorted(newest.keys() - new)], held)
            came = _by_device([newest[key] for key in sorted(new)], received_utc_s)
            put_outlines(connection, self._access.insert, added | came.keys(), came)
        there = [beside.get((day.key, day.revision), held[day.key]) for day in days]
        return [replace(it, is_new=d.key in new and newest[d.key] is d) for d, it in zip(days, there, strict=True)]

    def _knowing(
        self, connection: Connection, days: Sequence[NewDay], keys: Collection[Key]
    ) -> tuple[list[NewDay], dict[tuple[Key, int], Held]]:
        """Those that replace nothing that their device does not know of; `keys` are theirs. And what holds the others.

        Not all of them: those of which another record of the day has the same.
        """
        if keys:  # in the order of devices: no two wait crosswise
            locked(connection, {device for device, _, _ in keys})
        knowing, others = those_that_know(days, stored_already(connection, sorted(keys)))
        for day in others:
            log.warning(UNKNOWN_THERE, *day.key[::2], day.revision, day.follows)
        return knowing, held_beside(connection, others)

    def _add_patients(self, connection: Connection, devices: Iterable[str]) -> set[str]:
        """Those that were none before."""
        rows = [patient_name(device, device) for device in sorted(devices)]
        added = [row.device for row in put_rows(connection, self._add_patient, rows)]
        if added:
            self._expect_no_days(connection, added)
        return set(added)

    def _expect_no_days(self, connection: Connection, added: Sequence[str]) -> None:
        had_days = select(DAYS_TABLE.c.device).where(DAYS_TABLE.c.device.in_(added)).distinct()
        for device in connection.scalars(had_days):
            log.warning("%s has days and was no patient: its name is lost, the database is damaged", device)

    def _put_days(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[Key]:
        """The keys of those that were new."""
        return {(row.device, row.store, row.day) for row in put_rows(connection, self._put_day, rows)}

    def refuse(self, refusals: Sequence[Refusal], received_utc_s: float) -> None:
        """Keep what was not taken, for people to see, until a message of the same day or kind is taken."""
        if refusals:
            with self._transaction() as connection:
                put_refusals(connection, self._access.insert, refusals, received_utc_s)

    def refused(self, device: str) -> list[RefusedMessage]:
        """What was not taken of this device's messages, the last first."""
        with self._transaction() as connection:
            return list(map(refused_message, connection.execute(refused_of(device)).all()))

    def _transaction(self) -> AbstractContextManager[Connection]:
        return self._access.transaction()

    def rename(self, device: str, name: str) -> bool:
        """Whether there is such a patient, now shown by `name`. The name never leaves this database."""
        renamed = update(PATIENTS).where(PATIENTS.c.device == device).values(patient_name(device, name))
        with self._transaction() as connection:
            return connection.execute(renamed).rowcount > 0

    def patients(self, today: date, devices: Collection[str] | None = None) -> list[PatientRow]:
        """Every patient, or these, by device id, with counts over the DAYS_LOOKED_BACK finished days before `today`.

        Of all, also devices of which nothing could be taken.
        """
        with self._transaction() as connection:
            rows = outlined_rows(connection, today, devices)
            beside = _beside(connection, devices)
        others = beside.others({row.device for row in rows})
        return [
            *(beside.added_to(row) for row in rows),
            *(row for row in others if devices is None or row.device in devices),
        ]

    def patients_in_parts(self, today: date, known: Collection[str] = ()) -> Iterator[list[PatientRow]]:
        """The same of all but these, a hundred at a time: thousands at once would be a hundred megabytes.

        Devices of which nothing could be taken come last, whether they are known or not.
        """
        with self._transaction() as connection:
            devices = list(map(str, connection.scalars(select(PATIENTS.c.device).order_by(PATIENTS.c.device))))
        asked = [device for device in devices if device not in known]
        for start in range(0, len(asked), PATIENTS_A_PART):
            yield self.patients(today, asked[start : start + PATIENTS_A_PART])
        with self._transaction() as connection:
            yield _others(connection, set(devices))

    def mark_of_lists(self) -> tuple[object, ...]:
        """What is another as soon as anything has changed that the list of patients shows."""
        with self._transaction() as connection:
            return mark_of_lists(connection)

    def marks_of_patients(self) -> dict[str, PatientMark]:
        """The same of each patient alone, as far as it can be told so."""
        with self._transaction() as connection:
            return marks_of_patients(connection)

    def gather(self, after: str = "", most: int = PATIENTS_A_STEP) -> tuple[str | None, int]:
        """Make the outlines of the next patients behind `after` anew from their days: the last of them, and how many.

        None behind the last one. Whoever stores days keeps outlines right: this is for a database of an older layout,
        for one that was damaged or restored, and to be sure.
        """
        device = PATIENTS.c.device
        with self._transaction() as connection:
            devices = connection.scalars(select(device).where(device > after).order_by(device).limit(most)).all()
            put_outlines(connection, self._access.insert, devices)
        return (devices[-1] if len(devices) == most else None), len(devices)

    def name(self, device: str) -> str | None:
        """What the patient is called in this clinic, None for an unknown device."""
        if not is_device(device):
            return None
        with self._transaction() as connection:
            row = connection.execute(select(PATIENTS).where(PATIENTS.c.device == device)).first()
        return name_of(row) if row else None

    def names(self) -> dict[str, str]:
        """What all patients are called in this clinic, by device."""
        with self._transaction() as connection:
            rows = connection.execute(select(PATIENTS)).all()
        return {row.device: name_of(row) for row in rows if is_device(row.device)}

    def days(self, device: str) -> list[DayHeadline]:
        """The device's days with data, newest first, those of unknown date last.

        Of several records of one day, the one that holds most.
        """
        by_day: dict[str, list[DayHeadline]] = defaultdict(list)
        for found in filter(None, map(headline_of, self._rows(device))):
            by_day[found.day].append(found)
        shown = [max(records, key=how_much) for records in by_day.values()]
        return sorted(shown, key=lambda day: (day.is_dated, day.day), reverse=True)

    def unreadable_days(self, device: str) -> list[str]:
        """The device's days whose numbers cannot be read: of a damaged file."""
        damaged = [row.day for row in self._rows(device) if headline_of(row) is None]
        lost = select(DOCUMENTS.c.day).outerjoin(DAYS_TABLE, IS_OF_DAY)
        with self._transaction() as connection:
            query = lost.where(DOCUMENTS.c.device == device, DAYS_TABLE.c.device.is_(None))
            damaged += connection.scalars(query).all()
        return sorted({str(day)[:MOST_OF_A_DATE] for day in damaged})

    def _rows(self, device: str) -> Sequence[Row[Any]]:
        query = select(*HEADLINE).where(DAYS_TABLE.c.device == device, holds_something(DAYS_TABLE))
        with self._transaction() as connection:
            return connection.execute(query).all()

    def day(self, device: str, day: str) -> StoredDay | None:
        """One day with its document. After a change of card a day may have two records: the one that holds most.

        Raises DamagedDay where none of them can be read.
        """
        of_document = (DOCUMENTS.c.document, DOCUMENTS.c.packed, DOCUMENTS.c.checksum.label("of_document"))
        query = select(*of_document, *HEADLINE).outerjoin_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY)
        with self._transaction() as connection:
            rows = connection.execute(query.where(DAYS_TABLE.c.device == device, DAYS_TABLE.c.day == day)).all()
        return stored_day(device, day, rows) if rows else None

    def neighbours(self, device: str, day: str, latest: str = LATEST_DAY) -> tuple[str | None, str | None]:
        """The nearest days with data, of known date and not later than `latest`, before and after `day`."""
        of_device = (DAYS_TABLE.c.device == device) & is_dated(DAYS_TABLE, latest)
        with self._transaction() as connection:
            before = connection.scalar(select(func.max(DAYS_TABLE.c.day)).where(of_device, DAYS_TABLE.c.day < day))
            after = connection.scalar(select(func.min(DAYS_TABLE.c.day)).where(of_device, DAYS_TABLE.c.day > day))
        return tuple(found if found and is_day(found) else None for found in (before, after))  # type: ignore[return-value]  # two

    def status(self, device: str) -> StoredStatus | None:
        """What the device last said about itself."""
        query = select(STATUS_TABLE).where(STATUS_TABLE.c.device == device)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return stored_status(row) if row else None


def _by_device(days: Iterable[NewDay], received_utc_s: float) -> dict[str, list[DayHeadline]]:
    numbers: dict[str, list[DayHeadline]] = defaultdict(list)
    for day in days:
        numbers[day.device].append(replace(day.numbers, received_utc_s=float(received_utc_s)))
    return numbers


def _subject(day: NewDay) -> Subject:
    return day.device, day.numbers.day


def _others(connection: Connection, known: set[str]) -> list[PatientRow]:
    """Devices that are none of the known patients."""
    refused = {row.device: (row.messages, row.reason) for row in connection.execute(refused_by_device())}
    without_name = connection.scalars(nameless()).all()
    devices = (refused.keys() - known) | set(map(str, without_name))
    statuses = {row.device: row for row in connection.execute(with_broken_parts(devices))} if devices else {}
    return Beside(refused, without_name, statuses).others(known)


def _beside(connection: Connection, devices: Collection[str] | None) -> Beside:
    return Beside(
        refused={row.device: (row.messages, row.reason) for row in connection.execute(refused_by_device(devices))},
        nameless=connection.scalars(nameless()).all() if devices is None else (),
        statuses={row.device: row for row in connection.execute(with_broken_parts(devices))},
    )
