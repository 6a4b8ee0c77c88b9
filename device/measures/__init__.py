"""How a set was done: how steadily held, how evenly and smoothly moved, and with how much tremor.

Knows exercises and how a limb turned; must never know the coach, the lights, or where a result goes. Begin with
`asked.py`, the table of what is measured how; `device/README.md` says in plain words what each number means.
"""

from device.measures.measurer import SetMeasurer
from device.measures.speed import TurningSpeed, speed_of, speeds_of

__all__ = ["SetMeasurer", "TurningSpeed", "speed_of", "speeds_of"]
