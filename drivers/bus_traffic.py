"""What the traffic of a bus log shows at a glance: each transfer as a row, all of them as counts and rates. Pure.

Knows the chip's registers; must never know the driver's plans or what a measurement means.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from drivers.bus import MEANING
from drivers.bus_events import Ended, Event, Opened, Told, Transfer, to_s
from drivers.bus_speed import ADDRESSING, BITS_A_BYTE, LONG_READ
from drivers.models import SAMPLE_RATE_HZ
from drivers.registers import (
    FIFO_BYTES,
    FRAME_BYTES,
    INT_FIFO_OVERFLOW,
    POWER_RESET,
    USER_FIFO_RESET,
    Register,
)

FIFO_S: Final = FIFO_BYTES // FRAME_BYTES / SAMPLE_RATE_HZ  # a longer time between two readings loses frames
BYTES_SHOWN: Final = 16
US_A_MS: Final = 1000


@dataclass
class Traffic:
    """Events so far, counted. `push` takes them in order."""

    first_us: int | None = None
    last_us: int = 0
    ended: str | None = None
    transfers: Counter[str] = field(default_factory=Counter)
    refusals: Counter[int] = field(default_factory=Counter)
    identities: Counter[int] = field(default_factory=Counter)
    fifo_reads: list[tuple[int, int]] = field(default_factory=list)  # time and frames
    bits_a_ms: list[float] = field(default_factory=list)
    fifo_restarts: int = 0
    chip_resets: int = 0
    overflows: int = 0

    def push(self, event: Event) -> None:
        """Count one event."""
        self.first_us = event.time_us if self.first_us is None else self.first_us
        self.last_us = event.time_us
        match event:
            case Opened(errno=number) if number:
                self.refusals[number] += 1
            case Ended():
                self.ended = event.why
            case Transfer():
                self._count(event)

    def _count(self, transfer: Transfer) -> None:
        self.transfers[transfer.direction] += 1
        if transfer.errno:
            self.refusals[transfer.errno] += 1
        elif transfer.direction == "r":
            self._count_read(transfer)
        else:
            self.fifo_restarts += _wrote(transfer, Register.USER_CTRL, USER_FIFO_RESET)
            self.chip_resets += _wrote(transfer, Register.PWR_MGMT_1, POWER_RESET)

    def _count_read(self, read: Transfer) -> None:
        if read.register == Register.FIFO_R_W:
            self.fifo_reads.append((read.time_us, read.length // FRAME_BYTES))
        elif read.register == Register.WHO_AM_I:
            self.identities[read.data[0]] += 1
        self.overflows += bool((_value(read, Register.INT_STATUS) or 0) & INT_FIFO_OVERFLOW)
        if read.length >= LONG_READ and read.took_us:
            self.bits_a_ms.append((ADDRESSING + read.length) * BITS_A_BYTE * US_A_MS / read.took_us)

    @property
    def length_s(self) -> float:
        """From the first event to the last."""
        return to_s(self.last_us - (self.first_us or 0))

    @property
    def frames(self) -> int:
        """How many were read from the FIFO."""
        return sum(frames for _, frames in self.fifo_reads)

    def rate_hz(self) -> float | None:
        """Frames a second between the first and the last reading of the FIFO, None if there is only one."""
        if len(self.fifo_reads) <= 1:
            return None
        (first_us, backlog), (last_us, _) = self.fifo_reads[0], self.fifo_reads[-1]
        return (self.frames - backlog) / to_s(last_us - first_us) if last_us > first_us else None

    def gaps(self) -> list[tuple[float, float]]:
        """When the FIFO was read too late after the last time, and how long after: seconds."""
        times_us = [time_us for time_us, _ in self.fifo_reads]
        waits = [(to_s(earlier), to_s(later - earlier)) for earlier, later in pairwise(times_us)]
        return [(at_s, wait_s) for at_s, wait_s in waits if wait_s > FIFO_S]


def _value(read: Transfer, register: Register) -> int | None:
    """The register's value if the burst covers it; the FIFO's data covers nothing."""
    place = register - read.register
    return read.data[place] if 0 <= place < len(read.data) else None


def _wrote(written: Transfer, register: Register, bit: int) -> bool:
    return bool((_value(written, register) or 0) & bit)


def summary(traffic: Traffic) -> list[str]:
    """The counts in words, one line each."""
    return [
        f"{traffic.length_s:.1f} s; {ENDINGS[traffic.ended]}",
        f"reads: {traffic.transfers['r']}, writes: {traffic.transfers['w']}, failures: {traffic.refusals.total()}",
        *(f"  {_meaning(number)}: {times}" for number, times in sorted(traffic.refusals.items())),
        f"WHO_AM_I: {', '.join(f'0x{value:02x}' for value in sorted(traffic.identities)) or 'not read'}",
        f"frames: {traffic.frames}{_at(traffic.rate_hz(), 'Hz', 1)}{_at(_speed_khz(traffic), 'kHz on the bus', 0)}",
        f"chip resets: {traffic.chip_resets}, FIFO restarts: {traffic.fifo_restarts}, overflows: {traffic.overflows}",
        f"times between two readings of the FIFO that are longer than its {FIFO_S:.2f} s: {len(traffic.gaps())}",
        *(f"  {wait_s:.2f} s from {at_s:.3f} on" for at_s, wait_s in traffic.gaps()),
    ]


ENDINGS: Final = {
    "time": "recorded for as long as was asked for",
    "asked": "ended from outside",
    "full": "ended because the log had reached its largest size",
    None: "cut off: it has no end",
}


def _at(value: float | None, unit: str, decimals: int) -> str:
    return "" if value is None else f", {value:.{decimals}f} {unit}"


def _speed_khz(traffic: Traffic) -> float | None:
    return median(traffic.bits_a_ms) if traffic.bits_a_ms else None


def _meaning(number: int) -> str:
    return f"errno {number}, {MEANING[number][0] if number in MEANING else os.strerror(number)}"


def row(event: Event) -> str:
    """The event as a row of a table for people."""
    return f"{to_s(event.time_us):14.6f}  {_told(event)}"


def _told(event: Event) -> str:
    match event:
        case Opened():
            return f"open   {_outcome(event.errno) or 'done'}"
        case Told():
            return "clock  read"
        case Ended():
            return f"end    {ENDINGS[event.why]}"
        case Transfer():
            return _transfer(event)


def _transfer(event: Transfer) -> str:
    way = {"r": "read ", "w": "write"}[event.direction]
    shown = event.data[:BYTES_SHOWN].hex(" ") + (" …" if len(event.data) > BYTES_SHOWN else "")
    place = f"{event.took_us:7d} us  0x{event.address:02x}  {_name(event.register):12}  {event.length:4d}"
    return f"{way}  {place}  {_outcome(event.errno) or shown}".rstrip()


def _outcome(number: int) -> str:
    return f"failed: {_meaning(number)}" if number else ""


def _name(register: int) -> str:
    return Register(register).name if register in set(Register) else f"0x{register:02x}"
