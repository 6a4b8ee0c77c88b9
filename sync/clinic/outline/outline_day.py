"""One day as far as a list of patients is concerned.

Knows which of a day's numbers that is; must never know where they are stored.
"""

from typing import Final, NamedTuple

from sync.clinic.trends.periods import VALID_WORN_S

CLOCK_NEVER_SET: Final = "unknown"
EARLIEST_DATE: Final = "2020-01-01"  # ours: before there was any such device


class OutlineDay(NamedTuple):
    """A day in a list of patients; in JSON a list, which is short. Numbers as in `DayHeadline`."""

    store: str
    day: str
    clock: str
    recorded_s: int
    worn_s: int
    assessable_s: int
    tremor_s: int
    rest_s: int | None
    rest_tremor_s: int | None
    amplitude_deg: float | None
    gap_s: float
    unmeasured_s: int | None
    sets: int
    sets_not_counted: int
    target_repetitions: int
    done_repetitions: int
    due_sets: int | None
    done_sets: int | None
    rated_sessions: int | None
    hurting_sessions: int | None
    turned_s: int | None
    held_s: int | None
    away_s: int | None

    @property
    def is_valid(self) -> bool:
        """Whether the band was worn long enough for the day to be compared."""
        return self.worn_s >= VALID_WORN_S

    @property
    def is_dated(self) -> bool:
        """Whether the device knew the date."""
        return self.clock != CLOCK_NEVER_SET

    def is_placed(self, latest_day: str) -> bool:
        """Whether the device knew the date and can have: not later than this, nor before there was any."""
        return self.is_dated and EARLIEST_DATE <= self.day <= latest_day
