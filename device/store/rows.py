"""Rows of the tables: how they are selected from any schema or what is left of it, and as values, or why they are bad.

Knows columns, checksums and how a record is decoded; must never know files, or what becomes of a bad row.
"""

import json
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast, get_args

from device.records.calendar import DAY_S, LAST_UTC_S
from device.records.decoding import BadValue, from_json
from device.records.facts import (
    TRUST_ORDER,
    Checkup,
    ClockTrust,
    Dated,
    Dating,
    ExerciseSession,
    Gap,
    Mark,
    Minute,
    Record,
    SetResult,
    Setup,
    SymptomRound,
)
from device.store.file import UNREADABLE_SQL, Database, row_sum

FACT_COLUMNS: Final = "day, boot, kind, start_s, utc_s, offset_s, body"
FACT_KEY: Final = "day, kind, boot, start_s"
RECORD_KINDS: Final = {kind.__name__: kind for kind in get_args(Record)}
DATE_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
AFTER_LETTERS: Final = "~"  # in ASCII: no name of a zone begins with it
MOST_REVISIONS: Final = 2**53  # what every reader of JSON keeps apart

FactRow = Sequence[Any]
"""FACT_COLUMNS and the checksum."""


class BadRow(Exception):
    """A row that cannot be used; the message says which, and why."""


class UnknownRow(BadRow):
    """A whole row of a kind or with a word that this firmware does not know: one from a newer firmware."""


@dataclass(frozen=True)
class Boot:
    """A boot's number in the database, and how its seconds are dated."""

    number: int
    dating: Dating


def in_zone(boot: str, zone: str) -> str:
    """What the row of a boot is called in a zone that is not its first."""
    return f"{boot} in {zone}"


def first_name(row: str) -> str:
    """What the row of its first zone is called, of a boot that has a row of this name."""
    return row.partition(in_zone("", ""))[0]


def is_of_boot(row: str, boot: str) -> bool:
    """Whether a row of this name is the boot's, in whatever zone."""
    return row == boot or row.startswith(in_zone(boot, ""))


def fact_sum(row: FactRow) -> int:
    """The checksum that a fact with these FACT_COLUMNS has to carry."""
    return row_sum(*row[: len(FACT_COLUMNS.split(","))])


def read_fact(row: FactRow, *, summed: bool = True) -> Dated:
    """The dated record. Without `summed`, rows may lack the checksum: an earlier firmware wrote them. Raises BadRow."""
    day, boot, kind, start_s, utc_s, offset_s, body, kept_sum = row
    name = f"{kind} of {day}, {start_s} s into boot {boot}"
    if kept_sum != fact_sum(row) and (summed or kept_sum is not None):
        raise BadRow(f"{name}: its checksum does not fit: the row was changed on the card")
    if kind not in RECORD_KINDS and kept_sum is not None:
        raise UnknownRow(f"{name}: this firmware knows no such kind of record")
    try:
        return Dated(_record(kind, start_s, body), *_when(day, utc_s, offset_s))
    except (BadValue, LookupError, TypeError, ValueError, RecursionError, OverflowError) as error:
        raise (BadRow if kept_sum is None else UnknownRow)(f"{name}: {error}") from error


def _record(kind: str, start_s: float, body: str) -> Record:
    record = from_json(RECORD_KINDS[kind], body, json.loads, kind)
    if record.start_s != start_s:
        raise BadValue(f"start_s: expected {start_s} as in its key, got {record.start_s}")
    return cast("Record", record)


def end_s(record: Record) -> float:
    """Where it ends, if it is a minute or a gap; else where it begins."""
    if isinstance(record, Minute):
        return record.start_s + record.recorded_s
    return record.start_s + (record.duration_s if isinstance(record, Gap) else 0.0)


def _when(day: str, utc_s: float, offset_s: int) -> tuple[float, int]:
    if not (math.isfinite(utc_s) and abs(utc_s) <= LAST_UTC_S and abs(offset_s) < DAY_S):
        raise BadValue(f"expected a moment in the calendar, got {utc_s} s since 1970 and {offset_s} s beside UTC")
    local = datetime.fromtimestamp(utc_s, UTC) + timedelta(seconds=offset_s)
    if local.date().isoformat() != day:
        raise BadValue(f"expected a moment of {day}, got {local:%Y-%m-%d}")
    return utc_s, offset_s


def read_boots(database: Database, *, has_sums: bool = True) -> tuple[dict[int, Boot], int]:
    """Every boot that can be used by its number, and how many rows cannot."""
    columns = "number, name, utc_minus_monotonic_s, timezone, trust"
    rows = database.execute(f"SELECT {columns}, {'sum' if has_sums else 'NULL'} FROM boots").fetchall()  # noqa: S608 - names of ours
    good = [row for row in rows if _is_boot(row)]
    return {row[0]: Boot(row[0], Dating(*row[1:5])) for row in good}, len(rows) - len(good)


