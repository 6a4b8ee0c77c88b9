"""Files of others: recordings as CSV or NPZ become samples, or a message that says what is wrong with them.

Knows file formats, units and times out of order; must never know what the samples show. Begin with `files.py`.
"""

from device.recordings.files import NPZ_FAULTS, BadRecording, read_recording
from device.recordings.time_order import Ordered, in_order
from device.recordings.units import suspicions

__all__ = ["NPZ_FAULTS", "BadRecording", "Ordered", "in_order", "read_recording", "suspicions"]
