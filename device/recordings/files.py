"""Recorded files as samples: CSV and NPZ, in portions, with errors that say what is wrong with the file.

Knows the two formats; must never know what is done with the samples.

CSV: a header line names the columns t_s, ax_g, ay_g, az_g and, for a gyroscope, gx_dps, gy_dps, gz_dps, in any order.
NPZ: arrays t [n] in s, acc_g [n, 3] in g and, for a gyroscope, gyr_dps [n, 3] in deg/s. Other names are taken where
they say what is measured and in which unit (`names.py`), or where a person says it (`asked.py`); then the numbers are
converted, and `told` says so. An empty cell or NaN is a value that was not measured.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.parameters import PARAMETERS
from device.recordings.arrays import arrays_of
from device.recordings.clocks import check_unit, settled
from device.recordings.kinds import HEAD_BYTES, check_archive, check_known
from device.recordings.naming.asked import AS_NAMED, COUNTS_IN_RANGE, Asked
from device.recordings.naming.bad import BadRecording
from device.recordings.naming.columns import planned
from device.recordings.naming.names import A_ROTATION, AN_ACCELERATION, COUNTS
from device.recordings.rows import RowReader
from device.recordings.text import table_of
from device.recordings.units import suspected_size
from device.signals.rows import measured, rows_of
from device.signals.samples import Samples

log = logging.getLogger(__name__)

PORTION = 20_000  # samples: some minutes of a recording, a few megabytes while it is read
BYTES_A_SAMPLE, MEMORY_SHARE = 500, 0.8  # 420 were measured at the peak of `easeband analyse`; ours
LOST_SHARE = 0.01  # ours: a larger part of a gyroscope's samples left out is no matter of course
MOST_COUNTS = 1e6  # ours: more than any sensor's raw counts
NPZ_ENDING, ZIP_START = ".npz", b"PK"

__all__ = ["BadRecording", "Recording", "read_recording"]


@dataclass
class Recording:
    """One file and what a person says of it. `told`: how it was taken, in words, once all of it is read."""

    path: Path
    asked: Asked = AS_NAMED
    told: list[str] = field(default_factory=list)
    _lines: list[NDArray[np.intp]] = field(default_factory=list)  # of the samples, in a file that has lines

    def portions(self) -> Iterator[Samples]:
        """The samples as they stand in the file. Raises BadRecording, which also says how the text was taken."""
        try:
            yield from self._portions()
        except BadRecording as error:
            if self.told:
                raise BadRecording(f"{error} [{'; '.join(self.told)}]") from None
            raise

    def settled(self, portions: Iterable[Samples]) -> Samples:
        """All its portions as one, with times that can be put in order. Raises BadRecording."""
        parts = list(portions)
        if not any(len(measured(rows_of([part]), PARAMETERS.sampling)) for part in parts):
            check_unit(np.concatenate([np.empty(0), *(part.time_s for part in parts)]))
            raise BadRecording(
                "no samples: not one row has both a time and an acceleration that make sense (seconds, and g up to"
                f" {PARAMETERS.sampling.most_g:.0f}); record again or check export{_by_size(parts)}"
            )
        whole = _joined(parts)
        self._check_counts(whole)
        self.told += _without_rotation(whole)
        return settled(whole, self._where, self.told, spread=self.asked.spread_times)

    def _check_counts(self, whole: Samples) -> None:
        """A count below zero that was written without its sign is nearly 65536, which is twice the range."""
        for quantity, values in ((AN_ACCELERATION, whole.acceleration_g), (A_ROTATION, whole.rotation_dps)):
            range_of = self.asked.range_of(quantity)
            if range_of is None or values is None or self.asked.unit(quantity) != COUNTS:
                continue
            counts = np.abs(values) * COUNTS_IN_RANGE / range_of
            beyond = np.flatnonzero((counts > COUNTS_IN_RANGE).any(axis=1))
            if len(beyond) > LOST_SHARE * len(values):
                raise BadRecording(
                    f"counts of {quantity} go up to {np.nanmax(counts):.0f}, from {self._where(int(beyond[0]))} on;"
                    f" expected counts of 16 bits, -{COUNTS_IN_RANGE:.0f} to {COUNTS_IN_RANGE - 1:.0f}: if their sign"
                    f" was lost, subtract {2 * COUNTS_IN_RANGE:.0f} from those above {COUNTS_IN_RANGE - 1:.0f}"
                )

    def _where(self, sample: int) -> str:
        if not self._lines:
            return f"sample {sample + 1}"
        return f"line {int(np.concatenate(self._lines)[sample])}"

    def _portions(self) -> Iterator[Samples]:
        try:
            yield from self._within_memory(self._read())
        except FileNotFoundError:
            raise BadRecording("no such file: check the path") from None
        except IsADirectoryError:
            raise BadRecording("a folder: name the files in it one by one") from None
        except UnicodeDecodeError as error:
            raise BadRecording(
                "neither text nor NPZ: expected a CSV file with a header line, in UTF-8, or an NPZ file"
                f" ({error.reason} at byte {error.start}): save it as CSV (UTF-8)"
            ) from None
        except OSError as error:
            raise BadRecording(f"cannot be read: {error.strerror or error}") from None

    def _within_memory(self, portions: Iterator[Samples]) -> Iterator[Samples]:
        """A recording that would not fit is refused before the system ends the program without a word."""
        count, most = 0, MEMORY_SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / BYTES_A_SAMPLE
        for portion in portions:
            count += len(portion)
            if count > most:
                raise BadRecording(
                    f"more than {count:,} samples, which is more than this computer's memory holds; expected at most"
                    f" {int(most):,}: split the file, by days for one"
                )
            yield portion

    def _read(self) -> Iterator[Samples]:
        """By how the file begins, whatever it is called."""
        with self.path.open("rb") as file:
            start = file.read(HEAD_BYTES)
        if not start:
            raise BadRecording("the file is empty: copy or export it again")
        if start.startswith(ZIP_START):
            check_archive(self.path)
            return self._from_npz()
        if self.path.suffix.lower() == NPZ_ENDING:
            raise BadRecording("named as NPZ, but it does not start as NPZ files do: copy or export it again")
        check_known(start)
        return self._from_text()

    def _from_npz(self) -> Iterator[Samples]:
        yield from _cut(arrays_of(self.path, self.asked, self.told))

    def _from_text(self) -> Iterator[Samples]:
        with table_of(self.path, self.asked) as table:
            self.told = table.told
            plan = planned(table.header, table.asked)
            reader = RowReader(table.header, plan, table.asked, table.between, self.told)
            self.told += plan.told
            while rows := list(islice(table.rows, PORTION)):
                samples, lines = reader.read(rows)
                self._lines.append(lines)
                yield samples


def read_recording(path: Path, asked: Asked = AS_NAMED) -> Iterator[Samples]:
    """The samples of a file in its own order. Raises BadRecording, at the latest at its end.

    How it was taken is in the log, for those who show no page.
    """
    recording = Recording(path, asked)
    whole = recording.settled(recording.portions())
    for words in recording.told:
        log.info("%s: %s", path, words)
    yield from _cut(whole)


def _without_rotation(samples: Samples) -> Iterator[str]:
    """Where a gyroscope's columns are there, and their numbers are not."""
    if samples.rotation_dps is None:
        return
    sensible = np.abs(samples.rotation_dps) <= PARAMETERS.sampling.most_dps
    lost = len(samples) - int(np.count_nonzero(sensible.all(axis=1)))
    if lost > LOST_SHARE * len(samples):
        yield f"rotation: missing or beyond all sense in {lost} of {len(samples)} samples"


def _by_size(parts: list[Samples]) -> str:
    """What the numbers may be in, where they are no g."""
    axes = np.concatenate([np.empty((0, 3)), *(part.acceleration_g for part in parts)])
    known = np.linalg.norm(axes[(np.abs(axes) < MOST_COUNTS).all(axis=1)], axis=1)
    return "".join(f"; {words}" for words in suspected_size(float(np.median(known)))) if len(known) else ""


def _cut(whole: Samples) -> Iterator[Samples]:
    for start in range(0, max(len(whole), 1), PORTION):
        part = slice(start, start + PORTION)
        rotation = None if whole.rotation_dps is None else whole.rotation_dps[part]
        yield Samples(whole.time_s[part], whole.acceleration_g[part], rotation)


def _joined(parts: list[Samples]) -> Samples:
    rotations = [part.rotation_dps for part in parts if part.rotation_dps is not None]
    return Samples(
        np.concatenate([part.time_s for part in parts]),
        np.concatenate([part.acceleration_g for part in parts]),
        np.concatenate(rotations) if rotations else None,
    )
