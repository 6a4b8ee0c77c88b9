"""Wi-Fi in windows: when it is on, who needs it, and how the programs tell each other.

Knows reasons and moments; must never know what is sent, nor how a switch is moved. Begin with `windows.py`.
"""

from device.radio import told
from device.radio.keeper import MovesWifi, SwitchRefuses, SwitchState, WifiKeeper, hour_of
from device.radio.rest import REST_LOOK_S, RadioRest
from device.radio.surroundings import WhoNeedsWifi
from device.radio.windows import RadioNeed, RadioPlan, Windows

__all__ = [
    "REST_LOOK_S",
    "MovesWifi",
    "RadioNeed",
    "RadioPlan",
    "RadioRest",
    "SwitchRefuses",
    "SwitchState",
    "WhoNeedsWifi",
    "WifiKeeper",
    "Windows",
    "hour_of",
    "told",
]
