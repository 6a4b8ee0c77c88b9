"""What a simulated MPU-6050 measures: a motion as counts, through the delay, scale and noise its registers ask for.

Knows the sensors behind the registers; must never know the wire or the FIFO's fill level.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050.registers import (
    ACCELERATION_COUNTS_PER_G,
    FIFO_EN_ACCELERATION,
    FIFO_EN_ROTATION,
    FIFO_EN_TEMPERATURE,
    FRAME_COLUMNS,
    FULL_SCALE_SHIFT,
    MEASUREMENT,
    POWER_CYCLE,
    POWER_SLEEP,
    POWER_TEMPERATURE_OFF,
    ROTATION_COUNTS_PER_DPS,
    SENSOR_AXES,
    STANDBY,
    TEMPERATURE_COLUMN,
    USER_FIFO_ENABLE,
    WAKE_RATE_SHIFT,
    WAKE_RATES_HZ,
    Register,
)
from drivers.simulated.models import (
    ACCELERATION_BAND_HZ,
    FILTER_MASK,
    ROTATION_BAND_HZ,
    UNFILTERED,
    Floats,
    Personality,
    taps,
)
from drivers.simulated.self_test import SelfTest

Counts = NDArray[np.int16]

FULL_SCALE_MASK: Final = 0x03
ACCELERATION_HZ: Final = 1000.0  # the accelerometer is never faster; register map, SMPLRT_DIV
UNFILTERED_HZ: Final = 8000.0
UNDELAYED: Final = (np.zeros(1), np.ones(1))
NOISE_BAND: Final = math.pi / 2  # the noise bandwidth of a first-order filter, in units of its corner
ACCELERATION_NOISE_G: Final = 400e-6  # per root hertz; product specification, accelerometer
ROTATION_NOISE_DPS: Final = 0.005  # per root hertz; product specification, gyroscope
ROTATION_START_S: Final = (
    0.06  # until then the gyroscope gives nothing of use; product specification 30 ms, Linux waits 60
)
COUNTS_LIMIT: Final = np.iinfo(np.int16)


class Motion(Protocol):
    """How the chip is moved."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """At times [n]: acceleration in g and rotation in deg/s, [n, 3] each, in the chip's axes."""


