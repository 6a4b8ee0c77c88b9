"""Cells of time as seconds: numbers of a unit, dates with times, times of day.

Knows how programs write moments; must never know what was sampled at them, nor which of two readings is meant where
both are possible.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from device.recordings.naming.asked import RATE_HZ, unit_in_words
from device.recordings.naming.bad import SHOWN_OF_FILE, BadRecording
from device.recordings.naming.columns import Column
from device.recordings.naming.names import A_TIME, SCALES
from device.recordings.naming.refusals import is_number
from device.records.calendar import DAY_S
from device.signals.grid import usual_step_s
from device.signals.samples import Floats

AN_HOUR_S, A_MINUTE_S, HALF_A_DAY = 3600, 60, 12
LOOKED_AT: Final = 100  # ours: numbers; of other things not so many in a row look like dates
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
UNIX_S: Final = 1e9, 4.1e9  # 2001 to 2099: a number that lies there in some unit, and rises as samples do, is Unix time
LEAST_TO_TELL: Final = 3  # times
SLOWEST_STEP_S: Final = 0.2  # ours: 5 Hz
_MOMENT: Final = re.compile(
    r"\s*(?:(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})|"
    r"(?P<odd>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}))[T ]+)?"
    r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,:](?P<f>\d{1,9}))?\s*(?:(?P<half>[AP])\.?M\.?)?\s*"
    r"(?P<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?\s*",
    re.ASCII | re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\s*[+-]?\d+[.,](?P<f>\d+)\s*", re.ASCII)
_RUN_TOGETHER: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d*")
RUN_TOGETHER: Final = (1.9e13, 2.1e13), (1.9e16, 2.1e16)  # 20260302091405 and 20260302091405123
FORMS: Final = "a number, or a moment like 2026-03-02 09:14:05.123 or 09:14:05.123"


class Moments:
    """One file's cells of time, portion by portion, as seconds. `told`: how they were taken."""

    def __init__(self, column: Column, to_number: Callable[[str], float] = float) -> None:
        self._column, self._number = column, to_number
        self._scale = None if math.isnan(column.scale) else column.scale
        self._in_words: bool | None = None
        self._counted = 0
        self._days, self._latest_s, self._date = 0, 0.0, ""
        self.told: list[str] = []

    def seconds(self, cells: Sequence[str]) -> Floats:
        """[n] of n cells; NaN where one is empty. Raises ValueError for a cell that is no time, and BadRecording."""
        if self._in_words is None:
            self._in_words, self._counted = self._look(cells), self._counted_digits(cells)
        if self._counted:
            cells = [_padded(cell, self._counted) for cell in cells]
        if self._in_words:
            return np.array([self._moment(cell) for cell in cells], dtype=float)
        return self.scaled(np.array([self._number(cell or "nan") for cell in cells], dtype=float))

    def scaled(self, numbers: Floats) -> Floats:
        """Numbers as seconds, in the unit of their name, or the only one that makes sense. Raises BadRecording."""
        if self._scale is None:
            unit = self._unit(numbers[np.isfinite(numbers)])
            self._scale = SCALES[A_TIME][unit]
        with np.errstate(over="ignore"):  # what is beyond all sense stays so
            return numbers if self._scale == 1 else numbers * self._scale

    def _look(self, cells: Iterable[str]) -> bool:
        first = next((cell for cell in cells if cell.strip()), "")
        found = None if is_number(first.replace(",", ".")) else _MOMENT.fullmatch(first)
        if found:
            kind = "dates and times" if found["year"] or found["odd"] else "times of day"
            self.told.append(f"time: {kind}, such as {first.strip()}{'' if found['zone'] else ', without a zone'}")
        return found is not None

    def _counted_digits(self, cells: Sequence[str]) -> int:
        """How many digits follow the point, where they are written as a count, as 5.7 for 5.007; else 0.

        That is so if within a whole second all of them rise as counts, but some go back as decimals.
        """
        found = [(cell[: span[0]], cell[slice(*span)], cell) for cell in cells if (span := _fraction(cell))]
        widths = {len(digits) for _, digits, _ in found}
        if len(widths) < 2 or any(digits.startswith("0") and digits != "0" for _, digits, _ in found):
            return 0
        pairs = [(one, other, cell) for (at, one, cell), (then, other, _) in pairwise(found) if at == then]
        back = [cell for one, other, cell in pairs if float(f".{other}") < float(f".{one}")]
        if not back or any(int(other) < int(one) for one, other, _ in pairs):
            return 0
        so_read = _padded(back[0], max(widths)).strip()
        self.told.append(
            f"time: digits after the point are a count, such as {back[0].strip()} for {so_read}, or times would go back"
        )
        return max(widths)

    def _unit(self, numbers: Floats) -> str:
        """Where the name says none: seconds or Unix time, if these alone give a rate that sensors have."""
        if len(numbers) < LEAST_TO_TELL:
            return "s"
        middle, step = float(np.median(numbers)), _step(numbers)
        _check_not_run_together(middle, numbers)
        fits = [unit for unit, scale in SCALES[A_TIME].items() if 1 / RATE_HZ[1] <= step * scale <= SLOWEST_STEP_S]
        unix = [unit for unit in fits if UNIX_S[0] <= middle * SCALES[A_TIME][unit] < UNIX_S[1]]
        if len(unix) == 1:
            self.told.append(f"time: {self._column.name} taken as Unix time in {unit_in_words(unix[0])}, by its size")
            return unix[0]
        if fits == ["s"]:
            self.told.append(f"time: {self._column.name} says no unit, taken as s: {1 / step:.3g} samples a second")
            return "s"
        raise BadRecording(_unclear(self._column.name, step, fits))

    def _moment(self, cell: str) -> float:
        if not cell.strip():
            return math.nan
        found = _MOMENT.fullmatch(cell)
        if found is None or (found["h"] is None and not found["f"]):
            raise ValueError(f"no moment: {cell[:SHOWN_OF_FILE]!r}")
        clock_s = _hour(found["h"], found["half"]) * AN_HOUR_S + int(found["m"]) * A_MINUTE_S + int(found["s"])
        time_s = clock_s + (int(found["f"]) / 10 ** len(found["f"]) if found["f"] else 0.0)
        if found["year"]:
            return (
                time_s
                + _day(int(found["year"]), int(found["month"]), int(found["day"])) * DAY_S
                - _zone_s(found["zone"])
            )
        return self._on_its_day(time_s, found["odd"] or "", cell)

    def _on_its_day(self, time_s: float, date_cell: str, cell: str) -> float:
        """A time of day, counted on over midnight; a date that could be read in two ways says no more than that."""
        over_midnight = time_s < self._latest_s - DAY_S / 2
        if date_cell != self._date and self._date and not over_midnight:
            raise BadRecording(
                f"time {cell[:SHOWN_OF_FILE]!r}: day and month can be read in two ways, and the date changes within"
                " the file; expected dates like 2026-03-02"
            )
        self._days += over_midnight and (not date_cell or date_cell != self._date)
        self._date, self._latest_s = date_cell, time_s
        return time_s + self._days * DAY_S


