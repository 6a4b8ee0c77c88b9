"""`python -m tests.damage.power_cuts --count 10000 --seed 1`: cuts a recording device's power, and starts it again.

Everything that the device asks of its disk is written down once, with what it said to be kept by then. Each case is a
moment, and a disk as the cut may leave it there (`disk.py`). Then: is what was said there, unchanged and once; nothing
else; nothing moved aside; does it go on? A case is done again by its number: `--count 1 --seed NUMBER`.
"""

import argparse
import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.records.facts import Dating, Mark, Record
from device.sensor.calibration import Calibration, calibration_beside, read_calibrations, write_calibrations
from device.store import DeviceReader, Ledger
from device.store.damage import open_store
from device.system.clock import PacedClock
from tests.damage.device import heard
from tests.damage.device_folder import DAY_S, DEVICE, NINE_UTC_S, day_of_batches
from tests.damage.disk import STRACE, Disk, DiskCall, read_trace

BOOTS: Final = 6
SAID: Final = "said"  # a file of ours in the device's folder: what was kept, in the order of the calls
PROGRESS: Final = 500
CALIBRATED_EVERY: Final = 10  # batches
MOST_SHOWN: Final = 5
HALF_WRITTEN: Final = "what was being written at the last power cut is lost"  # true, and nothing that was said
EMPTY: Final = "was empty: everything before is lost"  # of a file that was being made, too: nobody can know
BOOT: Final = "boot-"  # begins the name of each

Key = tuple[str, str, float]


@dataclass(frozen=True)
class Traced:
    """A recording, call by call. `batches`: keys of the facts that were kept at once, with their boot."""

    calls: tuple[DiskCall, ...]
    batches: tuple[frozenset[Key], ...]
    bodies: dict[Key, str]


def batches() -> Iterator[tuple[list[Record], Dating]]:
    """What is recorded, and under which boot: the same each time."""
    for boot in range(BOOTS):
        dating = Dating(f"{BOOT}{boot}", NINE_UTC_S + boot * DAY_S / 2, "Europe/Berlin", "synced")
        for records in day_of_batches(random.Random(boot)):
            yield records, dating


def calibration_number(number: int) -> Calibration:
    """Written after so many batches."""
    return Calibration(NINE_UTC_S + number, 20.0, (0.5, -1.0, number / 1000))


def record_all(folder: Path) -> None:
    """Record, and say after each step what is kept: `1` a batch, `c` a calibration."""
    path, boot = folder / "device.db", ""
    said = os.open(folder / SAID, os.O_CREAT | os.O_WRONLY)
    store = open_store(path)
    for number, (records, dating) in enumerate(batches()):
        if dating.boot != boot:  # as a restart does it
            store.close()
            store = open_store(path)
        boot = dating.boot
        store.add(records, dating)
        os.write(said, b"1")
        store.tend()
        if number % CALIBRATED_EVERY == 0:
            write_calibrations(calibration_beside(str(path)), (calibration_number(number),))
            os.write(said, b"c")
    store.close()


def traced(folder: Path) -> Traced:
    """The recording, made in a process of its own under strace."""
    folder.mkdir()
    command = [*STRACE, str(folder.with_suffix(".trace")), sys.executable, "-m", __spec__.name, "--write", str(folder)]
    subprocess.run(command, check=True)
    with folder.with_suffix(".trace").open() as lines:
        calls = tuple(read_trace(lines, folder))
    keys = tuple(frozenset(_key(record, dating) for record in records) for records, dating in batches())
    return Traced(calls, keys, facts_of(folder / "device.db"))


def _key(record: Record, dating: Dating) -> Key:
    return dating.boot, type(record).__name__, record.start_s


