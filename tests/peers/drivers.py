"""How each public driver is opened and read, in g, degrees per second and degrees C.

Knows their names and units; must never know what they should read. Their packages are only there in the environment of
`tests.peers.environment`, so each is imported when it is asked for.
"""

# mypy: disable-error-code="import-not-found,no-untyped-call"

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.peers.i2c_port import I2cPort
from tests.support.bench import ADDRESS, BUS

STANDARD_GRAVITY = 9.80665  # the one these drivers multiply by

Read = Callable[[], list[float]]
"""Acceleration x y z, temperature, rotation x y z: in the order of the chip's registers."""


def mpu6050_raspberrypi() -> Read:
    from mpu6050 import mpu6050  # noqa: PLC0415 - see above

    sensor = mpu6050(ADDRESS, BUS)

    def read() -> list[float]:
        acceleration, rotation, temperature_c = sensor.get_all_data()
        return [*(a / STANDARD_GRAVITY for a in acceleration.values()), temperature_c, *rotation.values()]

    return read


def adafruit() -> Read:
    from adafruit_mpu6050 import MPU6050  # noqa: PLC0415 - see above

    sensor = MPU6050(I2cPort(BUS), ADDRESS)

    def read() -> list[float]:
        acceleration, rotation = sensor.acceleration, sensor.gyro
        return [*(a / STANDARD_GRAVITY for a in acceleration), sensor.temperature, *map(math.degrees, rotation)]

    return read


def py_imu() -> Read:
    from imu_mpu6050 import MPU6050  # noqa: PLC0415 - see above

    sensor = MPU6050(I2cPort(BUS), ADDRESS)

    def read() -> list[float]:
        acceleration, rotation = sensor.get_accel_data(g=True), sensor.get_gyro_data()
        return [*acceleration.values(), sensor.get_temp, *rotation.values()]

    return read


def jmrpi_spark() -> Read:
    from JMRPiSpark.Drives.Attitude.MPU6050 import MPU6050  # noqa: PLC0415 - see above

    sensor = MPU6050(ADDRESS, BUS)
    sensor.open()

    def read() -> list[float]:
        acceleration, rotation = sensor.getAccelData(raw=True), sensor.getGyroData()
        return [*acceleration.values(), sensor.getTemp(), *rotation.values()]

    return read


def micropython_mpu6500() -> Read:
    from machine import I2C  # noqa: PLC0415 - see above
    from mpu6500 import MPU6500, SF_DEG_S, SF_G  # noqa: PLC0415 - see above

    sensor = MPU6500(I2C(BUS), ADDRESS, accel_sf=SF_G, gyro_sf=SF_DEG_S)

    def read() -> list[float]:
        return [*sensor.acceleration, sensor.temperature, *sensor.gyro]

    return read


def mpu6050_pi() -> Read:
    # the package's own short cut, `from MPU6050 import MPU6050`, gives the module instead of the class
    from MPU6050.MPU6050 import MPU6050  # noqa: PLC0415 - see above

    sensor = MPU6050(ADDRESS, BUS)

    def read() -> list[float]:
        acceleration, rotation = sensor.read_accelerometer(gravity=True), sensor.read_gyroscope()
        return [*acceleration.values(), float(sensor.get_temperature()), *rotation.values()]

    return read


def fabo() -> Read:
    from FaBo9Axis_MPU9250 import MPU9250  # noqa: PLC0415 - see above

    sensor = MPU9250()
    if not sensor.searchDevice():
        raise LookupError("FaBo's driver does not recognise the chip")

    def read() -> list[float]:
        acceleration, rotation = sensor.readAccel(), sensor.readGyro()
        return [*acceleration.values(), sensor.readTemperature(), *rotation.values()]

    return read


def jmdev() -> Read:
    from mpu9250_jmdev.mpu_9250 import MPU9250  # noqa: PLC0415 - see above

    sensor = MPU9250(bus=BUS)
    sensor.configure()
    if not sensor.searchMPUDevice():
        raise LookupError("jmdev's driver does not recognise the chip")

    def read() -> list[float]:
        acceleration, rotation = sensor.readAccelerometerMaster(), sensor.readGyroscopeMaster()
        return [*acceleration, sensor.readTemperatureMaster(), *rotation]

    return read


@dataclass(frozen=True)
class Peer:
    """A driver, and the WHO_AM_I of the chip that it is for."""

    open: Callable[[], Read]
    who_am_i: int = 0x68


PEERS: Mapping[str, Peer] = {  # by the package's name
    "mpu6050-raspberrypi": Peer(mpu6050_raspberrypi),
    "adafruit-circuitpython-mpu6050": Peer(adafruit),
    "py-imu-mpu6050": Peer(py_imu),
    "jmrpi-spark": Peer(jmrpi_spark),
    "micropython-mpu9250": Peer(micropython_mpu6500, 0x70),
    "mpu6050-pi": Peer(mpu6050_pi),
    "FaBo9Axis-MPU9250-Python3": Peer(fabo, 0x71),
    "mpu9250-jmdev": Peer(jmdev, 0x71),
}
