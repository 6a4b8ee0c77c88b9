"""From the bus to dated, corrected samples.

Knows the driver, clocks and calibration; must never know what samples mean. Begin with `sensing.py`.
"""

from device.sensor import calibration, mounting, positions
from device.sensor.on_bus import SensorOnBus
from device.sensor.quiet_mode import QUIET_LOOK_S, QuietMode
from device.sensor.sensing import SENSOR_FAULTS, RunningSensor, Sensed, Sensing

__all__ = [
    "QUIET_LOOK_S",
    "SENSOR_FAULTS",
    "QuietMode",
    "RunningSensor",
    "Sensed",
    "Sensing",
    "SensorOnBus",
    "calibration",
    "mounting",
    "positions",
]
