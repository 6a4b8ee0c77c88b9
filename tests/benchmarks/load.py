"""`python -m tests.benchmarks.load --devices 1000`: so many devices, a real mosquitto and the real collector.

Each device has a connection of its own, subscribes to its receipts, and sends whole days and statuses, compressed as
they travel; the next day goes out when the receipt for the last one has come, at a pace if one is given. Prints how
long receipts take, what a day costs the collector and the broker in processor time, and what a device costs both in
memory. `--collectors 2 --postgresql` starts two of them on a PostgreSQL. Then the collector is started anew, and the
seconds are counted until all that the broker kept has come.
"""

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from device.day.document import DayDocument
from device.system.clock import SystemClock
from device.system.config import Broker
from device.system.log import start_log
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic
from sync.clinic.subscriptions import QUIET_S
from sync.demo.broker import HOST, start_broker
from sync.wire.messages import DAY, RECEIPT, Message, Status, encode_day, encode_status, topic
from tests.benchmarks.flood import CLEAN_OF_VERSION_5, CONNECT, PUBLISH_AT_LEAST_ONCE, megabytes, packet, text
from tests.support.documents.realistic import an_empty_day
from tests.support.documents.worn import worn_all_day
from tests.support.postgresql import Server, postgresql

SUBSCRIBE, PUBACK, PUBLISH_KIND, RETAIN, KIND_MASK = 0x82, 0x40, 0x30, 0x01, 0xF0  # MQTT 5, table 2-1
FIRST_DAY: Final = date(2025, 1, 1)
KINDS_OF_DAY: Final = 32
SETTINGS: Final = "max_queued_messages 100000\nmax_connections -1\n"
TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
CLOCK = SystemClock("UTC")


@dataclass
class Seen:
    """Seconds from each day to its receipt."""

    delays_s: list[float] = field(default_factory=list)
    began_s: float = 0.0
    ended_s: float = 0.0

    def at(self, share: float) -> float:
        """So large a share of them came sooner."""
        ordered = sorted(self.delays_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Device:
    """One connection: speaks just enough MQTT 5 for a thousand of them in one process."""

    def __init__(self, number: int, days: Sequence[bytes], pause_s: float) -> None:
        self.name, self._days, self._pause_s = f"band-{number:05d}", days, pause_s
        self._number = number

    async def run(self, port: int, ready: asyncio.Barrier, seen: Seen) -> None:
        """Connect, wait for all others, and send one day after the other."""
        self._reader, self._writer = await asyncio.open_connection(HOST, port)
        self._writer.write(packet(CONNECT, text("MQTT") + CLEAN_OF_VERSION_5 + text(self.name)))
        await self._next()
        self._writer.write(packet(SUBSCRIBE, b"\0\1\0" + text(f"easeband/v1/{self.name}/{RECEIPT}/+") + b"\1"))
        await self._next()
        self._publish(encode_status(Status(1, self.name, online=True, firmware="0.1.0", backlog_days=0)), kept=True)
        await ready.wait()
        seen.began_s = seen.began_s or CLOCK.monotonic_s()
        if self._pause_s:
            await asyncio.sleep(self._pause_s * (self._number % 997) / 997)  # spread over the time between two
        for number, payload in enumerate(self._days):
            seen.delays_s.append(await self._delivered((FIRST_DAY + timedelta(number)).isoformat(), payload))
            await asyncio.sleep(self._pause_s)
        seen.ended_s = CLOCK.monotonic_s()
        self._writer.close()

    async def _delivered(self, day: str, payload: bytes) -> float:
        began_s, wanted = CLOCK.monotonic_s(), f"/{RECEIPT}/{day}".encode()
        self._publish(Message(topic(self.name, DAY, day), payload), kept=True)
        while wanted not in await self._next():
            pass
        took_s = CLOCK.monotonic_s() - began_s
        self._publish(Message(topic(self.name, DAY, day), b""), kept=True)  # it need not be kept any longer
        return took_s

    def _publish(self, message: Message, *, kept: bool) -> None:
        name = text(message.topic) + b"\0\1\0"
        self._writer.write(packet(PUBLISH_AT_LEAST_ONCE | (RETAIN if kept else 0), name + message.payload))

    async def _next(self) -> bytes:
        """The next packet's body; a message is acknowledged."""
        kind = (await self._reader.readexactly(1))[0]
        length = shift = 0
        while True:
            byte = (await self._reader.readexactly(1))[0]
            length, shift = length | (byte & 127) << shift, shift + 7
            if byte < 128:
                break
        body = await self._reader.readexactly(length)
        if kind & KIND_MASK == PUBLISH_KIND and kind & 0b110:
            after = 2 + int.from_bytes(body[:2], "big")
            self._writer.write(packet(PUBACK, body[after : after + 2]))
        return body


@cache
def template(number: int) -> DayDocument:
    """A whole day, to be given another device and date."""
    return worn_all_day("template", seed=number)


def days_of(number: int, days: int, *, small: bool) -> list[bytes]:
    """The days of one device; no two devices have the same."""
    name = f"band-{number:05d}"
    made = []
    for nth in range(days):
        whole = an_empty_day() if small else template((number + nth) % KINDS_OF_DAY)
        made.append(encode_day(replace(whole, device=name, day=(FIRST_DAY + timedelta(nth)).isoformat())).payload)
    return made


async def all_devices(port: int, numbers: Sequence[int], days: int, pause_s: float, *, small: bool) -> Seen:
    """Every one of them, in this process."""
    seen, ready = Seen(), asyncio.Barrier(len(numbers))
    devices = [Device(number, days_of(number, days, small=small), pause_s) for number in numbers]
    await asyncio.gather(*(device.run(port, ready, seen) for device in devices))
    return seen


def collect(port: int, url: str, name: str, level: str) -> None:
    """One collector, until it is ended."""
    start_log("clinic", level)
    with closing(Clinic(url)) as clinic:
        run_collector(Broker(HOST, port), clinic, CLOCK, lambda: False, name=name)


def processor_s(process: int) -> float:
    """Of a process, in all."""
    of = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(of[11]) + int(of[12])) / TICKS_A_SECOND


