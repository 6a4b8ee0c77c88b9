"""A whole recording's samples in order of time.

Knows how times of a file go wrong; must never know the file, nor what the samples measured.

A few samples whose time jumps away and back are astray: they are left out if the rest is then in order. If it is not,
all samples are sorted by time, which the result says.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.signals.rows import ROTATION, Rows, measured, rising, rows_of
from device.signals.samples import Floats, Samples


@dataclass(frozen=True)
class Ordered:
    """samples: in strictly rising time; total: how many there were, of which `left_out` are missing now."""

    samples: Samples
    total: int
    left_out: int
    was_sorted: bool  # the times went back somewhere


def in_order(portions: Iterable[Samples], sampling: Sampling) -> Ordered:
    """The samples of at least one portion that make sense, each with a time of its own, by rising time."""
    parts = list(portions)
    total, rows = sum(map(len, parts)), measured(rows_of(parts), sampling)
    rows, was_sorted = _repaired(rows, sampling) if _goes_back(rows) else (rows, False)
    rows = rising(rows, sampling.least_step_s)
    return Ordered(_samples(rows), total, total - len(rows), was_sorted)


def _goes_back(rows: Rows) -> bool:
    return bool((np.diff(rows.time_s) < 0).any())


def _repaired(rows: Rows, sampling: Sampling) -> tuple[Rows, bool]:
    """Rows that go back no more, and whether they had to be sorted for that."""
    others = rows.only(~astray(rows.time_s, sampling))
    if not _goes_back(others):
        return others, False
    return rows.only(np.argsort(rows.time_s, kind="stable")), True


def astray(time_s: Floats, sampling: Sampling) -> NDArray[np.bool_]:
    """[n] which times belong to a few in a row that lie elsewhere, while those before and after them belong together.

    What comes after a stretch that is astray lies elsewhere than that stretch, but is not astray for it.
    """
    found = np.zeros(len(time_s), dtype=bool)
    jumps = np.flatnonzero(np.abs(np.diff(time_s)) > sampling.stray_s)
    for away, back in zip(jumps[:-1].tolist(), jumps[1:].tolist(), strict=True):
        short = back - away <= sampling.most_stray_samples and not found[away]
        if short and abs(time_s[back + 1] - time_s[away]) <= sampling.stray_s:
            found[away + 1 : back + 1] = True
    return found


def _samples(rows: Rows) -> Samples:
    rotation_dps = rows.values[:, ROTATION]
    return Samples(rows.time_s, rows.values[:, : ROTATION.start], None if _is_empty(rotation_dps) else rotation_dps)


def _is_empty(rotation_dps: Floats) -> bool:
    return bool(np.isnan(rotation_dps).all())
