"""The traffic of a bus log in words: each event as a row of a table, all of them as a summary. Pure.

Knows how people want to read it; must never know the log's format or count anything itself.
"""

import os
from statistics import median
from typing import Final

from drivers.bus_log.log_format import BusEvent, ClockReading, Ended, Opened, Transfer, to_s
from drivers.bus_log.traffic import Traffic
from drivers.i2c import MEANING
from drivers.mpu6050.registers import Register

BYTES_SHOWN: Final = 16


def summary(traffic: Traffic) -> list[str]:
    """The counts in words, one line each."""
    return [
        f"{traffic.length_s:.1f} s; {ENDINGS[traffic.ended]}",
        f"reads: {traffic.transfers['r']}, writes: {traffic.transfers['w']}, failures: {traffic.refusals.total()}",
        *(f"  {_meaning(number)}: {times}" for number, times in sorted(traffic.refusals.items())),
        f"WHO_AM_I: {', '.join(f'0x{value:02x}' for value in sorted(traffic.chip.identities)) or 'not read'}",
        f"frames: {traffic.frames}{_frame_rates(traffic)}",
        f"chip resets: {traffic.chip_resets}, FIFO restarts: {traffic.fifo_restarts}, overflows: {traffic.overflows}",
        f"times between two readings of the FIFO that are longer than {_lasts(traffic)}: {len(traffic.gaps())}",
        *(f"  {wait_s:.2f} s from {at_s:.3f} on" for at_s, wait_s in traffic.gaps()),
    ]


ENDINGS: Final = {
    "time": "recorded for as long as requested",
    "asked": "stopped from outside",
    "full": "stopped because the log had reached its maximum size",
    None: "cut off: it has no end",
}


def _frame_rates(traffic: Traffic) -> str:
    length = f" of {traffic.chip.frame_bytes} bytes" if traffic.chip.frame_bytes else ""
    return f"{length}{_at(traffic.rate_hz(), 'Hz', 1)}{_at(_speed_khz(traffic), 'kHz on the bus', 0)}"


def _lasts(traffic: Traffic) -> str:
    lasts_s = traffic.chip.fifo_s
    return "it lasts (which the log does not say)" if lasts_s is None else f"its {lasts_s:.2f} s"


def _at(value: float | None, unit: str, decimals: int) -> str:
    return "" if value is None else f", {value:.{decimals}f} {unit}"


def _speed_khz(traffic: Traffic) -> float | None:
    return median(traffic.bits_a_ms) if traffic.bits_a_ms else None


def _meaning(number: int) -> str:
    return f"errno {number}, {MEANING[number][0] if number in MEANING else os.strerror(number)}"


def row(event: BusEvent) -> str:
    """The event as a row of a table for people."""
    return f"{to_s(event.time_us):14.6f}  {_told(event)}"


def _told(event: BusEvent) -> str:
    match event:
        case Opened():
            return f"open   {_outcome(event.errno) or 'done'}"
        case ClockReading():
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
