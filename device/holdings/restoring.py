"""Putting a backup back: looked at whole before anything changes, and nothing that was recorded since is lost.

Knows archives, checksums and what goes where; must never know what is in the files.
"""

import errno
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from device.holdings.backup import DATABASE_NAME, MANIFEST, PROGRAMME_NAME, Manifest, NoBackup
from device.holdings.names import BESIDE_DATABASE, PASSING, RECORDINGS, SNIPPETS
from device.holdings.work_folder import work_folder
from device.records.decoding import from_json
from device.store import StoreUnusable, copying
from device.store.damage import free_name_aside, move_aside
from device.system.config import Config
from device.system.files import HALF_DONE, error_in_words, flush_folder

MANIFEST_LIMIT_BYTES: Final = 10_000_000  # ours: a hundred thousand names
KNOWN: Final = (DATABASE_NAME, PROGRAMME_NAME, *(name for name in BESIDE_DATABASE if name not in PASSING))
ASIDE: Final = re.compile(r"(\w[\w.-]*\.damaged-\d+)(|-wal|-journal)")  # moved aside, and not copied whole by then
RAW_ENDINGS: Final = {SNIPPETS: ".npz", RECORDINGS: ".ebraw"}
UNPACKED_AS: Final = "restored"  # what the folder is named by where a backup is unpacked
NO_BACKUP: Final = "expected a file that `easeband backup` wrote"


def restore(config: Config, source: Path, tell: Callable[[str], None]) -> Manifest:
    """Put back what is in `source`; the caller holds the lock of the database. Raises NoBackup.

    What is refused has changed nothing. The database that is there is moved aside, from where the device takes over at
    its next start what the backup has not. Files then belong to the owner of their folder, whoever puts them back.
    """
    database = Path(config.files.device)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(database.with_name(UNPACKED_AS)) as folder:
            manifest = _unpacked(source, folder, tell)
            _check(manifest, config, folder)
            _put_back(manifest, config, folder, tell)
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise NoBackup(f"{source}: {NO_BACKUP}, whole: {error}") from error
    except StoreUnusable as error:
        raise NoBackup(f"{source}: its database cannot be used: {error}") from error
    except OSError as error:
        raise NoBackup(f"{error.filename or source}: {error_in_words(error)}") from error
    return manifest


def _unpacked(source: Path, folder: Path, tell: Callable[[str], None]) -> Manifest:
    sums: dict[str, str] = {}
    manifest = None
    with tarfile.open(source, mode="r|gz") as archive:
        for entry in archive:
            tell(f"reading {entry.name}")
            content = archive.extractfile(entry) if entry.isfile() else None
            if content is None or not _is_known(entry.name):
                raise NoBackup(f"{source}: {NO_BACKUP}, found {entry.name!r} in it")
            if entry.name == MANIFEST:
                manifest = from_json(Manifest, content.read(MANIFEST_LIMIT_BYTES).decode(), json.loads)
            else:
                sums[entry.name] = _copied(content.read, folder / entry.name)
    if manifest is None or manifest.files != sums:
        raise NoBackup(f"{source}: {NO_BACKUP}, whole: it was cut or changed; take an earlier one")
    return manifest


def _is_known(name: str) -> bool:
    """Whether a backup may hold this: no name leads out of the folder."""
    folder, _, file = name.rpartition("/")
    is_raw = file.endswith(RAW_ENDINGS.get(folder, "/")) and not file.startswith(".")
    return is_raw or name in (*KNOWN, MANIFEST) or bool(ASIDE.fullmatch(name))


def _copied(read: Callable[[int], bytes], to: Path) -> str:
    """The checksum of what was written."""
    summed = sha256()
    to.parent.mkdir(exist_ok=True)
    with to.open("wb") as file:
        while content := read(1 << 20):
            summed.update(content)
            file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return summed.hexdigest()


def _check(manifest: Manifest, config: Config, folder: Path) -> None:
    if manifest.device != config.device.id:
        raise NoBackup(
            f"this backup is of {manifest.device}, this device is {config.device.id}: on a new card, set the same"
            " device.id first"
        )
    copying.check_copy(folder / DATABASE_NAME)


def _put_back(manifest: Manifest, config: Config, folder: Path, tell: Callable[[str], None]) -> None:
    database = Path(config.files.device)
    names_aside = _names_aside(manifest, folder, database)
    for name in sorted(manifest.files, key=lambda name: name not in names_aside):  # the database comes after them
        to = database.with_name(names_aside[name]) if name in names_aside else _place(name, config)
        if name == PROGRAMME_NAME and to.exists():
            tell(f"{to} stays as it is: the backup has one too")
            continue
        _make_folder(to.parent)
        if to == database and database.exists():
            aside = move_aside(database, copying.known_aside(folder / name))
            tell(f"what was recorded since is kept: {aside.name}")
        _move(folder / name, to)
        tell(f"put back: {to}")


def _names_aside(manifest: Manifest, folder: Path, database: Path) -> dict[str, str]:
    """What the files that were moved aside are called here, where others may have their names; the copy knows it too.

    Also the names that the database knows which is here now: what that says of them is of other files. A file that is
    here already keeps its name. Raises StoreUnusable.
    """
    copy, names = folder / DATABASE_NAME, dict[str, str]()
    found = [match for match in map(ASIDE.fullmatch, manifest.files) if match]
    taken = {*copying.known_aside(copy), *_known_here(database)}
    for name in sorted({match[1] for match in found if not _is_here(database.with_name(match[1]), manifest)}):
        new = free_name_aside(database, taken).name
        copying.rename_aside(copy, name, new)
        names[name] = new
        taken.add(new)
    return {match[0]: names.get(match[1], match[1]) + match[2] for match in found}


def _is_here(aside: Path, manifest: Manifest) -> bool:
    """Whether it is the same file: on the card that the backup was made of."""
    if not aside.is_file():
        return False
    with aside.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == manifest.files.get(aside.name)


def _known_here(database: Path) -> list[str]:
    """What the database knows that is here now; nothing where it cannot be read."""
    try:
        return [*copying.known_aside(database)] if database.exists() else []
    except StoreUnusable:
        return []


def _place(name: str, config: Config) -> Path:
    database = Path(config.files.device)
    return {DATABASE_NAME: database, PROGRAMME_NAME: Path(config.files.programme)}.get(name, database.parent / name)


def _move(file: Path, to: Path) -> None:
    """To its place; a second copy, for which there may be no room, only on another file system."""
    _give_to_owner_of(to.parent, file)
    try:
        file.replace(to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(file, to)
    flush_folder(to.parent)


def _make_folder(folder: Path) -> None:
    """Where it is not there yet, for whoever owns the folder it is in: the device goes on writing there."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        _give_to_owner_of(folder.parent, folder)


def _give_to_owner_of(folder: Path, path: Path) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _move_across(file: Path, to: Path) -> None:
    part = to.with_name(HALF_DONE.format(name=to.name, process=os.getpid()))
    try:
        with file.open("rb") as content:
            _copied(content.read, part)
        _give_to_owner_of(to.parent, part)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
