"""People made up: an everyday hour of movement, and somebody who sees the lights and does a session by them.

Knows movement, lights as a person sees them, and what a therapist might prescribe; must never know registers, the loop,
or how movement is judged. Begin with `person.py`, then `patient.py`.
"""

from device.simulation.people import person, prescription, temperament
from device.simulation.people.eyes import Levels
from device.simulation.people.living import LivingPerson
from device.simulation.people.person import Person

__all__ = ["Levels", "LivingPerson", "Person", "person", "prescription", "temperament"]
