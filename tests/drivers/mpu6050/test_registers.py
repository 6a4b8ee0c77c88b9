"""The register map in numbers: driver and simulated chip share one table, so a wrong number would agree with itself.

Every number is that of the register map (RM-MPU-6000A) or the product specification, in their decimal addresses and bit
numbers.
"""

import pytest

from drivers.mpu6050 import registers
from drivers.mpu6050.chip import FIFO_RESTART
from drivers.mpu6050.models import MODELS, SAMPLE_RATE_HZ, SETTINGS, WITHOUT_GYROSCOPE
from drivers.mpu6050.registers import Register

ADDRESSES = {
    "SELF_TEST_X": 13,
    "SMPLRT_DIV": 25,
    "CONFIG": 26,
    "GYRO_CONFIG": 27,
    "ACCEL_CONFIG": 28,
    "ACCEL_CONFIG_2": 29,  # register map of the MPU-6500
    "FIFO_EN": 35,
    "I2C_MST_CTRL": 36,
    "INT_PIN_CFG": 55,
    "INT_ENABLE": 56,
    "INT_STATUS": 58,
    "ACCEL_XOUT_H": 59,
    "TEMP_OUT_H": 65,
    "GYRO_XOUT_H": 67,
    "SIGNAL_PATH_RESET": 104,
    "USER_CTRL": 106,
    "PWR_MGMT_1": 107,
    "PWR_MGMT_2": 108,
    "FIFO_COUNTH": 114,
    "FIFO_COUNTL": 115,
    "FIFO_R_W": 116,
    "WHO_AM_I": 117,
}


def bit(*numbers: int) -> int:
    """The register map numbers bits from 0."""
    return sum(2**number for number in numbers)


def test_every_register_has_the_address_of_the_register_map() -> None:
    assert {register.name: int(register) for register in Register} == ADDRESSES


def test_it_answers_at_68_and_says_so() -> None:
    assert (registers.ADDRESS, registers.WHO_AM_I_MPU6050) == (0b1101000, 0b1101000)


def test_fourteen_bytes_are_seven_numbers_of_two() -> None:
    assert (registers.FRAME_COLUMNS, registers.MEASUREMENT_BYTES, registers.FRAME_BYTES) == (7, 2, 14)
    assert (registers.SENSOR_AXES, registers.TEMPERATURE_COLUMN) == (3, 3)
    assert registers.FIFO_BYTES == 1024


def test_every_bit_is_where_the_register_map_has_it() -> None:
    assert bit(7) == registers.FIFO_EN_TEMPERATURE
    assert (bit(6), bit(5), bit(4)) == registers.FIFO_EN_ROTATION
    assert bit(3) == registers.FIFO_EN_ACCELERATION
    assert (bit(4), bit(1)) == (registers.INT_PIN_READ_CLEARS, registers.INT_PIN_BYPASS)
    assert (bit(4), bit(0)) == (registers.INT_FIFO_OVERFLOW, registers.INT_DATA_READY)
    assert (registers.USER_FIFO_ENABLE, registers.USER_FIFO_RESET, registers.USER_SIGNAL_RESET) == (64, 4, 1)
    assert (bit(7), bit(6), bit(5)) == (registers.POWER_RESET, registers.POWER_SLEEP, registers.POWER_CYCLE)
    assert bit(3) == registers.POWER_TEMPERATURE_OFF
    assert (registers.POWER_CLOCK_INTERNAL, registers.POWER_CLOCK_GYRO_X) == (0, 1)
    assert tuple(bit(number) for number in (5, 4, 3, 2, 1, 0)) == registers.STANDBY
    assert (bit(7), bit(6), bit(5)) == registers.SELF_TEST_ENABLE
    assert registers.FULL_SCALE_SHIFT == 3


def test_in_cycle_mode_it_wakes_at_one_of_four_rates() -> None:
    assert registers.WAKE_RATE_SHIFT == 6
    assert registers.WAKE_RATES_HZ == (1.25, 5, 20, 40)


def test_the_scales_are_those_of_the_product_specification() -> None:
    assert [registers.ACCELERATION_COUNTS_PER_G >> scale for scale in range(4)] == [16384, 8192, 4096, 2048]
    assert registers.ROTATION_COUNTS_PER_DPS == (131, 65.5, 32.8, 16.4)


def test_it_measures_a_hundred_times_a_second_below_44_hz_up_to_4_g_and_1000_degrees_a_second() -> None:
    assert SAMPLE_RATE_HZ == 100
    assert list(SETTINGS.items()) == [  # in this order: awake before anything else, the FIFO last
        (107, 1),  # PWR_MGMT_1: awake, on the gyroscope's oscillator
        (108, 0),
        (25, 9),  # SMPLRT_DIV: 1000 Hz / (1 + 9)
        (26, 3),  # DLPF_CFG 3: 44 Hz and 42 Hz
        (27, 2 << 3),  # FS_SEL 2: 1000 deg/s
        (28, 1 << 3),  # AFS_SEL 1: 4 g
        (36, 0),
        (55, 0),
        (56, bit(4)),  # FIFO_OFLOW_EN
        (35, bit(7, 6, 5, 4, 3)),  # temperature, rotation x y z, acceleration
        (106, bit(6)),  # FIFO_EN
    ]


def test_the_fifo_is_stopped_and_switched_off_before_it_is_emptied() -> None:
    assert ((35, 0), (106, 0), (106, bit(2))) == FIFO_RESTART  # FIFO_EN; USER_CTRL, FIFO_RESET


def test_without_the_gyroscope_its_axes_stand_by_and_the_clock_is_the_internal_one() -> None:
    assert {107: 0, 108: bit(2, 1, 0), 35: bit(7, 3)} == WITHOUT_GYROSCOPE


MODEL_NUMBERS = {  # name, counts a degree, degrees at count 0, bytes of FIFO, seconds of delay
    0x68: ("MPU-6050", 340, 36.53, 1024, 0.00485),  # CONFIG: 4.9 ms of acceleration, 4.8 ms of rotation
    0x70: ("MPU-6500", 333.87, 21, 512, 0.0054),  # 4.88 ms and 5.9 ms
    0x71: ("MPU-9250", 333.87, 21, 512, 0.0054),
    0x72: ("a relative of the MPU-6500 (WHO_AM_I 0x72)", 333.87, 21, 512, 0.0054),
    0x73: ("MPU-9255", 333.87, 21, 512, 0.0054),  # this one and those below: Linux' inv_mpu6050
    0x74: ("MPU-6515", 333.87, 21, 512, 0.0054),
    0x78: ("MPU-6880", 333.87, 21, 512, 0.0054),
    0x98: ("ICM-20689", 326.8, 25, 512, 0.0054),
    0xAE: ("ICM-20608-D", 326.8, 25, 512, 0.0054),
    0xAF: ("ICM-20608-G", 326.8, 25, 512, 0.0054),
}


def test_each_model_counts_as_its_data_sheet_says() -> None:
    found = {
        who_am_i: (model.name, model.counts_per_c, model.zero_c, model.fifo_bytes, model.filter_delay_s)
        for who_am_i, model in MODELS.items()
    }
    assert found == MODEL_NUMBERS


@pytest.mark.parametrize("who_am_i", [0x70, 0x71, 0x72, 0x73, 0x74, 0x78, 0x98, 0xAE, 0xAF])
def test_a_relative_has_one_more_filter_to_set(who_am_i: int) -> None:
    settings = MODELS[who_am_i].settings
    assert settings.items() - SETTINGS.items() == {(29, 3)}  # ACCEL_CONFIG_2: the same of its accelerometer
    assert SETTINGS.items() <= settings.items()
