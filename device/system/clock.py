"""Time: monotonic seconds, waiting, and what is known of the calendar. The only module that may import `time`.

It must never know what the time is used for.
"""

import math
import os
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from device.records.facts import ClockTrust, Dating
from device.system.time_zone import ZoneInUse, zone_in_use

FIRMWARE_MADE_UTC_S = 1_790_000_000.0  # 2026-09-21: a clock that shows less has never been set since power-up
WORN_OUT_UTC_S = FIRMWARE_MADE_UTC_S + 25 * 365.25 * 86_400  # ours: no device is in use for longer than 25 years
SYNCHRONISED: Final[Mapping[str, Path]] = {  # who touches a file once the time is right
    "systemd-timesyncd": Path("/run/systemd/timesync/synchronized"),
    "the kernel, by easeband-clock.service": Path("/run/easeband-clock/synchronized"),
}
TIMEX_BYTES: Final = 256  # more than the 208 of struct timex, adjtimex(2); all zeros ask and change nothing
TIME_ERROR: Final = 5  # likewise: the clock is not synchronised
ZONE_LOOK_S: Final = 60.0  # ours: how long `timedatectl set-timezone` takes to be heeded
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
BOOT_ID_BY_UNIT: Final = "EASEBAND_BOOT_ID"  # in the environment of our units alone, whose sandbox hides the file


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


class Wakes(Protocol):
    """What can end a sleep early: a threading.Event or anything like it."""

    def wait(self, timeout: float) -> bool:
        """Wait until it has happened, at most `timeout` seconds; whether it has."""


class DozingClock(Clock, Protocol):
    """A clock for whoever also waits for something else."""

    def doze(self, seconds: float, woken_by: Wakes | None) -> None:
        """Return after `seconds`, or once `woken_by` happens."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self, timezone: str | None = None) -> None:
        self._configured = timezone or ""
        self._boot = os.environ.get(BOOT_ID_BY_UNIT) or boot_id()
        self._zone, self._zone_seen_s = zone_in_use(self._configured), time.monotonic()
        self._synced_by = ""

    def monotonic_s(self) -> float:
        """Seconds of the system's monotonic clock."""
        return time.monotonic()

    def utc_s(self) -> float:
        """Seconds since 1970 as the system believes."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        time.sleep(max(0.0, seconds))

    def doze(self, seconds: float, woken_by: Wakes | None) -> None:
        """Wait in real time, or for that."""
        if woken_by is None:
            self.sleep(seconds)
        else:
            woken_by.wait(max(0.0, seconds))

    def dating(self) -> Dating:
        """The system's view: `synced` once somebody vouches for it, `estimated` for any plausible date."""
        trust = trust_in(self.utc_s(), lambda: bool(self.synced_by))
        return Dating(self._boot, self.utc_s() - self.monotonic_s(), self.zone.name, trust)

    @property
    def zone(self) -> ZoneInUse:
        """The time zone, looked up again once a minute: it may be set while the program runs."""
        if time.monotonic() - self._zone_seen_s >= ZONE_LOOK_S:
            self._zone, self._zone_seen_s = zone_in_use(self._configured), time.monotonic()
        return self._zone

    @property
    def synced_by(self) -> str:
        """Who vouches for the time in this boot; empty while nobody does."""
        self._synced_by = self._synced_by or synchronised_by()
        return self._synced_by


def trust_in(utc_s: float, is_vouched_for: Callable[[], bool]) -> ClockTrust:
    """How far a clock that shows this can be trusted."""
    if not can_be_right(utc_s):
        return "unknown"
    return "synced" if is_vouched_for() else "estimated"


def can_be_right(utc_s: float) -> bool:
    """Whether a clock that shows this can be right: whoever vouches for 1970 or 2099 is wrong too."""
    return FIRMWARE_MADE_UTC_S < utc_s < WORN_OUT_UTC_S


def synchronised_by(files: Mapping[str, Path] = SYNCHRONISED) -> str:
    """Who says that the time is right: a file of a program that sets it, or the kernel; empty if nobody does."""
    for who, file in files.items():
        if os.path.exists(file):  # noqa: PTH110 - `Path.exists` can raise
            return who
    return "the kernel" if _kernel_is_synchronised() else ""


def _kernel_is_synchronised() -> bool:
    """What chrony and ntpd tell the kernel. False where a sandbox (`ProtectClock`) forbids the question.

    The sandbox of our units does, so nothing is loaded there to ask: easeband-clock.service asks for all of them.
    """
    if BOOT_ID_BY_UNIT in os.environ:
        return False
    import ctypes  # noqa: PLC0415 - half a megabyte, which most programs do not need

    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
    except (OSError, AttributeError):  # no such call on this system
        return False
    return 0 <= int(answer) < TIME_ERROR


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

    def doze(self, seconds: float, woken_by: Wakes | None) -> None:
        """Advance, unless it has happened: in simulated time nothing happens meanwhile."""
        if woken_by is None or not woken_by.wait(0):
            self.sleep(seconds)

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
    return zone_in_use().name
