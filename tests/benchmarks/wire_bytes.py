"""`python -m tests.benchmarks.wire_bytes`: what a worn day costs on the wire, and what sending it costs the processor.

The real uploader in simulated time, minute after minute of a day of 240 episodes, over a line without a network to a
clinic that answers with receipts. `--from 20 --hours 1` is an hour of the evening. Bytes are payloads and topics, as
they are without TLS and TCP.
"""

import argparse
import itertools
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from device.records.facts import Dating, Episode, ExerciseSession, Mark, Minute, Record, SetResult
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from sync.uplink.uploader import run_uploader
from sync.wire.messages import Message, encode_receipt
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S

PUBLISH_BYTES, PROPERTY_BYTES = 6, 12  # head, number and topic length; expiry, the rest of a content type
DAYS_BEFORE = 90
WAKES, SLEEPS = 7 * 60, 23 * 60  # minutes of the day
EPISODES, MARKS, SETS = 240, 3, 6
HOUR_S, SETTLE_S = 3600.0, 300.0


def minutes() -> Iterator[Minute]:
    """A night beside the bed and a day on the limb, with tremor in most minutes."""
    for number in range(24 * 60):
        start_s = 60.0 * number
        if not WAKES <= number < SLEEPS:
            yield Minute(start_s, 60, 60, 0, 60, algorithm="2026-7", rest_s=60)
            continue
        tremor_s = 12 + number * 7 % 40
        frequencies = ((46 + number % 3, tremor_s // 2), (48 + number % 3, tremor_s - tremor_s // 2))
        amplitudes = ((11 + number % 5, tremor_s // 3), (17 + number % 5, tremor_s - tremor_s // 3))
        yield Minute(
            *(start_s, 60, 58, tremor_s, 0, frequencies, amplitudes, "2026-7"),
            *(30, 20, 0, tremor_s // 2, ((3, 20), (5, 11 + number % 9))),
        )


def episode(number: int) -> Episode:
    """One each four minutes, of every second kind and length."""
    start_s = 60.0 * (WAKES + 4 * number) + number % 60
    if number % 3:
        reason = f"{12 + number % 50} s above {8.1 + number % 7:.1f} deg/s at {4.1 + number % 9 / 10:.1f} Hz"
        numbers = (4.5 + number % 13 / 10, 2.34 + number % 17 / 7, 5.61 + number % 19 / 7)
        return Episode(
            start_s, 14.0 + number % 50, "rhythmic", reason, *numbers, "2026-7", 0.2 + number % 7 / 9, "rest"
        )
    reason = f"a turn of {312 + number} deg/s within 0.15 s, {9 + number % 8} times the usual movement"
    return Episode(start_s, 0.15, "jerk", reason, algorithm="2026-7", context="moving", peak_dps=312.4 + number)


def exercise(number: int) -> list[Record]:
    """A session of one set."""
    start_s = HOUR_S * (9 + 2 * number)
    done = SetResult(start_s + 5, 83.0, "elbow-bend", 10, "done", 9, (("too fast", 1),), 88.0, 97.5)
    return [done, ExerciseSession(start_s, 95.0, "arm-2026", 3, 1, 1, "done", "none")]


def day() -> list[Record]:
    """All records of the day, as they come: each is written when it is over."""
    some: list[Record] = [*minutes(), *map(episode, range(EPISODES))]
    some += [Mark(HOUR_S * (8.4 + 4 * number)) for number in range(MARKS)]
    some += [record for number in range(SETS) for record in exercise(number)]
    return sorted(some, key=written_s)


def written_s(record: Record) -> float:
    """When it is written."""
    return record.start_s + (60.0 if isinstance(record, Minute) else getattr(record, "duration_s", 0.0))


@dataclass
class MeasuredLine(LineWithoutNetwork):
    """Counts what goes either way, and keeps its own time apart."""

    own_s: float = 0.0
    messages: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)

    def take(self, message: Message) -> int:
        before_s = time.process_time()
        self.count(message)
        self.sent.clear()
        code = super().take(message)
        self.count(*map(encode_receipt, self.given))
        self.given.clear()
        self.own_s += time.process_time() - before_s
        return code

    def count(self, *messages: Message) -> None:
        """Payload, topic and head of each."""
        for message in messages:
            kind = "/".join(message.topic.split("/")[3:5]) + ("" if message.payload else " cleared")
            self.messages[kind] += 1
            self.bytes[kind] += len(message.payload) + len(message.topic) + PUBLISH_BYTES + PROPERTY_BYTES


@dataclass
class Life:
    """The recorder beside sync: it writes what is over by now. What is spent counts from `from_s` to `to_s`."""

    store: Store
    line: MeasuredLine
    waiting: list[Record]
    from_s: float
    to_s: float
    spent_s: float | None = None  # processor time that is not sync's, and before that counts

    def is_over(self) -> bool:
        """Go on to this moment; whether it was the last."""
        before_s, now_s = time.process_time(), self.line.clock.monotonic_s()
        due = list(itertools.takewhile(lambda record: written_s(record) <= now_s, self.waiting))
        del self.waiting[: len(due)]
        if due:
            self.store.add(due, DATING)
        self.line.own_s += time.process_time() - before_s
        if self.spent_s is None and now_s >= self.from_s:
            self.line.messages.clear()
            self.line.bytes.clear()
            self.spent_s, self.line.own_s = time.process_time(), 0.0
        return now_s >= self.to_s


DATING = Dating("boot", FIRST_DAY_UTC_S, "UTC", "synced")


def measured(folder: Path, from_hour: float, hours: float) -> tuple[MeasuredLine, float]:
    """What went either way in so many hours of the day, and seconds of sync's processor for it."""
    from_s = from_hour * HOUR_S
    line = MeasuredLine(PacedClock(FIRST_DAY_UTC_S + from_s - SETTLE_S, start_s=from_s - SETTLE_S))
    with closing(Store(folder / "device.db")) as store:
        for number in range(-DAYS_BEFORE, 0):
            began_utc_s = FIRST_DAY_UTC_S + number * DAY_S
            store.add([Minute(0.0, 60, 60, 0, 0)], Dating(f"boot{number}", began_utc_s, "UTC", "synced"))
        life = Life(store, line, day(), from_s, from_s + hours * HOUR_S)
        files = Files(str(folder / "device.db"), str(folder / "sync.db"))
        run_uploader(Config(Device(DEVICE), files=files), line.clock, life.is_over, line.connection)
    return line, time.process_time() - (life.spent_s or 0.0) - line.own_s


def told(line: MeasuredLine, hours: float, spent_s: float) -> Iterator[str]:
    """The figures in words."""
    for kind in sorted(line.messages):
        yield f"{kind:24s} {line.messages[kind]:6d} messages {line.bytes[kind]:12,d} bytes"
    messages, size = line.messages.total(), line.bytes.total()
    yield f"{f'in {hours:g} h':24s} {messages:6d} messages {size:12,d} bytes"
    yield f"{'processor':24s} {spent_s / hours:6.2f} s an hour"


def main() -> None:
    """Print every figure."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--from", dest="from_hour", type=float, default=0.0, help="hour to begin at (%(default)s)")
    words.add_argument("--hours", type=float, default=24.0, help="how many (%(default)s)")
    asked = words.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        line, spent_s = measured(Path(folder), asked.from_hour, asked.hours)
    for text in told(line, asked.hours, spent_s):
        print(text)


if __name__ == "__main__":
    main()
