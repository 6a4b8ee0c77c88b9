"""Stretches of movement with and without tremor on top, and what our analysis makes of each.

Knows how a case is put together; must never know what counts as a good result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from device.analysis.offline import analysed
from device.parameters import PARAMETERS
from device.recordings.time_order import in_order
from device.signals.samples import Samples
from device.tremor.verdict import Reading
from tests.evaluation.movement_data import PARTS, Movement, movements
from tests.evaluation.synthetic import Irregularity, Tremor, drifting, riding, still, tremor

ADDED_HZ = (3.0, 8.0)
REST_S, RESTS = 60.0, 4  # synthetic limbs at rest in each part
NEAR_HZ, NEAR_SHARE = 0.5, 0.15  # a found frequency counts if it is this close, of an irregular tremor this share
MOST_ON = 0.5  # a second belongs to a tremor that is there for more than half of it
SECOND = np.arange(0.05, 1, 0.1)


@dataclass(frozen=True)
class Top:
    """What is put on top of movement without tremor."""

    peak_dps: float
    irregularity: Irregularity

    def __str__(self) -> str:
        """For people."""
        cycles = ", cycles vary by a tenth" if self.irregularity == "cycle jitter" else ""
        return f"{self.peak_dps:.0f} deg/s{cycles}"


UNEVEN: tuple[Top, ...] = (Top(100, "cycle jitter"), Top(30, "cycle jitter"))
REGULAR: tuple[Top, ...] = (Top(100, "none"), Top(30, "none"))


@dataclass(frozen=True)
class Case:
    """A stretch of movement, maybe with a tremor on top."""

    movement: Movement
    tremor: Tremor | None = None

    @property
    def samples(self) -> Samples:
        """What the sensor measures."""
        return self.movement.samples if self.tremor is None else self.tremor.added_to(self.movement.samples)


@dataclass(frozen=True)
class Judged:
    """A case and our reading of each of its seconds."""

    case: Case
    readings: tuple[Reading, ...]

    @property
    def assessable(self) -> list[Reading]:
        """The seconds that got a verdict."""
        return [reading for reading in self.readings if reading.tremor is not None]


def readings(samples: Samples) -> tuple[Reading, ...]:
    """What `easeband analyse` finds in a file of these samples."""
    return tuple(
        reading
        for portion in analysed(in_order([samples], PARAMETERS.sampling).samples)
        for reading in portion.readings
    )


def judged(case: Case) -> Judged:
    """Our readings of a case."""
    return Judged(case, readings(case.samples))


def found(added: Tremor, reading: Reading) -> bool:
    """Whether a reading is that of this tremor."""
    return bool(reading.tremor) and is_near(added, reading.frequency_hz)


def is_near(added: Tremor, frequency_hz: float | None) -> bool:
    """Whether this frequency is that of the tremor."""
    near_hz = NEAR_HZ if added.irregularity == "none" else max(NEAR_HZ, NEAR_SHARE * added.frequency_hz)
    return abs((frequency_hz or 0) - added.frequency_hz) < near_hz


def trembling(one: Judged) -> list[Reading]:
    """The assessable seconds in which the case's tremor is there."""
    added, start_s = one.case.tremor, one.case.movement.samples.time_s[0]
    if added is None or added.irregularity != "bursts":
        return one.assessable if added else []
    end_s = one.case.movement.samples.time_s[-1]
    fine_s = np.arange(start_s, end_s, 0.1)
    strength = added.strength(fine_s)
    on = (np.interp(reading.second_s + SECOND, fine_s, strength).mean() > MOST_ON for reading in one.assessable)
    return [reading for reading, there in zip(one.assessable, on, strict=True) if there]


def tremor_free(folder: Path) -> list[Movement]:
    """Real movement, and limbs that rest, drift or ride in the car."""
    real = list(movements(folder))
    return [*rests(), *real, *rides(real)]


def rests() -> Iterator[Movement]:
    """Synthetic limbs, other ones in each part."""
    for seed, part in enumerate(PARTS):
        random = np.random.default_rng([seed, 5])
        for _ in range(RESTS):
            yield Movement("rest", part, still(random, REST_S))
            yield Movement("drift", part, drifting(random, REST_S))


def rides(real: list[Movement]) -> Iterator[Movement]:
    """Arms that rest in the car of the recording."""
    random = np.random.default_rng(6)
    for movement in real:
        if movement.kind == "car":
            yield replace(movement, kind="riding", samples=riding(random, movement.samples))


def with_tremor(parts: list[Movement], top: Top) -> list[Case]:
    """Each movement with a tremor of its own frequency and axis, the same ones whatever its size and irregularity."""
    random = np.random.default_rng(1)
    drawn = (tremor(random, random.uniform(*ADDED_HZ), top.peak_dps, top.irregularity) for _ in parts)
    return [Case(movement, added) for movement, added in zip(parts, drawn, strict=True)]
