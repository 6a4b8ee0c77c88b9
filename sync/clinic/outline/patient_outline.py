"""What a list knows of one patient, whatever day it is: `finished` says what that comes to on a day.

Knows days and counts; must never know words, SQL or HTML.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from device.day.document import Repetitions
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.wearing_off import FittedCycle
from sync.clinic.trends.changes import ChangeVerdict

DAYS_LOOKED_BACK: Final = 14  # as glucose profiles do: two working weeks and two weekends
DAYS_OF_DATA: Final = 30  # in which days with data are counted, as remote monitoring does in the US


class OutlineChange(NamedTuple):
    """A measure whose last week is beyond what this person's weeks differ by: `days` and `worn_s` are what it rests on.

    `last` is of the week that begins on `monday`, `before` of the four comparable weeks before it.
    """

    measure: str
    verdict: ChangeVerdict
    monday: str
    last: float
    before: float
    days: int
    worn_s: float


@dataclass(frozen=True)
class PatientOutline:
    """`days`: of known date, the newest first, as many as a list may need; `last`: where there are none, any day.

    data_days: bit 0 is the first of `days`, bit n the day n days before it: whether the limb was measured then.
    cycle: of the last injection; None of an outline that an older program kept, and without days.
    next_later: the first date that could not be when this was made. weeks: those before `days`, for who follows it.
    """

    last_sync_utc_s: float | None = None
    first_day: str | None = None
    last: OutlineDay | None = None
    days: tuple[OutlineDay, ...] = ()
    data_days: int = 0
    misdated_days: int = 0
    unreadable_days: int = 0
    next_later: str | None = None
    changes: tuple[OutlineChange, ...] = ()
    cycle: FittedCycle | None = None
    weeks: str = ""

    def holds_until(self, latest_day: str) -> bool:
        """Whether it says which dates can be, where this is the last one that can."""
        newest = self.days[0].day if self.days else ""
        return newest <= latest_day and (self.next_later is None or self.next_later > latest_day)

    def finished(self, today: date) -> tuple[OutlineDay | None, ...]:
        """The DAYS_LOOKED_BACK days before today, the first one first; None without data."""
        known = {day.day: day for day in self.days}
        return tuple(map(known.get, _dates_before(today)))

    def measured_days(self, today: date) -> int:
        """Of the DAYS_OF_DATA days before today, those with data of the limb."""
        if not self.days:
            return 0
        first = (today - date.fromisoformat(self.days[0].day)).days - 1  # of these days, before the newest one
        shifted = self.data_days << first if first >= 0 else self.data_days >> -first
        return (shifted & (1 << DAYS_OF_DATA) - 1).bit_count() if first < DAYS_OF_DATA else 0


@lru_cache(maxsize=4)
def _dates_before(today: date) -> tuple[str, ...]:
    return tuple((today - timedelta(days=back)).isoformat() for back in range(DAYS_LOOKED_BACK, 0, -1))


def added_repetitions(days: tuple[OutlineDay | None, ...]) -> Repetitions:
    """What the sets of these days come to."""
    known = [day for day in days if day and day.sets]
    return Repetitions(
        sum([day.sets for day in known]),
        sum([day.sets_not_counted for day in known]),
        sum([day.done_repetitions for day in known]),
        sum([day.target_repetitions for day in known]),
    )
