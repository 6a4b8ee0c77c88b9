"""Rows of text as samples: every cell that is wanted is a number of a known unit, or the row is refused with its line.

Knows decimals and cells; must never know what stands in the header, nor whether the times make sense.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.recordings.moments import FORMS, Moments
from device.recordings.naming.asked import Asked
from device.recordings.naming.bad import SHOWN_OF_FILE, BadRecording, zeros_in
from device.recordings.naming.columns import Plan
from device.recordings.naming.refusals import is_number
from device.signals.rows import AXES
from device.signals.samples import Floats, Samples

NumberedRows = Sequence[tuple[int, list[str]]]
"""Rows of cells, each with its line in the file."""


class RowReader:
    """One file's rows, portion by portion, as the plan says."""

    def __init__(self, header: Sequence[str], plan: Plan, asked: Asked, between: str, told: list[str]) -> None:
        self._header, self._plan, self._told = list(header), plan, told
        self._places = [column.place for column in plan.values]
        self._factors = np.array([column.scale for column in plan.values])
        self._rate_hz, self._count = asked.rate_hz, 0
        self._short = False
        self._may_have_commas, self._decimal_comma = between != ",", False
        self._moments = Moments(plan.time, self._number) if plan.time else None

    def read(self, rows: NumberedRows) -> tuple[Samples, NDArray[np.intp]]:
        """The samples of these rows and their lines. Raises BadRecording."""
        self._check_widths(rows)
        if self._may_have_commas and not self._count:
            self._look_for_commas(rows)
        try:
            samples = self._samples(rows)
        except (ValueError, IndexError) as error:
            if isinstance(error, BadRecording):
                raise
            rows = self._without_headers(rows)
            samples = self._samples(rows)
        self._count += len(rows)
        return samples, np.array([line for line, _ in rows], dtype=np.intp)

    def _samples(self, rows: NumberedRows) -> Samples:
        with np.errstate(over="ignore"):  # what is beyond all sense stays so
            values = self._values(rows) * self._factors
        rotation = values[:, AXES:] if len(self._places) > AXES else None
        return Samples(self._times(rows), values[:, :AXES], rotation)

    def _values(self, rows: NumberedRows) -> Floats:
        """[n, 3 or 6] as in the file."""
        number = self._number if self._decimal_comma else float
        places = self._places
        numbers = np.array([[number(row[place] or "nan") for place in places] for _, row in rows])
        if any("_" in row[place] for _, row in rows for place in places):
            raise ValueError("digits with underscores between them")
        return numbers.reshape(-1, len(places))

    def _times(self, rows: NumberedRows) -> Floats:
        if self._moments is None or self._plan.time is None:
            return (self._count + np.arange(len(rows))) / (self._rate_hz or 1)
        place, known = self._plan.time.place, len(self._moments.told)
        seconds = self._moments.seconds([row[place] for _, row in rows])
        self._told += self._moments.told[known:]
        return seconds

    def _number(self, cell: str) -> float:
        if "_" in cell:
            raise ValueError("digits with underscores between them")
        if not self._decimal_comma:
            return float(cell)
        if "." in cell:
            raise ValueError("decimal point among decimal commas")
        return float(cell.replace(",", "."))

    def _look_for_commas(self, rows: NumberedRows) -> None:
        """Whether decimals stand behind commas, by the cells that are wanted, in a file with other cell borders."""
        self._decimal_comma = any("," in row[place] for _, row in rows for place in self._places if place < len(row))
        if self._decimal_comma:
            self._told.append("text: decimal commas")

    def _check_widths(self, rows: NumberedRows) -> None:
        width = len(self._header)
        short = [line for line, row in rows if len(row) < width]
        if short and not self._short:
            self._told.append(f"text: fewer cells than names in line {short[0]}, perhaps in others")
        self._short = self._short or bool(short)
        if max((len(row) for _, row in rows), default=0) <= width:
            return
        for line, row in rows:
            if any(cell.strip() for cell in row[width:]):
                raise BadRecording(_too_many(line, row, width, may_be_commas=not self._may_have_commas))

    def _without_headers(self, rows: NumberedRows) -> NumberedRows:
        """Once more without header lines among the numbers, as in files that were put together. Raises BadRecording."""
        names = [name.casefold() for name in self._header]
        again = [line for line, row in rows if [cell.strip().casefold() for cell in row] == names]
        others = [(line, row) for line, row in rows if line not in set(again)]
        wrong = self._wrong_cell(others)
        if wrong:
            raise BadRecording(wrong)
        self._told += [f"text: the header line stands again in line {line}, passed over" for line in again]
        return others

    def _wrong_cell(self, rows: NumberedRows) -> str:
        time = self._plan.time
        for line, row in rows:
            if any("\x00" in cell for cell in row):
                return zeros_in(line)
            for column in self._plan.columns:
                if column.place >= len(row):
                    return f"line {line}: ends before column {column.name}; the file may be cut off: remove the line"
                cell, wanted = row[column.place], FORMS if column is time else "a number"
                if not self._is_fine(cell, is_time=column is time):
                    kind = (
                        ", with a decimal comma like the others" if self._decimal_comma and column is not time else ""
                    )
                    return f"line {line}, column {column.name}: expected {wanted}{kind}, got {cell[:SHOWN_OF_FILE]!r}"
        return ""

    def _is_fine(self, cell: str, *, is_time: bool) -> bool:
        try:
            if is_time and self._moments is not None:
                self._moments.seconds([cell])
            else:
                self._number(cell or "nan")
        except ValueError:
            return False
        return is_number(cell) or self._decimal_comma or is_time


def _too_many(line: int, row: Sequence[str], width: int, *, may_be_commas: bool) -> str:
    """Decimal commas among commas make numbers of all cells, and nearly twice as many."""
    seen = f"line {line} has {len(row)} cells, the header {width}"
    if may_be_commas and all(is_number(cell) for cell in row):
        return (
            f"{seen}: decimal commas? expected a cell for each name: export with decimal points, or with semicolons"
            " between the cells"
        )
    return f"{seen}; expected a cell for each name: name them all in the header line, or remove what is too much"
