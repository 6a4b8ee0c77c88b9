"""The MPU-6050 and its relatives: configured, emptied, tested.

Knows registers, counts and frames under the data sheet's names; must never know what a movement means. Begin with
`chip.py`; `registers.py` and `models.py` are its tables, `frames.py` turns bytes into values.
"""

from drivers.mpu6050 import models, registers
from drivers.mpu6050.chip import Mpu6050, NoFrames, NotConfigured, WrongChip
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.self_test import AxisTest

__all__ = ["AxisTest", "Frames", "Mpu6050", "NoFrames", "NotConfigured", "WrongChip", "models", "registers"]
