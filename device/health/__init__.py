"""How the parts of a device are, as it tells itself and others.

Knows parts, what is said of them, and the file in which a recorder tells the other programs; must never know how a part
works. Begin with `parts.py`.
"""

from device.health.coming_and_going import ComingAndGoing
from device.health.file import HealthFile, health_beside, read_battery, read_health, read_programmes
from device.health.heartbeat import Heartbeat
from device.health.parts import (
    NOT_CONNECTED,
    QUIET,
    BatteryState,
    Health,
    PartState,
    ProgrammeState,
    ProgrammeStep,
    clock_works,
    not_working,
    numbered,
)
from device.health.watch import HealthWatch

__all__ = [
    "NOT_CONNECTED",
    "QUIET",
    "BatteryState",
    "ComingAndGoing",
    "Health",
    "HealthFile",
    "HealthWatch",
    "Heartbeat",
    "PartState",
    "ProgrammeState",
    "ProgrammeStep",
    "clock_works",
    "health_beside",
    "not_working",
    "numbered",
    "read_battery",
    "read_health",
    "read_programmes",
]
