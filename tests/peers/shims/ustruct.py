"""Stands for MicroPython's module of that name, which differs from struct in numbers that do not fit.

It knows nothing but that difference; it must never know what the numbers are.
"""

import struct
from struct import unpack

__all__ = ["pack_into", "unpack"]


def pack_into(layout: str, buffer: bytearray, offset: int, number: int) -> None:
    """One whole number, of which MicroPython keeps the low bits."""
    fitting = number % (1 << 8 * struct.calcsize(layout))
    struct.pack_into(layout.upper(), buffer, offset, fitting)
