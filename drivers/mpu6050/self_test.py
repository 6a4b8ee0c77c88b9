"""The chip's self-test: how far each axis moves when the chip pushes it, against what the factory saw.

Knows the register map's formulas and the order of the test; must never know what is done about an axis that fails.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from drivers.i2c import Bus
from drivers.mpu6050.frames import parse
from drivers.mpu6050.models import Settings
from drivers.mpu6050.registers import (
    ACCELERATION_COUNTS_PER_G,
    FRAME_BYTES,
    FULL_SCALE_SHIFT,
    ROTATION_COUNTS_PER_DPS,
    SELF_TEST_ENABLE,
    SENSOR_AXES,
    Register,
)

TESTED_ACCELERATION_SCALE: Final = 2  # 8 g, as the register map asks for the test
TESTED_ROTATION_SCALE: Final = 0  # 250 deg/s
CODE_BYTES: Final = 4  # from SELF_TEST_X to SELF_TEST_A
ROTATION_CODE_MASK: Final = 0x1F
ACCELERATION_HIGH_SHIFT: Final = 3  # bits 5 to 7 are bits 2 to 4 of the acceleration's code ...
ACCELERATION_HIGH_MASK: Final = 0x1C
ACCELERATION_LOW_SHIFTS: Final = (4, 2, 0)  # ... and its bits 0 and 1 are here in SELF_TEST_A, x y z
ACCELERATION_LOW_MASK: Final = 0x03
LEAST_TRIM_G: Final = 0.34  # register map, SELF_TEST: code 1 ...
MOST_TRIM_G: Final = 0.92  # ... and code 31
ACCELERATION_STEPS: Final = 30
LEAST_TRIM_DPS: Final = 25.0
ROTATION_STEP: Final = 1.046
TOLERANCE: Final = 0.14  # of the factory trim; product specification, self-test response
AT_REST: Final[Settings] = {
    Register.GYRO_CONFIG: TESTED_ROTATION_SCALE << FULL_SCALE_SHIFT,
    Register.ACCEL_CONFIG: TESTED_ACCELERATION_SCALE << FULL_SCALE_SHIFT,
}
PUSHED: Final[Settings] = {register: value | sum(SELF_TEST_ENABLE) for register, value in AT_REST.items()}
SETTLING_S: Final = 0.25  # ours: several times the gyroscope's start-up of 60 ms
AVERAGED: Final = 100  # samples: the data sheet's noise of 3 mg becomes 0.3 mg
SAMPLE_S: Final = 0.01

Verdict = Literal["passed", "failed", "no factory trim"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One axis of the two sensors, and what its codes but 0 stand for in its unit."""

    name: str
    unit: Literal["g", "deg/s"]
    trim: Callable[[int], float]


@dataclass(frozen=True)
class AxisTest:
    """How one axis did: `response` to the test and the factory's `trim` in `unit`; trim None if there is none."""

    axis: str
    unit: Literal["g", "deg/s"]
    response: float
    trim: float | None
    verdict: Verdict


def trim_g(code: int) -> float:
    """The factory trim of an accelerometer's axis in g, for codes 1 to 31."""
    return LEAST_TRIM_G * float((MOST_TRIM_G / LEAST_TRIM_G) ** ((code - 1) / ACCELERATION_STEPS))


def trim_dps(code: int) -> float:
    """The factory trim of the gyroscope's x and z axis in deg/s, for codes 1 to 31."""
    return LEAST_TRIM_DPS * float(ROTATION_STEP ** (code - 1))


def negative_trim_dps(code: int) -> float:
    """The factory trim of the gyroscope's y axis, which turns the other way, in deg/s, for codes 1 to 31."""
    return -trim_dps(code)


TESTED: Final = (  # in the order of the measurements
    Axis("acceleration x", "g", trim_g),
    Axis("acceleration y", "g", trim_g),
    Axis("acceleration z", "g", trim_g),
    Axis("rotation x", "deg/s", trim_dps),
    Axis("rotation y", "deg/s", negative_trim_dps),
    Axis("rotation z", "deg/s", trim_dps),
)


def factory_trim(axis: Axis, code: int) -> float | None:
    """How far the axis moved at the factory, in its unit; None for code 0, which stands for "not written down"."""
    return axis.trim(code) if code else None


def trim_codes(data: bytes) -> tuple[int, ...]:
    """The codes, 0 to 31, of the axes in TESTED's order, from the four registers SELF_TEST_X to SELF_TEST_A."""
    *mixed, low = data
    acceleration = [
        value >> ACCELERATION_HIGH_SHIFT & ACCELERATION_HIGH_MASK | low >> shift & ACCELERATION_LOW_MASK
        for value, shift in zip(mixed, ACCELERATION_LOW_SHIFTS, strict=True)
    ]
    return (*acceleration, *(value & ROTATION_CODE_MASK for value in mixed))


def verdict(response: float, trim: float | None) -> Verdict:
    """Whether the response is within 14 % of the factory trim."""
    if trim is None:
        return "no factory trim"
    return "passed" if abs(response - trim) <= TOLERANCE * abs(trim) else "failed"


def judged(responses: Sequence[float], codes: Sequence[int]) -> tuple[AxisTest, ...]:
    """Each axis' result, from its response in g or deg/s and its code, all in TESTED's order."""
    trims = [factory_trim(axis, code) for axis, code in zip(TESTED, codes, strict=True)]
    return tuple(
        AxisTest(axis.name, axis.unit, response, trim, verdict(response, trim))
        for axis, response, trim in zip(TESTED, responses, trims, strict=True)
    )


def self_tested(bus: Bus, address: int, sleep: Callable[[float], None]) -> tuple[AxisTest, ...]:
    """Test a chip that is awake, in 2.5 s. It is left with the settings PUSHED, if it kept them. Raises BusError."""
    codes = trim_codes(bus.read(address, Register.SELF_TEST_X, CODE_BYTES))
    at_rest = _average(bus, address, sleep, AT_REST)
    pushed = _average(bus, address, sleep, PUSHED)
    return judged((pushed - at_rest).tolist(), codes)


def _average(bus: Bus, address: int, sleep: Callable[[float], None], settings: Settings) -> Floats:
    """[6] g and deg/s with these settings."""
    for register, value in settings.items():
        bus.write(address, register, bytes([value]))
    sleep(SETTLING_S)
    taken = b""
    for _ in range(AVERAGED):
        sleep(SAMPLE_S)
        taken += bus.read(address, Register.ACCEL_XOUT_H, FRAME_BYTES)
    counts = parse(taken).mean(axis=0)
    acceleration_g = counts[:SENSOR_AXES] * (1 << TESTED_ACCELERATION_SCALE) / ACCELERATION_COUNTS_PER_G
    return np.concatenate([acceleration_g, counts[-SENSOR_AXES:] / ROTATION_COUNTS_PER_DPS[TESTED_ROTATION_SCALE]])
