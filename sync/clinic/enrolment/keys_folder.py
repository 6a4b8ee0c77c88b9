"""The folder of the clinic's keys: what is in it, and how a file gets there that only the clinic may read.

Knows paths, modes and owners; must never know what a certificate says.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

from device.records.decoding import BadValue, from_json
from device.system.clock import SystemClock
from device.system.files import error_in_words, make_private_folder, replace_file
from sync.clinic.enrolment.authority import Authority, Certified

PRIVATE: Final = 0o600
AUTHORITY, CLINIC, FACTS, CRL = "ca", "clinic", "clinic.json", "revoked.crl"
LOCK_S: Final = 5.0  # whoever has the folder alone needs some milliseconds; a stopped command may hold it for ever
LOCK_LOOK_S: Final = 0.02

CLOCK_WRONG: Final = "this computer's clock is wrong, and certificates would be over before they begin: set it first"

NOT_BEGUN: Final = "{} holds no clinic: `easeband clinic init` makes one"


class NoClinic(Exception):
    """The keys of a clinic are not there, or cannot be used: the message says why and what to do."""


@dataclass(frozen=True)
class ClinicFacts:
    """What devices are told of the clinic's broker, and where its own files lie."""

    host: str
    port: int
    pairing_port: int
    broker_folder: str
    names: tuple[str, ...] = ()


class KeysFolder:
    """The files of one clinic. Whatever is written belongs to whom the folder belongs to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until the end of the block no other command, and not the service, changes what belongs together here.

        Raises NoClinic where somebody holds the folder too long.
        """
        try:
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise NoClinic(NOT_BEGUN.format(self.folder)) from None
        except OSError as error:
            raise NoClinic(f"{self.folder}: {error_in_words(error)}: is this run with sudo?") from error
        try:
            _hold(descriptor, self.folder)
            yield
        finally:
            os.close(descriptor)

    def write(self, name: str, text: str) -> None:
        """A file that only the clinic's own user may read. Raises NoClinic."""
        path = self.folder / name
        try:
            found = self.folder.stat()
            owner = (found.st_uid, found.st_gid)
            make_private_folder(path.parent, owner)
            replace_file(path, text.encode(), PRIVATE, owner)
        except OSError as error:
            raise NoClinic(f"{path}: {error_in_words(error)}") from error

    def read(self, name: str) -> str | None:
        """The text of a file; None where there is none. Raises NoClinic."""
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            said = error_in_words(error) if isinstance(error, OSError) else "it is damaged: take it from a backup"
            raise NoClinic(f"{path}: {said}") from error

    def write_certified(self, name: str, certified: Certified) -> None:
        """The key first: a certificate whose key is missing would be of no use."""
        self.write(f"{name}.key", certified.key)
        self.write(f"{name}.crt", certified.certificate)

    def certified(self, name: str) -> Certified | None:
        """The certificate and its key; None unless both are there."""
        certificate, key = self.read(f"{name}.crt"), self.read(f"{name}.key")
        return Certified(certificate, key) if certificate and key else None

    def authority(self) -> Authority:
        """The clinic's. Raises NoClinic."""
        kept = self.certified(AUTHORITY)
        if kept is None:
            raise NoClinic(NOT_BEGUN.format(self.folder))
        try:
            return Authority.of(kept)
        except (ValueError, TypeError) as error:
            raise NoClinic(f"{self.folder}/{AUTHORITY}.key: {error}: take both files from a backup") from error

    def facts(self) -> ClinicFacts:
        """What devices are told. Raises NoClinic."""
        text = self.read(FACTS)
        if text is None:
            raise NoClinic(NOT_BEGUN.format(self.folder))
        try:
            return from_json(ClinicFacts, text, json.loads)
        except (BadValue, ValueError) as error:
            raise NoClinic(f"{self.folder}/{FACTS}: {error}: take it from a backup") from error

    def has_facts(self) -> bool:
        """Whether `easeband clinic init` has been here."""
        return (self.folder / FACTS).is_file()

    def write_facts(self, facts: ClinicFacts) -> None:
        """Keep them. Raises NoClinic."""
        self.write(FACTS, json.dumps(asdict(facts), indent=1))


def _hold(descriptor: int, folder: Path) -> None:
    clock = SystemClock("UTC")
    until_s = clock.monotonic_s() + LOCK_S
    while not _held(descriptor):
        if clock.monotonic_s() > until_s:
            raise NoClinic(f"{folder}: another `easeband clinic` is at work in it: try again when it is done")
        clock.sleep(LOCK_LOOK_S)


def _held(descriptor: int) -> bool:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True
