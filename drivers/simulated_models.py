"""How the chips that answer as an MPU-6050 differ from each other, by WHO_AM_I.

Knows their data sheets; must never know the wire or the motion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drivers.registers import FIFO_BYTES, WHO_AM_I_MPU6050, Register
from drivers.simulated_filter import ACCELERATION_DELAY_S, ROTATION_DELAY_S


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


MPU6050: Final = Personality(  # register map, TEMP_OUT, FIFO_COUNT and CONFIG
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
PERSONALITIES: Final[Mapping[int, Personality]] = {WHO_AM_I_MPU6050: MPU6050, 0x98: ICM20689}


def personality(who_am_i: int) -> Personality:
    """What this WHO_AM_I stands for; any other is taken for one of the MPU-6500's family."""
    return PERSONALITIES.get(who_am_i, MPU6500)