class Defect(Protocol):
    """Something wrong with what a chip measures."""

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Change the counts [n, 7] of the samples taken at these times [n]."""


@dataclass(frozen=True)
class SampleTiming:
    """The rhythm that the registers ask for: a sample every `ticks` ticks of the base rate."""

    awake: bool
    base_hz: float
    ticks: int


def sampling(registers: bytearray) -> SampleTiming:
    """The rhythm these registers ask for."""
    power = registers[Register.PWR_MGMT_1]
    if power & POWER_CYCLE:
        wake_hz = WAKE_RATES_HZ[registers[Register.PWR_MGMT_2] >> WAKE_RATE_SHIFT]
        return SampleTiming(not power & POWER_SLEEP, ACCELERATION_HZ, round(ACCELERATION_HZ / wake_hz))
    unfiltered = registers[Register.CONFIG] & FILTER_MASK in UNFILTERED
    base_hz = UNFILTERED_HZ if unfiltered else ACCELERATION_HZ
    return SampleTiming(not power & POWER_SLEEP, base_hz, registers[Register.SMPLRT_DIV] + 1)


def fifo_columns(registers: bytearray) -> list[int]:
    """Which of the seven measurements go into the FIFO, in its order."""
    if not registers[Register.USER_CTRL] & USER_FIFO_ENABLE:
        return []
    bits = (*[FIFO_EN_ACCELERATION] * SENSOR_AXES, FIFO_EN_TEMPERATURE, *FIFO_EN_ROTATION)
    return [column for column, bit in enumerate(bits) if registers[Register.FIFO_EN] & bit]


@dataclass(frozen=True)
class Conditions:
    """What the sensors of one chip are exposed to, and what is wrong with them.

    temperature_c: always, or at times [n]. offset_g, offset_dps: what the axes show at rest, without gravity.
    noise_seed: starts the noise of the data sheet; no noise without it.
    low_pass: whether the filter weakens quick movement as well as delaying it.
    self_test: how the axes answer when the chip pushes itself.
    """

    motion: Motion
    temperature_c: float | Callable[[Floats], Floats]
    offset_g: Sequence[float]
    offset_dps: Sequence[float]
    noise_seed: int | None
    low_pass: bool
    defects: Sequence[Defect]
    self_test: SelfTest


class Sensors:
    """The accelerometer, thermometer and gyroscope of one chip."""

    def __init__(self, conditions: Conditions, personality: Personality) -> None:
        self._at = conditions
        self._personality = personality
        self._offsets = np.array([*conditions.offset_g, -personality.zero_c, *conditions.offset_dps])
        self._noise = None if conditions.noise_seed is None else np.random.default_rng(conditions.noise_seed)

    def measure(self, registers: bytearray, since_s: float, tick_s: float, ticks: Floats) -> Counts:
        """Counts [n, 7] as on the wire, at these whole ticks of `tick_s` after `since_s`, when the chip woke up."""
        time_s = since_s + ticks * tick_s
        values = self._sensed(registers, since_s, tick_s, ticks) + self._offsets + self._noise_at(registers, len(ticks))
        values += self._at.self_test.adds(registers)
        values[ticks * tick_s < ROTATION_START_S, -SENSOR_AXES:] = 0
        counts = _to_counts(values * _counts_per_unit(registers, self._personality))
        counts[:, _silent_columns(registers)] = 0
        for defect in self._at.defects:
            defect.distort(time_s, counts)
        return counts

    def _sensed(self, registers: bytearray, since_s: float, tick_s: float, ticks: Floats) -> Floats:
        """What is to be measured, [n, 7] in units."""
        acceleration, rotation = self._filters(registers)
        slow = round(sampling(registers).base_hz / ACCELERATION_HZ)
        slow_s, time_s = since_s + ticks // slow * slow * tick_s, since_s + ticks * tick_s
        values = np.empty((len(ticks), FRAME_COLUMNS))
        delayed_s = slow_s - self._personality.acceleration_delay_s[acceleration]
        values[:, :SENSOR_AXES] = self._felt(delayed_s, ACCELERATION_BAND_HZ[acceleration])[0]
        values[:, TEMPERATURE_COLUMN] = self._temperature_c(time_s)
        delayed_s = time_s - self._personality.rotation_delay_s[rotation]
        values[:, -SENSOR_AXES:] = self._felt(delayed_s, ROTATION_BAND_HZ[rotation])[1]
        return values

    def _felt(self, time_s: Floats, band_hz: float) -> list[Floats]:
        """Acceleration and rotation [n, 3] through a filter of this band."""
        offsets_s, weights = taps(band_hz) if self._at.low_pass else UNDELAYED
        moved = self._at.motion(np.add.outer(time_s, offsets_s).ravel())
        return [weights @ values.reshape(len(time_s), len(weights), SENSOR_AXES) for values in moved]

    def _temperature_c(self, time_s: Floats) -> float | Floats:
        temperature_c = self._at.temperature_c
        return temperature_c(time_s) if callable(temperature_c) else temperature_c

    def _filters(self, registers: bytearray) -> tuple[int, int]:
        acceleration = registers[self._personality.acceleration_filter]
        return acceleration & FILTER_MASK, registers[Register.CONFIG] & FILTER_MASK

    def _noise_at(self, registers: bytearray, n: int) -> Floats:
        if self._noise is None:
            return np.zeros(FRAME_COLUMNS)
        acceleration, rotation = self._filters(registers)
        acceleration_g = ACCELERATION_NOISE_G * math.sqrt(NOISE_BAND * ACCELERATION_BAND_HZ[acceleration])
        rotation_dps = ROTATION_NOISE_DPS * math.sqrt(NOISE_BAND * ROTATION_BAND_HZ[rotation])
        return self._noise.standard_normal((n, FRAME_COLUMNS)) * [
            *[acceleration_g] * SENSOR_AXES,
            0,
            *[rotation_dps] * SENSOR_AXES,
        ]


def _silent_columns(registers: bytearray) -> list[int]:
    """The measurements that are switched off; they read 0 (assumed: the register map does not say what they read)."""
    standby = [bool(registers[Register.PWR_MGMT_2] & bit) for bit in STANDBY]
    standby.insert(TEMPERATURE_COLUMN, bool(registers[Register.PWR_MGMT_1] & POWER_TEMPERATURE_OFF))
    return [column for column, off in enumerate(standby) if off]


def _counts_per_unit(registers: bytearray, personality: Personality) -> Floats:
    acceleration = ACCELERATION_COUNTS_PER_G >> _full_scale(registers, Register.ACCEL_CONFIG)
    rotation = ROTATION_COUNTS_PER_DPS[_full_scale(registers, Register.GYRO_CONFIG)]
    return np.array([*[acceleration] * SENSOR_AXES, personality.counts_per_c, *[rotation] * SENSOR_AXES])


def _full_scale(registers: bytearray, register: Register) -> int:
    return registers[register] >> FULL_SCALE_SHIFT & FULL_SCALE_MASK


def _to_counts(values: Floats) -> Counts:
    """Rounded, and held at the ends of the range as the chip does."""
    return np.clip(np.rint(values), COUNTS_LIMIT.min, COUNTS_LIMIT.max).astype(MEASUREMENT)
