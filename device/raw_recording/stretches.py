"""Hours read again: what belongs together, in seconds and units, dated as well as anybody knew later.

Knows chunks and their files; must never know calibrations by their meaning, or who wants the samples.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np

from device.raw_recording.chunk import About, Chunk, Damage, HowTaken, chunks_in
from device.raw_recording.folder import KeptHour
from device.raw_recording.planes import LONGEST_STEP_NS
from device.records.facts import ClockTrust, Dating, Gap
from device.signals.samples import Samples

NS_A_S: Final = 1e9
TRUSTED: Final[tuple[ClockTrust, ...]] = ("unknown", "estimated", "synced")  # the last the most


@dataclass(frozen=True)
class RecordedPart:
    """Chunks in a row, of one boot and taken alike. `dating`: the best that was known of that boot."""

    chunks: tuple[Chunk, ...]
    dating: Dating

    @property
    def taken(self) -> HowTaken:
        """How all of them were taken."""
        return self.chunks[0].about.taken

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Those before and in it that were known when it was written."""
        return tuple(gap for chunk in self.chunks for gap in chunk.about.gaps)

    @property
    def samples(self) -> Samples:
        """As the sensor gave them, before any calibration; a gap is a jump in time."""
        counts = np.concatenate([chunk.stretch.counts for chunk in self.chunks])
        time_s = np.concatenate([chunk.stretch.time_ns for chunk in self.chunks]) / NS_A_S
        rotation_dps = counts[:, 3:] * self.taken.dps_per_count if counts.shape[1] > 3 else None
        return Samples(time_s, counts[:, :3] * self.taken.g_per_count, rotation_dps)


@dataclass(frozen=True)
class HourRead:
    """What is in a file."""

    parts: tuple[RecordedPart, ...]
    damage: tuple[Damage, ...]


def read_hour(hour: KeptHour, later: Sequence[KeptHour] = ()) -> HourRead:
    """The file's whole chunks; `later` ones tell the date where nobody knew it yet. Raises OSError."""
    found = list(chunks_in(hour.path.read_bytes()))
    parts = parts_of(one for one in found if isinstance(one, Chunk))
    dated = tuple(part if part.dating.trust != "unknown" else _dated_later(part, later) for part in parts)
    return HourRead(dated, tuple(one for one in found if isinstance(one, Damage)))


def parts_of(chunks: Iterable[Chunk]) -> Iterator[RecordedPart]:
    """Chunks in a row that belong together."""
    for _, alike in groupby(chunks, _kind):
        together = tuple(alike)
        yield RecordedPart(together, best_dating([chunk.about for chunk in together]))


def stretches_of(part: RecordedPart) -> Iterator[RecordedPart]:
    """Its stretches without a gap."""
    starts = [n for n, pair in enumerate(pairwise(part.chunks), 1) if not _follows(*pair)]
    for start, end in pairwise([0, *starts, len(part.chunks)]):
        yield replace(part, chunks=part.chunks[start:end])


def best_dating(abouts: Sequence[About]) -> Dating:
    """Of the same boot: the one that was trusted most, the latest of these."""
    datings = [about.dating for about in reversed(abouts)]
    return max(datings, key=lambda dating: TRUSTED.index(dating.trust))


def _kind(chunk: Chunk) -> tuple[Any, ...]:
    return chunk.about.dating.boot, chunk.stretch.counts.shape[1], chunk.about.taken


def _follows(before: Chunk, after: Chunk) -> bool:
    step_ns = int(after.stretch.time_ns[0]) - int(before.stretch.time_ns[-1])
    return 0 < step_ns <= LONGEST_STEP_NS


def _dated_later(part: RecordedPart, later: Sequence[KeptHour]) -> RecordedPart:
    """Hours of the same boot follow each other."""
    for hour in later:
        chunks = [one for one in chunks_in(hour.path.read_bytes()) if isinstance(one, Chunk)]
        same = [chunk.about for chunk in chunks if chunk.about.dating.boot == part.dating.boot]
        if not same:
            return part
        if (dating := best_dating(same)).trust != "unknown":
            return replace(part, dating=dating)
    return part
