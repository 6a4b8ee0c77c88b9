"""Only one process at a time records to a database, or syncs. Knows the lock beside it; must never know who holds it.

Where no lock can be made (a card that is read-only, or has no room for another file), the folder itself is locked;
where that cannot be either, recording goes on: a device that does not measure is worse than two that would.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import Final

from device.system.files import error_in_words, sudo_helps

log = logging.getLogger(__name__)

MADE: Final = os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe in its place must not hold us
STOP_FIRST: Final = "stop it first (on the device: systemctl stop {})"
READ: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class AlreadyRunning(Exception):
    """Another process of the same kind writes the same database; the message says how to stop it."""


@contextmanager
def only_one(database: Path) -> Iterator[str]:
    """Hold the database's lock: two recorders would both write the same minutes. Raises AlreadyRunning.

    What comes back is empty, or says why there is no lock of its own and what to do. Raises PermissionError for a
    person to whom root would lend theirs.
    """
    lock, folder = _lock_of(database), database.parent
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        refused: list[OSError] = []
        made = _first_that_opens(held, refused, (lock, MADE), (lock, READ))
        beside = _first_that_opens(held, refused, (folder, READ))
        if made is None and sudo_helps(refused[0].errno):
            raise refused[0]
        taken = f"another process records to {database}: {STOP_FIRST.format('easeband-device')}"
        _hold(database, made, LOCK_EX, taken)
        _hold(database, beside, LOCK_EX if made is None else LOCK_SH, taken)  # a second one may find room for one later
        missing = "" if made is not None else _missing(lock, refused[0], beside)
        if missing:
            log.error("%s", missing)
        yield missing


@contextmanager
def only_one_sync(database: Path) -> Iterator[None]:
    """Hold the lock of sync's database, where one can be made: two that sync would undo each other's work.

    Never the folder's, which may be the recorder's too: recording waits for nobody. Raises AlreadyRunning.
    """
    with suppress(OSError):
        database.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        made = _first_that_opens(held, [], (_lock_of(database), MADE), (_lock_of(database), READ))
        _hold(database, made, LOCK_EX, f"another process syncs by {database}: {STOP_FIRST.format('easeband-sync')}")
        yield


def _lock_of(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def _missing(lock: Path, why: OSError, beside: int | None) -> str:
    what = "its folder is locked instead" if beside is not None else "nothing says if a second one records too"
    return f"{lock} cannot be made, so {what}: {error_in_words(why)}"


def _first_that_opens(held: ExitStack, refused: list[OSError], *ways: tuple[Path, int]) -> int | None:
    for path, flags in ways:
        try:
            descriptor = os.open(path, flags, 0o644)
        except OSError as error:
            refused.append(error)
        else:
            held.callback(os.close, descriptor)
            return descriptor
    return None


def _hold(database: Path, descriptor: int | None, kind: int, taken: str) -> None:
    """Lock it, where that is possible at all. Raises AlreadyRunning."""
    try:
        if descriptor is not None:
            flock(descriptor, kind | LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning(taken) from None
    except OSError as error:  # a file system without locks
        log.error("%s cannot be locked: %s: nothing says if a second one records too", database, error.strerror)