def faults_of(made: Traced, number: int, folder: Path) -> list[str]:
    """Cut at the moment of this number, look, start, and look again; in words what does not hold."""
    dice = random.Random(number)
    disk, until = Disk(), dice.randrange(len(made.calls))
    for call in made.calls[:until]:
        disk.take(call)
    folder.mkdir()
    disk.after_cut(folder, dice)
    said = b"".join(call.content for call in made.calls[:until] if call.name == SAID)
    (folder / SAID).unlink(missing_ok=True)
    return [f"{each} (after call {until} of {len(made.calls)})" for each in _faults(made, said, folder)]


def _faults(made: Traced, said: bytes, folder: Path) -> Iterator[str]:
    kept, path = said.count(b"1"), folder / "device.db"
    with heard() as warnings:
        goes_on = _goes_on(path)
    yield from (each for each in warnings if not (HALF_WRITTEN in each or (EMPTY in each and not kept)))
    if not goes_on:
        yield "nothing is recorded after the start"
    found = {key: body for key, body in facts_of(path).items() if key[0].startswith(BOOT)}
    due, next_one = frozenset[Key]().union(*made.batches[:kept]), frozenset[Key]().union(*made.batches[kept : kept + 1])
    yield from (f"lost: {key}" for key in sorted(due - found.keys()))
    yield from (f"made up: {key}" for key in sorted(found.keys() - due - next_one))
    yield from (f"changed: {key}" for key in sorted(found.keys() & due) if found[key] != made.bodies[key])
    if next_one & found.keys() not in (frozenset(), next_one):
        yield f"torn: of {sorted(next_one)} only {sorted(next_one & found.keys())}"
    yield from _reading_faults(path)
    yield from _calibration_faults(path, said)


def _goes_on(path: Path) -> bool:
    """Whether a start on this folder puts a mark on its disk."""
    with closing(Ledger(lambda: open_store(path), PacedClock(NINE_UTC_S + 30 * DAY_S))) as ledger:
        return ledger.add([Mark(5.0)])


def _reading_faults(path: Path) -> Iterator[str]:
    """Each day is read, and says how many facts it has."""
    with closing(DeviceReader(path)) as reader:
        for day, _ in reader.days():
            missing = reader.document(day, DEVICE).quality.unreadable
            if missing:
                yield f"{day}: {missing} facts are missing"


def _calibration_faults(path: Path, said: bytes) -> Iterator[str]:
    """The one that was said last, or the next one."""
    written = [calibration_number(number) for number in range(0, said.count(b"1") + 1, CALIBRATED_EVERY)]
    count = said.count(b"c")
    possible = [(), *((each,) for each in written)][count : count + 2]
    seen = read_calibrations(calibration_beside(str(path)))
    if seen not in possible:
        yield f"calibration: {seen}, expected one of {possible}"


def facts_of(path: Path) -> dict[Key, str]:
    """Boot, kind and start of each fact that is kept, with its body; by bare SQL."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT name, kind, start_s, body FROM facts JOIN boots ON boot = number").fetchall()
    return {(boot, kind, start_s): body for boot, kind, start_s, body in rows}


def main() -> int:
    """0 where nothing was lost, made up or torn."""
    parser = argparse.ArgumentParser(prog="python -m tests.damage.power_cuts", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="power cuts (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="number of the first (default %(default)s)")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        record_all(arguments.write)
        return 0
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="easeband-cuts-") as name:
        return search(Path(name), arguments.seed, arguments.count)


def search(folder: Path, first: int, count: int) -> int:
    """1 where any of so many cases failed; each that did is printed."""
    made = traced(folder / "traced")
    failed = 0
    for number in range(first, first + count):
        faults = faults_of(made, number, folder / "case")
        shutil.rmtree(folder / "case")
        failed += bool(faults)
        print(*(f"case {number}: {each}" for each in faults[:MOST_SHOWN]), sep="\n", end="\n" * bool(faults))
        if (number - first + 1) % PROGRESS == 0:
            print(f"{number - first + 1} of {count} power cuts: {failed} failed", file=sys.stderr)
    print(f"{count} power cuts at {len(made.calls)} calls of {sum(map(len, made.batches))} facts: {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