def _is_boot(row: Sequence[Any]) -> bool:
    number, name, utc_minus_monotonic_s, zone, trust, kept_sum = row
    fits = kept_sum is None or kept_sum == row_sum(*row[:5])
    typed = isinstance(number, int) and isinstance(name, str) and isinstance(zone, str)
    return fits and typed and isinstance(utc_minus_monotonic_s, float) and trust in TRUST_ORDER


@dataclass(frozen=True)
class DayRow:
    """A day, how often it changed, and how many facts it has; None where nobody has counted them yet."""

    day: str
    revision: int
    facts: int | None


def read_day(row: Sequence[Any]) -> DayRow | None:
    """Of day, revision, facts and checksum; None for a row that cannot be used."""
    day, revision, facts, kept_sum = row
    fits = kept_sum is None or kept_sum == row_sum(day, revision, facts)
    typed = isinstance(day, str) and isinstance(revision, int) and (facts is None or isinstance(facts, int))
    if not (fits and typed and DATE_FORM.fullmatch(day) and 1 <= revision <= MOST_REVISIONS):
        return None
    return DayRow(day, revision, facts)


def worst_trust(boots: Sequence[Boot | None]) -> ClockTrust:
    """The least that is known of the clock of any of these; of one that is lost, nothing is."""
    trusts: list[ClockTrust] = [boot.dating.trust if boot else "unknown" for boot in boots]
    return min(trusts, key=TRUST_ORDER.index, default="unknown")


@dataclass(frozen=True)
class Columns:
    """Selections from a file of this or of another schema. complete: every fact carries its checksum."""

    sums: bool
    complete: bool
    facts: str
    days: str
    lost: str


def known_columns(database: Database) -> Columns:
    """By the columns that are there: a newer file is read as far as its tables are known. Raises sqlite3.Error."""
    sums = any(row[1] == "sum" for row in database.execute("PRAGMA table_info(facts)"))
    lost = any(database.execute("PRAGMA table_info(lost)"))
    complete = database.execute("SELECT 1 FROM meta WHERE name = 'summed'").fetchone() is not None
    return Columns(
        sums,
        complete,
        f"SELECT {FACT_COLUMNS}, {'sum' if sums else 'NULL'} FROM facts",  # noqa: S608 - columns of ours
        f"SELECT day, revision, {'facts, sum' if sums else 'NULL, NULL'} FROM days",  # noqa: S608 - columns of ours
        "SELECT coalesce(sum(facts), 0) FROM lost WHERE day = ?" if lost else "",
    )


def from_both_ends(
    database: Database, select: str, key: str, values: Sequence[Any] = ()
) -> tuple[list[FactRow], Exception | None]:
    """All rows in the order of their key, or those before and after what cannot be read, and why it cannot.

    key: names of columns in the order of the table, all of which are the first that are selected.
    """
    backwards = ", ".join(f"{name} DESC" for name in key.split(", "))
    first, problem = _until_unreadable(database, f"{select} ORDER BY {key}", values)
    if problem is None:
        return first, None
    last, _ = _until_unreadable(database, f"{select} ORDER BY {backwards}", values)
    return list(dict.fromkeys([*map(tuple, first), *map(tuple, reversed(last))])), problem


def _until_unreadable(database: Database, select: str, values: Sequence[Any]) -> tuple[list[FactRow], Exception | None]:
    rows: list[FactRow] = []
    try:
        for row in database.execute(select, values):
            rows.append(row)  # noqa: PERF402 - those before an error are kept
    except UNREADABLE_SQL as problem:
        return rows, problem
    return rows, None


AWAITED: Final = tuple(kind.__name__ for kind in (Mark, SetResult, ExerciseSession, Setup, Checkup, Gap, SymptomRound))
SELECT_AWAITED: Final = (
    f"SELECT kind, boot, start_s, iif(kind = '{Gap.__name__}', '', body) FROM facts"  # noqa: S608 - names of ours
    f" WHERE day = ? AND kind IN {AWAITED} AND (kind <> '{Gap.__name__}' OR instr(body, '\"privacy\"'))"
)


def awaited_sum(database: Database, day: str) -> int:
    """Another number whenever a mark, set, session, setup, check-up, answer or private time is new or changed."""
    rows = database.execute(SELECT_AWAITED, (day,)).fetchall()
    return row_sum(*(value for row in rows for value in row))


WAYS = (("min", ">"), ("max", "<"))


def distinct(database: Database, column: str) -> tuple[set[Any], bool]:
    """What stands in the first column of the key of `facts`, by looking for the next one only; whether all was read."""
    found: set[Any] = set()
    ways = [(f"SELECT {nearest}({column}) FROM facts", f"{column} {beyond} ?") for nearest, beyond in WAYS]  # noqa: S608
    return found, any(_walk(database, select, beyond, found) for select, beyond in ways)


def _walk(database: Database, select: str, beyond: str, found: set[Any]) -> bool:
    """Whether the end was reached."""
    with suppress(*UNREADABLE_SQL):
        (value,) = database.execute(select).fetchone()
        while value is not None and value not in found:
            found.add(value)
            (value,) = database.execute(f"{select} WHERE {beyond}", (value,)).fetchone()
        return value is None
    return False
