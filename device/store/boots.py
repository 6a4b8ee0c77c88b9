"""The boots of a store: how their seconds are dated, and which facts move when more is known of a clock.

Knows the tables; must never know what a record means, nor who adds one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from device.records.calendar import CalendarMoment, place
from device.records.facts import TRUST_ORDER, Dating
from device.store.file import Database, StoreDamaged, StoreUnusable, row_sum
from device.store.rows import AFTER_LETTERS, FACT_COLUMNS, Boot, fact_sum, first_name, in_zone

log = logging.getLogger(__name__)

SELECT_FACTS = f"SELECT {FACT_COLUMNS}, sum FROM facts"  # noqa: S608 - columns of ours
PUT_BOOT = "INSERT INTO boots (number, name, utc_minus_monotonic_s, timezone, trust, sum) VALUES (?, ?, ?, ?, ?, ?)"
ALIVE_EACH = 500  # ours, facts: a second of a small computer
CLOCK_STEP_S = 2.0  # ours: slow drift moves no record; somebody setting the clock does


class Boots:
    """The rows of boots in an open store. Everything happens in the transaction of whoever asks."""

    def __init__(self, database: Database, path: Path, alive: Callable[[], object] = lambda: None) -> None:
        """`alive` hears now and then of what takes long: a month of records takes a small computer a minute."""
        self._database, self._path, self._alive = database, path, alive

    def at(self, dating: Dating) -> tuple[Boot, list[list["PutFact"]]]:
        """The boot as it is dated best, and what moved from where to where because of what is known now.

        A boot has a row for each time zone that it was in: what was measured there keeps its zone, also when it is
        dated anew.
        """
        moved, rows = list[list[PutFact]](), list[Boot]()
        for known in self._rows_of(dating.boot):
            rows.append(_with_clock_of(dating, known) if tells_more(dating, known.dating) else known)
            moved += self._dated_better(rows[-1]) if rows[-1] != known else []
        here = next((boot for boot in rows if boot.dating.timezone == dating.timezone), None)
        return here or self._in_new_zone(dating, rows), moved

    def _rows_of(self, name: str) -> list[Boot]:
        """A boot's row for each of its zones, the first first. Raises StoreDamaged."""
        rows = self._database.execute(
            "SELECT number, name, utc_minus_monotonic_s, timezone, trust, sum FROM boots"
            " WHERE name = ? OR name BETWEEN ? AND ? ORDER BY number",
            (name, in_zone(name, ""), in_zone(name, AFTER_LETTERS)),
        ).fetchall()
        boots = [Boot(row[0], Dating(*row[1:-1])) for row in rows]
        for boot, row in zip(boots, rows, strict=True):
            if row[-1] not in {None, boot_sum(boot)}:
                raise StoreDamaged(f"{self._path}: the row of boot {boot.number} was changed on the card")
        return boots

    def _in_new_zone(self, dating: Dating, others: Sequence[Boot]) -> Boot:
        """From now on in this zone; the clock is the same as in the others."""
        if not others:
            return self.new(dating)
        log.info("the time zone is %s now: what was measured in %s stays", dating.timezone, others[-1].dating.timezone)
        return self.in_zone_too(dating.timezone, others[0])

    def in_zone_too(self, timezone: str, known: Boot) -> Boot:
        """The row of the same boot for another zone, with the same clock."""
        name = in_zone(first_name(known.dating.boot), timezone)
        return self.new(replace(known.dating, boot=name, timezone=timezone))

    def date_as_before(self, dating: Dating) -> list[list["PutFact"]]:
        """What moves where an earlier file dated the boot so, and nothing that this one knows tells more.

        It is as if both were one file: whoever was the first to vouch for the clock dates the boot.
        """
        known = self._rows_of(first_name(dating.boot))
        better = [_with_clock_of(dating, boot) for boot in known if not tells_more(boot.dating, dating)]
        return [facts for boot in better if boot not in known for facts in self._dated_better(boot)]

    def _dated_better(self, boot: Boot) -> list[list["PutFact"]]:
        self._database.execute(
            "UPDATE boots SET utc_minus_monotonic_s = ?, trust = ?, sum = ? WHERE number = ?",
            (boot.dating.utc_minus_monotonic_s, boot.dating.trust, boot_sum(boot), boot.number),
        )
        return self._date_again(boot)

    def new(self, dating: Dating) -> Boot:
        """The row of a boot that has none yet."""
        (last,) = self._database.execute("SELECT coalesce(max(number), 0) FROM boots").fetchone()
        boot = Boot(last + 1, dating)
        values = (boot.number, dating.boot, dating.utc_minus_monotonic_s, dating.timezone, dating.trust)
        self._database.execute(PUT_BOOT, (*values, boot_sum(boot)))
        return boot

    def _date_again(self, boot: Boot) -> list[list["PutFact"]]:
        """Bad rows stay where they are: a new sum would hide that they are bad."""
        before, after = list[PutFact](), list[PutFact]()
        rows = self._database.execute(f"{SELECT_FACTS} WHERE boot = ?", (boot.number,)).fetchall()
        for number, row in enumerate(rows, 1):
            if number % ALIVE_EACH == 0:
                self._alive()
            old_day, _, kind, start_s, old_utc_s, _, body, kept_sum = row
            if kept_sum is not None and kept_sum != fact_sum(row):
                continue
            where = place_in_calendar(start_s, boot.dating)
            new = (where.day, boot.number, kind, start_s, where.utc_s, where.offset_s, body)
            self._database.execute(
                "UPDATE facts SET day = ?, utc_s = ?, offset_s = ?, sum = ?"
                " WHERE day = ? AND boot = ? AND kind = ? AND start_s = ?",
                (where.day, where.utc_s, where.offset_s, fact_sum(new), old_day, boot.number, kind, start_s),
            )
            before.append(PutFact(kind, old_day, old_utc_s, -1))
            after.append(PutFact(kind, where.day, where.utc_s, 1))
        return [before, after]


@dataclass(frozen=True)
class PutFact:
    """Of which kind a fact is, where in the calendar it is or was, and how many more that day has by it."""

    kind: str
    day: str
    utc_s: float
    more: int


def place_in_calendar(start_s: float, dating: Dating) -> CalendarMoment:
    """Where a moment falls. Raises StoreUnusable for a clock or a time zone that says nothing at present."""
    try:
        return place(start_s, dating)
    except (LookupError, ValueError, OverflowError, OSError) as error:
        raise StoreUnusable(
            f"{start_s} s into this boot has no date: {error}: check the clock and the time zone {dating.timezone}"
        ) from error


def _with_clock_of(dating: Dating, boot: Boot) -> Boot:
    """The boot in its own zone, with the clock as it is known there."""
    known = replace(boot.dating, utc_minus_monotonic_s=dating.utc_minus_monotonic_s, trust=dating.trust)
    return Boot(boot.number, known)


def boot_sum(boot: Boot) -> int:
    """The checksum that the row of a boot has to carry."""
    dating = boot.dating
    return row_sum(boot.number, dating.boot, float(dating.utc_minus_monotonic_s), dating.timezone, dating.trust)


def tells_more(new: Dating, known: Dating) -> bool:
    """Whether earlier dates should be made anew: more trust, or a clock that nobody vouches for was set right."""
    if TRUST_ORDER.index(new.trust) != TRUST_ORDER.index(known.trust):
        return TRUST_ORDER.index(new.trust) > TRUST_ORDER.index(known.trust)
    stepped_s = abs(new.utc_minus_monotonic_s - known.utc_minus_monotonic_s)
    return new.trust != "synced" and stepped_s > CLOCK_STEP_S
