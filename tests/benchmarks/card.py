"""`python -m tests.benchmarks.card`: what a day of records makes ext4 write to a card, by the hour; as root.

Since minutes follow each other at once here, each is followed by what the kernel would write by itself until the next:
ext4's journal, which it does within five seconds, and after `--kept` minutes all that nobody waits for.
"""

import argparse
import ctypes
import os
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from device.store import Ledger, WaitingFile
from device.store.damage import open_store
from device.system.clock import PacedClock
from tests.benchmarks.store import NINE_UTC_S, SEED, busy_minute

CARD_MB, FILES = 3000, 60000  # sparse; as in the virtual machine
OPTIONS = "loop,noatime"  # noatime: as Raspberry Pi OS mounts its card
BLOCK_BYTES = 4096  # ext4's
SECTOR_BYTES, WRITTEN = 512, 6  # Documentation/block/stat.rst: the seventh number is sectors written
HOUR_MINUTES = 60
SETTINGS = Path("systemd/sysctl.conf")
EXPIRES = re.compile(r"^vm\.dirty_expire_centisecs = (\d+)$", re.MULTILINE)
MINUTE_CS = 6000
TICK_S = 0.012  # a file's time is a tick of the kernel's clock: by the next minute it is another one


@contextmanager
def mounted() -> Iterator[tuple[Path, Path]]:
    """The card's folder, and the file in which the kernel counts what reaches it. Nothing is left to be made later."""
    made = ["mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=0,lazy_journal_init=0", "-N", str(FILES)]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as in_memory, tempfile.TemporaryDirectory() as folder:
        image = Path(in_memory) / "card"
        subprocess.run([*made, image, f"{CARD_MB}M"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["mount", "-o", OPTIONS, image, folder], check=True)
        try:
            found = ["findmnt", "--noheadings", "--output", "SOURCE", folder]
            loop = subprocess.run(found, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
            yield Path(folder), Path("/sys/block") / Path(loop).name / "stat"
        finally:
            subprocess.run(["umount", folder], check=True)


def written_kb(stat: Path) -> float:
    """So far."""
    return int(stat.read_text().split()[WRITTEN]) * SECTOR_BYTES / 1000


def kept_minutes() -> int:
    """How long the kernel keeps what can wait, where our package is installed."""
    found = EXPIRES.search(SETTINGS.read_text(encoding="utf-8"))
    return int(found[1]) // MINUTE_CS if found else 1


def write(hours: int, kept: int, card: tuple[Path, Path], hold: Path | None) -> None:
    """Each hour's figure as it comes. `card`: its folder, and the kernel's count of what reaches it."""
    (folder, stat), dice = card, random.Random(SEED)
    clock = PacedClock(NINE_UTC_S, "Europe/Berlin")
    with closing(Ledger(lambda: open_store(folder / "device.db"), clock, hold=WaitingFile(hold))) as ledger:
        ledger.last_end_s()  # asked at the start, by which the file is opened
        for hour in range(hours):
            before_kb = written_kb(stat)
            for minute in range(hour * HOUR_MINUTES, (hour + 1) * HOUR_MINUTES):
                time.sleep(TICK_S)
                clock.sleep(60.0)
                ledger.add(busy_minute(minute, dice))
                as_the_kernel_would(folder, everything=(minute + 1) % kept == 0)
            print(f"hour {hour + 1}: {(written_kb(stat) - before_kb) / HOUR_MINUTES:.0f} kB a minute", flush=True)


def as_the_kernel_would(folder: Path, *, everything: bool) -> None:
    """Write ext4's journal, by way of the log's time, or all there is."""
    opened = os.open(folder if everything else folder / "device.db-wal", os.O_RDONLY)
    try:
        if everything:
            ctypes.CDLL(None).syncfs(opened)
        else:
            os.fsync(opened)
    finally:
        os.close(opened)


def main() -> None:
    """Write some hours and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=16)
    parser.add_argument("--kept", type=int, default=kept_minutes(), help="minutes; 1: without our settings")
    parser.add_argument("--each-minute", action="store_true", help="as where nothing can wait in memory")
    arguments = parser.parse_args()
    hours = arguments.hours
    with mounted() as (folder, stat), tempfile.TemporaryDirectory(dir="/dev/shm") as in_memory:
        before_kb = written_kb(stat)
        write(
            hours, arguments.kept, (folder, stat), None if arguments.each_minute else Path(in_memory) / "waiting.json"
        )
        least_mb = hours * HOUR_MINUTES * BLOCK_BYTES / 1e6
        print(f"{hours} hours: {(written_kb(stat) - before_kb) / 1000:.1f} MB; a block a minute: {least_mb:.1f} MB")


if __name__ == "__main__":
    main()
