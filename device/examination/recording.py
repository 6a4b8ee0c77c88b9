"""How much of a raw recording is on the card.

Knows its folder; must never know what is in a file, nor what is much.
"""

from datetime import UTC, datetime

from device.health.checks.card import RecordingSeen
from device.raw_recording import hours_kept
from device.system.config import Config


def recording_seen(config: Config) -> RecordingSeen:
    """Of the device with this configuration."""
    asked, folder = config.recording, config.files.recordings
    try:
        hours = hours_kept(folder)
    except OSError as error:
        return RecordingSeen(asked.enabled, asked.most_mb, asked.most_days, problem=f"{folder}: {error.strerror}")
    dated = [hour.began_utc_s for hour in hours if hour.began_utc_s is not None]
    since = f"{datetime.fromtimestamp(min(dated), UTC):%Y-%m-%d %H:%M} UTC" if dated else ""
    size_bytes = sum(hour.size_bytes for hour in hours)
    return RecordingSeen(asked.enabled, asked.most_mb, asked.most_days, len(hours), size_bytes, since)
