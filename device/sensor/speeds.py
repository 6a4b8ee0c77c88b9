"""How fast the sensor and its bus really are: looked at once a minute, and put into words where it has changed.

Knows rates and what is slow; must never know the log or the wire.
"""

from dataclasses import dataclass
from typing import Final

from drivers.i2c.speed import BusSpeed
from drivers.mpu6050 import Frames

REPORT_S: Final = 60.0
CHANGED_BUS: Final = 0.2  # of what was reported last
CHANGED_RATE: Final = 0.01  # of what was reported last: ours, more than warmth does
SLOW_HZ: Final = 150_000  # ours: the Pi's default of 100 kHz is below, the 250 kHz of a slow core at 400 kHz above
FAR_FROM_ASKED: Final = 0.8
KHZ: Final = 1000
ROUNDED_KHZ: Final = 10  # a shorter time than this on the wire is lost in the system call
ADVICE: Final = "set dtparam=i2c_arm_baudrate=400000 in config.txt and restart; if it is set, fix the core clock"


@dataclass(frozen=True)
class Notice:
    """Something to report; `bad` if something should be done about it."""

    text: str
    bad: bool = False


class Speeds:
    """Measures all the time; reports after the first minute, and after any later one in which something changed."""

    def __init__(self, wanted_rate_hz: float, asked_bus_hz: int | None = None) -> None:
        """`asked_bus_hz`: what the kernel was asked for, None if that is not known."""
        self._wanted_rate_hz, self._asked_bus_hz = wanted_rate_hz, asked_bus_hz
        self._reported_bus_hz = self._reported_rate_hz = 0.0
        self._due_s: float | None = None
        self._bus = BusSpeed()

    def push(self, look: Frames, rate_hz: float | None) -> list[Notice]:
        """What to report after this look, while the sensor's rate is believed to be `rate_hz`."""
        self._bus.push(look.read_bytes, look.read_s)
        if self._due_s is None:
            self._due_s = look.after_s + REPORT_S
        if look.after_s < self._due_s:
            return []
        bus_hz, self._bus, self._due_s = self._bus.hz, BusSpeed(), look.after_s + REPORT_S
        return [*self._of_bus(bus_hz), *self._of_rate(rate_hz)]

    def _of_bus(self, hz: float | None) -> list[Notice]:
        if hz is None or not _changed(self._reported_bus_hz, hz, CHANGED_BUS):
            return []
        self._reported_bus_hz = hz
        return [_bus_notice(hz, self._asked_bus_hz)]

    def _of_rate(self, hz: float | None) -> list[Notice]:
        if hz is None or not _changed(self._reported_rate_hz, hz, CHANGED_RATE):
            return []
        self._reported_rate_hz = hz
        return [Notice(f"the sensor measures {hz:.2f} times a second ({self._wanted_rate_hz:.0f} requested)")]


def _changed(reported_hz: float, hz: float, by: float) -> bool:
    return abs(hz - reported_hz) > by * reported_hz


def _bus_notice(hz: float, asked_hz: int | None) -> Notice:
    seen = f"the bus runs at about {_khz(hz)} kHz{_but_asked(hz, asked_hz)}"
    if hz >= SLOW_HZ:
        return Notice(seen)
    return Notice(f"{seen}; expected at least {SLOW_HZ // KHZ} kHz: {ADVICE}", bad=True)


def _but_asked(hz: float, asked_hz: int | None) -> str:
    if asked_hz is None:
        return ""
    why = ": core clock?" if hz < FAR_FROM_ASKED * asked_hz else ""
    return f" ({asked_hz / KHZ:.0f} kHz requested{why})"


def _khz(hz: float) -> int:
    return round(hz / KHZ / ROUNDED_KHZ) * ROUNDED_KHZ
