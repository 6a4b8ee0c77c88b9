"""When Wi-Fi is on, and whoever moves its switch by that: for the one program that may.

Knows reasons and moments; must never know what is sent, nor how a switch is moved. Begin with `windows.py`.
"""

from device.radio.keeping.keeper import MovesWifi, SwitchRefuses, SwitchState, WifiKeeper, hour_of
from device.radio.keeping.surroundings import WhoNeedsWifi
from device.radio.keeping.windows import RadioNeed, RadioPlan, Windows

__all__ = [
    "MovesWifi",
    "RadioNeed",
    "RadioPlan",
    "SwitchRefuses",
    "SwitchState",
    "WhoNeedsWifi",
    "WifiKeeper",
    "Windows",
    "hour_of",
]
