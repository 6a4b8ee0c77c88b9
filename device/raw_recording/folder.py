"""The folder of raw recordings: a file an hour, within caps that only the device's own configuration sets.

Knows files, names, dates and free space; must never know what is in a chunk. The oldest hour goes for the newest:
whoever looks for what was odd last night finds it, and a card that is full stops nothing.
"""

import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Final

from device.raw_recording.chunk import PREAMBLE
from device.records.calendar import DAY_S
from device.records.facts import Dating
from device.system.files import PRIVATE_FOLDER_MODE, flush_folder

log = logging.getLogger(__name__)

ENDING: Final = ".ebraw"
NAME: Final = re.compile(r"(\d{6,9})-(\d{8}T\d{6}Z|clock-unknown-\w{1,8})" + ENDING.replace(".", r"\."))
WHEN: Final = "%Y%m%dT%H%M%SZ"
MEGABYTE_BYTES: Final = 1_000_000
FILE_S: Final = 3600.0
OWNER_ONLY: Final = 0o600


class NoRoom(Exception):
    """Nothing can be written within the caps; the message says why and what to do."""


@dataclass(frozen=True)
class Caps:
    """What a recording may take of the card at most, and what it has to leave free for everything else."""

    most_bytes: int
    most_days: int
    least_free_bytes: int


@dataclass(frozen=True)
class KeptHour:
    """A file of the folder. `began_utc_s`: None where nobody knew the date by then. `number` rises as time does."""

    path: Path
    number: int
    began_utc_s: float | None
    size_bytes: int


def hours_kept(folder: Path) -> list[KeptHour]:
    """The files of a folder, the oldest first; none if there is no folder. Raises OSError where it may not be read."""
    try:
        named = [(match, path) for path in folder.iterdir() if (match := NAME.fullmatch(path.name))]
    except FileNotFoundError:
        return []
    hours = [hour for match, path in named if (hour := _hour(match, path))]
    return sorted(hours, key=lambda hour: (hour.number, hour.path.name))


def outdated(hours: Iterable[KeptHour], before_utc_s: float) -> Iterator[KeptHour]:
    """Those of before that moment. None is older than one before it, whatever a clock that was wrong has said since."""
    known = list(hours)
    began = accumulate((-float("inf") if hour.began_utc_s is None else hour.began_utc_s for hour in known), max)
    return (hour for hour, began_utc_s in zip(known, began, strict=True) if -float("inf") < began_utc_s < before_utc_s)


class RecordingFolder:
    """Files being written, one after the other."""

    def __init__(self, path: Path, caps: Caps) -> None:
        self.path, self._caps = path, caps
        self._current: Path | None = None
        self._began_s = 0.0

    def add(self, content: bytes, first_s: float, dating: Dating) -> None:
        """Put chunks, of which the first begins at `first_s`, on the card for good. Raises OSError and NoRoom.

        After a fault a new file is begun: the old one may end in half a chunk, which its reader leaves out and tells.
        """
        current, self._current = self._current, None
        self.path.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)
        self.let_go_of_outdated(first_s, dating)
        self._make_room(len(content), current)
        if current is None or first_s - self._began_s >= FILE_S or not current.exists():
            current, self._began_s = self._begin(first_s, dating), first_s
        _append(current, content)
        self._current = current

    def let_go_of_outdated(self, now_s: float, dating: Dating) -> None:
        """Delete what is older than it may be, where the date is known. Raises OSError."""
        if dating.trust == "unknown":
            return
        before_utc_s = now_s + dating.utc_minus_monotonic_s - self._caps.most_days * DAY_S
        for hour in list(outdated(hours_kept(self.path), before_utc_s)):
            hour.path.unlink(missing_ok=True)
            log.info("raw recording %s was deleted: older than %d days", hour.path.name, self._caps.most_days)

    def _begin(self, first_s: float, dating: Dating) -> Path:
        number = max((hour.number for hour in hours_kept(self.path)), default=0) + 1
        path = self.path / f"{number:06d}-{_when(first_s, dating)}{ENDING}"
        _append(path, PREAMBLE)
        flush_folder(self.path)
        return path

    def _make_room(self, new_bytes: int, current: Path | None) -> None:
        hours = hours_kept(self.path)
        used_bytes = sum(hour.size_bytes for hour in hours)
        others = [hour for hour in hours if hour.path != current]
        while (why := self._too_much(used_bytes + new_bytes, new_bytes)) and others:
            oldest = others.pop(0)
            oldest.path.unlink(missing_ok=True)
            used_bytes -= oldest.size_bytes
            log.info("raw recording %s was deleted to make room for a new one: %s", oldest.path.name, why)
        if why:
            raise NoRoom(f"{self.path}: {why}: make room (df -h shows what there is), or switch it off in [recording]")

    def _too_much(self, used_bytes: int, new_bytes: int) -> str:
        """Which cap that would break; empty if none."""
        if used_bytes > self._caps.most_bytes:
            return f"more than {self._caps.most_bytes // MEGABYTE_BYTES} MB"
        if shutil.disk_usage(self.path).free - new_bytes < self._caps.least_free_bytes:
            return f"less than {self._caps.least_free_bytes // MEGABYTE_BYTES} MB are free, and records come first"
        return ""


def _append(path: Path, content: bytes) -> None:
    with open(path, "ab", buffering=0, opener=lambda name, flags: os.open(name, flags, OWNER_ONLY)) as file:
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())


def _when(first_s: float, dating: Dating) -> str:
    if dating.trust == "unknown":
        word = "".join(letter for letter in dating.boot if letter.isalnum())[:8] or "boot"
        return f"clock-unknown-{word}"
    return f"{datetime.fromtimestamp(first_s + dating.utc_minus_monotonic_s, UTC):{WHEN}}"


def _hour(match: re.Match[str], path: Path) -> KeptHour | None:
    """None for one that went meanwhile: others look while the recorder lets go of it."""
    try:
        return KeptHour(path, int(match[1]), _began_utc_s(match[2]), path.stat().st_size)
    except FileNotFoundError:
        return None


def _began_utc_s(name: str) -> float | None:
    try:
        return datetime.strptime(name, WHEN).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
