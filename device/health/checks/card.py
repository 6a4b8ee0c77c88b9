"""The memory card: room, whether it can be written, and whether the database on it is whole.

Knows how much room is enough; must never know how it is counted.
"""

from dataclasses import dataclass
from typing import Final

from device.health.checks.check import Check, fault, good, left_out, not_checked
from device.health.parts import numbered

PART: Final = "store"
MEGABYTE: Final = 1_000_000
LEAST_FREE_MB: Final = 100  # ours: three months of records with tremor in every minute
LEAST_FREE_FILES: Final = 1000  # ours: journal, lock and every file that is replaced need one
ROOM: Final = "make room: sudo apt clean; sudo journalctl --vacuum-size=16M; look with df -h"
FEWER_FILES: Final = "delete files that nobody needs: df -i shows where they are"
CARD: Final = "back the records up (easeband backup) and replace the card; dmesg says what failed"
SEE_ALL: Final = "sudo easeband doctor"
EARLIER: Final = "they go after {days} days; easeband export --recordings writes them elsewhere before"
ITSELF: Final = (
    "restart the recorder, which moves it aside and saves what is whole: sudo systemctl restart easeband-device"
)


@dataclass(frozen=True)
class RoomSeen:
    """Of the file system that the records are on. No `files` in all: it does not count them."""

    free_bytes: int
    free_files: int
    files: int
    read_only: bool


@dataclass(frozen=True)
class RecordingSeen:
    """A raw recording: whether it is on, its caps, and what of it is on the card, since when.

    `problem`: why nobody can look.
    """

    enabled: bool
    most_mb: int
    most_days: int
    hours: int = 0
    size_bytes: int = 0
    since: str = ""
    problem: str = ""


def room(folder: str, seen: RoomSeen) -> list[Check]:
    """Bytes, files and whether it can be written at all."""
    return [_space(folder, seen), _files(folder, seen), _writable(folder, seen)]


def _space(folder: str, seen: RoomSeen) -> Check:
    name, free_mb = "disk space", seen.free_bytes // MEGABYTE
    if free_mb >= LEAST_FREE_MB:
        return good(name, f"{free_mb} MB free at {folder}", PART)
    part = "" if free_mb else PART  # while there is some, all is still written, and no light blinks
    return fault(name, f"{free_mb} MB free at {folder}", f"{LEAST_FREE_MB} MB at least", ROOM, part)


def _files(folder: str, seen: RoomSeen) -> Check:
    name = "disk inodes"
    if not seen.files:
        return left_out(name, f"the file system at {folder} does not count its files")
    if seen.free_files >= LEAST_FREE_FILES:
        return good(name, f"room for {seen.free_files} more files", PART)
    what = f"room for {seen.free_files} more files at {folder}"
    return fault(name, what, f"room for {LEAST_FREE_FILES} at least", FEWER_FILES)  # its own are there: it records


def _writable(folder: str, seen: RoomSeen) -> Check:
    name = "card writable"
    if not seen.read_only:
        return good(name, f"{folder} is mounted for writing", PART)
    what = f"{folder} is mounted read-only, as the kernel does with a card that fails"
    return fault(name, what, "a card that can be written", CARD, PART)


def recording(seen: RecordingSeen) -> Check:
    """How much is kept of it. That it cannot be written is a part that does not work."""
    name = "raw recording"
    if seen.problem:
        return not_checked(name, f"{'on' if seen.enabled else 'off'}; {seen.problem}", SEE_ALL)
    if seen.enabled:
        return good(name, f"on: {_kept(seen)}, at most {seen.most_mb} MB and {seen.most_days} days", "recording")
    if seen.hours:
        return good(name, f"off, but {_kept(seen)}: {EARLIER.format(days=seen.most_days)}", "recording")
    return left_out(name, "it is off")


def _kept(seen: RecordingSeen) -> str:
    since = f" since {seen.since}" if seen.since else ""
    return f"{seen.size_bytes / MEGABYTE:.1f} MB of {numbered(seen.hours, 'hour')} are kept{since}"


def database(path: str, problem: str) -> Check:
    """Whether the file is whole; `problem`: what is wrong with it."""
    name = "database"
    if not problem:
        return good(name, f"{path} is whole", PART)
    return fault(name, problem, "a whole database", ITSELF, PART)


def no_database(path: str) -> Check:
    """Nothing was recorded yet, or the file is gone."""
    to_do = "start the recorder: sudo systemctl start easeband-device; then look at journalctl -u easeband-device"
    return fault("database", f"there is no {path}", "the file, which the recorder makes when it starts", to_do, PART)
