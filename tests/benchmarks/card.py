"""`python -m tests.benchmarks.card`: what a day of records makes ext4 write to a card, by the hour; as root.

Each minute is followed by what the kernel would write until the next one, since here they follow each other at once.
"""

import argparse
import ctypes
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from device.records.facts import Dating
from device.store.writer import Store
from tests.benchmarks.store import NINE_UTC_S, SEED, busy_minute

CARD_MB, FILES = 3000, 60000  # sparse; as in the virtual machine
OPTIONS = "loop,noatime"  # noatime: as Raspberry Pi OS mounts its card
BLOCK_BYTES = 4096  # ext4's
SECTOR_BYTES, WRITTEN = 512, 6  # Documentation/block/stat.rst: the seventh number is sectors written
HOUR_MINUTES = 60


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


def write(hours: int, folder: Path, stat: Path) -> None:
    """Each hour's figure as it comes."""
    dice, dating = random.Random(SEED), Dating("boot", NINE_UTC_S, "Europe/Berlin", "synced")
    everything = os.open(folder, os.O_RDONLY)
    try:
        with closing(Store(folder / "device.db")) as store:
            for hour in range(hours):
                before_kb = written_kb(stat)
                for minute in range(HOUR_MINUTES):
                    store.add(busy_minute(hour * HOUR_MINUTES + minute, dice), dating)
                    ctypes.CDLL(None).syncfs(everything)
                print(f"hour {hour + 1}: {(written_kb(stat) - before_kb) / HOUR_MINUTES:.0f} kB a minute", flush=True)
    finally:
        os.close(everything)


def main() -> None:
    """Write some hours and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=16)
    hours = parser.parse_args().hours
    with mounted() as (folder, stat):
        before_kb = written_kb(stat)
        write(hours, folder, stat)
        least_mb = hours * HOUR_MINUTES * BLOCK_BYTES / 1e6
        print(f"{hours} hours: {(written_kb(stat) - before_kb) / 1000:.1f} MB; a block a minute: {least_mb:.1f} MB")


if __name__ == "__main__":
    main()
