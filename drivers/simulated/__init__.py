"""A chip, a bus and a panel without hardware, below smbus2 and gpiozero: all of our code runs above them.

Knows what the real parts would answer, broken ones too; must never know who asks. Begin with `chip.py` for the sensor,
`kernel.py` for the bus that it is on.
"""

from drivers.simulated import faults
from drivers.simulated.battery_board import SimulatedPisugar3
from drivers.simulated.chip import Fault, SimulatedChip
from drivers.simulated.kernel import ChipOnBus, simulated_i2c
from drivers.simulated.power_files import SimulatedPowerFiles
from drivers.simulated.sensors import Defect, Motion
from drivers.simulated.wifi import SimulatedWifi

# `panel` is not imported here: it needs gpiozero, for which whoever only reads a chip has no use.
__all__ = [
    "ChipOnBus",
    "Defect",
    "Fault",
    "Motion",
    "SimulatedChip",
    "SimulatedPisugar3",
    "SimulatedPowerFiles",
    "SimulatedWifi",
    "faults",
    "panel",
    "simulated_i2c",
]
