"""Programmes on their way to devices: what was sent when, and how far the device says that each has come.

Knows the clinic's table of them, what may be sent next, and when it is published; must never know a private key, MQTT
or HTML. Begin with `prescribing.py`; `delivering.py` is the collector's part.
"""

from sync.clinic.programmes import delivering, prescribing, sent
from sync.clinic.programmes.sent import SentProgramme
from sync.clinic.programmes.table import SentProgrammes

__all__ = ["SentProgramme", "SentProgrammes", "delivering", "prescribing", "sent"]