def _fraction(cell: str) -> tuple[int, int] | None:
    """Where the digits after the point stand in a cell of time."""
    found = _NUMBER.fullmatch(cell) or _MOMENT.fullmatch(cell)
    return found.span("f") if found and found["f"] else None


def _padded(cell: str, digits: int) -> str:
    """With noughts before the digits after the point."""
    start, end = _fraction(cell) or (0, 0)
    return f"{cell[:start]}{cell[start:end].zfill(digits)}{cell[end:]}" if end else cell


def _hour(hour: str | None, half: str | None) -> int:
    """Of the day. Raises ValueError for an hour that no half of a day has."""
    if half is None:
        return int(hour or 0)
    if hour is None or not 1 <= int(hour) <= HALF_A_DAY:
        raise ValueError(f"no hour of half a day: {hour}")
    return int(hour) % HALF_A_DAY + (HALF_A_DAY if half.upper() == "P" else 0)


def _check_not_run_together(middle: float, numbers: Floats) -> None:
    """A date read as a number of seconds would jump at every full minute. Raises BadRecording."""
    if not any(least <= middle < most for least, most in RUN_TOGETHER):
        return
    if all(_RUN_TOGETHER.fullmatch(f"{number:.0f}") for number in numbers[:LOOKED_AT].tolist()):
        raise BadRecording(
            f"times such as {numbers[0]:.0f} look like dates with nothing between their parts; expected"
            " 2026-03-02 09:14:05.123 or seconds: write them so"
        )


def _step(numbers: Floats) -> float:
    """The usual one, or the mean where most times are repeated."""
    return usual_step_s(numbers) or float(np.ptp(numbers)) / (len(numbers) - 1)


def _unclear(name: str, step: float, fits: Sequence[str]) -> str:
    rates = ", ".join(f"{unit} would be {1 / (step * SCALES[A_TIME][unit]):.3g} samples a second" for unit in fits)
    return (
        f"times under {name} rise by {step:g} from one sample to the next, and the name says no unit"
        f"{f' ({rates})' if rates else ''}: say it, --units time={'|'.join(fits or SCALES[A_TIME])}, or where they are"
        " numbers of samples, say --rate HZ"
    )


@lru_cache(maxsize=64)
def _day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH_DAY


def _zone_s(zone: str | None) -> int:
    if zone is None or zone.upper() in {"Z", "UTC"}:
        return 0
    digits = (zone[1:].replace(":", "") if zone else "").ljust(4, "0")
    size_s = int(digits[:2]) * AN_HOUR_S + int(digits[2:]) * A_MINUTE_S
    return -size_s if zone and zone.startswith("-") else size_s
