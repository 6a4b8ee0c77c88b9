"""`python -m tests.benchmarks.flood`: what a hostile client's 20,000 messages cost an honest device and the collector.

A real broker, the collector in a process of its own, and a flooder in another: whole and empty days of its own,
statuses, garbage, and garbage at other devices' topics. Meanwhile an honest device sends one day after the other.
Prints the seconds from its publishing to the clinic's receipt, and the most memory that the collector held. With
`--flooders 10` as many devices flood at once, and share the messages between them.
"""

import argparse
import itertools
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from device.system.clock import SystemClock
from device.system.config import Broker
from device.system.log import start_log
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic
from sync.demo.broker import HOST, start_broker
from sync.wire.client import Session
from sync.wire.messages import (
    DAY,
    Message,
    Receipt,
    Status,
    day_json,
    decode,
    down_filter,
    encode_day,
    encode_status,
    topic,
)
from sync.wire.mqtt import Connection
from tests.benchmarks.collector_memory import large_day
from tests.support.documents.realistic import a_day, an_empty_day

FLOOD = 20_000
CONNECT, PUBLISH_AT_LEAST_ONCE = 0x10, 0x32  # MQTT 5, table 2-1
CLEAN_OF_VERSION_5 = b"\x05\x02\x00\x3c\x00"  # a clean start, kept alive for a minute, no properties
MOST_NUMBERS = 65_535
MOST_HEARD_BYTES = 65_536
FLOODER, HONEST, OTHERS = "band-flood", "band-honest", 50
WHOLE_BYTES = 96_000  # of a day worn all day, with 240 episodes
FIRST_DAY = date(2020, 1, 1)
NEWEST = 1_000_000  # a revision above those of the flood
ALONE = 10  # days before the flood
LONGEST_S = 120.0  # for one receipt
# A device writes below its own name only, as at a clinic's broker; here the name is the client's, without passwords.
ACL = "topic read easeband/v1/#\ntopic write easeband/v1/+/down/#\npattern write easeband/v1/%c/up/#\n"
CLOCK = SystemClock("UTC")


@dataclass(frozen=True)
class Seen:
    """Seconds from publishing to receipt, before and during the flood; the collector's megabytes."""

    alone_s: Sequence[float]
    flooded_s: Sequence[float]
    flood_s: float
    before_mb: float
    peak_mb: float
    own_s: float  # until the flooder itself, behaving again, has a receipt
    told: str  # why the clinic says that messages of the flooder were not taken

    def in_words(self) -> str:
        """One line of the table."""
        flooded, own = sorted(self.flooded_s), f"flooder's own newest day {self.own_s:4.1f} s"
        middle = f"{flooded[len(flooded) // 2]:5.2f} s (median of {len(flooded)})"
        delays = f"alone {max(self.alone_s):5.2f} s, flooded {middle} {flooded[-1]:5.2f} s (worst)"
        memory = f"{self.before_mb:4.0f} MB before, {self.peak_mb:4.0f} MB at most"
        return f"{delays}; flood sent in {self.flood_s:4.1f} s; {memory}; {own}"


def dates() -> Iterator[str]:
    """One day after the other."""
    return ((FIRST_DAY + timedelta(n)).isoformat() for n in itertools.count())


def flooder(number: int) -> str:
    """The name of one of those that flood."""
    return f"{FLOODER}-{number}" if number else FLOODER


def hostile(count: int, name: str) -> Iterator[Message]:
    """So many messages, in every ten of them: 1 whole day, 3 empty ones, 1 status, 3 of garbage, 2 elsewhere."""
    whole = day_json(replace(large_day(WHOLE_BYTES), device=name))
    empty = an_empty_day(name)
    for number in range(count):
        kind, day = number % 10, (FIRST_DAY + timedelta(number % 1000)).isoformat()
        elsewhere = name if kind < 8 else f"band-{number % OTHERS}"
        if kind == 0:
            payload = whole.replace(a_day().day.encode(), day.encode())
        elif kind <= 3:
            payload = day_json(replace(empty, day=day, revision=1 + number))
        elif kind == 4:
            yield encode_status(Status(1, name, online=True, sensor=str(number)))
            continue
        else:
            payload = bytes([number % 256]) * (1000 + number % 9000)
        yield Message(topic(elsewhere, DAY, day), payload, retain=False)


def packet(kind: int, body: bytes) -> bytes:
    """An MQTT packet: kind and flags, its length at seven bits a byte, its body."""
    length, rest = b"", len(body)
    while rest >= 128:
        length, rest = length + bytes([rest % 128 + 128]), rest // 128
    return bytes([kind]) + length + bytes([rest]) + body


def text(said: str) -> bytes:
    """As MQTT writes it: two bytes of length before it."""
    return len(said).to_bytes(2, "big") + said.encode()


