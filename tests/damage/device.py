"""`python -m tests.damage.device --count 10000 --seed 1`: damages a device's files, starts it, and asks four questions.

Does it measure? Does it tell? Are the days that are whole still there? Is any number wrong and nobody says so? Every
case can be done again by its number.
"""

import argparse
import ctypes
import errno
import logging
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from device.day.document import DayDocument
from device.program.parts import calibration_in_use, personal_in_use
from device.records.facts import Minute
from device.records.person import ANYBODY
from device.sensor.calibration import calibration_beside
from device.store import DeviceReader, Ledger, StoreMissing, StoreUnusable
from device.store.baselines import baseline_beside
from device.store.damage import open_store
from device.system.clock import PacedClock
from device.system.lock import only_one
from tests.damage.device_folder import (
    BASELINES,
    CALIBRATIONS,
    DAY_S,
    DEVICE,
    NINE_UTC_S,
    PROGRAMMES,
    Made,
    damage,
    kept_programme,
    make,
)

STARTED_UTC_S: Final = NINE_UTC_S + 30 * DAY_S
RUNS_S: Final = 400
MINUTE_S: Final = 60
PROGRESS: Final = 250  # cases between two lines about how far it is
FOR_EVER: Final = 10**9
ERRORS: Final = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENOMEM, errno.EDQUOT)
STUCK_S: Final = 60  # real seconds after which a case counts as hanging; a busy computer takes 5


@dataclass
class Outcome:
    """What one case did."""

    number: int
    damage: str = ""
    faults: list[str] = field(default_factory=list)
    lost_days: int = 0
    partial_days: int = 0
    told: list[str] = field(default_factory=list)


