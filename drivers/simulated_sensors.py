"""What a simulated MPU-6050 measures: a motion as counts, through the delay, scale and noise its registers ask for.

Knows the sensors behind the registers; must never know the wire or the FIFO's fill level.
"""

import math
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.registers import (
    ACCELERATION_COUNTS_PER_G,
    AXES,
    COLUMNS,
    FIFO_EN_ACCELERATION,
    FIFO_EN_ROTATION,
    FIFO_EN_TEMPERATURE,
    FULL_SCALE_SHIFT,
    MEASUREMENT,
    POWER_SLEEP,
    ROTATION_COUNTS_PER_DPS,
    TEMPERATURE_COLUMN,
    USER_FIFO_ENABLE,
    Register,
)

Floats = NDArray[np.float64]

FULL_SCALE_MASK: Final = 0x03
FILTER_MASK: Final = 0x07
UNFILTERED: Final = {0, 7}  # DLPF_CFG at which the base rate is 8 kHz; register map, SMPLRT_DIV
ACCELERATION_HZ: Final = 1000.0  # the accelerometer is never faster; register map, SMPLRT_DIV
UNFILTERED_HZ: Final = 8000.0
ACCELERATION_DELAY_S: Final = (
    0.0,
    0.002,
    0.003,
    0.0049,
    0.0085,
    0.0138,
    0.019,
    0.0,
)  # by DLPF_CFG; register map, CONFIG
ROTATION_DELAY_S: Final = (0.00098, 0.0019, 0.0028, 0.0048, 0.0083, 0.0134, 0.0186, 0.0)
ACCELERATION_BAND_HZ: Final = (260, 184, 94, 44, 21, 10, 5, 260)
ROTATION_BAND_HZ: Final = (256, 188, 98, 42, 20, 10, 5, 256)
NOISE_BAND: Final = math.pi / 2  # the noise bandwidth of a first-order filter, in units of its corner
ACCELERATION_NOISE_G: Final = 400e-6  # per root hertz; product specification, accelerometer
ROTATION_NOISE_DPS: Final = 0.005  # per root hertz; product specification, gyroscope
ROTATION_START_S: Final = 0.06  # until then the gyroscope gives nothing of use; typical 30 ms, measured up to 60 ms
TEMPERATURE_COUNTS_PER_C: Final = 340.0  # register map, TEMP_OUT
TEMPERATURE_ZERO_C: Final = 36.53
COUNTS_LIMIT: Final = np.iinfo(np.int16)


class Motion(Protocol):
    """How the chip is moved."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """At times [n]: acceleration in g and rotation in deg/s, [n, 3] each, in the chip's axes."""


@dataclass(frozen=True)
class Sampling:
    """The rhythm that the registers ask for: a sample every `ticks` ticks of the base rate."""

    awake: bool
    base_hz: float
    ticks: int


def sampling(registers: bytearray) -> Sampling:
    """The rhythm these registers ask for."""
    unfiltered = registers[Register.CONFIG] & FILTER_MASK in UNFILTERED
    awake = not registers[Register.PWR_MGMT_1] & POWER_SLEEP
    return Sampling(awake, UNFILTERED_HZ if unfiltered else ACCELERATION_HZ, registers[Register.SMPLRT_DIV] + 1)


def fifo_columns(registers: bytearray) -> list[int]:
    """Which of the seven measurements go into the FIFO, in its order."""
    if not registers[Register.USER_CTRL] & USER_FIFO_ENABLE:
        return []
    bits = (*[FIFO_EN_ACCELERATION] * AXES, FIFO_EN_TEMPERATURE, *FIFO_EN_ROTATION)
    return [column for column, bit in enumerate(bits) if registers[Register.FIFO_EN] & bit]


class Sensors:
    """The accelerometer, thermometer and gyroscope of one chip."""

    def __init__(self, motion: Motion, noise_seed: int | None, temperature_c: float) -> None:
        self._motion = motion
        self._noise = None if noise_seed is None else np.random.default_rng(noise_seed)
        self._temperature_c = temperature_c

    def measure(self, registers: bytearray, since_s: float, tick_s: float, ticks: Floats) -> NDArray[np.int16]:
        """Counts [n, 7] as on the wire, at these whole ticks of `tick_s` after `since_s`, when the chip woke up."""
        filter_ = registers[Register.CONFIG] & FILTER_MASK
        slow = round(sampling(registers).base_hz / ACCELERATION_HZ)
        acceleration_g, _ = self._motion(since_s + ticks // slow * slow * tick_s - ACCELERATION_DELAY_S[filter_])
        _, rotation_dps = self._motion(since_s + ticks * tick_s - ROTATION_DELAY_S[filter_])
        values = np.empty((len(ticks), COLUMNS))
        values[:, :AXES] = acceleration_g
        values[:, TEMPERATURE_COLUMN] = self._temperature_c - TEMPERATURE_ZERO_C
        values[:, -AXES:] = np.where((ticks * tick_s < ROTATION_START_S)[:, np.newaxis], 0, rotation_dps)
        return _to_counts((values + self._noise_at(filter_, len(ticks))) * _counts_per_unit(registers))

    def _noise_at(self, filter_: int, n: int) -> Floats:
        if self._noise is None:
            return np.zeros(COLUMNS)
        acceleration_g = ACCELERATION_NOISE_G * math.sqrt(NOISE_BAND * ACCELERATION_BAND_HZ[filter_])
        rotation_dps = ROTATION_NOISE_DPS * math.sqrt(NOISE_BAND * ROTATION_BAND_HZ[filter_])
        return self._noise.standard_normal((n, COLUMNS)) * [*[acceleration_g] * AXES, 0, *[rotation_dps] * AXES]


def _counts_per_unit(registers: bytearray) -> Floats:
    acceleration = ACCELERATION_COUNTS_PER_G >> _full_scale(registers, Register.ACCEL_CONFIG)
    rotation = ROTATION_COUNTS_PER_DPS[_full_scale(registers, Register.GYRO_CONFIG)]
    return np.array([*[acceleration] * AXES, TEMPERATURE_COUNTS_PER_C, *[rotation] * AXES])


def _full_scale(registers: bytearray, register: Register) -> int:
    return registers[register] >> FULL_SCALE_SHIFT & FULL_SCALE_MASK


def _to_counts(values: Floats) -> NDArray[np.int16]:
    """Rounded, and held at the ends of the range as the chip does."""
    return np.clip(np.rint(values), COUNTS_LIMIT.min, COUNTS_LIMIT.max).astype(MEASUREMENT)
