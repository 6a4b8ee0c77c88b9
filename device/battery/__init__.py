"""The battery of the device: which one is read, when it is low, and when the device switches itself off.

Knows levels and words; must never know registers or lights. Begin with `judgement.py`.
"""

from device.battery.judgement import BatteryJudge
from device.battery.watch import WISH_NAME, BatteryWatch, SupplyWatch

__all__ = ["WISH_NAME", "BatteryJudge", "BatteryWatch", "SupplyWatch"]
