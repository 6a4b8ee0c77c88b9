"""Whether a file system refuses to be written, as Linux tells it.

Knows mount flags and the kernel's list of mounts; must never know what that means for a record.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

MOUNTS: Final = "proc/self/mountinfo"  # proc_pid_mountinfo(5)
DEVICE_AT, OPTIONS_AT_END = 2, -1
GAVE_UP: Final = frozenset({"emergency_ro", "shutdown"})  # ext4 after an error, which newer kernels still call rw: 6.18


def is_read_only(folder: Path, root: Path = Path("/")) -> bool:
    """By the flags of its mount, or because ext4 met an error. Raises OSError where the folder cannot be looked at."""
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return True
    number = folder.stat().st_dev
    return bool(GAVE_UP & _options(f"{os.major(number)}:{os.minor(number)}", root))


def _options(device: str, root: Path) -> frozenset[str]:
    """Of the file system on this device; none where the kernel does not tell."""
    with suppress(OSError):
        for line in (root / MOUNTS).read_text(encoding="utf-8", errors="replace").splitlines():
            fields = line.split()
            if len(fields) > DEVICE_AT and fields[DEVICE_AT] == device:
                return frozenset(fields[OPTIONS_AT_END].split(","))
    return frozenset()
