"""The file in which the network's side hands the device one message, the newest, as it came.

Knows where it is, how long it may be and who may read it; must never know what it says. A file of its own, replaced
whole, and no table in sync.db: the device opens no database that the network's side wrote, and waits for no lock.
"""

import errno
from pathlib import Path
from typing import Final

from device.system.files import replace_file

INBOX: Final = "programme-message.json"
MOST_MESSAGE_BYTES: Final = 100_000  # of a programme's 32,000, each letter as an escape
FOR_ITS_GROUP: Final = 0o640  # the device's user is in the group of sync's, which writes for itself alone otherwise

Stamp = tuple[int, int, int] | None


class UnreadableMessage(Exception):
    """There is something, and it cannot be read: the message says why, without naming what is in it."""


def inbox_beside(sync_database: str) -> Path:
    """Where the message is, of a device whose sync.db this is."""
    return Path(sync_database).with_name(INBOX)


def put_message(path: Path, payload: bytes) -> None:
    """Keep it whole, in place of the one before. Raises OSError, ValueError for one that is too long."""
    if len(payload) > MOST_MESSAGE_BYTES:
        raise ValueError(f"expected at most {MOST_MESSAGE_BYTES} bytes, got {len(payload)}")
    if path.is_symlink():
        raise OSError(errno.ELOOP, "expected a file, got a link")
    if not path.is_file() or path.read_bytes() != payload:
        _refuse_what_is_no_file(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, payload)
    path.chmod(FOR_ITS_GROUP)


def stamp(path: Path) -> Stamp:
    """What changes with each new file at the path; None where there is none, or none that can be looked at."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def read_message(path: Path, most_bytes: int = MOST_MESSAGE_BYTES) -> bytes | None:
    """What is there, None for nothing. Raises UnreadableMessage."""
    try:
        _refuse_what_is_no_file(path)
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UnreadableMessage(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > most_bytes:
        raise UnreadableMessage(f"{path}: expected at most {most_bytes} bytes, got more")
    return content


def _refuse_what_is_no_file(path: Path) -> None:
    """A pipe would hold us for ever. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "expected a file, got a folder or a pipe")
