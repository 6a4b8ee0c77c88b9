"""Stands for MicroPython's module machine: its I2C bus, as MicroPython's documentation describes it, over smbus2.

Knows MicroPython's names and smbus2; must never know which chip answers.
"""

from smbus2 import SMBus, i2c_msg


class Pin:
    """What drivers import beside the bus, and never make."""


class I2C:
    """One bus."""

    def __init__(self, number: int) -> None:
        self._smbus = SMBus(number)

    def readfrom_mem_into(self, address: int, register: int, buffer: bytearray) -> None:
        answer = i2c_msg.read(address, len(buffer))
        self._smbus.i2c_rdwr(i2c_msg.write(address, [register]), answer)
        buffer[:] = bytes(answer)

    def writeto_mem(self, address: int, register: int, buffer: bytes) -> None:
        self._smbus.i2c_rdwr(i2c_msg.write(address, bytes([register]) + buffer))
