"""`python -m tests.benchmarks.flood`: what a hostile client's 20,000 messages cost an honest device and the collector.

A real broker with the limits of a clinic's, the collector in a process of its own, and the flooders in another: whole
and empty days of their own, statuses, garbage, and garbage at other devices' topics, all prepared before they begin.
Meanwhile an honest device sends one day after the other. Prints the seconds from its publishing to the clinic's
receipt, and the most memory that the collector held: without a flooder, with one, and with ten who share the messages.
"""

import argparse
import itertools
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from device.system.clock import SystemClock
from device.system.config import Broker
from device.system.log import start_log
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic
from sync.clinic.enrolment.broker_settings import broker_limits
from sync.demo.broker import HOST, BrokerProcess, start_broker
from sync.wire.client import Session
from sync.wire.messages import (
    DAY,
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
MOST_HEARD_BYTES = MOST_JOINED_BYTES = 65_536
NUMBER, DATE = 987_654_321, "2199-12-31"  # stand where others are put in
FLOODER, HONEST, OTHERS = "band-flood", "band-honest", 50
WHOLE_BYTES = 96_000  # of a day worn all day, with 240 episodes
FIRST_DAY = date(2020, 1, 1)
NEWEST = 1_000_000  # a revision above those of the flood
ALONE = 10  # days before the flood
NANOSECONDS = 1e9
LONGEST_S = 120.0  # for one receipt
# A surplus is stored once a second: a quick flood is over before the first of them.
STORED_WITHIN_S, LOOK_EVERY_S = 5.0, 0.2
# A device writes below its own name only, as at a clinic's broker; here the name is the client's, without passwords.
ACL = "topic read easeband/v1/#\ntopic write easeband/v1/+/down/#\npattern write easeband/v1/%c/up/#\n"
CLOCK = SystemClock("UTC")


@dataclass(frozen=True)
class Seen:
    """Seconds from publishing to receipt, before and during the flood; the collector's megabytes.

    `kept_waiting_s`: of each of those during the flood, how long the broker or the collector had no processor here.
    """

    alone_s: Sequence[float]
    flooded_s: Sequence[float]
    kept_waiting_s: Sequence[float]
    flood_s: float
    before_mb: float
    peak_mb: float
    own_s: float  # until the flooder itself, behaving again, has a receipt
    told: str  # why the clinic says that messages of the flooder were not taken

    @property
    def worst_of_its_own_s(self) -> float:
        """The longest delay, without the time for which other programs had the processors."""
        return max(whole - kept for whole, kept in zip(self.flooded_s, self.kept_waiting_s, strict=True))

    def in_words(self) -> str:
        """One line of the table."""
        flooded, own = sorted(self.flooded_s), f"flooder's own newest day {self.own_s:4.1f} s"
        middle = f"{flooded[len(flooded) // 2]:5.2f} s (median of {len(flooded)})"
        worst = f"{flooded[-1]:5.2f} s (worst), {self.worst_of_its_own_s:5.2f} s of it on a computer of its own"
        delays = f"alone {max(self.alone_s):5.2f} s, flooded {middle} {worst}"
        memory = f"{self.before_mb:4.0f} MB before, {self.peak_mb:4.0f} MB at most"
        return f"{delays}; flood sent in {self.flood_s:4.1f} s; {memory}; {own}"


def dates() -> Iterator[str]:
    """One day after the other."""
    return ((FIRST_DAY + timedelta(n)).isoformat() for n in itertools.count())


def flooder(number: int) -> str:
    """The name of one of those that flood."""
    return f"{FLOODER}-{number}" if number else FLOODER


def hostile(count: int, name: str) -> Iterator[tuple[str, Sequence[bytes]]]:
    """Topics and payloads, in every ten: 1 whole day, 3 empty ones, 1 status, 3 of garbage, 2 elsewhere."""
    begins, ends = day_json(replace(large_day(WHOLE_BYTES), device=name)).split(a_day().day.encode(), 1)
    head, tail = day_json(replace(an_empty_day(name), day=DATE, revision=NUMBER)).split(DATE.encode(), 1)
    for number in range(count):
        kind, day = number % 10, (FIRST_DAY + timedelta(number % 1000)).isoformat()
        elsewhere = name if kind < 8 else f"band-{number % OTHERS}"
        payload: Sequence[bytes] = [bytes([number % 256]) * (1000 + number % 9000)]
        if kind == 0:
            payload = [begins, day.encode(), ends]
        elif kind <= 3:
            revised = str(1 + number).encode()
            payload = [part.replace(str(NUMBER).encode(), revised) for part in (head, day.encode(), tail)]
        elif kind == 4:
            status = encode_status(Status(1, name, online=True, sensor=str(number)))
            yield status.topic, [status.payload]
            continue
        yield topic(elsewhere, DAY, day), payload


def packet(kind: int, body: bytes, more_bytes: int = 0) -> bytes:
    """An MQTT packet: kind and flags, its length at seven bits a byte, its body; `more_bytes` of it follow."""
    length, rest = b"", len(body) + more_bytes
    while rest >= 128:
        length, rest = length + bytes([rest % 128 + 128]), rest // 128
    return bytes([kind]) + length + bytes([rest]) + body


def text(said: str) -> bytes:
    """As MQTT writes it: two bytes of length before it."""
    return len(said).to_bytes(2, "big") + said.encode()


def prepared(count: int, name: str) -> list[Sequence[bytes]]:
    """Packets in parts, of which most are shared: to make them while they are sent would take the others' processor."""
    made: list[Sequence[bytes]] = []
    for number, (where, payload) in enumerate(hostile(count, name)):
        head = text(where) + (number % MOST_NUMBERS + 1).to_bytes(2, "big") + b"\0"
        made.append([packet(PUBLISH_AT_LEAST_ONCE, head, sum(map(len, payload))), *payload])
    return made


def flood(port: int, count: int, flooders: int) -> None:
    """So many devices, `count` messages in all, as fast as the broker reads; begins at a line on the standard input.

    What the broker answers is not looked at: no library does that.
    """
    names = [flooder(number) for number in range(flooders)]
    packets = [prepared(count // flooders, name) for name in names]
    print("ready", flush=True)
    sys.stdin.readline()
    at_once = [threading.Thread(target=send, args=(port, *one)) for one in zip(names, packets, strict=True)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()


def send(port: int, name: str, packets: Sequence[Sequence[bytes]]) -> None:
    """All of one device's, and hear until the broker ends the connection."""
    with socket.create_connection((HOST, port)) as link:
        link.sendall(packet(CONNECT, text("MQTT") + CLEAN_OF_VERSION_5 + text(name)))
        hearing = threading.Thread(target=hear, args=(link,))
        hearing.start()
        for parts in packets:
            if len(parts) == 2 or sum(map(len, parts)) < MOST_JOINED_BYTES:
                link.sendall(b"".join(parts))
            else:
                for part in parts:
                    link.sendall(part)
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
    own = [sys.executable, "-m", "tests.benchmarks.flood", *map(str, arguments)]
    return subprocess.Popen(own, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


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
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        (acl_file := Path(name) / "acl").write_text(ACL)
        settings = broker_limits() + (f"acl_file {acl_file}\n" if acl else "")
        broker = start_broker(Path(name) / "broker", programs=["mosquitto"], settings=settings)
        running = stack.enter_context(broker)
        collector = stack.enter_context(ended(start("--collect", running.port, "--folder", name)))
        flooding = None
        if flooders:
            asked = ("--flood", running.port, "--count", count, "--flooders", flooders)
            flooding = stack.enter_context(ended(start(*asked)))
            flooding.stdout.readline()  # type: ignore[union-attr]  # a pipe: it is ready
        return _measured(running, collector.pid, flooding, Path(name))


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Killed at the end."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def _measured(running: BrokerProcess, collector: int, flooding: subprocess.Popen[bytes] | None, folder: Path) -> Seen:
    port, broker = running.port, running.process_number
    with Connection(Broker(HOST, port), Session(HONEST), CLOCK.monotonic_s) as link:
        link.connect()
        honest = Honest(link)
        honest.delay_s()  # the collector starts
        alone_s = [honest.delay_s() for _ in range(ALONE)]
        before_mb, flooded, began_s = megabytes(collector, "VmRSS"), list[tuple[float, float]](), CLOCK.monotonic_s()
        if flooding:
            begin(flooding)
        while flooding and flooding.poll() is None:
            flooded.append(beside_others(honest, broker, collector))
        flood_s = CLOCK.monotonic_s() - began_s
        flooded.append(beside_others(honest, broker, collector))
    own_s, peak_mb = flooders_own_s(port), megabytes(collector, "VmHWM")
    flooded_s, kept_s = zip(*flooded, strict=True)
    return Seen(alone_s, flooded_s, kept_s, flood_s, before_mb, peak_mb, own_s, told(folder))


def beside_others(honest: Honest, broker: int, collector: int) -> tuple[float, float]:
    """A delay, and for how much of it that process could run and had no processor which waited longer for one."""
    before_s = [kept_waiting_s(process) for process in (broker, collector)]
    delay_s = honest.delay_s()
    after_s = [kept_waiting_s(process) for process in (broker, collector)]
    return delay_s, max(after - before for before, after in zip(before_s, after_s, strict=True))


def kept_waiting_s(process: int) -> float:
    """How long a process has stood in the line for a processor (proc_schedstat, the second number)."""
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="utf-8").split()[1]) / NANOSECONDS


def begin(flooding: subprocess.Popen[bytes]) -> None:
    """Let it send what it has prepared."""
    flooding.stdin.write(b"\n")  # type: ignore[union-attr]  # a pipe
    flooding.stdin.flush()  # type: ignore[union-attr]


def flooders_own_s(port: int) -> float:
    """Seconds until the device that flooded gets a receipt for its newest day."""
    with Connection(Broker(HOST, port), Session(FLOODER), CLOCK.monotonic_s) as link:
        link.connect()
        return Honest(link, FLOODER).delay_s()


def told(folder: Path) -> str:
    """What the list of patients says of the flooder, once its surplus is stored."""
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        began_s, surplus = CLOCK.monotonic_s(), list[str]()
        while not surplus and CLOCK.monotonic_s() - began_s < STORED_WITHIN_S:
            CLOCK.sleep(LOOK_EVERY_S)
            surplus = [kept.reason for kept in clinic.refused(FLOODER) if "more than" in kept.reason]
        rows = [row for row in clinic.patients(FIRST_DAY) if row.device == FLOODER]
        return f"{rows[0].refused} refused; {surplus[0] if surplus else 'nothing of a surplus'}"


def main() -> None:
    """Print a line for each number of devices that flood."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=FLOOD)
    parser.add_argument("--flooders", type=int, nargs="+", default=[0, 1, 10])
    parser.add_argument("--any-topic", action="store_true", help="a broker that lets everybody write everywhere")
    parser.add_argument("--flood", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--collect", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.flood:
        flood(asked.flood, asked.count, asked.flooders[0])
    elif asked.collect:
        collect(asked.collect, asked.folder)
    else:
        for flooders in asked.flooders:
            seen = measure(asked.count, flooders, acl=not asked.any_topic)
            print(f"{flooders:3d} flooders: {seen.in_words()}", flush=True)


if __name__ == "__main__":
    main()
