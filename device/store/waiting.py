"""What waits to go to the card, held in memory outside of the program: a kill costs none of it, a power cut all of it.

Knows the file and how it may be wrong; must never know when anything is due on the card.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from device.health import health_beside
from device.records.decoding import BadValue, from_json, to_json
from device.records.facts import Dating, Record
from device.store.rows import RECORD_KINDS
from device.system.files import replace_file

FILE_NAME: Final = "waiting.json"
ASIDE_NAME: Final = "waiting.json.damaged"
MOST_HELD: Final = 500  # ours, records: five minutes have a dozen; more wait only while the card takes nothing
MOST_FILE_BYTES: Final = 2_000_000  # a minute in which everything happens takes 3 kB

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WaitingRecord:
    """A record's kind, by the name of its class, and the record as JSON."""

    kind: str
    body: str


@dataclass(frozen=True)
class WaitingRecords:
    """The content of the file: what waits, oldest first, and how the times of that boot are dated."""

    version: Literal[1]
    dating: Dating
    records: tuple[WaitingRecord, ...]


@dataclass(frozen=True)
class Left:
    """What an earlier run left: of each record as it was last, and how it was dated then."""

    dating: Dating
    records: tuple[Record, ...]


def waiting_beside(database: str) -> Path | None:
    """Where what waits for this database is held; None where it has no folder in memory, as on a developer's computer.

    That is the folder in which the recorder also tells how it is.
    """
    told = health_beside(database)
    return None if told.parent == Path(database).parent else told.with_name(FILE_NAME)


class WaitingFile:
    """The file at `path`. It can fail, or not be there at all: then nothing can wait, and nothing else happens."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._failing = path, False
        if path is None:
            log.info("each minute goes to the card at once: this database has no folder in memory to wait in")

    def keep(self, records: Sequence[Record], dating: Dating) -> bool:
        """Hold exactly these; False where that cannot be done, and what was held before stays."""
        if self._path is None or len(records) > MOST_HELD:
            return False
        held = WaitingRecords(
            1, dating, tuple(WaitingRecord(type(record).__name__, to_json(record)) for record in records)
        )
        try:
            replace_file(self._path, to_json(held).encode())
        except OSError as error:
            if not self._failing:
                log.warning("%s: %s: each minute goes to the card at once", self._path, error.strerror)
            self._failing = True
            return False
        self._failing = False
        return True

    def clear(self) -> None:
        """All that was held is on the card."""
        if self._path is None:
            return
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s: %s: what is on the card already stays held too", self._path, error.strerror)

    def left(self) -> Left | None:
        """What an earlier run left; None where it left nothing. What cannot be read is put aside and told."""
        if self._path is None:
            return None
        try:
            return read_left(self._path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, RecursionError) as error:
            self.put_aside(f"what waited when the program ended cannot be read: {error}")
            return None

    def put_aside(self, why: str) -> None:
        """It stays under another name until the computer is switched off, for whoever wants to look."""
        assert self._path is not None  # noqa: S101 - asked of what was read
        log.error("%s: %s; it is %s now", self._path, why, ASIDE_NAME)
        try:
            self._path.replace(self._path.with_name(ASIDE_NAME))
        except OSError as error:
            log.error("%s cannot be renamed: %s", self._path, error.strerror)


def read_left(path: Path) -> Left:
    """What is held there. Raises OSError, ValueError, LookupError and RecursionError for what cannot be used."""
    with path.open("rb") as file:
        content = file.read(MOST_FILE_BYTES + 1)
    if len(content) > MOST_FILE_BYTES:
        raise BadValue(f"expected at most {MOST_FILE_BYTES} bytes")
    held = from_json(WaitingRecords, content.decode(), json.loads)
    records = [_record(each) for each in held.records]
    return Left(held.dating, tuple({(type(record), record.start_s): record for record in records}.values()))


def _record(held: WaitingRecord) -> Record:
    if held.kind not in RECORD_KINDS:
        raise BadValue(f"expected a kind of record, got {held.kind!r}")
    return cast("Record", from_json(RECORD_KINDS[held.kind], held.body, json.loads, held.kind))


def newest_utc_s(on_card_utc_s: float | None, database: str) -> float | None:
    """When the newest record of this database began, one that waits included; None where there is none.

    What is held and cannot be read does not count: the recorder tells of it at its next start.
    """
    path, begun_s = waiting_beside(database), [] if on_card_utc_s is None else [on_card_utc_s]
    try:
        left = read_left(path) if path else None
    except (OSError, ValueError, LookupError, RecursionError):
        left = None
    if left:
        begun_s += [record.start_s + left.dating.utc_minus_monotonic_s for record in left.records]
    return max(begun_s, default=None)
