"""What powers the computer: a battery's level and whether power comes from outside, and a supply that is too weak.

Knows boards and the kernel's files; must never know when a battery counts as low, nor what is done about it.
"""

from drivers.battery.kernel_supply import KernelBattery
from drivers.battery.pisugar3 import PISUGAR3_ADDRESS, Pisugar3
from drivers.battery.reading import BatteryReading, BatteryUnreadable
from drivers.battery.under_voltage import under_voltage

__all__ = [
    "PISUGAR3_ADDRESS",
    "BatteryReading",
    "BatteryUnreadable",
    "KernelBattery",
    "Pisugar3",
    "under_voltage",
]
