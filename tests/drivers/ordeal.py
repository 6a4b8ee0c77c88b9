"""A sensor read through the device's own `Sensing` while its chip suffers, and what came out held against the motion.

Knows the true motion and time; must never know how the driver tells good frames from bad ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.records.facts import Gap
from device.sensor.on_bus import SensorOnBus
from device.sensor.sensing import Sensing
from device.signals.samples import Samples
from device.system.clock import PacedClock
from device.system.config import Sensor
from drivers.mpu6050.registers import SENSOR_AXES, TEMPERATURE_COLUMN, WHO_AM_I_MPU6050
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.defects import StuckAxis
from drivers.simulated.faults import Schedule, Timed
from drivers.simulated.kernel import simulated_i2c
from tests.drivers.wire import OnWire
from tests.support.bench import ADDRESS, BUS, COUNTS_PER_DPS, COUNTS_PER_G, MARKS, RULER_MS, START_S, Floats, ruler

LOOK_S = 0.2
PERIOD_S = 0.01
FRAME_TAKES_S = 100e-6  # assumed; long enough that some counts are taken in mid-frame
HOLE_S = 0.015
KNOWN_AFTER_S = 8.0  # without a gap: then the sensor's rate has been measured ...
RATE_UNSURE = 0.0005  # ... to so much; before, it is the nominal one
NOMINAL_UNSURE = 0.05
WEATHER_S = 600.0  # from hot to cold and back, faster than any arm
COLD_C, HOT_C = -10.0, 60.0


@dataclass(frozen=True)
class Ordeal:
    """What the loop was given: n samples, the gaps, which axes were stuck, and the chip's own period in seconds."""

    batches: list[Samples]
    gaps: list[Gap]
    stuck: Sequence[StuckAxis]
    period_s: float

    @property
    def time_s(self) -> Floats:
        return np.concatenate([batch.time_s for batch in self.batches])

    @property
    def counts(self) -> Floats:
        """[n, 6] as the chip counted them, [n, 3] without the gyroscope."""
        acceleration_g = np.concatenate([batch.acceleration_g for batch in self.batches])
        turned = [batch.rotation_dps * COUNTS_PER_DPS for batch in self.batches if batch.rotation_dps is not None]
        columns = [acceleration_g * COUNTS_PER_G, *([np.concatenate(turned)] if turned else [])]
        counts: Floats = np.rint(np.column_stack(columns))
        return counts

    def shifted(self) -> int:
        """How many samples show on any axis what that axis did not measure."""
        others = self.counts[:, 1:]
        wrong = others != np.array(MARKS[: others.shape[1]])
        return int((wrong & ~self._known_wrong()[:, 1 : 1 + others.shape[1]]).any(axis=1).sum())

    def late_ms(self) -> Floats:
        """[n] by how much each sample's time is later than the time that the ruler shows; nan where that is stuck."""
        late: Floats = (
            np.mod((self.time_s - START_S) * 1000 - self.counts[:, 0] + RULER_MS / 2, RULER_MS) - RULER_MS / 2
        )
        late[self._known_wrong()[:, 0]] = np.nan
        return np.asarray(late, dtype=np.float64)

    def holes(self) -> list[tuple[float, float]]:
        """(last time before, first time after) of every stretch without samples."""
        time_s = self.time_s
        return [(float(time_s[k]), float(time_s[k + 1])) for k in np.flatnonzero(np.diff(time_s) > HOLE_S)]

    def miscounts(self) -> list[tuple[float, float]]:
        """For every gap between two samples: by how many of the chip's own samples its count is off, and may be off."""
        time_s = self.time_s
        true_s = time_s - self.late_ms() / 1000
        after = np.searchsorted(time_s, [gap.start_s for gap in self.gaps], "right")
        between = [(gap, k) for gap, k in zip(self.gaps, after, strict=True) if 0 < k < len(true_s)]
        return [
            (abs(round(missing) - (gap.lost_samples or 0)), 1 + missing * self._rate_unsure(float(time_s[k - 1])))
            for gap, k in between
            if not np.isnan(missing := (true_s[k] - true_s[k - 1]) / self.period_s - 1)
        ]

    def unexplained(self) -> list[tuple[float, float]]:
        """The holes that no gap covers from end to end."""
        gaps = {(round(gap.start_s, 6), round(gap.start_s + gap.duration_s, 6)) for gap in self.gaps}
        return [hole for hole in self.holes() if (round(hole[0], 6), round(hole[1], 6)) not in gaps]

    def _rate_unsure(self, until_s: float) -> float:
        """By which share the sensor's rate may be off that was known by then."""
        ends = [float(self.time_s[0]), *(edge for hole in self.holes() for edge in hole if edge <= until_s)]
        longest_s = max(np.diff([*ends, until_s])[::2], default=0.0)
        return RATE_UNSURE if longest_s >= KNOWN_AFTER_S else NOMINAL_UNSURE

    def _known_wrong(self) -> NDArray[np.bool_]:
        """[n, 6] where an axis was stuck; a sample's time is only known to a period."""
        known = np.zeros((len(self.time_s), 2 * SENSOR_AXES), dtype=bool)
        for stuck in self.stuck:
            if stuck.column != TEMPERATURE_COLUMN:
                column = stuck.column - (stuck.column > TEMPERATURE_COLUMN)
                known[:, column] |= (stuck.start_s - 0.05 < self.time_s) & (self.time_s < stuck.end_s + 0.05)
        return known


def endure(
    clock: PacedClock,
    length_s: float,
    faults: Sequence[Timed] = (),
    *,
    stuck: Sequence[StuckAxis] = (),
    clock_error: float = 0.0,
    who_am_i: int = WHO_AM_I_MPU6050,
    gyroscope: bool = True,
) -> Ordeal:
    """Poll the simulated chip as the device's loop does for this long, whatever happens to it."""
    chip = SimulatedChip(
        ruler,
        clock.monotonic_s,
        who_am_i=who_am_i,
        clock_error=clock_error,
        frame_takes_s=FRAME_TAKES_S,
        temperature_c=weather_c,
        faults=[Schedule(faults)],
        defects=stuck,
    )
    sensing = Sensing(lambda: SensorOnBus(Sensor(gyroscope=gyroscope), clock), clock)
    seen, end_s = Ordeal([], [], stuck, PERIOD_S * (1 + clock_error)), clock.monotonic_s() + length_s
    with simulated_i2c({BUS: {ADDRESS: OnWire(chip, clock.sleep)}}):
        while (now_s := clock.monotonic_s()) < end_s:
            clock.sleep(sensing.next_look_s(now_s + LOOK_S) - now_s)
            sensed = sensing.poll()
            seen.batches.extend(sensed.samples)
            seen.gaps.extend(sensed.gaps)
    return seen


def weather_c(time_s: Floats) -> Floats:
    """From hot to cold and back."""
    return (HOT_C + COLD_C) / 2 + (HOT_C - COLD_C) / 2 * np.cos(2 * np.pi * time_s / WEATHER_S)
