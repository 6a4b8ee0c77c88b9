"""`python -m tests.benchmarks.collector_memory`: the collector's memory while large days come in.

They come in batches of any size. Prints resident megabytes after every thousand days; the limit is `MemoryMax` in
systemd/easeband-clinic.service.
"""

import argparse
import logging
import random
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from device.day.document import DayDocument
from device.system.clock import SystemClock
from device.system.config import Broker
from sync.clinic.collector import Collector
from sync.clinic.database.clinic import Clinic
from sync.wire.client import Delivery
from sync.wire.messages import Message, day_json
from tests.support.documents.realistic import DAY, a_day

if TYPE_CHECKING:
    from sync.wire.two_lanes import TwoLanes

DAYS = 6_000
SIZE_BYTES = 200_000
FIRST_DAY = date(2021, 1, 1)
DAYS_A_DEVICE = 300
MOST_TOGETHER = 128


class Deaf:
    """Stands where the connection to the broker stands: takes receipts and acknowledgements, and keeps none."""

    def publish(self, messages: list[Message]) -> list[int]:
        """All of them are taken."""
        return [0] * len(messages)

    def acknowledge(self, _delivery: Delivery) -> None:
        """It is told."""


def large_day(size_bytes: int = SIZE_BYTES) -> DayDocument:
    """A valid day of about that size."""
    day = a_day()
    (episode, *_), wanted = day.episodes, size_bytes - len(day_json(day))
    one = len(day_json(replace(day, episodes=(episode,) * 2))) - len(day_json(replace(day, episodes=(episode,))))
    return replace(day, episodes=day.episodes + (episode,) * (wanted // one))


def deliveries(count: int) -> Iterator[Delivery]:
    """As many days of several devices, each of other bytes."""
    text = day_json(large_day()).decode()
    for number in range(count):
        device, nth = divmod(number, DAYS_A_DEVICE)
        name, day = f"device-{device}", (FIRST_DAY + timedelta(nth)).isoformat()
        payload = text.replace(DAY, day).replace("quiet-otter", name).encode()
        yield Delivery(f"easeband/v1/{name}/up/day/{day}", payload, number, 1)


def resident_mb() -> float:
    """What this process holds in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print a line for every thousand days."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    logging.disable()
    with tempfile.TemporaryDirectory() as folder, closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        collector = Collector(Broker("127.0.0.1"), clinic, SystemClock("UTC"), lambda: False)
        arriving, done, dice = deliveries(DAYS), 0, random.Random(1)
        print(f"{done:6d} days {resident_mb():8.0f} MB resident", flush=True)
        while done < DAYS:
            some = [delivery for delivery, _ in zip(arriving, range(dice.randint(1, MOST_TOGETHER)), strict=False)]
            for delivery in some:
                collector._waiting.put(delivery, 0.0)
            while len(collector._waiting):
                collector._take_in(collector._waiting.take(), cast("TwoLanes", Deaf()))
            before, done = done, min(DAYS, done + len(some))
            if before // 1000 < done // 1000:
                print(f"{done:6d} days {resident_mb():8.0f} MB resident", flush=True)


if __name__ == "__main__":
    main()
