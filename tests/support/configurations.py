"""The configuration files that tests write, all from one template.

Knows where a test's files go; must never know what a program does with them.
"""

from pathlib import Path

DEVICE = """\
[device]
id = "{device}"
timezone = "{timezone}"
[files]
device = "{folder}/device.db"
"""
REST = """\
sync = "{folder}/sync.db"
clinic = "sqlite:///{folder}/clinic.db"
"""


def device_configuration(folder: Path, more: str = "") -> str:
    """A device alone, in the system's timezone, with its database in the folder; `more` are further sections."""
    return DEVICE.format(device="band-1", timezone="", folder=folder) + more


def whole_configuration(folder: Path, more: str, device: str = "band-1") -> str:
    """Device, sync and clinic in UTC with their files in the folder; `more` are further sections."""
    return (DEVICE + REST).format(device=device, timezone="UTC", folder=folder) + more
