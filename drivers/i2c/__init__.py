"""The wire: one I2C bus through smbus2, and the seam below it.

Knows system calls, addresses and bytes; must never know which chip is at the other end. Begin with `bus.py`; a
recorder, a player or the simulated kernel is put below smbus2 at `tap.py`.
"""

from drivers.i2c import kernel_interface, speed, tap
from drivers.i2c.bus import MEANING, Bus, BusError, BusMissing, asked_hz, buses

__all__ = ["MEANING", "Bus", "BusError", "BusMissing", "asked_hz", "buses", "kernel_interface", "speed", "tap"]
