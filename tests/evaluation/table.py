"""The table of the evaluation: one row a target, and what each column means.

Knows how numbers are set out; must never know how they come about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

HEADER = ("target", "best known", "ours, tuning part", "ours, reporting part", "ParaDigMa 1.1.2", "baseline", "met?")
WIDTHS = (66, 22, 39, 39, 22, 27, 4)
VERDICTS = {True: "yes", False: "NO", None: ""}


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @property
    def percent(self) -> float:
        """NaN of nothing."""
        return 100 * self.hits / self.total if self.total else np.nan

    def __str__(self) -> str:
        """For people."""
        return f"{self.percent:.2f} % of {self.total}" if self.total else "-"


def share(found: Iterable[bool]) -> Share:
    """How many are true."""
    verdicts = list(found)
    return Share(sum(map(bool, verdicts)), len(verdicts))


@dataclass(frozen=True)
class Row:
    """One line of the table. `met` is judged on the reporting part; None where there is no target."""

    target: str
    ours: Sequence[object]  # of the tuning part and of the reporting part
    theirs: object = ""
    baseline: object = ""
    best: str = ""
    met: bool | None = None


def print_rows(rows: Iterable[Row]) -> None:
    """Each as soon as it is known."""
    for row in rows:
        print_cells((row.target, row.best, *row.ours, row.theirs, row.baseline, VERDICTS[row.met]), WIDTHS)


def print_header() -> None:
    """What stands in which column."""
    print_cells(HEADER, WIDTHS)
    print_cells(["-" * width for width in WIDTHS], WIDTHS)


def print_cells(cells: Sequence[object], widths: Sequence[int]) -> None:
    """One line, the cells padded to their widths."""
    print(" | ".join(f"{cell!s:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip(), flush=True)
