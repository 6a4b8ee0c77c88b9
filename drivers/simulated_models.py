"""How the chips that answer as an MPU-6050 differ from each other, by WHO_AM_I.

Knows their data sheets; must never know the wire or the motion.
"""

from dataclasses import dataclass
from typing import Final

from drivers.registers import FIFO_BYTES, WHO_AM_I_MPU6050, Register


@dataclass(frozen=True)
class Personality:
    """Temperature is counts / `counts_per_c` + `zero_c`; DLPF_CFG of the accelerometer is in `acceleration_filter`."""

    counts_per_c: float
    zero_c: float
    fifo_bytes: int
    acceleration_filter: Register


MPU6050: Final = Personality(340.0, 36.53, FIFO_BYTES, Register.CONFIG)  # register map, TEMP_OUT and FIFO_COUNT
MPU6500: Final = Personality(333.87, 21.0, 512, Register.ACCEL_CONFIG_2)  # PS-MPU-6500A; assumed of all its family


def personality(who_am_i: int) -> Personality:
    """What this WHO_AM_I stands for."""
    return MPU6050 if who_am_i == WHO_AM_I_MPU6050 else MPU6500
