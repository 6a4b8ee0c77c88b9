"""The MPU-6050's register map: addresses, bits and factory scales, under the names of the register map (RM-MPU-6000A).

Knows what the data sheet says; must never know which settings anyone wants.
"""

from enum import IntEnum
from typing import Final


class Register(IntEnum):
    """Register addresses. Reads and writes of several bytes go on to the next address, except at FIFO_R_W."""

    SELF_TEST_X = 0x0D  # to 0x10, SELF_TEST_A: what the factory saw, five bits an axis
    SMPLRT_DIV = 0x19  # sample rate = base rate / (1 + SMPLRT_DIV)
    CONFIG = 0x1A  # bits 0-2: low-pass filter, DLPF_CFG
    GYRO_CONFIG = 0x1B  # bits 3-4: full scale
    ACCEL_CONFIG = 0x1C  # bits 3-4: full scale
    ACCEL_CONFIG_2 = 0x1D  # only MPU-6500 and later: bits 0-2: low-pass filter of the accelerometer
    FIFO_EN = 0x23  # which measurements go into the FIFO
    I2C_MST_CTRL = 0x24  # bit 5: what a chip behind this one says goes into the FIFO too
    INT_PIN_CFG = 0x37  # bit 4: any read clears INT_STATUS; bit 1: the auxiliary bus is joined to the main one
    INT_ENABLE = 0x38
    INT_STATUS = 0x3A  # clears on read
    ACCEL_XOUT_H = 0x3B  # from here 14 bytes: acceleration, temperature, rotation
    TEMP_OUT_H = 0x41
    GYRO_XOUT_H = 0x43
    SIGNAL_PATH_RESET = 0x68
    USER_CTRL = 0x6A
    PWR_MGMT_1 = 0x6B
    PWR_MGMT_2 = 0x6C
    FIFO_COUNTH = 0x72  # reading this latches both bytes of the count
    FIFO_COUNTL = 0x73
    FIFO_R_W = 0x74
    WHO_AM_I = 0x75


ADDRESS: Final = 0x68
ADDRESS_HIGH: Final = 0x69  # with the AD0 pin high
WHO_AM_I_MPU6050: Final = 0x68  # does not follow AD0

FIFO_BYTES: Final = 1024  # of the MPU-6050
MEASUREMENT: Final = ">i2"  # every measurement is a signed 16-bit number, high byte first
SENSOR_AXES: Final = 3
MEASUREMENT_BYTES: Final = 2
FRAME_COLUMNS: Final = 7  # acceleration x y z, temperature, rotation x y z
TEMPERATURE_COLUMN: Final = 3
FRAME_BYTES: Final = MEASUREMENT_BYTES * FRAME_COLUMNS

FIFO_EN_TEMPERATURE: Final = 0x80
FIFO_EN_ROTATION: Final = (0x40, 0x20, 0x10)  # x, y, z
FIFO_EN_ACCELERATION: Final = 0x08
INT_PIN_READ_CLEARS: Final = 0x10
INT_PIN_BYPASS: Final = 0x02
INT_FIFO_OVERFLOW: Final = 0x10
INT_DATA_READY: Final = 0x01
USER_FIFO_ENABLE: Final = 0x40
USER_FIFO_RESET: Final = 0x04  # clears itself
USER_SIGNAL_RESET: Final = 0x01  # clears itself and all measurements
POWER_RESET: Final = 0x80  # clears itself
POWER_SLEEP: Final = 0x40  # set at power-up
POWER_CYCLE: Final = 0x20  # wakes at LP_WAKE_CTRL's rate for one sample
POWER_TEMPERATURE_OFF: Final = 0x08
POWER_CLOCK_INTERNAL: Final = 0x00  # CLKSEL 0: the oscillator that runs without the gyroscope; 5 % (assumed)
POWER_CLOCK_GYRO_X: Final = 0x01  # CLKSEL 1: the gyroscope's oscillator, 1 %; product specification 7.15
STANDBY: Final = (0x20, 0x10, 0x08, 0x04, 0x02, 0x01)  # PWR_MGMT_2: acceleration x y z, rotation x y z
WAKE_RATE_SHIFT: Final = 6  # PWR_MGMT_2: LP_WAKE_CTRL
WAKE_RATES_HZ: Final = (1.25, 5.0, 20.0, 40.0)

ACCELERATION_COUNTS_PER_G: Final = 16384  # at full scale 0 (2 g), halved by each step
ROTATION_COUNTS_PER_DPS: Final = (131.0, 65.5, 32.8, 16.4)  # at full scale 0 to 3: 250, 500, 1000, 2000 deg/s
SELF_TEST_ENABLE: Final = (0x80, 0x40, 0x20)  # x, y, z in GYRO_CONFIG and ACCEL_CONFIG
FULL_SCALE_SHIFT: Final = 3  # full scale is bits 3 and 4 of GYRO_CONFIG and ACCEL_CONFIG
