"""What a doctor looks at on a device, and how what was seen is judged.

Knows what is expected and what to do about anything else; must never know how it is looked at, nor print it. Begin with
`check.py`; the others hold the judgements: `sensor` (bus and chip), `computer`, `card`, `delivery`, `programs`.
"""

from device.health.checks import card, computer, delivery, programs, sensor
from device.health.checks.check import Check, exit_status, fault, good, left_out, not_checked

__all__ = [
    "Check",
    "card",
    "computer",
    "delivery",
    "exit_status",
    "fault",
    "good",
    "left_out",
    "not_checked",
    "programs",
    "sensor",
]
