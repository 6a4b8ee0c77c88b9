"""The guided exercise: from the button to the three lights.

Knows taps, states and brightness; must never know pins, samples or SQL. Begin with `coach.py`; what the lights say is
in `light_language.py`, how a press is read in `button.py`.
"""

from device.exercise import button, light_language, privacy
from device.exercise.coach import Coach, DeviceFault, ExerciseEvent, SensorLost, Tick, TremorRose
from device.exercise.course import AcceptProgramme, Output
from device.exercise.cues import is_night, lights, next_change_s, said
from device.exercise.faults import FAULT_CODES
from device.exercise.flash_guard import FlashGuard
from device.exercise.set_progress import counted_in

__all__ = [
    "FAULT_CODES",
    "AcceptProgramme",
    "Coach",
    "DeviceFault",
    "ExerciseEvent",
    "FlashGuard",
    "Output",
    "SensorLost",
    "Tick",
    "TremorRose",
    "button",
    "counted_in",
    "is_night",
    "light_language",
    "lights",
    "next_change_s",
    "privacy",
    "said",
]
