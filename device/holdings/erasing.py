"""Erasing: every file that the table of holdings names, and a second look that proves it.

Knows files; must never know who asked, or what left the device before.
"""

import os
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from device.holdings.names import KeptFile
from device.holdings.work_folder import WORK_FOLDERS
from device.system.files import flush_folder

ZEROS: Final = bytes(1 << 16)


def erase(what: Sequence[KeptFile]) -> list[str]:
    """Overwrite and delete each file; what could not be, with the system's words. Goes on after each fault.

    Overwriting is for whoever copies the file system. A memory card may keep the old blocks where no file system
    sees them: only destroying or encrypting the card is proof against taking it apart.
    """
    faults = [fault for one in what if (fault := _erased(one.path))]
    folders = {one.path.parent for one in what}
    for folder in sorted(folders):
        flush_folder(folder)
    faults += [fault for folder in sorted(folders, reverse=True) if (fault := _left_empty(folder))]
    return faults


def _left_empty(folder: Path) -> str:
    """Take the folder away in which a backup was made or unpacked, or one in it."""
    is_ours = any(fnmatch(name, WORK_FOLDERS) for name in folder.parts)
    try:
        if is_ours and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        return f"{folder}: {error.strerror}"
    return ""


def _erased(path: Path) -> str:
    try:
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
        path.unlink(missing_ok=True)
    except OSError as error:
        return f"{path}: {error.strerror}"
    return ""


def _overwrite(path: Path) -> None:
    """A card without room for that still loses the name of the file: the caller goes on to delete it."""
    with path.open("r+b", buffering=0) as file:
        rest_bytes = path.stat().st_size
        while rest_bytes > 0:
            rest_bytes -= file.write(ZEROS[:rest_bytes])
        os.fsync(file.fileno())
