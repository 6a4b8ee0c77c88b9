"""What the configuration asks of raw recordings, made into whoever does it.

Knows the section [recording]; must never know what is recorded.
"""

import logging
from collections.abc import Callable

from device.raw_recording.background import DoesWork
from device.raw_recording.chunk import HowTaken
from device.raw_recording.folder import MEGABYTE_BYTES, Caps, RecordingFolder
from device.raw_recording.recorder import RawRecorder, Retention
from device.records.facts import Dating
from device.system.config import Config

log = logging.getLogger(__name__)


def recording_asked(
    config: Config, taken: HowTaken, dating: Callable[[], Dating], writer: DoesWork
) -> RawRecorder | Retention | None:
    """Who keeps every sample; who only sees to it that old ones go; None where there is nothing to do."""
    asked, path = config.recording, config.files.recordings
    caps = Caps(asked.most_mb * MEGABYTE_BYTES, asked.most_days, asked.least_free_mb * MEGABYTE_BYTES)
    folder = RecordingFolder(path, caps)
    if not asked.enabled:
        return Retention(folder, dating, writer) if path.is_dir() else None
    log.info("raw recording: at most %d MB and %d days in %s, never synced", asked.most_mb, asked.most_days, path)
    return RawRecorder(folder, taken, dating, writer)
