"""The files that `easeband sync` reads, damaged at random: it goes on, sends what is whole, and says what is not.

    .venv/bin/python -m tests.damage.sync 10000

Prints how often each of these happened, by file, and every fault with the number that makes it again.
"""

import json
import logging
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from device.day.document import DayDocument
from device.health import Health, PartState
from device.records.decoding import to_json
from device.records.facts import Dating, Episode, Gap, Mark, Minute, Record, SetResult
from device.store import DeviceReader
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from sync.uplink.uploader import run_uploader
from tests.support.damage import damage_sqlite, damaged, damaged_text
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork

FIRST_DAY_UTC_S: Final = 1_795_132_800.0  # 2026-11-20T00:00:00Z
DAY_S: Final = 86_400
DAYS: Final = 5
NOW_UTC_S: Final = FIRST_DAY_UTC_S + (DAYS - 1 / 2) * DAY_S
RUN_S: Final = 70.0  # long enough for a second try of what could not be read
LATE_S: Final = 6.0  # damage to a sync that runs, after its first polls

WHOLE, TOLD, RESENT = "all days as they were", "other or missing days, told", "days sent again"
UNTOLD, SILENT, ERROR = "OTHER OR MISSING DAYS, NOT TOLD", "NO STATUS", "ERROR"
FAULTS: Final = UNTOLD, SILENT, ERROR

Damage = Callable[[Path, random.Random], str]


def records(day: int) -> Iterator[Record]:
    for n in range(8):
        yield Minute(60.0 * n, recorded_s=60, assessable_s=60, tremor_s=n + day, inert_s=0)
    yield Episode(61.0, 30.0, "rhythmic", "tremor", frequency_hz=5.0, amplitude_deg=4.0)
    yield Gap(480.0, 12.0, "overflow", 1200)
    yield SetResult(300.0, 60.0, "wrist-flexion", 10, "stopped", 8)
    yield Mark(200.0)


def whole_folder(folder: Path) -> dict[str, DayDocument]:
    """A device whose first two days the clinic has; the documents of all days."""
    for day in range(DAYS):
        write(folder, day)
        if day == 1:
            sync(folder, LineWithoutNetwork(PacedClock(NOW_UTC_S)), 5.0)
    states = (PartState("sensor", works=True, text="MPU-6050 at 0x68"),)
    (folder / "health.json").write_text(to_json(Health(1, "boot", 0.0, NOW_UTC_S, states)))
    with closing(DeviceReader(folder / "device.db")) as reader:
        return {day: reader.document(day, DEVICE) for day, _ in reader.days()}


def write(folder: Path, day: int) -> None:
    with closing(Store(folder / "device.db")) as store:
        store.add(list(records(day)), Dating(f"boot-{day}", FIRST_DAY_UTC_S + day * DAY_S, "UTC", "synced"))


def sync(folder: Path, line: LineWithoutNetwork, seconds: float, meanwhile: Callable[[], object] | None = None) -> None:
    """`meanwhile` is done once, LATE_S after the beginning."""
    to_do, end_s = [meanwhile] if meanwhile else [], line.clock.monotonic_s() + seconds

    def stopping() -> bool:
        if to_do and line.clock.monotonic_s() >= end_s - seconds + LATE_S:
            to_do.pop()()
        return line.clock.monotonic_s() >= end_s

    files = Files(str(folder / "device.db"), str(folder / "sync.db"))
    run_uploader(Config(Device(DEVICE), files=files), line.clock, stopping, line.connection)


def some_bytes(path: Path, dice: random.Random) -> str:
    content, words = damaged(path.read_bytes() if path.exists() else b"", dice)
    path.write_bytes(content)
    return words


def some_shared_bytes(path: Path, dice: random.Random) -> str:
    """In place, at the length it has: SQLite maps -shm, and no process outlives a mapped file that others cut."""
    if not path.exists():
        return "not there"
    before = path.read_bytes()
    content, words = damaged(before, dice)
    with path.open("r+b") as file:
        file.write(content[: len(before)])
    return words


def some_text(path: Path, dice: random.Random) -> str:
    content, words = damaged_text(path.read_bytes(), dice)
    path.write_bytes(content)
    return words


def no_file(path: Path, _dice: random.Random) -> str:
    path.unlink(missing_ok=True)
    return "removed"


