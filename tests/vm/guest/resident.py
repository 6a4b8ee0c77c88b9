"""What a process holds in memory. Knows the kernel's sums alone, and loads nothing, for it may be asked of oneself."""

import re
from pathlib import Path

KB_A_MB = 1024


def memory_mb(process: Path) -> tuple[float, float]:
    """Resident, and with what is shared divided among those who share it."""
    sizes = dict(re.findall(r"^(\w+): +(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE))
    return int(sizes["Rss"]) / KB_A_MB, int(sizes["Pss"]) / KB_A_MB
