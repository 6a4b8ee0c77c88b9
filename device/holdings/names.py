"""What a device keeps, and where: the table that backup and erasing go by.

Knows names of files; must never know their content. A pairing is none of these: it says nothing of a person, and it
ends when the clinic revokes the device.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Final

from device.health import health_beside
from device.holdings.work_folder import WORK_FOLDERS
from device.store import waiting_beside
from device.store.inbox import inbox_beside
from device.system.config import Config

DATABASE: Final = "recorded movement and exercise"
SNIPPETS: Final = "snippets"
RECORDINGS: Final = "recordings"
BESIDE_DATABASE: Final[Mapping[str, str]] = {
    "calibration.json": "the sensor's errors",
    "baseline.json": "neutral positions and thresholds",
    "mounting.json": "how the sensor sits on the limb",
    "accepted-programme.json": "programmes that were accepted",
    "programme-progress.json": "how far programmes have come",
    "interrupted.json": "what a power cut would interrupt",
    "last-good.toml": "the configuration in use",
}
"""Files beside the database, which all programs of the device find by these names."""
PASSING: Final = ("interrupted.json", "health.json", "last-good.toml")  # of the moment: of no use on another card
ENDINGS_ASIDE: Final = ("", ".damaged-*")  # of one database: itself, and what was moved aside


@dataclass(frozen=True)
class KeptFile:
    """A file that is there, and what it holds."""

    path: Path
    what: str


def holdings(config: Config) -> list[KeptFile]:
    """All that is on the card of what was recorded, prescribed or set for one person, with what belongs to it."""
    return sorted({found.path: found for found in _found(config)}.values(), key=lambda one: one.path)


def _found(config: Config) -> Iterator[KeptFile]:
    database = Path(config.files.device)
    yield from _files_of(database, DATABASE)
    yield from _files_of(Path(config.files.sync), "what the clinic confirmed")
    for name, what in BESIDE_DATABASE.items():
        yield from _with_parts(database.with_name(name), what)
    yield from _with_parts(health_beside(config.files.device), "how the device is")
    if held := waiting_beside(config.files.device):
        yield from _files_of(held, "what waits to go to the card")
    yield from _with_parts(Path(config.files.programme), "the exercise programme")
    yield from _with_parts(inbox_beside(config.files.sync), "the last programme from the clinic")
    yield from (KeptFile(path, "an unfinished backup") for path in _in(database.parent, f"{WORK_FOLDERS}/**/*"))
    for folder in (SNIPPETS, RECORDINGS):
        yield from (KeptFile(path, "raw movement") for path in _in(database.with_name(folder), "*"))


def _files_of(database: Path, what: str) -> Iterator[KeptFile]:
    """Also its journal, its lock, those that were moved aside, and those of each that a writer left half done."""
    yield from (KeptFile(path, what) for path in _in(database.parent, f"{escape(database.name)}*"))
    yield from _left_half_done(database, what)


def _with_parts(path: Path, what: str) -> Iterator[KeptFile]:
    if path.is_file() or path.is_symlink():
        yield KeptFile(path, what)
    yield from _left_half_done(path, what)


def _left_half_done(path: Path, what: str) -> Iterator[KeptFile]:
    yield from (KeptFile(part, what) for part in _in(path.parent, f".{escape(path.name)}.*.easeband"))


def _in(folder: Path, pattern: str) -> Iterator[Path]:
    """The files there by this pattern, hidden ones only where the pattern says so."""
    yield from (path for path in folder.glob(pattern) if path.is_file() or path.is_symlink())
