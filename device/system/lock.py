"""Only one process at a time records to a database. Knows the lock beside it; must never know who holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path


class AlreadyRunning(Exception):
    """Another `easeband run` writes the same database."""


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Hold the database's lock: two recorders would both write the same minutes. Raises AlreadyRunning."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(database.name + ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"another process records to {database}: stop it first (on the device: systemctl stop easeband-device)"
            ) from None
        yield
