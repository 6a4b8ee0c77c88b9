"""The folder in which a backup is made or unpacked: a copy of all that was recorded, of which nothing may stay behind.

Knows how it is named and cleared away; must never know what is put into it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from shutil import rmtree
from typing import Final

from device.system.files import HALF_DONE, PRIVATE_FOLDER_MODE

WORK_FOLDERS: Final = HALF_DONE.format(name="*", process="*")


@contextmanager
def work_folder(beside: Path) -> Iterator[Path]:
    """A new folder of our own there, until the end. What one that was killed left for the same file goes first."""
    for left in beside.parent.glob(HALF_DONE.format(name=escape(beside.name), process="*")):
        if left.is_dir():
            rmtree(left)
    folder = beside.with_name(HALF_DONE.format(name=beside.name, process=os.getpid()))
    folder.mkdir(PRIVATE_FOLDER_MODE)
    try:
        yield folder
    finally:
        rmtree(folder)
