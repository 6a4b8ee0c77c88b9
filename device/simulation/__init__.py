"""The bench for work without hardware: people, limbs and recordings that move a simulated sensor.

Knows the driver's simulated parts and the program's real ones; must never be loaded by the device itself. Begin with
`bench.py`.
"""

from device.simulation import held_limb, shown_forearm, turned_band
from device.simulation.bench import living_person, run_simulated
from device.simulation.replay import Replay, joined

__all__ = ["Replay", "held_limb", "joined", "living_person", "run_simulated", "shown_forearm", "turned_band"]
