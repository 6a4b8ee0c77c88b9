"""The configuration as a program lives with it: read and told, kept as long as it is good, looked at again when not.

Knows the files that it names, the last good one, and how long to wait; must never know what a setting is for.
"""

from device.settings.last_good import KeptConfiguration, state_folder
from device.settings.looking_again import settings_when_good
from device.settings.reading import read_settings

__all__ = [
    "KeptConfiguration",
    "read_settings",
    "settings_when_good",
    "state_folder",
]
