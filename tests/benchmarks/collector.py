"""`python -m tests.benchmarks.collector`: documents a second from a real broker into the clinic's database."""

import argparse
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from device.day.document import DayDocument
from device.system.clock import SystemClock
from device.system.config import Broker
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic
from sync.demo.broker import start_broker
from sync.wire.client import Session
from sync.wire.messages import encode_day
from sync.wire.mqtt import Connection
from tests.support.documents.realistic import a_day, with_quarters

FIRST_DAY = date(2026, 1, 1)
DAYS_A_DEVICE = 100
KINDS = {"one quarter-hour": (4_000, 1), "a whole day": (400, 96)}  # documents, quarter-hours in each
CLOCK = SystemClock("UTC")


class Stored(logging.Handler):
    """Counts what the collector says it has stored, and when the first one was."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.first_s = 0, 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("stored"):
            self.first_s = self.first_s or CLOCK.monotonic_s()
            self.count += 1


def documents(count: int, quarters: int) -> Iterator[DayDocument]:
    """Days of several devices, with so many quarter-hours in each."""
    whole = a_day()
    short = whole if quarters == 96 else replace(with_quarters(whole, whole.quarters[:quarters]), episodes=(), sets=())
    for number in range(count):
        device, day = divmod(number, DAYS_A_DEVICE)
        yield replace(short, device=f"device-{device}", day=(FIRST_DAY + timedelta(day)).isoformat())


def collected_per_s(count: int, quarters: int) -> tuple[float, int]:
    """Documents a second from the collector's connection on, and bytes of one."""
    messages = [encode_day(document) for document in documents(count, quarters)]
    log, stored = logging.getLogger("sync.clinic.collector"), Stored()
    with tempfile.TemporaryDirectory() as name, start_broker(Path(name) / "broker") as running:
        broker = Broker("127.0.0.1", running.port)
        with Connection(broker, Session("devices"), CLOCK.monotonic_s) as link:
            link.connect()
            link.publish(messages)
        log.addHandler(stored)
        with closing(Clinic(f"sqlite:///{name}/clinic.db")) as clinic:
            before_s = CLOCK.monotonic_s()
            run_collector(broker, clinic, CLOCK, lambda: stored.count >= count)
            after_s = CLOCK.monotonic_s()
        log.removeHandler(stored)
    return count / (after_s - before_s), len(messages[0].payload)


def main() -> None:
    """Print a figure for each kind of document."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    logging.getLogger("sync.clinic.collector").setLevel(logging.INFO)
    logging.getLogger("sync.clinic.collector").propagate = False
    for kind, (count, quarters) in KINDS.items():
        per_s, size_bytes = collected_per_s(count, quarters)
        print(f"{kind:16s} {size_bytes:6d} bytes {per_s:8,.0f} documents a second", flush=True)


if __name__ == "__main__":
    main()
