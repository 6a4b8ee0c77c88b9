"""Which chips answer as an MPU-6050, what WHO_AM_I tells them apart, and the settings each is given.

Knows registers and data sheets; must never know the bus.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drivers.mpu6050.registers import (
    ACCELERATION_COUNTS_PER_G,
    FIFO_BYTES,
    FIFO_EN_ACCELERATION,
    FIFO_EN_ROTATION,
    FIFO_EN_TEMPERATURE,
    FULL_SCALE_SHIFT,
    INT_FIFO_OVERFLOW,
    POWER_CLOCK_GYRO_X,
    POWER_CLOCK_INTERNAL,
    ROTATION_COUNTS_PER_DPS,
    SENSOR_AXES,
    STANDBY,
    USER_FIFO_ENABLE,
    WHO_AM_I_MPU6050,
    Register,
)

SAMPLE_RATE_HZ: Final = 100.0
BASE_RATE_HZ: Final = 1000.0  # of both sensors while the low-pass filter is on; register map, SMPLRT_DIV
FILTER: Final = 3  # DLPF_CFG: acceleration 44 Hz, rotation 42 Hz, below half the sample rate
FIFO_BYTES_MPU6500: Final = 512  # PS-MPU-6500A, FIFO; the same in Linux' inv_mpu6050 for the MPU-9250
# At 3 in both filters: rotation 5.9 ms, acceleration 4.88 ms; RM-MPU-9250A, CONFIG and ACCEL_CONFIG_2. Assumed of the
# whole family: the data sheets of the others were not seen.
FILTER_DELAY_MPU6500_S: Final = 0.0054
ACCELERATION_SCALE: Final = 1  # 4 g: quick arm movement passes 2 g
ROTATION_SCALE: Final = 2  # 1000 deg/s: quick arm movement passes 500 deg/s
G_PER_COUNT: Final = (1 << ACCELERATION_SCALE) / ACCELERATION_COUNTS_PER_G
DPS_PER_COUNT: Final = 1 / ROTATION_COUNTS_PER_DPS[ROTATION_SCALE]
RANGE_G: Final = float(2 << ACCELERATION_SCALE)
RANGE_DPS: Final = float(250 << ROTATION_SCALE)

Settings = Mapping[Register, int]
"""What each register is to hold, in the order of writing."""

SETTINGS: Final[Settings] = {
    Register.PWR_MGMT_1: POWER_CLOCK_GYRO_X,
    Register.PWR_MGMT_2: 0,
    Register.SMPLRT_DIV: round(BASE_RATE_HZ / SAMPLE_RATE_HZ) - 1,
    Register.CONFIG: FILTER,
    Register.GYRO_CONFIG: ROTATION_SCALE << FULL_SCALE_SHIFT,
    Register.ACCEL_CONFIG: ACCELERATION_SCALE << FULL_SCALE_SHIFT,
    Register.I2C_MST_CTRL: 0,  # nothing from a chip behind this one; the others of its kind count only with USER_CTRL
    Register.INT_PIN_CFG: 0,  # so that only reading INT_STATUS clears the overflow bit
    Register.INT_ENABLE: INT_FIFO_OVERFLOW,  # no pin is wired: so that INT_STATUS surely tells of an overflow
    Register.FIFO_EN: FIFO_EN_TEMPERATURE | FIFO_EN_ACCELERATION | sum(FIFO_EN_ROTATION),
    Register.USER_CTRL: USER_FIFO_ENABLE,
}

WITHOUT_GYROSCOPE: Final[Settings] = {  # what differs in standby: 0.5 mA instead of 3.8; product specification
    Register.PWR_MGMT_1: POWER_CLOCK_INTERNAL,  # the gyroscope's oscillator stands still with it
    Register.PWR_MGMT_2: sum(STANDBY[-SENSOR_AXES:]),
    Register.FIFO_EN: FIFO_EN_TEMPERATURE | FIFO_EN_ACCELERATION,
}
QUIET_RATE_HZ: Final = 10.0  # ours: of acceleration alone, for whoever only wants to know whether anything moves


@dataclass(frozen=True)
class Model:
    """One kind of chip, as it is set here.

    Its temperature is counts / `counts_per_c` + `zero_c`. `fifo_bytes` is the most that its FIFO's count can say.
    `filter_delay_s`: by so much a movement is older than the sample that shows it, the mean of both sensors.
    `warning` is for its owner.
    """

    name: str
    counts_per_c: float
    zero_c: float
    fifo_bytes: int
    filter_delay_s: float
    settings: Settings
    warning: str | None = None

    def settings_for(self, *, gyroscope: bool, rate_hz: float = SAMPLE_RATE_HZ) -> Settings:
        """What it is to hold, with its gyroscope running or in standby, at this rate."""
        rate = {Register.SMPLRT_DIV: round(BASE_RATE_HZ / rate_hz) - 1}
        return {**self.settings, **rate, **({} if gyroscope else WITHOUT_GYROSCOPE)}


def _relative(name: str, counts_per_c: float = 333.87, zero_c: float = 21.0) -> Model:
    """A chip of the MPU-6500's family: the same registers, and a filter of its own for the accelerometer.

    All but the ICM-20689 count temperature alike: RM-MPU-6500A, TEMP_OUT.
    """
    warning = f"{name} instead of an MPU-6050: usable; temperature and the time of each sample are less exact"
    settings = {**SETTINGS, Register.ACCEL_CONFIG_2: FILTER}  # its bits 6 and 7, FIFO_SIZE of the ICM-20689, are 0: 512
    return Model(name, counts_per_c, zero_c, FIFO_BYTES_MPU6500, FILTER_DELAY_MPU6500_S, settings, warning)


MPU6050: Final = Model(
    "MPU-6050",
    counts_per_c=340.0,  # register map, TEMP_OUT
    zero_c=36.53,
    fifo_bytes=FIFO_BYTES,  # product specification, FIFO
    filter_delay_s=0.00485,  # at DLPF_CFG 3: acceleration 4.9 ms, rotation 4.8 ms; register map, CONFIG
    settings=SETTINGS,
)
FILTER_DELAY_S: Final = MPU6050.filter_delay_s

ICM_COUNTS_PER_C, ICM_ZERO_C = 326.8, 25.0  # ICM-20689's data sheet, TEMP_OUT; Linux' inv_mpu6050 for its relatives

# By WHO_AM_I. 0x68, 0x70, 0x71 and 0x98 are those of the chips' register maps. The others are in the table of Linux'
# inv_mpu6050 with the MPU-6500's registers and temperature or the ICM-20689's; their data sheets were not seen, so all
# else about them is assumed. 0x72 no table names: buyers of MPU-6050 modules report it. Not taken, since their FIFO_EN
# and FIFO differ: ICM-20600 (0x11), ICM-20602 (0x12), MPU-6886 (0x19), ICM-20609 (0xa6).
MODELS: Final[Mapping[int, Model]] = {
    WHO_AM_I_MPU6050: MPU6050,
    0x70: _relative("MPU-6500"),
    0x71: _relative("MPU-9250"),
    0x72: _relative("a relative of the MPU-6500 (WHO_AM_I 0x72)"),
    0x73: _relative("MPU-9255"),
    0x74: _relative("MPU-6515"),
    0x78: _relative("MPU-6880"),
    0x98: _relative("ICM-20689", ICM_COUNTS_PER_C, ICM_ZERO_C),
    0xAE: _relative("ICM-20608-D", ICM_COUNTS_PER_C, ICM_ZERO_C),
    0xAF: _relative("ICM-20608-G", ICM_COUNTS_PER_C, ICM_ZERO_C),
}


def accepted() -> str:
    """The numbers that are taken, each with its chip, for people."""
    return ", ".join(f"0x{who:02x} {model.name}" for who, model in MODELS.items())