def processor_of_all_s(parent: int) -> float:
    """Of a server and of the processes that it made."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
    return processor_s(parent) + sum(processor_s(int(child)) for child in children)


@contextmanager
def collectors(port: int, url: str, count: int, log: str = "warning") -> Iterator[list[subprocess.Popen[str]]]:
    """So many of them, in processes of their own."""
    own = [sys.executable, "-m", "tests.benchmarks.load", "--collect", str(port), "--url", url, "--log", log]
    said = subprocess.PIPE if log == "info" else None
    started = [subprocess.Popen([*own, "--name", f"load-{n}"], stderr=said, text=True) for n in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def measure(asked: argparse.Namespace) -> None:
    """Print what was seen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server: Server | None = stack.enter_context(postgresql()) if asked.postgresql else None
        url = server.new_url() if server else f"sqlite:///{folder}/clinic.db"
        running = stack.enter_context(start_broker(folder / "broker", programs=["mosquitto"], settings=SETTINGS))
        broker = running.process_number
        empty_mb = megabytes(broker, "VmRSS")
        with collectors(running.port, url, asked.collectors) as started:
            processes = [process.pid for process in started]
            time.sleep(QUIET_S + 5)
            before_mb = [megabytes(process, "VmRSS") for process in processes]
            before_s = [processor_s(process) for process in (broker, *processes)]
            of_database_s = processor_of_all_s(server.process) if server else 0.0
            numbers = range(asked.devices)
            seen = asyncio.run(all_devices(running.port, numbers, asked.days, asked.pause, small=asked.small))
            spent_s = [processor_s(process) - at for process, at in zip((broker, *processes), before_s, strict=True)]
            of_database_s = (processor_of_all_s(server.process) if server else 0.0) - of_database_s
            tell(asked, seen, spent_s, of_database_s)
            most_mb = megabytes(broker, "VmHWM")
            of_device_mb = (most_mb - empty_mb) / asked.devices
            print(f"broker {empty_mb:.0f} MB empty, {most_mb:.0f} MB at most, {of_device_mb:.3f} MB a device")
            peak_mb = sum(megabytes(process, "VmHWM") for process in processes)
            print(f"collectors {sum(before_mb):.0f} MB before, {peak_mb:.0f} MB at most", flush=True)
        restart(running.port, url, asked.devices)


def tell(asked: argparse.Namespace, seen: Seen, spent_s: Sequence[float], of_database_s: float) -> None:
    """What was reached, and what it took: `spent_s` by the broker and by each collector."""
    days, took_s, of_collectors_s = len(seen.delays_s), seen.ended_s - seen.began_s, sum(spent_s[1:])
    print(f"{days} days of {asked.devices} devices in {took_s:.1f} s: {days / took_s:,.0f} a second by the clock")
    print(f"receipt after {seen.at(0.5):.2f} s (median), {seen.at(0.99):.2f} s (99 of 100)")
    of_broker_ms, of_database_ms = (1000 * spent / days for spent in (spent_s[0], of_database_s))
    of_collectors = f"collectors {1000 * of_collectors_s / days:.2f} ms, {days / of_collectors_s:,.0f} days a second"
    print(f"processor, a day: broker {of_broker_ms:.2f} ms; {of_collectors}; database server {of_database_ms:.2f} ms")


def restart(port: int, url: str, devices: int) -> None:
    """How long a collector takes from its start until all that is retained was looked at."""
    began_s = CLOCK.monotonic_s()
    with collectors(port, url, 1, log="info") as (process,):
        while "all that was retained has come" not in process.stderr.readline():  # type: ignore[union-attr]  # a pipe
            pass
        took_s, spent_s = CLOCK.monotonic_s() - began_s - QUIET_S, processor_s(process.pid)
    print(f"started anew with {devices} devices: {took_s:.1f} s by the clock, {spent_s:.1f} s of processor", flush=True)


def main() -> None:
    """Measure, or be one of the collectors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--days", type=int, default=5, help="of each device")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds of a device between two days")
    parser.add_argument("--small", action="store_true", help="days on which the band was not worn")
    parser.add_argument("--collectors", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--collect", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--log", default="warning", help=argparse.SUPPRESS)
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection is a file
    if asked.collect:
        collect(asked.collect, asked.url, asked.name, asked.log)
    else:
        measure(asked)


if __name__ == "__main__":
    main()
