"""The magnetometer AK8963 inside an MPU-9250, as far as drivers look for it before they read the other sensors.

Knows a few of its registers and when it can be reached; must never know the motion: it measures nothing.
"""

import errno
import os
from dataclasses import dataclass, field

from drivers.mpu6050.registers import INT_PIN_BYPASS, Register
from drivers.simulated.chip import SimulatedChip

ADDRESS = 0x0C
REGISTERS = 0x13
WHO_AM_I, WHO_AM_I_AK8963 = 0x00, 0x48  # PS-MPU-9250A, magnetometer's register map
ADJUSTMENTS, NEUTRAL = slice(0x10, 0x13), bytes([128] * 3)


def _registers() -> bytearray:
    registers = bytearray(REGISTERS)
    registers[WHO_AM_I], registers[ADJUSTMENTS] = WHO_AM_I_AK8963, NEUTRAL
    return registers


@dataclass
class Compass:
    """It answers only while the chip it sits behind joins its own bus to the main one."""

    behind: SimulatedChip
    registers: bytearray = field(default_factory=_registers)
    pointer: int = 0

    def write(self, data: bytes) -> None:
        self._reach()
        self.pointer = data[0]
        self.registers[self.pointer : self.pointer + len(data) - 1] = data[1:]

    def read(self, length: int) -> bytes:
        self._reach()
        return bytes(self.registers[self.pointer : self.pointer + length])

    def _reach(self) -> None:
        if not self.behind.registers[Register.INT_PIN_CFG] & INT_PIN_BYPASS:
            raise OSError(errno.EREMOTEIO, os.strerror(errno.EREMOTEIO))
