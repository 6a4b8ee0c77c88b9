"""A chip, a bus and a panel without hardware, below smbus2 and gpiozero: all of our code runs above them.

Knows what the real parts would answer, broken ones too; must never know who asks. Begin with `chip.py` for the sensor,
`kernel.py` for the bus that it is on.
"""

from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import simulated_i2c
from drivers.simulated.panel import SimulatedPanel
from drivers.simulated.sensors import Motion

__all__ = ["Motion", "SimulatedChip", "SimulatedPanel", "simulated_i2c"]
