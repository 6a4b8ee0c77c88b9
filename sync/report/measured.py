"""One day of the report: its document and the numbers of it that compare with other days.

Knows which days count; must never know words.
"""

from dataclasses import dataclass
from datetime import date

from device.day.document import DayDocument
from sync.clinic.trends.day_values import DayNumbers
from sync.clinic.trends.periods import VALID_WORN_S


@dataclass(frozen=True)
class ReportedDay:
    """`is_valid`: the band was worn for so long that the day may be compared; all others are grey and in no median."""

    date: date
    document: DayDocument
    numbers: DayNumbers

    @property
    def recorded_s(self) -> int:
        """Seconds with data, worn or not."""
        return self.document.totals.worn_s + self.document.totals.not_worn_s

    @property
    def is_valid(self) -> bool:
        """Worn for 5 h."""
        return self.document.totals.worn_s >= VALID_WORN_S
