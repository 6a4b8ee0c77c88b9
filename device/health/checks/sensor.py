"""The sensor's bus, its speed, the chip that answers, and the chip's test of itself.

Knows what a Raspberry Pi and an MPU-6050 should show; must never know how they are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.health.checks.check import Check, fault, good, left_out, not_checked

PART: Final = "sensor"
WANTED_HZ: Final = 400_000  # fast mode; at 100 kHz the bus is busy for a sixth of the time
ENABLE: Final = "enable I2C: sudo raspi-config nonint do_i2c 0, then restart"
FASTER: Final = "write dtparam=i2c_arm_baudrate=400000 into /boot/firmware/config.txt, then restart"
WIRING: Final = "check wiring, power and address (AD0 pin)"


def bus(number: int, there: Sequence[str]) -> Check:
    """Whether the configured bus is among the nodes that there are, such as /dev/i2c-1."""
    node, name = f"/dev/i2c-{number}", "I2C bus"
    if node in there:
        return good(name, f"{node} is there", PART)
    if there:
        seen = f"there is no {node}, but {', '.join(there)}"
        return fault(name, seen, node, f"set bus in [sensor] of the configuration to one of these, or {ENABLE}", PART)
    return fault(name, "I2C is not enabled: there is no /dev/i2c-*", node, ENABLE, PART)


def speed(asked_hz: int | None) -> Check:
    """How fast the device tree wants the bus."""
    name = "I2C speed"
    if asked_hz is None:
        return not_checked(name, "this computer's device tree does not say how fast the bus is")
    seen = f"{asked_hz // 1000} kHz"
    if asked_hz >= WANTED_HZ:
        return good(name, seen)
    return fault(name, seen, "400 kHz: a slow bus costs power, and samples when the computer is busy", FASTER)


def chip(found: str, problem: str, address: int) -> Check:
    """`found`: the model that answered; `problem`: why none did, with what to check."""
    name = "sensor chip"
    if not problem:
        return good(name, f"{found} answers at 0x{address:02x}", PART)
    return fault(name, problem, f"an MPU-6050 or a relative at 0x{address:02x}", WIRING, PART)


@dataclass(frozen=True)
class AxisSeen:
    """How one axis answered when the chip deflected it."""

    axis: str
    failed: bool
    said: str


def chip_test(axes: Sequence[AxisSeen]) -> Check:
    """The chip's own test, against its factory's values."""
    name, bad = "sensor self-test", [axis for axis in axes if axis.failed]
    if not bad:
        return good(name, f"{len(axes)} axes within their factory's values", PART)
    seen = "; ".join(f"{axis.axis}: {axis.said}" for axis in bad)
    to_do = "lay the band still and ask again (easeband calibrate --self-test); if it fails again, replace the sensor"
    return fault(name, seen, "each axis within 14 % of its factory's value", to_do, PART)


def chip_test_while_running() -> Check:
    """The recorder has the chip, and the test would interrupt what it measures."""
    return left_out(
        "sensor self-test",
        "the recorder is using the sensor; to test it: sudo systemctl stop easeband-device, then easeband doctor",
    )
