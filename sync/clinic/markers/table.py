"""The table of markers: every version of each is kept, the last one counts; what lists say of injections goes along.

Knows SQL; must never know who reads this, or what a marker means.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from device.records.decoding import to_json
from sync.clinic.database.access import Access
from sync.clinic.database.checksums import checksum_of_marker
from sync.clinic.database.outlines import put_outlines
from sync.clinic.database.schema import MARKERS_TABLE
from sync.clinic.database.values import NotStorable, checked_device
from sync.clinic.markers.marker import Injected, Marker, checked_entry, checked_marker

log = logging.getLogger(__name__)

MEANWHILE: Final = "somebody else changed marker {number} of {device} meanwhile: look at it again"
MOST_AT_ONCE: Final = 20  # how often another number is tried


class NoSuchMarker(Exception):
    """A marker was to be changed that is not there; the message says so."""


class ChangedMeanwhile(Exception):
    """Somebody else changed or removed the marker since it was looked at. Nothing was put in its place."""


class Markers:
    """What was entered of each patient, in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def of(self, device: str) -> list[Marker]:
        """Those that hold, the newest day first."""
        with self._access.transaction() as connection:
            return self._of(connection, device)

    def _of(self, connection: Connection, device: str) -> list[Marker]:
        last: dict[int, Marker | None] = {}
        for one, is_removed in self._history(connection, device):
            last[one.number] = None if is_removed else one
        return sorted(filter(None, last.values()), key=lambda one: (one.day, one.number), reverse=True)

    def history(self, device: str) -> list[tuple[Marker, bool]]:
        """Every version of each marker in the order in which they were entered, and whether it was removed by it."""
        with self._access.transaction() as connection:
            return self._history(connection, device)

    @staticmethod
    def _history(connection: Connection, device: str) -> list[tuple[Marker, bool]]:
        rows = select(MARKERS_TABLE).where(MARKERS_TABLE.c.device == device)
        found = connection.execute(rows.order_by(MARKERS_TABLE.c.number, MARKERS_TABLE.c.version)).all()
        return [version for row in found if (version := _version(row))]

    def add(self, device: str, marker: Marker) -> int:
        """One more; the number it got. Raises BadMarker, EnteredAlready of the same again, and NotStorable."""
        newest = select(func.coalesce(func.max(MARKERS_TABLE.c.number), 0)).where(MARKERS_TABLE.c.device == device)
        _row(device, marker, 1, 1)  # raises what another number could not help
        for _ in range(MOST_AT_ONCE):
            with suppress(NotStorable), self._access.transaction() as connection:  # somebody else took this number
                self._access.one_at_a_time(connection, MARKERS_TABLE)
                checked_entry(marker, self._of(connection, device))
                number = int(connection.scalar(newest) or 0) + 1
                connection.execute(self._access.insert(MARKERS_TABLE).values(**_row(device, marker, number, 1)))
                put_outlines(connection, self._access.insert, [device])
                return number
        raise NotStorable(f"{device}: others enter markers at the same moment; enter this one again")

    def change(self, device: str, marker: Marker) -> None:
        """The marker of this number as it now is; where its `version` is given, in the place of that one alone.

        Raises BadMarker, NoSuchMarker, ChangedMeanwhile and NotStorable.
        """
        checked_entry(marker, ())
        self._put(device, marker, removed=False)

    def remove(self, device: str, number: int, by: str, utc_s: float, version: int = 0) -> None:
        """Take one away; its history stays. Raises NoSuchMarker and ChangedMeanwhile."""
        known = {one.number: one for one in self.of(device)}
        if number not in known:
            raise NoSuchMarker(f"{device} has no marker {number}: `easeband clinic mark {device} --list` shows them")
        taken = replace(known[number], entered_by=by, entered_utc_s=utc_s, version=version or known[number].version)
        self._put(device, taken, removed=True)

    def _put(self, device: str, marker: Marker, *, removed: bool) -> None:
        row = _row(device, marker, marker.number, marker.version, removed=removed)  # raises what cannot be stored
        meanwhile = ChangedMeanwhile(MEANWHILE.format(device=device, number=marker.number))
        is_it = (MARKERS_TABLE.c.device == device) & (MARKERS_TABLE.c.number == marker.number)
        try:
            with self._access.transaction() as connection:
                version = connection.scalar(select(func.max(MARKERS_TABLE.c.version)).where(is_it))
                if version is None:
                    raise NoSuchMarker(f"{device} has no marker {marker.number}: somebody may have erased the patient")
                if marker.version not in {0, version}:
                    raise meanwhile
                next_row = _summed({**row, "version": int(version) + 1})
                connection.execute(self._access.insert(MARKERS_TABLE).values(**next_row))
                put_outlines(connection, self._access.insert, [device])
        except NotStorable:  # somebody else was a moment earlier
            raise meanwhile from None


def _row(device: str, marker: Marker, number: int, version: int, *, removed: bool = False) -> dict[str, Any]:
    said = checked_marker(marker)
    row = {
        "device": checked_device(device),
        "number": number,
        "version": version,
        "day": said.day.isoformat(),
        "kind": said.kind,
        "note": said.note,
        "product": said.product,
        "injected": to_json([[one.muscle, float(one.units)] for one in said.injected]),
        "removed": removed,
        "entered_by": said.entered_by,
        "entered_utc_s": float(said.entered_utc_s),
    }
    return _summed(row)


def _summed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "checksum": checksum_of_marker(row)}


def _version(row: Row[Any]) -> tuple[Marker, bool] | None:
    """One row; None for one that a damaged file has changed."""
    if row.checksum == checksum_of_marker(row._asdict()):
        return _marker(row), bool(row.removed)
    log.error("a marker of %r cannot be read: the clinic's database is damaged there", row.device)
    return None


def _marker(row: Row[Any]) -> Marker:
    muscles: Sequence[Sequence[Any]] = json.loads(row.injected)
    given = tuple(Injected(muscle, float(units)) for muscle, units in muscles)
    found = Marker(row.kind, date.fromisoformat(row.day), row.note, row.product, given, row.number, row.version)
    return replace(found, entered_by=row.entered_by, entered_utc_s=row.entered_utc_s)
