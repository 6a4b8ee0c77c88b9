"""Files of others: recordings as CSV or NPZ become samples, or a message that says what is wrong with them.

Knows file formats, units and times out of order; must never know what the samples show. Begin with `files.py`.
"""

from device.recordings.arrays import NPZ_FAULTS
from device.recordings.files import Recording, read_recording
from device.recordings.naming.asked import AS_NAMED, Asked, columns_from, range_from, rate_from, units_from
from device.recordings.naming.bad import BadRecording
from device.recordings.pairs import joined_by_time
from device.recordings.time_order import Ordered, in_order
from device.recordings.units import suspicions

__all__ = [
    "AS_NAMED",
    "NPZ_FAULTS",
    "Asked",
    "BadRecording",
    "Ordered",
    "Recording",
    "columns_from",
    "in_order",
    "joined_by_time",
    "range_from",
    "rate_from",
    "read_recording",
    "suspicions",
    "units_from",
]
