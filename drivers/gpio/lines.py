"""Lines of one GPIO chip, as the kernel gives them to one program at a time.

Knows the kernel's include/uapi/linux/gpio.h, version 2 (Linux 5.10 and newer); must never know what is wired to a line.
"""

import ctypes
import errno
import fcntl
import os
import select
from collections.abc import Sequence
from typing import Final

NAME_BYTES: Final = 32  # GPIO_MAX_NAME_SIZE
MOST_LINES: Final = 64  # GPIO_V2_LINES_MAX
MOST_ATTRIBUTES: Final = 10  # GPIO_V2_LINE_NUM_ATTRS_MAX
ATTRIBUTE_BYTES: Final = 24  # struct gpio_v2_line_config_attribute
EVENT_BYTES: Final = 48  # struct gpio_v2_line_event
EVENTS_AT_ONCE: Final = 64
GET_CHIPINFO: Final = 0x8044B401
GET_LINE: Final = 0xC250B407
LINE_GET_VALUES: Final = 0xC010B40E
LINE_SET_VALUES: Final = 0xC010B40F
ACTIVE_LOW, INPUT, OUTPUT, RISING, FALLING, PULL_UP = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 8
CONSUMER: Final = b"easeband"  # what gpioinfo shows


class ChipInfo(ctypes.Structure):
    """A struct gpiochip_info."""

    name: bytes
    label: bytes
    lines: int
    _fields_ = (("name", ctypes.c_char * NAME_BYTES), ("label", ctypes.c_char * NAME_BYTES), ("lines", ctypes.c_uint32))


class LineRequest(ctypes.Structure):
    """A struct gpio_v2_line_request with its gpio_v2_line_config; `fd` is the answer."""

    offsets: "ctypes.Array[ctypes.c_uint32]"
    consumer: bytes
    flags: int
    num_lines: int
    fd: int
    _fields_ = (
        ("offsets", ctypes.c_uint32 * MOST_LINES),
        ("consumer", ctypes.c_char * NAME_BYTES),
        ("flags", ctypes.c_uint64),
        ("num_attrs", ctypes.c_uint32),
        ("padding", ctypes.c_uint32 * 5),
        ("attrs", ctypes.c_uint8 * (ATTRIBUTE_BYTES * MOST_ATTRIBUTES)),
        ("num_lines", ctypes.c_uint32),
        ("event_buffer_size", ctypes.c_uint32),
        ("more_padding", ctypes.c_uint32 * 5),
        ("fd", ctypes.c_int32),
    )


class LineValues(ctypes.Structure):
    """A struct gpio_v2_line_values: one bit for each line of the request."""

    bits: int
    mask: int
    _fields_ = (("bits", ctypes.c_uint64), ("mask", ctypes.c_uint64))


def label_of(path: str) -> str:
    """What the kernel calls this chip. Raises OSError."""
    chip = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        info = ChipInfo()
        fcntl.ioctl(chip, GET_CHIPINFO, info)
        return info.label.decode(errors="replace")
    finally:
        os.close(chip)


class GpioLines:
    """Some lines of a chip until they are closed. Everything raises OSError."""

    def __init__(self, path: str, offsets: Sequence[int], flags: int) -> None:
        chip = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            request = LineRequest(consumer=CONSUMER, flags=flags, num_lines=len(offsets))
            request.offsets[: len(offsets)] = list(offsets)
            fcntl.ioctl(chip, GET_LINE, request)
        finally:
            os.close(chip)
        self.descriptor = request.fd
        self._all = (1 << len(offsets)) - 1

    def get(self) -> int:
        """The active ones, a bit each."""
        values = LineValues(0, self._all)
        fcntl.ioctl(self.descriptor, LINE_GET_VALUES, values)
        return values.bits

    def set(self, bits: int) -> None:
        """Make those active and no others."""
        fcntl.ioctl(self.descriptor, LINE_SET_VALUES, LineValues(bits, self._all))

    def close(self) -> None:
        """Give them back."""
        os.close(self.descriptor)


class LineEdges:
    """The edges of lines that were asked for with RISING and FALLING: they happen until they are cleared."""

    def __init__(self, lines: GpioLines) -> None:
        self._descriptor = lines.descriptor

    def wait(self, timeout: float) -> bool:
        """Whether there is one within so many seconds. A line that was lost is news too."""
        found, _, _ = select.select([self._descriptor], [], [], timeout)  # poll and epoll wait for whole milliseconds
        return bool(found)

    def clear(self) -> None:
        """Forget those until now. Raises OSError where the lines were lost."""
        while self.wait(0):
            if not os.read(self._descriptor, EVENT_BYTES * EVENTS_AT_ONCE):
                raise OSError(errno.ENODEV, "no more edges")
