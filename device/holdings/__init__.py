"""Everything that a device keeps on its card: named, copied for safety, put back, and erased for good.

Knows files and whose they are; must never know what a record means, nor what has left the device. Begin with
`names.py`; a new file that a device keeps is named there, or it would stay behind when a patient erases all.
"""

from device.holdings.backup import Manifest, NoBackup, back_up
from device.holdings.erasing import erase
from device.holdings.names import holdings
from device.holdings.restoring import restore

__all__ = ["Manifest", "NoBackup", "back_up", "erase", "holdings", "restore"]
