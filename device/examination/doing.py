"""What the device is doing at this moment, and since when, as far as its files and systemd tell.

Knows what the recorder leaves for others to read; must never know how it is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.examination.services import service_seen
from device.health import QUIET, PartState, health_beside, not_working, read_health
from device.interrupted import Interrupted, InterruptedFile, interrupted_beside
from device.system.clock import SystemClock
from device.system.config import Config
from device.system.files import is_closed

RECORDER_UNIT: Final = "easeband-device"
RECORDING: Final = "recording"
MEASURING: Final = ("configuration", "recorder", "sensor")  # parts without which nothing is recorded


@dataclass(frozen=True)
class AtWork:
    """In words; since when its service runs, None where nobody tells; and how each part is."""

    what: str
    since_utc_s: float | None
    parts: tuple[PartState, ...]


def doing(config: Config, clock: SystemClock) -> AtWork:
    """Of the device with this configuration."""
    parts = read_health(health_beside(config.files.device), clock)
    kept = interrupted_beside(config.files.device)
    left = None if is_closed(kept) else InterruptedFile(kept, clock).read()
    service = service_seen(RECORDER_UNIT)
    is_active = service is not None and service.state == "active"
    return AtWork(
        what_is_done(parts, left, clock), service.since_utc_s if service and is_active else None, tuple(parts)
    )


def what_is_done(parts: Sequence[PartState], left: Interrupted | None, clock: SystemClock) -> str:
    """`left`: what a power cut would interrupt, if that is of this boot."""
    broken = {part.part for part in not_working(parts)}
    if stopping := [part for part in MEASURING if part in broken]:
        return f"not recording, see below: {', '.join(stopping)}"
    if resting := [part.text for part in parts if part.part == "sensor" and part.text.startswith(QUIET)]:
        return resting[0]
    if left is None or left.dating.boot != clock.dating().boot:
        return RECORDING
    if left.private and clock.monotonic_s() < left.private.until_s:
        minutes = (left.private.until_s - clock.monotonic_s()) / 60
        return f"an hour of privacy, nothing is recorded for another {minutes:.0f} min"
    return f"{RECORDING}, an exercise is under way" if left.sets or left.sessions else RECORDING
