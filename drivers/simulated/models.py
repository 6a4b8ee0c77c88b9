"""How the chips that answer as an MPU-6050 differ from each other, by WHO_AM_I, and their digital low-pass filter.

Knows their data sheets and the register map's table of delays and bands; must never know the wire or the motion.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050.registers import FIFO_BYTES, WHO_AM_I_MPU6050, Register

Floats = NDArray[np.float64]

FILTER_MASK: Final = 0x07
UNFILTERED: Final = {0, 7}  # DLPF_CFG at which the base rate is 8 kHz; register map, SMPLRT_DIV
ACCELERATION_DELAY_S: Final = (0.0, 0.002, 0.003, 0.0049, 0.0085, 0.0138, 0.019, 0.0)  # register map, CONFIG
ROTATION_DELAY_S: Final = (0.00098, 0.0019, 0.0028, 0.0048, 0.0083, 0.0134, 0.0186, 0.0)
ACCELERATION_BAND_HZ: Final = (260, 184, 94, 44, 21, 10, 5, 260)
ROTATION_BAND_HZ: Final = (256, 188, 98, 42, 20, 10, 5, 256)
WEIGHTS: Final = np.array([1, 4, 6, 4, 1]) / 16  # binomial: its response is cos(pi f spacing) ** 4
SPACING: Final = math.acos(0.5**0.125) / math.pi  # in periods of the corner: there the response is -3 dB


def taps(corner_hz: float) -> tuple[Floats, Floats]:
    """Where around its delay the filter looks, in seconds, and with which weight.

    At 5 and 10 Hz that is up to 34 ms ahead of the present, which only a simulation can do.
    """
    middle = len(WEIGHTS) // 2
    return np.arange(-middle, middle + 1, dtype=np.float64) * (SPACING / corner_hz), WEIGHTS


@dataclass(frozen=True)
class Personality:
    """Temperature is counts / `counts_per_c` + `zero_c`; DLPF_CFG of the accelerometer is in `acceleration_filter`.

    The filters' delays are by DLPF_CFG; their bands are taken to be the MPU-6050's, 1 to 6 % from their own.
    """

    counts_per_c: float
    zero_c: float
    fifo_bytes: int
    acceleration_filter: Register
    acceleration_delay_s: Sequence[float]
    rotation_delay_s: Sequence[float]


SIMULATED_MPU6050: Final = Personality(  # register map, TEMP_OUT, FIFO_COUNT and CONFIG
    340.0, 36.53, FIFO_BYTES, Register.CONFIG, ACCELERATION_DELAY_S, ROTATION_DELAY_S
)
MPU6500: Final = Personality(  # PS-MPU-6500A; the delays are RM-MPU-9250A's; assumed of all its family
    333.87,
    21.0,
    512,
    Register.ACCEL_CONFIG_2,
    acceleration_delay_s=(0.00188, 0.00188, 0.00288, 0.00488, 0.00887, 0.01683, 0.03248, 0.00138),
    rotation_delay_s=(0.00097, 0.0029, 0.0039, 0.0059, 0.0099, 0.01785, 0.03348, 0.00017),
)
ICM20689: Final = replace(MPU6500, counts_per_c=326.8, zero_c=25.0)  # its data sheet, TEMP_OUT
PERSONALITIES: Final[Mapping[int, Personality]] = {
    WHO_AM_I_MPU6050: SIMULATED_MPU6050,
    **dict.fromkeys((0x98, 0xAE, 0xAF), ICM20689),  # Linux' inv_mpu6050: the ICM-20608's temperature is the same
}


def personality(who_am_i: int) -> Personality:
    """What this WHO_AM_I stands for; any other is taken for one of the MPU-6500's family."""
    return PERSONALITIES.get(who_am_i, MPU6500)
