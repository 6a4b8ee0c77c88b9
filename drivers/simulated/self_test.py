"""The self-test of a simulated chip: what its factory wrote down, and how far its axes really move.

Knows where the codes and the enable bits stand; must never know what a code stands for, so that a chip can fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050.registers import SELF_TEST_ENABLE, Register


@dataclass(frozen=True)
class SelfTest:
    """Codes of 0 to 31 and what the test adds to each axis x y z; as made, a healthy chip whose codes are all 16."""

    acceleration_codes: Sequence[int] = (16, 16, 16)
    rotation_codes: Sequence[int] = (16, 16, 16)
    acceleration_g: Sequence[float] = (0.559, 0.559, 0.559)  # the root of 0.34 * 0.92: half-way on the factory's scale
    rotation_dps: Sequence[float] = (49.08, -49.08, 49.08)  # 25 deg/s, 15 times 4.6 % more

    def written_down(self) -> bytes:
        """The registers SELF_TEST_X to SELF_TEST_A."""
        pairs = zip(self.acceleration_codes, self.rotation_codes, strict=True)
        x, y, z = (code & 3 for code in self.acceleration_codes)
        return bytes([*(code >> 2 << 5 | rotation for code, rotation in pairs), x << 4 | y << 2 | z])

    def adds(self, registers: bytearray) -> NDArray[np.float64]:
        """[7] g, degrees C and deg/s that the enabled axes measure on top of what happens."""
        enabled = [
            [bool(registers[register] & bit) for bit in SELF_TEST_ENABLE]
            for register in (Register.ACCEL_CONFIG, Register.GYRO_CONFIG)
        ]
        acceleration_g = np.multiply(self.acceleration_g, enabled[0])
        return np.concatenate([acceleration_g, np.zeros(1), np.multiply(self.rotation_dps, enabled[1])])


HEALTHY: Final = SelfTest()
