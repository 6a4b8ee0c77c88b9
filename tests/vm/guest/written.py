"""Who writes how much to the card while nobody does anything: by file, at the block device, and by process.

Knows the kernel's tracing of the block device and ext4's own tool; must never know what a file is for.
"""

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.vm.guest.machine import run

CARD = "/dev/vda"
TRACING = Path("/sys/kernel/tracing")
ISSUED = TRACING / "events/block/block_rq_issue/enable"
SENT = re.compile(r"block_rq_issue: \d+,\d+ (\w+) \d+ \(.*?\) (\d+) \+ (\d+) \[")
SECTOR_BYTES, BLOCK_BYTES = 512, 4096
JOURNAL_INODE = "8"  # ext4's
NO_INODE = "tables of ext4, or a file that is gone"
WATCHED_S = 300.0
DAY_S = 86400.0
AT_A_TIME = 500
MOST_LINES = 12


def who_writes() -> str:
    """Over five minutes, with a last line for what lay in memory at their end."""
    run("sync")
    TRACING.joinpath("trace").write_text("")
    ISSUED.write_text("1")
    before, began_s = by_process(), time.monotonic()
    time.sleep(WATCHED_S)
    run("sync")
    lasted_s = time.monotonic() - began_s
    ISSUED.write_text("0")
    dirtied = Counter({name: size - before.get(name, 0) for name, size in by_process().items()})
    blocks = sent_blocks(TRACING.joinpath("trace").read_text())
    files = by_file(blocks)
    total = sum(files.values())
    lines = [f"{total / 1000:.0f} kB in {lasted_s:.0f} s, {total / lasted_s * DAY_S / 1e6:.0f} MB a day; at the card:"]
    lines += [f"  {size / 1000:.0f} kB {name}" for name, size in files.most_common(MOST_LINES)]
    lines += ["  pages that a process made dirty:"]
    lines += [f"  {size / 1000:.0f} kB {name}" for name, size in dirtied.most_common(MOST_LINES) if size > 0]
    return "\n  ".join(lines)


def by_process() -> Mapping[str, int]:
    """Bytes that each made the kernel write, so far, by number and name."""
    found = dict[str, int]()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended while we looked
            size = re.search(r"^write_bytes: (\d+)", (process / "io").read_text(), re.MULTILINE)
            words = (process / "cmdline").read_text().replace("\0", " ").strip()
            name = words[:60] or (process / "comm").read_text().strip()
            found[f"{process.name} {name}"] = int(size[1]) if size else 0
    return found


def sent_blocks(trace: str) -> Counter[int]:
    """How often each block of the card was written."""
    found = Counter[int]()
    for kind, sector, sectors in SENT.findall(trace):
        if "W" in kind:
            first = int(sector) * SECTOR_BYTES // BLOCK_BYTES
            found.update(range(first, first + int(sectors) * SECTOR_BYTES // BLOCK_BYTES))
    return found


def by_file(blocks: Counter[int]) -> Counter[str]:
    """Bytes, by the path to which a block belongs now."""
    owners = asked("icheck", [str(block) for block in blocks])
    inodes = sorted(set(owners.values()) - {JOURNAL_INODE})
    paths = {JOURNAL_INODE: "journal of ext4", **asked("ncheck", inodes)}
    sizes = Counter[str]()
    for block, times in blocks.items():
        owner = owners.get(str(block), "")
        sizes[paths.get(owner, owner or NO_INODE)] += times * BLOCK_BYTES
    return sizes


def asked(what: str, numbers: Sequence[str]) -> dict[str, str]:
    """What ext4's tool says of each."""
    found = dict[str, str]()
    for first in range(0, len(numbers), AT_A_TIME):
        told = run("debugfs", "-R", f"{what} {' '.join(numbers[first : first + AT_A_TIME])}", CARD)
        found.update(re.findall(r"^(\d+)\t(\S+)$", told, re.MULTILINE))
    return found