def a_folder(path: Path, dice: random.Random) -> str:
    path.unlink(missing_ok=True)
    path.mkdir()
    if dice.random() < 1 / 2:
        (path / "file").touch()
    return "a folder in its place"


def not_for_us(path: Path, dice: random.Random) -> str:
    """Only somebody who is not root notices."""
    mode = dice.choice((0o000, 0o200, 0o400, 0o444))
    path.chmod(mode)
    return f"mode {mode:o}"


def endless(path: Path, _dice: random.Random) -> str:
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)
    return "a link to itself"


DAMAGES: Final[dict[str, tuple[Damage, ...]]] = {
    "device.db": (*[some_bytes] * 6, *[damage_sqlite] * 6, no_file, a_folder, not_for_us, endless),
    "device.db-wal": (some_bytes,),
    "device.db-shm": (some_shared_bytes,),
    "sync.db": (*[some_bytes] * 6, *[damage_sqlite] * 6, no_file, a_folder, not_for_us, endless),
    "sync.db-wal": (some_bytes,),
    "sync.db-shm": (some_shared_bytes,),
    "health.json": (*[some_text] * 6, no_file, a_folder, not_for_us, endless),
}


@contextmanager
def kept_open(folder: Path, dice: random.Random) -> Iterator[None]:
    """In half of the cases another process has the database open, so that -wal and -shm are there."""
    if dice.random() < 1 / 2:
        yield
        return
    with closing(sqlite3.connect(folder / "device.db")) as other:
        other.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield


def one(base: Path, expected: dict[str, DayDocument], number: int) -> tuple[str, str, str]:
    """The file, what came of it, and what was done to it in words."""
    dice = random.Random(number)
    name = dice.choice(list(DAMAGES))
    damage, late = dice.choice(DAMAGES[name]), dice.random() < 1 / 3
    done: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        shutil.copytree(base, folder)
        line = LineWithoutNetwork(PacedClock(NOW_UTC_S))
        with kept_open(folder, dice):
            try:
                if late:
                    sync(folder, line, RUN_S, lambda: done.append(damage(folder / name, dice)))
                else:
                    done.append(damage(folder / name, dice))
                    sync(folder, line, RUN_S)
                outcome = judged(line, expected, name)
            except Exception as error:  # noqa: BLE001 - any at all is what is looked for
                outcome = f"{ERROR}: {type(error).__name__}: {error}"
    return name, outcome, f"{', '.join(done)}{' while it ran' if late else ''}"


def judged(line: LineWithoutNetwork, expected: dict[str, DayDocument], name: str) -> str:
    """Days that the clinic had before need not come again."""
    if not any(message.topic.endswith("up/status") and b'"online":true' in message.payload for message in line.sent):
        return SILENT
    held = {day: document for (_, day), document in line.held.items()}
    pending = list(expected)[2:]
    different = [day for day, document in held.items() if not is_same(document, expected.get(day))]
    missing = [day for day in pending if day not in held]
    status = line.status()
    told = bool(status.trouble) or any(document.quality.unreadable for document in held.values())
    if different or missing:
        return TOLD if told else f"{UNTOLD}: {different} {missing}"
    if name == "health.json" and not any(not part.works for part in status.parts):
        return f"{WHOLE}, health believed"
    return RESENT if len(held) > len(pending) else WHOLE


def is_same(document: DayDocument, expected: DayDocument | None) -> bool:
    return expected is not None and (document.totals, document.episodes, document.sets, document.marks) == (
        expected.totals,
        expected.episodes,
        expected.sets,
        expected.marks,
    )


def search(numbers: Iterable[int]) -> Iterator[tuple[int, str, str, str]]:
    """Every number makes one damage, the same each time."""
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "base"
        base.mkdir()
        expected = whole_folder(base)
        for number in numbers:
            yield (number, *one(base, expected, number))


def main(first: int, last: int) -> None:
    logging.disable(logging.CRITICAL)
    table: Counter[tuple[str, str]] = Counter()
    for number, name, outcome, words in search(range(first, last)):
        table[name, outcome.partition(":")[0]] += 1
        if outcome.startswith(FAULTS):
            print(json.dumps([number, name, outcome, words])[:600], flush=True)
    for (name, outcome), count in sorted(table.items()):
        print(f"{count:6d}  {name:14s} {outcome}")


if __name__ == "__main__":
    main(*((0, int(sys.argv[1])) if len(sys.argv) == 2 else map(int, sys.argv[1:])))
