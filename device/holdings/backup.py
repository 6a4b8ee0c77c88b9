"""One file with everything that a new card would need, made while the device goes on recording.

Knows archives and checksums; must never know what is in the files.
"""

import io
import os
import tarfile
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, Final

from device import __version__
from device.health import numbered
from device.holdings.names import BESIDE_DATABASE, PASSING, RECORDINGS, SNIPPETS
from device.holdings.work_folder import work_folder
from device.records.decoding import to_json
from device.store import StoreMissing, StoreUnusable, copying
from device.store.damage import files_aside, files_of_aside
from device.system.config import Config
from device.system.files import error_in_words, flush_folder

MANIFEST: Final = "manifest.json"
DATABASE_NAME: Final = "device.db"  # in an archive, whatever it is called on the card
PROGRAMME_NAME: Final = "programme.toml"
OWNER_ONLY: Final = 0o600
WHOLE: Final = "backup"  # in the folder where it is made
LOCK: Final = "-shm"


class NoBackup(Exception):
    """None could be made or put back: the message says why and what to do. What was there before still is."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: the SHA-256 of each file by its name."""

    format: int
    device: str
    firmware: str
    made_utc_s: float
    files: dict[str, str]


def back_up(
    config: Config, target: Path, made_utc_s: float, tell: Callable[[str], None], *, with_recordings: bool = False
) -> Manifest:
    """Write the archive to `target`, whole or not at all; `tell` hears of each step. Raises NoBackup.

    Raw recordings are left out unless somebody wants them: they may be a thousand times as large as all the rest.
    """
    try:
        with work_folder(target) as folder, _whole_file(target, folder / WHOLE) as file:
            recordings = _recordings(Path(config.files.device), tell, wanted=with_recordings)
            saved = chain(_to_save(config, folder, tell), recordings)
            return _write(saved, config, file, made_utc_s, tell)
    except StoreMissing as error:
        raise NoBackup(f"nothing was recorded yet: {error}") from error
    except StoreUnusable as error:
        raise NoBackup(f"the records cannot be copied: {error}") from error
    except OSError as error:
        raise NoBackup(f"{error.filename or target}: {error_in_words(error)}") from error


def _write(
    saved: Iterable[tuple[str, Path]], config: Config, file: IO[bytes], made_utc_s: float, tell: Callable[[str], None]
) -> Manifest:
    files: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
        for name, path in saved:
            tell(f"{name}: {path.stat().st_size:,} bytes")
            files[name] = _add(archive, name, path)
        manifest = Manifest(1, config.device.id, __version__, made_utc_s, files)
        content = to_json(manifest).encode()
        archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
    return manifest


def _to_save(config: Config, folder: Path, tell: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
    """The name of each file in the archive, and where it is. Nothing that is of the moment alone."""
    database, copy = Path(config.files.device), folder / DATABASE_NAME
    tell(f"copying {database}")
    copying.copy_database(database, copy)
    yield DATABASE_NAME, copy
    known = copying.known_aside(copy)
    yield from _not_in_it(database, [name for name, is_in_it in known.items() if is_in_it])
    beside = [database.with_name(name) for name in BESIDE_DATABASE if name not in PASSING]
    yield from ((path.name, path) for path in beside if path.is_file())
    if Path(config.files.programme).is_file():
        yield PROGRAMME_NAME, Path(config.files.programme)
    yield from ((f"{SNIPPETS}/{path.name}", path) for path in sorted(database.with_name(SNIPPETS).glob("*.npz")))


def _recordings(database: Path, tell: Callable[[str], None], *, wanted: bool) -> Iterator[tuple[str, Path]]:
    """The raw recordings where they are wanted; where not, that they stay behind is said."""
    files = sorted(database.with_name(RECORDINGS).glob("*.ebraw"))
    if files and not wanted:
        how_much = f"{numbered(len(files), 'file')}, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB"
        tell(f"left out: raw recordings, {how_much} (--with-recordings takes them too)")
    for file in files if wanted else ():
        if file.is_file():  # the device may have let go of it for a new one meanwhile
            yield f"{RECORDINGS}/{file.name}", file


def _not_in_it(database: Path, copied: Container[str]) -> Iterator[tuple[str, Path]]:
    """What was moved aside, and is being copied or waits for that: without the lock that SQLite makes anew."""
    waiting = [database.with_name(name) for name in files_aside(database) if name not in copied]
    files = [file for aside in waiting for file in files_of_aside(aside)]
    yield from ((file.name, file) for file in files if file.is_file() and not file.name.endswith(LOCK))


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """The checksum of what went in: a file that grows meanwhile is taken as long as it was."""
    with path.open("rb") as file:
        summed = _Summed(file)
        archive.addfile(_entry(name, os.fstat(file.fileno()).st_size), summed)
    return summed.sum.hexdigest()


class _Summed(io.RawIOBase):
    """What is read through it is summed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, sha256()

    def read(self, size: int = -1) -> bytes:
        """As the file's own."""
        content = self._file.read(size)
        self.sum.update(content)
        return content


def _entry(name: str, size_bytes: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size_bytes, OWNER_ONLY
    return entry


@contextmanager
def _whole_file(target: Path, part: Path) -> Iterator[IO[bytes]]:
    """`part`, which takes the place of `target` once it is whole and on the disk; only its owner may read it."""
    with open(part, "wb", opener=_for_the_owner) as file:  # the rights must be there from the start
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    flush_folder(target.parent)


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)
