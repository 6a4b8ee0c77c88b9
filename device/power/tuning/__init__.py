"""What saves power by the configuration: what is set, what is left, and how it is put back as it was found.

Knows the kernel's files by their driver; must never know services, nor which program asks. Begin with `plan.py`.
"""

from device.power.tuning.looking import as_shown, look
from device.power.tuning.plan import GovernorSeen, LedSeen, PowerPlan, PowerSeen, power_plan
from device.power.tuning.tuner import Tuner

__all__ = ["GovernorSeen", "LedSeen", "PowerPlan", "PowerSeen", "Tuner", "as_shown", "look", "power_plan"]
