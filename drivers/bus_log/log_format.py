"""What can happen between a driver and its bus, and how it is written: one line of text an event, and back.

Knows the log's format; must never know where the events come from or what a register means. A log holds the traffic of
one chip and nothing of whoever wears it but the movement in that traffic: no name, no date, no path.

    easeband-bus-log 1 mpu6050 68 0.1.0     version, chip, its address, firmware
    o 12.345678 0                           the bus was opened: errno, 0 if it worked
    t 12.345678                             the driver read this time from the clock
    r 12.345678 812 68 75 1 68 0            read: begin, microseconds it took, address, register, length, bytes, errno
    w 12.345678 212 68 6b 1 80 121          written: the same
    e 12.345678 time                        the recording ended here, and why

Times are monotonic seconds; address, register and bytes are hexadecimal; `-` is no bytes. Whether the gyroscope ran is
in no word of its own: the first writes tell (`traffic.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TextIO, get_args

from drivers.i2c.kernel_interface import messages, sent

MICROSECONDS: Final = 1_000_000

TransferDirection = Literal["r", "w"]
EndReason = Literal["time", "asked", "full"]
"""Why a recording ended: its time was over, somebody asked for it, or the log had reached its largest size."""


@dataclass(frozen=True)
class Opened:
    """The bus was opened, or was not: `errno` is 0 if it worked."""

    time_us: int
    errno: int


@dataclass(frozen=True)
class ClockReading:
    """The driver asked what time it is."""

    time_us: int


@dataclass(frozen=True)
class Transfer:
    """`length` bytes were read ("r") or written ("w") from `register` on, and it took `took_us`.

    A transfer that failed has an `errno` other than 0; then nothing was read, and nobody knows what was written.
    """

    time_us: int
    took_us: int
    direction: TransferDirection
    address: int
    register: int
    length: int
    data: bytes
    errno: int = 0


@dataclass(frozen=True)
class Ended:
    """The recorder stopped looking at the sensor; what follows only puts it to sleep."""

    time_us: int
    why: EndReason


BusEvent = Opened | ClockReading | Transfer | Ended


def to_us(time_s: float) -> int:
    """Whole microseconds."""
    return round(time_s * MICROSECONDS)


def to_s(time_us: int) -> float:
    """Seconds; `to_us` makes the same microseconds of them."""
    return time_us / MICROSECONDS


MAGIC: Final = "easeband-bus-log"
VERSION: Final = 1
LONGEST_LINE: Final = 4096  # the longest event is a full FIFO: 1024 bytes, two digits each
MOST_SHOWN: Final = 60  # characters of a bad line that a message repeats

NumberedEvents = Iterator[tuple[int, BusEvent]]
"""Events, each with the number of its line."""


class BadLog(ValueError):
    """A file that is no whole log: the message says in which line, what was expected and what was seen."""


@dataclass(frozen=True)
class Header:
    """Whose traffic it is: a chip by its driver's name, at an address, read by a version of the firmware."""

    chip: str
    address: int
    firmware: str


def header_line(header: Header) -> str:
    """The first line of a log."""
    return f"{MAGIC} {VERSION} {header.chip} {header.address:02x} {header.firmware}\n"


def event_line(event: BusEvent) -> str:
    """The event's line."""
    time = f"{event.time_us // MICROSECONDS}.{event.time_us % MICROSECONDS:06d}"
    match event:
        case Opened():
            return f"o {time} {event.errno}\n"
        case ClockReading():
            return f"t {time}\n"
        case Ended():
            return f"e {time} {event.why}\n"
        case Transfer():
            return f"{event.direction} {time} {_transfer_words(event)}\n"


def _transfer_words(event: Transfer) -> str:
    place = f"{event.took_us} {event.address:02x} {event.register:02x}"
    return f"{place} {event.length} {event.data.hex() or '-'} {event.errno}"


def read_log(file: TextIO) -> tuple[Header, NumberedEvents]:
    """The header, and every event, read as it is asked for. Raises BadLog, also while events are read."""
    return parse_header(file.readline(LONGEST_LINE)), _events(file)


def _events(file: TextIO) -> NumberedEvents:
    number = 1
    while line := file.readline(LONGEST_LINE):
        number += 1
        try:
            yield number, parse_event(line)
        except ValueError as error:
            raise BadLog(f"line {number}: {error}") from None


