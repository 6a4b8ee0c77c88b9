"""What the programs tell each other about Wi-Fi, in files in memory: how it is, what there is to send, who asked.

Knows where these files are and when one is too old to be believed; must never know switches, nor when Wi-Fi goes off.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from device.records.decoding import Range, from_json, to_json
from device.system.clock import Clock
from device.system.files import replace_file

RADIO_FOLDER: Final = Path("/run/easeband-radio")  # RuntimeDirectory of its unit
SYNC_FOLDER: Final = Path("/run/easeband-sync")  # likewise
SYNCS_DATA: Final = Path("/var/lib/easeband-sync")  # StateDirectory of sync's unit
RADIO_NAME, NEEDS_NAME, ASKED_NAME = "radio.json", "sends.json", "asked.json"
TOLD_EVERY_S: Final = 60.0  # ours
BELIEVED_S: Final = 180.0  # three of those
SENDING_BELIEVED_S: Final = 60.0  # ours: one message waits 20 s at most; who ended meanwhile sends no more
MOST_BYTES: Final = 10_000
FOR_ITS_GROUP: Final = 0o040
MOST_ASKED_MIN: Final = 240

T = TypeVar("T", "RadioTold", "SyncNeeds", "WifiAsked")


@dataclass(frozen=True)
class RadioTold:
    """How Wi-Fi is, by the program that switches it. Moments are monotonic, of this boot.

    `until_s`: when it is on again at the latest, while it is off; None for on without an end. `in_window`: it goes off
    as soon as all is delivered. `trouble`: why it cannot be switched. `every_s`: from one window to the next at most.
    """

    version: Literal[1]
    boot: str
    written_s: float
    on: bool
    why: str
    since_s: float
    until_s: float | None = None
    in_window: bool = False
    trouble: str = ""
    every_s: float = 3600.0


@dataclass(frozen=True)
class SyncNeeds:
    """What sync needs Wi-Fi for, as `RadioNeed` in `windows.py`."""

    version: Literal[1]
    boot: str
    written_s: float
    urgent: Annotated[int, Range(0)] = 0
    sending: bool = False
    delivered_s: float | None = None


@dataclass(frozen=True)
class WifiAsked:
    """Somebody wants Wi-Fi to be on until then."""

    version: Literal[1]
    boot: str
    until_s: float


def radio_file(sync_database: str) -> Path:
    """Where the switching program tells, of a device whose sync.db this is."""
    return _in_memory(sync_database, RADIO_FOLDER) / RADIO_NAME


def needs_file(sync_database: str) -> Path:
    """Where sync tells."""
    return _in_memory(sync_database, SYNC_FOLDER) / NEEDS_NAME


def asked_file(sync_database: str) -> Path:
    """Where people ask."""
    return _in_memory(sync_database, RADIO_FOLDER) / ASKED_NAME


def _in_memory(sync_database: str, there: Path) -> Path:
    folder = Path(sync_database).parent
    return there if folder == SYNCS_DATA else folder


def put(path: Path, said: RadioTold | SyncNeeds | WifiAsked) -> None:
    """All or nothing, and for its group whatever the umask says: others read it. Raises OSError."""
    replace_file(path, to_json(said).encode())
    path.chmod(path.stat().st_mode | FOR_ITS_GROUP)


def read_radio(path: Path, clock: Clock) -> RadioTold | None:
    """What the switching program says; None where there is none that runs: then nobody switches Wi-Fi."""
    told = _read(path, RadioTold, clock)
    return told if told and clock.monotonic_s() - told.written_s <= BELIEVED_S else None


def read_needs(path: Path, clock: Clock) -> SyncNeeds | None:
    """What sync says; None where it says nothing."""
    return _read(path, SyncNeeds, clock)


def asked_until_s(path: Path, clock: Clock) -> float:
    """Until when somebody wants Wi-Fi, at most MOST_ASKED_MIN from now; 0 where nobody does."""
    asked = _read(path, WifiAsked, clock)
    return min(asked.until_s, clock.monotonic_s() + MOST_ASKED_MIN * 60) if asked else 0.0


def _read(path: Path, kind: type[T], clock: Clock) -> T | None:
    """Of this boot; what is damaged, of an older boot or longer than it can be counts as nothing: Wi-Fi is on then."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
        said = from_json(kind, content.decode(), json.loads)
    except (OSError, ValueError, RecursionError):
        return None
    return said if _bare(said.boot) == _bare(clock.dating().boot) else None


def _bare(boot: str) -> str:
    """Without the hyphens, which the kernel writes and systemd, of whom services have it, does not."""
    return boot.replace("-", "")