def flood(port: int, count: int, name: str) -> None:
    """Send them all as fast as the broker reads, without looking at its answers: no library does that."""
    with socket.create_connection((HOST, port)) as link:
        link.sendall(packet(CONNECT, text("MQTT") + CLEAN_OF_VERSION_5 + text(name)))
        hearing = threading.Thread(target=hear, args=(link,))
        hearing.start()
        for number, message in enumerate(hostile(count, name)):
            head = text(message.topic) + (number % MOST_NUMBERS + 1).to_bytes(2, "big")
            link.sendall(packet(PUBLISH_AT_LEAST_ONCE, head + b"\0" + message.payload))
        link.shutdown(socket.SHUT_WR)
        hearing.join()


def hear(link: socket.socket) -> None:
    """Take what the broker answers until it ends the connection: else it would stop reading."""
    while link.recv(MOST_HEARD_BYTES):
        pass


def collect(port: int, folder: Path) -> None:
    """The collector, until it is ended."""
    start_log("clinic", "warning")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        run_collector(Broker(HOST, port), clinic, CLOCK, lambda: False)


def megabytes(process: int, name: str) -> float:
    """VmRSS or VmHWM of a process."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """One of the other two, in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "tests.benchmarks.flood", *map(str, arguments)])


class Honest:
    """A device that sends a whole day, and waits for its receipt."""

    def __init__(self, link: Connection, device: str = HONEST) -> None:
        self._link, self._device, self._dates = link, device, dates()
        link.subscribe(down_filter(device))

    def delay_s(self) -> float:
        """From publishing the next day to its receipt."""
        day = next(self._dates)
        message, began_s = encode_day(a_day(self._device, day, revision=NEWEST)), CLOCK.monotonic_s()
        self._link.publish([message])
        while not self._has_receipt(day):
            if self._device == FLOODER:
                self._link.publish([message])  # as a device does, only sooner
            if CLOCK.monotonic_s() - began_s > LONGEST_S:
                raise TimeoutError(f"no receipt for {day} of the honest device within {LONGEST_S:.0f} s")
        return CLOCK.monotonic_s() - began_s

    def _has_receipt(self, day: str) -> bool:
        arrived = self._link.receive(1.0)
        for delivery in arrived:
            self._link.acknowledge(delivery)
        receipts = [decode(delivery.topic, delivery.payload) for delivery in arrived]
        return any(isinstance(r, Receipt) and (r.day, r.revision) == (day, NEWEST) for r in receipts)


def measure(count: int, flooders: int, *, acl: bool) -> Seen:
    """The honest device's delays beside so many hostile messages, and the collector's memory."""
    with tempfile.TemporaryDirectory() as name:
        (acl_file := Path(name) / "acl").write_text(ACL)
        settings = "max_queued_messages 100000\n" + (f"acl_file {acl_file}\n" if acl else "")
        with start_broker(Path(name) / "broker", programs=["mosquitto"], settings=settings) as running:
            collector = start("--collect", running.port, "--folder", name)
            try:
                return _measured(running.port, collector.pid, count, flooders, Path(name))
            finally:
                collector.kill()
                collector.wait()


def _measured(port: int, collector: int, count: int, flooders: int, folder: Path) -> Seen:
    with Connection(Broker(HOST, port), Session(HONEST), CLOCK.monotonic_s) as link:
        link.connect()
        honest = Honest(link)
        honest.delay_s()  # the collector starts
        alone_s = [honest.delay_s() for _ in range(ALONE)]
        before_mb, flooded_s, began_s = megabytes(collector, "VmRSS"), [], CLOCK.monotonic_s()
        each = count // flooders
        started = [start("--flood", port, "--count", each, "--name", flooder(n)) for n in range(flooders)]
        while any(process.poll() is None for process in started):
            flooded_s.append(honest.delay_s())
        flood_s = CLOCK.monotonic_s() - began_s
        flooded_s.append(honest.delay_s())
    own_s, peak_mb = flooders_own_s(port), megabytes(collector, "VmHWM")
    return Seen(alone_s, flooded_s, flood_s, before_mb, peak_mb, own_s, told(folder))


def flooders_own_s(port: int) -> float:
    """Seconds until the device that flooded gets a receipt for its newest day."""
    with Connection(Broker(HOST, port), Session(FLOODER), CLOCK.monotonic_s) as link:
        link.connect()
        return Honest(link, FLOODER).delay_s()


def told(folder: Path) -> str:
    """What the list of patients says of the flooder."""
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        rows = [row for row in clinic.patients(FIRST_DAY) if row.device == FLOODER]
        surplus = [kept.reason for kept in clinic.refused(FLOODER) if "more than" in kept.reason]
        return f"{rows[0].refused} refused; {surplus[0] if surplus else 'nothing of a surplus'}"


def main() -> None:
    """Print a line for a broker that lets everybody write everywhere, and one for a clinic's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=FLOOD)
    parser.add_argument("--flooders", type=int, default=1)
    parser.add_argument("--name", default=FLOODER, help=argparse.SUPPRESS)
    parser.add_argument("--flood", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--collect", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.flood:
        flood(asked.flood, asked.count, asked.name)
    elif asked.collect:
        collect(asked.collect, asked.folder)
    else:
        for acl in (True, False):
            seen = measure(asked.count, asked.flooders, acl=acl)
            print("own topics only:" if acl else "any topic:      ", seen.in_words(), flush=True)


if __name__ == "__main__":
    main()
