"""Time: monotonic seconds, waiting, and what is known of the calendar. The only module that may import `time`.

It must never know what the time is used for.
"""

import math
import os
import time
import uuid
from pathlib import Path
from typing import Protocol

from device.records.facts import ClockTrust, Dating

FIRMWARE_MADE_UTC_S = 1_790_000_000.0  # 2026-09-21: a clock that shows less has never been set since power-up
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # systemd-timesyncd touches it when the time is right
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LOCAL_ZONE = Path("/etc/localtime")


class Clock(Protocol):
    """What every loop needs of time; given to it, so that tests and simulations can give another."""

    def monotonic_s(self) -> float:
        """Seconds that never go backwards, since an arbitrary moment of this boot."""

    def utc_s(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z, right only as far as `dating().trust` says."""

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""

    def dating(self) -> Dating:
        """How monotonic seconds become calendar time, as known at this moment."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self, timezone: str | None = None) -> None:
        self._timezone = timezone or local_timezone()
        self._boot = os.environ.get("EASEBAND_BOOT_ID") or boot_id()

    def monotonic_s(self) -> float:
        """Seconds of the system's monotonic clock."""
        return time.monotonic()

    def utc_s(self) -> float:
        """Seconds since 1970 as the system believes."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        time.sleep(max(0.0, seconds))

    def dating(self) -> Dating:
        """The system's view: `synced` once systemd-timesyncd has said so, `estimated` for any plausible date."""
        return Dating(self._boot, self.utc_s() - self.monotonic_s(), self._timezone, self._trust())

    def _trust(self) -> ClockTrust:
        if SYNCHRONISED.exists():
            return "synced"
        return "estimated" if self.utc_s() > FIRMWARE_MADE_UTC_S else "unknown"


class PacedClock:
    """Simulated time that advances only in `sleep`, at most `speed` times as fast as real time.

    A slow computer makes it slower, never late: nothing that runs on it can miss a deadline. `speed` may be infinite;
    it may be changed while running.
    """

    def __init__(
        self, start_utc_s: float, timezone: str = "UTC", speed: float = math.inf, start_s: float = 0.0
    ) -> None:
        """At monotonic `start_s` it is `start_utc_s`."""
        self._now_s, self._utc_minus_monotonic_s, self._timezone = start_s, start_utc_s - start_s, timezone
        self._boot = f"simulated-{uuid.uuid4()}"
        self.set_speed(speed)

    def set_speed(self, speed: float) -> None:
        """From this moment on run at most `speed` times as fast as real time. Raises ValueError unless speed > 0."""
        if not speed > 0:
            raise ValueError(f"speed: expected a number above 0, got {speed}")
        self._speed, self._anchor_s, self._anchor_real_s = speed, self._now_s, time.monotonic()

    def monotonic_s(self) -> float:
        """Simulated seconds."""
        return self._now_s

    def utc_s(self) -> float:
        """Simulated calendar time."""
        return self._utc_minus_monotonic_s + self._now_s

    def sleep(self, seconds: float) -> None:
        """Advance simulated time, and wait where it would run ahead of `speed`."""
        self._now_s += max(0.0, seconds)
        ahead_s = (self._now_s - self._anchor_s) / self._speed - (time.monotonic() - self._anchor_real_s)
        if ahead_s > 0:
            time.sleep(ahead_s)

    def dating(self) -> Dating:
        """A clock that is always right."""
        return Dating(self._boot, self._utc_minus_monotonic_s, self._timezone, "synced")


def boot_id() -> str:
    """The kernel's identifier of this boot; a random one where the kernel shows none."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return f"unknown-{uuid.uuid4()}"


def local_timezone() -> str:
    """The system's IANA time zone name, `UTC` where it has none."""
    _, zoneinfo, name = str(LOCAL_ZONE.resolve()).partition("/zoneinfo/")
    return name if zoneinfo else "UTC"
