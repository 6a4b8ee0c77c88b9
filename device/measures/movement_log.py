"""The last sixteen minutes of movement, for whoever asks at the end of a set.

Knows turns, speeds and readings by the time they belong to; must never know exercises. Each has its place by its time,
so however the stream is cut the same is kept, and what was not measured has nothing in its place.

It holds 0.8 MB: 9600 tenths of a second of six numbers and two flags, and 960 seconds of a hundred speeds and a
reading. Turns wait in a list for some seconds, since one call of numpy for many costs as much as for one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.measures.speed import TurningSpeed
from device.parameters import GRID_HZ, Episodes
from device.signals.gyro_bias import Turns, turns_joined
from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.turning import STEP_S
from device.tremor import Reading

AT_ONCE = 100  # turns that are put in their places together
IN_A_SECOND = round(1 / STEP_S)  # of a second
ROUNDING = 1e-6  # of a tenth; times are not exact in binary
NEVER = np.iinfo(np.int64).min


class SeenMovement(Protocol):
    """What the pipeline gives out of movement, as `device.analysis.pipeline.Analysed` does."""

    @property
    def turns(self) -> Turns:
        """How the limb turned, in order of time."""

    @property
    def readings(self) -> Sequence[Reading]:
        """What each second amounts to."""

    @property
    def speeds(self) -> Sequence[TurningSpeed]:
        """How fast it turned in each second, which is known before that second's reading."""


@dataclass(frozen=True)
class Turned:
    """The tenths of a second of a stretch that were measured, n of `expected`.

    end_s: [n]. rotation_dps: [n, 3]. down: [n, 3] the way gravity points, as a unit vector. upright: [n] whether
    gravity was all that the accelerometer felt. still, sure: [n] whether the limb was, and the offset known.
    to_its_end: whether the last expected one is among them.
    """

    expected: int
    to_its_end: bool
    end_s: Floats
    rotation_dps: Floats
    down: Floats
    upright: Flags
    still: Flags
    sure: Flags

    def __len__(self) -> int:
        """How many were measured."""
        return len(self.end_s)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing and the gyroscope's offset was known: how it turned can be told."""
        return 0 < self.expected == len(self) and bool(self.sure.all())


class MovementLog:
    """Keeps what `kept_s` seconds of movement were."""

    def __init__(self, kept_s: int, episodes: Episodes) -> None:
        """`episodes` says when gravity is all that an accelerometer feels."""
        self._gravity_g = (episodes.least_gravity_g, episodes.most_gravity_g)
        self._seconds, self._tenths = kept_s, kept_s * IN_A_SECOND
        self._waiting: list[Turns] = []
        self._tenth = np.full(self._tenths, NEVER)
        self._turns = np.zeros((self._tenths, 2 * AXES), dtype=np.float32)
        self._flags = np.zeros((self._tenths, 2), dtype=np.bool_)
        self._second = np.full(self._seconds, NEVER)
        self._speeds = np.zeros((self._seconds, GRID_HZ), dtype=np.float32)
        self._judged = np.full(self._seconds, NEVER)
        self._tremor = np.zeros((self._seconds, 2), dtype=np.float32)

    @property
    def size_bytes(self) -> int:
        """What the arrays take; it never grows."""
        kept = (self._tenth, self._turns, self._flags, self._second, self._speeds, self._judged, self._tremor)
        return sum(array.nbytes for array in kept)

    def push(self, movement: SeenMovement) -> None:
        """Keep it, in place of what is too old."""
        self._waiting.append(movement.turns)
        if sum(map(len, self._waiting)) >= AT_ONCE:
            self._put_away()
        for speed in movement.speeds:
            self._keep(speed)
        for reading in movement.readings:
            self._judge(reading)

    def turned(self, from_s: float, to_s: float) -> Turned:
        """The tenths that begin at `from_s` or later and end by `to_s`, of what is kept."""
        self._put_away()
        wanted = _whole(from_s, to_s, IN_A_SECOND, self._tenths)
        places = wanted % self._tenths
        there = self._tenth[places] == wanted
        turns, flags = self._turns[places[there]].astype(np.float64), self._flags[places[there]]
        size_g = np.linalg.norm(turns[:, AXES:], axis=1)
        least_g, most_g = self._gravity_g
        return Turned(
            expected=len(wanted),
            to_its_end=bool(there[-1:].any()),
            end_s=(wanted[there] + 1) / IN_A_SECOND,
            rotation_dps=turns[:, :AXES],
            down=turns[:, AXES:] / np.maximum(size_g, least_g)[:, np.newaxis],
            upright=(size_g >= least_g) & (size_g <= most_g),
            still=flags[:, 0],
            sure=flags[:, 1],
        )

    def speed_dps(self, from_s: float, to_s: float) -> Floats:
        """[n] on the grid from the first hundredth at or after `from_s` to the last before `to_s`, NaN if unknown."""
        hundredths = _whole(from_s, to_s, GRID_HZ, self._seconds * GRID_HZ)
        seconds, within = np.divmod(hundredths, GRID_HZ)
        places = seconds % self._seconds
        speeds_dps: Floats = self._speeds[places, within].astype(np.float64)
        speeds_dps[self._second[places] != seconds] = np.nan
        return speeds_dps

    def tremor(self, from_s: float, to_s: float) -> Floats:
        """[n, 2] degrees from peak to peak and Hz of each whole second that could be judged, 0 and NaN for none."""
        seconds = _whole(from_s, to_s, 1, self._seconds)
        places = seconds[self._judged[seconds % self._seconds] == seconds] % self._seconds
        told = self._tremor[places].astype(np.float64)
        return np.asarray(told[~np.isnan(told[:, 0])])

    def _keep(self, speed: TurningSpeed) -> None:
        second = math.floor(speed.second_s)
        self._second[second % self._seconds] = second
        self._speeds[second % self._seconds] = speed.speed_dps

    def _judge(self, reading: Reading) -> None:
        """Later than its speed is known, which says whether the gyroscope measured that second at all."""
        second = math.floor(reading.second_s)
        place = second % self._seconds
        measured = self._second[place] == second and not np.isnan(self._speeds[place, 0])
        self._judged[place] = second
        self._tremor[place] = _told(reading, measured=bool(measured))

    def _put_away(self) -> None:
        if not self._waiting:
            return
        turns = turns_joined(self._waiting)
        self._waiting.clear()
        tenths = np.rint(turns.time_s * IN_A_SECOND).astype(np.int64) - 1  # a turn is called by its end
        places = tenths % self._tenths  # of two with one place the later stays
        self._tenth[places] = tenths
        self._turns[places] = np.hstack((turns.rotation_dps, turns.acceleration_g))
        self._flags[places] = np.column_stack((turns.still, np.isfinite(turns.offset_dps[:, 0])))


def _told(reading: Reading, *, measured: bool) -> tuple[float, float]:
    """Degrees and Hz; NaN degrees where that is not known: nothing is no tremor if the gyroscope could not say."""
    if reading.tremor is None or not measured:
        return math.nan, math.nan
    if not reading.tremor:
        return 0.0, math.nan
    assert reading.amplitude_deg is not None and reading.frequency_hz is not None  # noqa: S101, PT018 - both, of tremor
    return reading.amplitude_deg, reading.frequency_hz


def _whole(from_s: float, to_s: float, in_a_second: int, most: int) -> NDArray[np.int64]:
    """The numbers of the whole parts of a second that lie in this stretch, the last ones if there are too many."""
    first = math.ceil(from_s * in_a_second - ROUNDING)
    end = math.floor(to_s * in_a_second + ROUNDING)
    return np.arange(max(first, end - most), end)
