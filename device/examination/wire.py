"""The sensor asked while its recorder may be running: one register is read, and nothing in the chip changes.

Knows bus and driver; must never know what is good. The chip's test of itself is only run where nothing is recorded.
"""

import errno
from pathlib import Path
from typing import Final

from device.health.checks import Check, not_checked, sensor
from device.health.checks.sensor import AxisSeen
from device.sensor import SENSOR_FAULTS, SensorOnBus
from device.system.clock import Clock
from device.system.config import Config
from device.system.files import is_closed
from device.system.lock import AlreadyRunning, only_one
from drivers.i2c import Bus, BusError, BusMissing, asked_hz, buses
from drivers.mpu6050 import AxisTest, Mpu6050, WrongChip

CHIP, SELF_TEST = "sensor chip", "sensor self-test"
WITH_SUDO: Final = "sudo easeband doctor"
MAY_NOT: Final = (errno.EACCES, errno.EPERM)


def wire_checks(config: Config, clock: Clock) -> list[Check]:
    """The bus, its speed, the chip, and its test of itself where that disturbs nobody."""
    bus = sensor.bus(config.sensor.bus, buses())
    if bus.outcome == "fault":
        absent = f"there is no /dev/i2c-{config.sensor.bus}"
        return [bus, *(not_checked(name, absent) for name in ("I2C speed", CHIP, SELF_TEST))]
    chip = _chip(config, clock)
    tested = _self_test(config, clock) if chip.outcome == "good" else not_checked(SELF_TEST, "no chip answers")
    return [bus, sensor.speed(asked_hz(config.sensor.bus)), chip, tested]


def _chip(config: Config, clock: Clock) -> Check:
    address = config.sensor.address
    try:
        with Bus(config.sensor.bus) as bus:
            found = Mpu6050(bus, clock.monotonic_s, clock.sleep, address).identify()
    except BusMissing as error:
        if error.errno in MAY_NOT:
            return not_checked(CHIP, str(error), WITH_SUDO)
        return sensor.chip("", str(error), address)
    except (BusError, WrongChip) as error:
        return sensor.chip("", str(error), address)
    return sensor.chip(found.name, "", address)


def _self_test(config: Config, clock: Clock) -> Check:
    """With the recorder's lock, so that it cannot start meanwhile; where it has none yet, none is made for it."""
    database = Path(config.files.device)
    if is_closed(database):
        return not_checked(SELF_TEST, f"this user may not read {database}", WITH_SUDO)
    if not database.exists():
        return not_checked(SELF_TEST, "nothing was recorded yet", "easeband calibrate --self-test")
    try:
        with only_one(database):
            return _tested(config, clock)
    except AlreadyRunning:
        return sensor.chip_test_while_running()
    except PermissionError as error:
        return not_checked(SELF_TEST, f"{error.filename}: {error.strerror}", WITH_SUDO)
    except SENSOR_FAULTS as error:
        return not_checked(SELF_TEST, str(error), "easeband calibrate --self-test")


def _tested(config: Config, clock: Clock) -> Check:
    opened = SensorOnBus(config.sensor, clock)
    try:
        return sensor.chip_test([_axis(test) for test in opened.self_test()])
    finally:
        opened.stop()


def _axis(test: AxisTest) -> AxisSeen:
    expected = "unknown" if test.trim is None else f"{test.trim:.3f} {test.unit}"
    said = f"{test.response:.3f} {test.unit}, its factory saw {expected}"
    return AxisSeen(test.axis, test.verdict == "failed", said)
