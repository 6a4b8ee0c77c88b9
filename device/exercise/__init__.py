"""The guided exercise: from the button to the three lights.

Knows taps, states and brightness; must never know pins, signals or SQL. Begin with `coach.py`; what the lights say is
in `light_language.py`, how a press is read in `button.py`.
"""

from device.exercise import button, light_language
from device.exercise.coach import DAY_S, Coach, Event, Fault, Tick
from device.exercise.cues import is_night, lights
from device.exercise.flash_guard import FlashGuard

__all__ = ["DAY_S", "Coach", "Event", "Fault", "FlashGuard", "Tick", "button", "is_night", "light_language", "lights"]