class Heard(logging.Handler):
    """Everything that was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def heard() -> Iterator[list[str]]:
    """The lines that are logged meanwhile."""
    handler, root = Heard(), logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)


def one_case(made: Sequence[Made], number: int, folder: Path) -> Outcome:
    """Damage a copy of a folder, start on it, and ask: in a process of its own, which a fault cannot outlive."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(STUCK_S)
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(in_this_process(made, number, folder), pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        return Outcome(number, faults=[f"hangs for {STUCK_S} s, or its process ended"])
    outcome: Outcome = pickle.loads(answer)  # noqa: S301 - from our own child
    return outcome


def in_this_process(made: Sequence[Made], number: int, folder: Path) -> Outcome:
    """The same without a net."""
    dice = random.Random(number)
    whole = dice.choice(made)
    outcome = Outcome(number)
    io_fails = hasattr(ctypes.CDLL(None), "fail_io") and dice.random() < 1 / 2
    try:
        shutil.copytree(whole.folder, folder)
        outcome.damage = "" if io_fails and dice.random() < 3 / 4 else damage(folder, dice)
        with heard() as lines:
            _reads(folder, whole, outcome, lines, "before the start")
            if io_fails:
                outcome.damage += "; " + fail_io(dice)
            wrote = _runs(folder, outcome, lines)
            if io_fails:
                ctypes.CDLL(None).fail_io(ctypes.c_long(-1), ctypes.c_long(0), 0, 0)
            _reads(folder, whole, outcome, lines, "after it", wrote=wrote)
        outcome.told += lines
    except Exception:  # noqa: BLE001 - whatever it is, it is the finding
        outcome.faults.append(traceback.format_exc())
    return outcome


def fail_io(dice: random.Random) -> str:
    """From some call on, so many calls on device.db fail; in words."""
    first, error = dice.choice((0, dice.randrange(40), dice.randrange(400))), dice.choice(ERRORS)
    count, kinds = dice.choice((1, 5, 50, FOR_EVER)), dice.choice((1, 2, 3, 4, 6, 7))
    ctypes.CDLL(None).fail_io(ctypes.c_long(first), ctypes.c_long(count), error, kinds)
    return f"{count} calls from the {first}th on give {errno.errorcode[error]} (kinds {kinds})"


def with_failing_io(folder: Path) -> None:
    """Start this program again above the library that makes calls fail, unless it is there."""
    library = folder / "failing_io.so"
    if not hasattr(ctypes.CDLL(None), "fail_io"):
        source = Path(__file__).with_name("failing_io.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        again = [sys.executable, "-m", "tests.damage.device", *sys.argv[1:]]
        os.execve(again[0], again, os.environ | {"LD_PRELOAD": str(library)})  # noqa: S606 - itself


def _runs(folder: Path, outcome: Outcome, lines: list[str]) -> int:
    """Start as `build_loop` does and take minutes in; how many are in the file. Those that wait have to be told."""
    path, clock = folder / "device.db", PacedClock(STARTED_UTC_S, "Europe/Berlin")
    with only_one(path), closing(Ledger(lambda: open_store(path), clock)) as ledger:
        _ask_beside(path, ledger, outcome, lines)
        taken = 0
        for second in range(1, RUNS_S + 1):
            clock.sleep(1.0)
            new = [_minute(clock.monotonic_s())] if second % MINUTE_S == 0 else []
            taken += len(new)
            ledger.add(new)
        (state,) = ledger.states()
        outcome.told.append(state.text)
        waiting = len(ledger._waiting)
        if waiting and state.works:
            outcome.faults.append(f"{waiting} records wait and nobody is told: {state}")
        return taken - waiting


def _minute(now_s: float) -> Minute:
    return Minute(now_s - MINUTE_S, 60, 60, 7, 0, algorithm="test")


def _ask_beside(path: Path, ledger: Ledger, outcome: Outcome, lines: list[str]) -> None:
    """What is asked before the loop begins. A file that is not there is as if there had never been one."""
    ledger.last_end_s()
    ledger.begun_blocks(DAY_S)
    calibration = calibration_in_use(calibration_beside(str(path)))
    personal = personal_in_use(baseline_beside(str(path)))
    accepted = kept_programme(path.parent).accepted
    known: dict[str, Sequence[object]] = {
        "calibration": CALIBRATIONS,
        "baseline": [baseline.personal for baseline in BASELINES],
        "accepted-programme": PROGRAMMES,
    }
    for name, used, without in (
        ("calibration", calibration, None),
        ("baseline", personal, ANYBODY),
        ("accepted-programme", accepted.version if accepted else None, None),
    ):
        told = any(name in line for line in lines) or f"{name}.json: nothing in its place" in outcome.damage
        if used != known[name][-1] and not (told and used in (without, *known[name])):
            outcome.faults.append(f"another {name} than there was, unseen: {used}")


def _reads(
    folder: Path, whole: Made, outcome: Outcome, lines: list[str], when: str, *, wrote: int | None = None
) -> None:
    """What sync would send."""
    seen: dict[str, DayDocument] = {}
    with suppress(StoreUnusable, StoreMissing), closing(DeviceReader(folder / "device.db")) as reader:
        for day, _ in reader.days():
            with suppress(StoreUnusable):
                seen[day] = reader.document(day, DEVICE)
    for day, right in whole.documents.items():
        _compare(seen.get(day), right, outcome, when)
    if wrote is not None:
        new_s = sum(one.totals.worn_s for day, one in seen.items() if day > max(whole.documents))
        if new_s < wrote * MINUTE_S:
            outcome.faults.append(f"{wrote} minutes were written, {new_s} s are there: {lines}")
        outcome.lost_days = sum(day not in seen or not seen[day].totals.worn_s for day in whole.documents)
        outcome.partial_days = sum(day in seen and seen[day].quality.unreadable > 0 for day in whole.documents)
        if outcome.lost_days and not lines and not _rolled_back(outcome, when):
            outcome.faults.append(f"{outcome.lost_days} days are gone and nobody says so")


def _compare(seen: DayDocument | None, right: DayDocument, outcome: Outcome, when: str) -> None:
    """A day that differs says so: by what is unreadable, or by a clock of which nothing is known any more."""
    if seen is None or seen.quality.unreadable or seen.quality.clock == "unknown" or _rolled_back(outcome, when):
        return
    if _content(seen) != _content(right):
        wrong = [name for name, value in _content(right).items() if _content(seen)[name] != value]
        outcome.faults.append(f"{when}: {right.day} differs in {wrong}, unseen: {_content(seen)[wrong[0]]}")


def _rolled_back(outcome: Outcome, when: str) -> bool:
    """A journal that ends early is a database as it was earlier, whole, and one that is gone is as if it were new.

    The clinic sees that by its receipts. A journal that is damaged is seen by the device alone, at its start.
    """
    gone = any(f"device.db{words}" in outcome.damage for words in GONE)
    return gone or ("-wal" in outcome.damage and when == "before the start")


GONE: Final = (
    ": nothing",
    "-wal: cut",
    "-wal: all from",
    "-wal: nothing",
    "-wal: an empty",
    "-wal: replaced",
    "-wal: all bytes",
)


def _content(document: DayDocument) -> dict[str, Any]:
    """What has to be the same in another store, at another revision."""
    return vars(replace(document, store="", revision=1))


def search(count: int, seed: int) -> Iterator[Outcome]:
    """So many cases from this number on."""
    memory = Path("/dev/shm")  # noqa: S108 - a test's own folder in it; fsync costs nothing there
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        made = [make(Path(name) / kind, clean=kind == "clean") for kind in ("clean", "cut")]
        for number in range(seed, seed + count):
            folder = Path(name) / "case"
            yield one_case(made, number, folder)
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Print every fault, and in the end how many days were lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="the first case's number")
    parser.add_argument("--verbose", action="store_true", help="print what was done and told in every case")
    parser.add_argument("--io", action="store_true", help="let calls fail too; needs a C compiler")
    arguments = parser.parse_args()
    if arguments.io:
        with_failing_io(Path(tempfile.mkdtemp()))
    logging.getLogger().setLevel(logging.WARNING)
    counts: Counter[str] = Counter()
    for outcome in search(arguments.count, arguments.seed):
        counts["cases"] += 1
        counts["with a fault"] += bool(outcome.faults)
        counts[f"{outcome.lost_days} days lost"] += 1
        counts["days with unreadable records"] += outcome.partial_days
        if counts["cases"] % PROGRESS == 0:
            print(f"{counts['cases']} cases, {counts['with a fault']} with a fault", file=sys.stderr, flush=True)
        if outcome.faults or arguments.verbose:
            print(f"--- case {outcome.number}: {outcome.damage}", *outcome.faults, sep="\n")
        if arguments.verbose:
            print(f"lost {outcome.lost_days}, partial {outcome.partial_days}; told:", *outcome.told, sep="\n  ")
    print(*(f"{count:>8} {what}" for what, count in sorted(counts.items())), sep="\n")
    return int(bool(counts["with a fault"]))


if __name__ == "__main__":
    sys.exit(main())
