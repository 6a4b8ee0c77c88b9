"""The I2C wire: opens /dev/i2c-N, reads and writes bytes, and says in words what the kernel's error numbers mean.

Knows smbus2 and the kernel; must never know which chip answers.
"""

import errno
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import smbus2.smbus2
from smbus2 import SMBus, i2c_msg

SYSTEM_CALLS: Final = smbus2.smbus2  # the module whose os.open, os.close and ioctl a simulated kernel replaces
ADAPTERS: Final = Path("/sys/bus/i2c/devices")
DEVICES: Final = Path("/dev")
ATTEMPTS: Final = 3  # for whatever may be repeated; a disturbed transfer rarely fails twice

TO_DO_AT_OPEN: Final = {
    errno.ENOENT: "enable I2C (raspi-config, Interface Options, I2C; or dtparam=i2c_arm=on in config.txt) and restart",
    errno.EACCES: "add this user to the group that owns it, usually i2c",
    errno.EPERM: "allow this device to the service (DeviceAllow=)",
}
# As the kernel's i2c-bcm2835 driver uses them (Pi Zero to 4). By its source the i2c-designware driver of a Pi 5 uses
# the same numbers, and EREMOTEIO for a low SDA too, EAGAIN for a second master; not tried.
MEANING: Final = {
    errno.EREMOTEIO: ("nothing answered", "check wiring, power and address (AD0 pin)"),
    errno.EIO: ("the transfer broke off", "check for long or loose wires and missing pull-up resistors"),
    errno.ETIMEDOUT: ("the bus is stuck", "look for SDA or SCL held low or shorted, then switch the power off and on"),
    errno.ENODEV: ("the bus has gone", "check the adapter"),
}
UNKNOWN: Final = ("the transfer failed", "check wiring and power")
STUCK: Final = {errno.ETIMEDOUT}  # each one already cost the kernel's whole second (i2c_adapter.timeout)


class BusError(Exception):
    """A transfer failed for good. `errno` is the kernel's number; the message says where, what it means, what to do."""

    def __init__(self, message: str, number: int | None = None) -> None:
        super().__init__(message)
        self.errno = number

    @property
    def lasting(self) -> bool:
        """Whether every transfer fails alike until the bus is opened anew, so that waiting is of no use."""
        return self.errno in STUCK


class BusMissing(BusError):
    """The bus cannot be opened at all; the message says which there are and how to enable it."""

    @property
    def lasting(self) -> bool:
        """As long as nobody opens it."""
        return True


class Bus:
    """One I2C bus, opened by `with` (or `open`) and given back at its end.

    After a transfer that the kernel gave up waiting for, which takes a second, all others fail at once until the bus is
    opened anew.
    """

    def __init__(self, number: int) -> None:
        self.path = f"/dev/i2c-{number}"
        self._number = number
        self._smbus = SMBus()
        self._stuck: BusError | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self) -> None:
        """Open the bus, anew if it was open. Raises BusMissing."""
        self.close()
        try:
            self._smbus.open(self._number)
        except OSError as error:
            self.close()
            raise BusMissing(_why_not_opened(self.path, error), error.errno) from error

    def close(self) -> None:
        """Give the bus back; harmless if it is closed."""
        self._stuck = None
        self._smbus.close()

    def read(self, address: int, register: int, length: int) -> bytes:
        """`length` bytes from `register` on, one transfer, repeated a few times if it fails. Raises BusError."""
        return self._read(address, register, length, ATTEMPTS)

    def read_once(self, address: int, register: int, length: int) -> bytes:
        """As `read`, never repeated: for what a failed reading has already used up. Raises BusError."""
        return self._read(address, register, length, 1)

    def write(self, address: int, register: int, data: bytes) -> None:
        """Write `data` from `register` on, one transfer, repeated a few times if it fails. Raises BusError."""
        self._transfer(address, register, ATTEMPTS, i2c_msg.write(address, bytes([register]) + data))

    def _read(self, address: int, register: int, length: int, attempts: int) -> bytes:
        answer = i2c_msg.read(address, length)
        self._transfer(address, register, attempts, i2c_msg.write(address, bytes([register])), answer)
        return bytes(answer)

    def _transfer(self, address: int, register: int, attempts: int, *messages: i2c_msg) -> None:
        if self._smbus.fd is None:
            raise BusMissing(f"{self.path} is not open: open the bus first")
        if self._stuck:
            raise BusError(str(self._stuck), self._stuck.errno)
        for left in reversed(range(attempts)):
            try:
                self._smbus.i2c_rdwr(*messages)
            except OSError as error:
                if not left or error.errno in STUCK:
                    raise self._failed(address, register, error) from error
            else:
                return

    def _failed(self, address: int, register: int, error: OSError) -> BusError:
        meaning, check = MEANING.get(error.errno or 0, UNKNOWN)
        where = f"register 0x{register:02x} of address 0x{address:02x} on {self.path}"
        failed = BusError(f"{where}: {meaning} ({_kernel_says(error)}); {check}", error.errno)
        self._stuck = failed if error.errno in STUCK else None
        return failed


def asked_hz(number: int, adapters: Path = ADAPTERS) -> int | None:
    """How fast the device tree wants /dev/i2c-`number`, in bits a second; None where it does not say."""
    try:
        return int.from_bytes((adapters / f"i2c-{number}" / "of_node" / "clock-frequency").read_bytes()) or None
    except OSError:
        return None


def _why_not_opened(path: str, error: OSError) -> str:
    advice = TO_DO_AT_OPEN.get(error.errno or 0, "check the adapter and its driver")
    if error.errno == errno.ENOENT and (there := buses()):
        advice = (
            f"there {'is' if len(there) == 1 else 'are'} {', '.join(there)}: set bus in [sensor] to one; or {advice}"
        )
    return f"cannot open {path} ({_kernel_says(error)}): {advice}"


def buses() -> list[str]:
    """The buses that this computer has, by number; none where nobody can know."""
    listdir = getattr(vars(SYSTEM_CALLS)["os"], "listdir", os.listdir)  # what stands below smbus2 has buses of its own
    try:
        numbers = [int(found[1]) for name in listdir(str(DEVICES)) if (found := re.fullmatch(r"i2c-(\d+)", name))]
    except OSError:
        return []
    return [f"{DEVICES}/i2c-{number}" for number in sorted(numbers)]


def _kernel_says(error: OSError) -> str:
    return f"errno {error.errno}, {error.strerror}"
