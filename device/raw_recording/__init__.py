"""Every sample as the chip gave it, hour by hour, where somebody switched that on. Never synced.

Knows counts, their times, and files of both; must never know what a movement means. Begin with `chunk.py`, the format;
`folder.py` keeps the files within their caps, `recorder.py` gathers a minute and has it written.
"""

from device.raw_recording.asked import recording_asked
from device.raw_recording.background import AtOnce, Background, DoesWork
from device.raw_recording.chunk import HowTaken
from device.raw_recording.folder import KeptHour, hours_kept
from device.raw_recording.recorder import RawRecorder, Retention
from device.raw_recording.stretches import HourRead, RecordedPart, read_hour, stretches_of

__all__ = [
    "AtOnce",
    "Background",
    "DoesWork",
    "HourRead",
    "HowTaken",
    "KeptHour",
    "RawRecorder",
    "RecordedPart",
    "Retention",
    "hours_kept",
    "read_hour",
    "recording_asked",
    "stretches_of",
]
