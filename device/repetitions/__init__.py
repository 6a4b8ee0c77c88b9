"""Counting an exercise: repetitions from how far the limb turned.

Knows turning and hysteresis; must never know the button or the lights. Begin with `counter.py`.
"""

from device.repetitions.asked import unpaced
from device.repetitions.counter import RepetitionCounter
from device.repetitions.observed import TurningWatch
from device.repetitions.unmarked import MAY_BELONG, all_cycles_in, set_in, steps_felt_in

__all__ = ["MAY_BELONG", "RepetitionCounter", "TurningWatch", "all_cycles_in", "set_in", "steps_felt_in", "unpaced"]