def parse_header(line: str) -> Header:
    """The header in the first line of a log. Raises BadLog."""
    words = line.split()
    if words[:1] != [MAGIC]:
        raise BadLog(f"line 1: expected {MAGIC}, got {_shown(line)}: name a file that `bus-log record` has written")
    if words[1:2] != [str(VERSION)]:
        raise BadLog(f"line 1: expected version {VERSION}, got {_shown(line)}: use the firmware that wrote this log")
    if not (found := _HEADER.fullmatch(line)):
        raise BadLog(f"line 1: expected chip, address and firmware after the version, got {_shown(line)}")
    chip, address, firmware = found.groups()
    return Header(chip, int(address, 16), firmware)


def parse_event(line: str) -> BusEvent:
    """The event of one line. Raises ValueError with what was expected and what was seen."""
    if not line.endswith("\n"):
        raise ValueError("ends in the middle; the file was cut off: delete this line to use those above it")
    if line[0] not in _KINDS:
        raise ValueError(f"expected a line that begins with {', '.join(_KINDS)}; got {_shown(line)}")
    kind = _KINDS[line[0]]
    if not (found := kind.pattern.fullmatch(line)):
        raise ValueError(f"expected {line[0]} {kind.expected}; got {_shown(line)}")
    return kind.make(found.groupdict())


def _transfer(words: Mapping[str, str]) -> Transfer:
    direction = next(known for known in get_args(TransferDirection) if known == words["direction"])
    data = b"" if words["data"] == "-" else bytes.fromhex(words["data"])
    length, errno = int(words["length"]), int(words["errno"])
    promised = 0 if errno and direction == "r" else length
    if len(data) != promised:
        raise ValueError(f"expected {promised} bytes, as the line itself says; got {len(data)}")
    address, register = int(words["address"], 16), int(words["register"], 16)
    return Transfer(_time_us(words), int(words["took"]), direction, address, register, length, data, errno)


def _ended(words: Mapping[str, str]) -> Ended:
    return Ended(_time_us(words), next(why for why in get_args(EndReason) if why == words["why"]))


def _time_us(words: Mapping[str, str]) -> int:
    return int(words["seconds"]) * MICROSECONDS + int(words["us"])


def _shown(line: str) -> str:
    text = repr(line.rstrip("\n"))
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


@dataclass(frozen=True)
class _Kind:
    """One kind of line: its pattern, the pattern in words, and what is made of it."""

    pattern: re.Pattern[str]
    expected: str
    make: Callable[[Mapping[str, str]], BusEvent]


def _kind(pattern: str, expected: str, make: Callable[[Mapping[str, str]], BusEvent]) -> _Kind:
    return _Kind(re.compile(rf"{pattern}\n", re.ASCII), expected, make)


_HEADER: Final = re.compile(rf"{MAGIC} {VERSION} (\w{{1,40}}) ([0-9a-f]{{2}}) ([\w.+-]{{1,40}})\n", re.ASCII)
_TIME: Final = r"(?P<seconds>\d{1,10})\.(?P<us>\d{6})"
_ERRNO: Final = r"(?P<errno>\d{1,5})"
_PLACE: Final = r"(?P<took>\d{1,10}) (?P<address>[0-9a-f]{2}) (?P<register>[0-9a-f]{2})"
_TRANSFER: Final = _kind(
    rf"(?P<direction>[rw]) {_TIME} {_PLACE} (?P<length>\d{{1,5}}) (?P<data>-|(?:[0-9a-f]{{2}})+) {_ERRNO}",
    "seconds, microseconds, address, register, length, bytes and errno",
    _transfer,
)
_KINDS: Final = {
    "o": _kind(rf"o {_TIME} {_ERRNO}", "seconds and errno", lambda words: Opened(_time_us(words), int(words["errno"]))),
    "t": _kind(rf"t {_TIME}", "seconds", lambda words: ClockReading(_time_us(words))),
    "r": _TRANSFER,
    "w": _TRANSFER,
    "e": _kind(rf"e {_TIME} (?P<why>{'|'.join(get_args(EndReason))})", "seconds and a reason", _ended),
}


def transfer_in(argument: Any, begin_us: int, took_us: int, number: int) -> Transfer:
    """The transfer in the messages of an ioctl, as `drivers.i2c` makes them: the register and data, or then a read."""
    first, *others = messages(argument)
    register, *_ = written = sent(first)
    if not others:
        return Transfer(begin_us, took_us, "w", first.addr, register, first.len - 1, written[1:], number)
    data = b"" if number else sent(others[0])
    return Transfer(begin_us, took_us, "r", first.addr, register, others[0].len, data, number)
