"""The files that were moved aside: where one goes, which there are, and which of them may go.

Knows names and sizes; must never know what is in a file.
"""

import logging
import os
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Final

from device.store.file import DATABASE_FILES
from device.system.files import error_in_words

log = logging.getLogger(__name__)

MOST_KEPT: Final = 5  # ours, as many as may be moved in one run
MOST_KEPT_BYTES: Final = 200_000_000  # ours: some years of records, and little of any card


def files_aside(path: Path) -> list[str]:
    """The names of those beside `path`, the one that was moved last first. Raises OSError."""
    return [f"{path.name}.damaged-{number}" for number in sorted(_numbers(path), reverse=True)]


def move_aside(path: Path, known: Iterable[str] = ()) -> Path:
    """Where the file is now, and those that belong to it. Raises OSError.

    `known`: names that the file which takes its place knows from another card; what was copied of those is another's.
    """
    aside = free_name_aside(path, known)
    for ending in DATABASE_FILES:
        _move(path, aside, ending)
    return aside


def free_name_aside(path: Path, known: Iterable[str]) -> Path:
    """After the last that is there, and after the last of those that are `known`. Raises OSError."""
    numbers = _numbers(path) | {int(match[1]) for match in map(_form(path).fullmatch, known) if match}
    return path.with_name(f"{path.name}.damaged-{max(numbers, default=0) + 1}")


def finish_moving(path: Path) -> None:
    """After a power cut between a file and its journal, which without it is no journal of anything. Raises OSError.

    SQLite would delete it.
    """
    names = [] if os.path.lexists(path) else files_aside(path)
    for ending in DATABASE_FILES[1:] if names else ():
        _move(path, path.with_name(names[0]), ending)


def _move(path: Path, aside: Path, ending: str) -> None:
    old, new = (file.with_name(file.name + ending) for file in (path, aside))
    if os.path.lexists(old) and not os.path.lexists(new):
        old.rename(new)


def _numbers(path: Path) -> set[int]:
    found = map(_form(path).fullmatch, os.listdir(path.parent))  # noqa: PTH208 - names are all that is asked for
    return {int(match[1]) for match in found if match}


def _form(path: Path) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(path.name)}\.damaged-(\d+)({'|'.join(DATABASE_FILES)})")


def prune(path: Path, salvaged: Container[str]) -> None:
    """Delete the oldest of those that were salvaged, until few are left. The last one stays: numbers go on after it."""
    total_bytes, names = 0, files_aside(path)
    for place, name in enumerate(names):
        total_bytes += sum(file.lstat().st_size for file in files_of_aside(path.with_name(name)))
        if place and (place >= MOST_KEPT or total_bytes > MOST_KEPT_BYTES) and name in salvaged:
            _delete(path.with_name(name))


def files_of_aside(aside: Path) -> Iterator[Path]:
    """Those that are there, the database itself last: what is left when the power goes is still found."""
    files = (aside.with_name(aside.name + ending) for ending in reversed(DATABASE_FILES))
    yield from (file for file in files if os.path.lexists(file))


def _delete(aside: Path) -> None:
    try:
        for file in files_of_aside(aside):
            file.unlink()
    except OSError as error:
        log.error("%s cannot be deleted: %s", aside, error_in_words(error))
    else:
        log.warning("%s is deleted: it was salvaged, and newer ones are kept", aside)
