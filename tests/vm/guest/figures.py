"""What the services cost: memory, wake-ups, and what reaches the card. Told; only what has a limit can fail.

Knows the kernel's counters; must never know what causes what is counted.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from tests.vm.guest.machine import DEVICE, RADIO, SYNC, is_active, run, shown, want
from tests.vm.guest.resident import memory_mb
from tests.vm.guest.written import who_writes

DISK = Path("/sys/block/vda/stat")
SECTOR_BYTES, WRITTEN = 512, 6  # Documentation/block/stat.rst: the seventh number is sectors written
MOST_MB = {DEVICE: 50.0, SYNC: 30.0}  # a ratchet: only down
WATCHED_S = 120.0


def memory() -> str:
    """Of each service alone: what no other process shares with it."""
    used = {unit: memory_mb(Path("/proc") / shown(unit, "MainPID")) for unit in running()}
    seen = ", ".join(f"{unit} {rss:.1f} MB ({pss:.1f} shared out)" for unit, (rss, pss) in used.items())
    return want(all(used[unit][0] <= most for unit, most in MOST_MB.items()), seen)


def running() -> list[str]:
    """The services that are: Wi-Fi's own program is only once a check has had Wi-Fi in windows."""
    return [DEVICE, SYNC, *([RADIO] if is_active(RADIO) else [])]


def exposure() -> str:
    """As systemd counts it, of the units as they are installed."""
    told = {unit: run("systemd-analyze", "security", unit).splitlines()[-1] for unit in (DEVICE, SYNC, RADIO)}
    return "; ".join(f"{unit} {line.partition(': ')[2]}" for unit, line in told.items())


def at_rest() -> str:
    """Wake-ups of each service's threads, and bytes at the disk, over two minutes in which nobody does anything."""
    run("sync")
    units = running()
    woken, written, began_s = {unit: switches(unit) for unit in units}, written_bytes(), time.monotonic()
    time.sleep(WATCHED_S)
    run("sync")
    lasted_s = time.monotonic() - began_s
    rates = ", ".join(f"{unit} {(switches(unit) - woken[unit]) / lasted_s:.1f}" for unit in units)
    return f"wake-ups a second: {rates}; written: {(written_bytes() - written) / 1000:.0f} kB in {lasted_s:.0f} s"


def switches(unit: str) -> int:
    """Voluntary context switches so far, of all threads of its processes."""
    group = Path(f"/sys/fs/cgroup/system.slice/{unit}.service/cgroup.threads")
    texts = (Path(f"/proc/{thread}/status").read_text() for thread in group.read_text().split())
    return sum(int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.MULTILINE)[0]) for text in texts)


def written_bytes() -> int:
    """By the whole machine, at the disk."""
    return int(DISK.read_text().split()[WRITTEN]) * SECTOR_BYTES


def first_sample() -> str:
    """When the recorder was started, was ready, and had its first samples, since power on."""
    started_s, ready_s = (
        seconds(name) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    )
    log = run("journalctl", "--boot", "--unit", DEVICE, "--output", "short-monotonic")
    found = re.search(r"^\[ *([\d.]+)\].*sensor running at", log, re.MULTILINE)
    want(found, log)
    assert found is not None
    return f"{found[1]} s after power on; the recorder was started at {started_s:.1f} s and ready at {ready_s:.1f} s"


def seconds(name: str) -> float:
    return int(shown(DEVICE, name)) / 1e6


FIGURES: dict[str, Callable[[], str]] = {
    "figures: the first sample": first_sample,
    "figures: memory of the services is within 50 MB and 30 MB": memory,
    "figures: exposure": exposure,
    "figures: two minutes at rest": at_rest,
    "figures: who writes in five minutes at rest": who_writes,
}
