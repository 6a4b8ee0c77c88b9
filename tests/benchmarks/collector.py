"""`python -m tests.benchmarks.collector`: documents a second from a real broker into the clinic's database."""

import argparse
import logging
import tempfile
import time
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
from tests.support.documents.realistic import an_empty_day
from tests.support.documents.worn import worn_all_day

FIRST_DAY = date(2026, 1, 1)
DAYS_A_DEVICE = 100
SEEDS = 20
KINDS = {"not worn": 4_000, "worn all day": 1_000}  # documents
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


def documents(kind: str) -> Iterator[DayDocument]:
    """Days of several devices."""
    whole = [worn_all_day("device", seed=seed) if kind == "worn all day" else an_empty_day() for seed in range(SEEDS)]
    for number in range(KINDS[kind]):
        device, day = divmod(number, DAYS_A_DEVICE)
        date_of_it = (FIRST_DAY + timedelta(day)).isoformat()
        yield replace(whole[number % SEEDS], device=f"device-{device}", day=date_of_it)


def collected_per_s(kind: str) -> tuple[float, float, int]:
    """Documents a second from the collector's connection on, by the clock and of processor, and bytes of one."""
    messages, count = [encode_day(document) for document in documents(kind)], KINDS[kind]
    log, stored = logging.getLogger("sync.clinic.collector"), Stored()
    with tempfile.TemporaryDirectory() as name, start_broker(Path(name) / "broker") as running:
        broker = Broker("127.0.0.1", running.port)
        with Connection(broker, Session("devices"), CLOCK.monotonic_s) as link:
            link.connect()
            link.publish(messages)
        log.addHandler(stored)
        with closing(Clinic(f"sqlite:///{name}/clinic.db")) as clinic:
            before_s, spent_s = CLOCK.monotonic_s(), time.process_time()
            run_collector(broker, clinic, CLOCK, lambda: stored.count >= count)
            took_s, spent_s = CLOCK.monotonic_s() - before_s, time.process_time() - spent_s
        log.removeHandler(stored)
    return count / took_s, count / spent_s, len(messages[0].payload)


def main() -> None:
    """Print a figure for each kind of document."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    logging.getLogger("sync.clinic.collector").setLevel(logging.INFO)
    logging.getLogger("sync.clinic.collector").propagate = False
    for kind in KINDS:
        per_s, per_processor_s, size_bytes = collected_per_s(kind)
        print(
            f"{kind:16s} {size_bytes:6d} bytes {per_s:8,.0f} a second, {per_processor_s:8,.0f} of processor", flush=True
        )


if __name__ == "__main__":
    main()
