"""Made-up chunks and samples, as several tests of raw recordings want them.

Knows the shapes; must never know how they are written.
"""

from dataclasses import dataclass, field

import numpy as np

from device.raw_recording import RecordedPart
from device.raw_recording.chunk import About, Chunk, HowTaken
from device.raw_recording.planes import CountStretch
from device.records.facts import Dating
from device.signals.samples import Floats, Samples
from drivers.simulated.sensors import Counts

NOON_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z
DATING = Dating("boot-1", NOON_UTC_S, "Europe/Berlin", "synced")
G_PER_COUNT, DPS_PER_COUNT = 1 / 8192, 1 / 32.8  # RM-MPU-6000A: 4 g and 1000 deg/s
TAKEN = HowTaken("1.2.3", "forearm", G_PER_COUNT, DPS_PER_COUNT, 4.0, 1000.0)


def counts_of(samples: int, axes: int = 6, seed: int = 1) -> Counts:
    """Any counts there are."""
    return np.random.default_rng(seed).integers(-32768, 32768, (samples, axes)).astype(np.int16)


def chunk_at(first_s: float, samples: int = 40, axes: int = 6, boot: str = "boot-1") -> Chunk:
    """At 100 Hz from there on."""
    time_ns = round(first_s * 1e9) + np.arange(samples) * 10_000_000
    about = About(Dating(boot, NOON_UTC_S, "UTC", "synced"), TAKEN, 30.0)
    return Chunk(about, CountStretch(time_ns.astype(np.int64), counts_of(samples, axes, round(first_s))))


def samples_at(first_s: float, length_s: float, *, gyroscope: bool = True) -> Samples:
    """As the chip may measure them, from there on."""
    counts = counts_of(round(100 * length_s), seed=round(first_s * 100) % 1000).astype(np.float64)
    time_s = first_s + np.arange(len(counts)) / 100
    rotation_dps = counts[:, 3:] * DPS_PER_COUNT if gyroscope else None
    return Samples(time_s, counts[:, :3] * G_PER_COUNT, rotation_dps)


def same(one: Chunk, other: Chunk) -> bool:
    """Whether nothing differs."""
    equal = np.array_equal(one.stretch.time_ns, other.stretch.time_ns)
    return equal and np.array_equal(one.stretch.counts, other.stretch.counts) and one.about == other.about


@dataclass
class Witness:
    """Sees every count that the chip measures, and changes none."""

    seen: list[Counts] = field(default_factory=list)

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Only look."""
        self.seen.append(counts.copy())

    @property
    def counts(self) -> Counts:
        """[n, 6] acceleration and rotation, all that there were."""
        return np.concatenate(self.seen)[:, [0, 1, 2, 4, 5, 6]]


def counts_in(part: RecordedPart) -> Counts:
    """All of a part's."""
    return np.concatenate([chunk.stretch.counts for chunk in part.chunks])


def found_in(whole: Counts, piece: Counts) -> int:
    """Where the piece begins in it."""
    starts = [n for n in np.flatnonzero((whole == piece[0]).all(axis=1)) if (whole[n : n + 50] == piece[:50]).all()]
    (start,) = starts
    assert np.array_equal(whole[start : start + len(piece)], piece)
    return int(start)
