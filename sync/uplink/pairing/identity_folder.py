"""The device's own keys and certificates, and the file that says which of them are in force.

Knows paths, owners and in which order files are written; must never know what a certificate says.

Each pairing has a folder of its own, and one file, `paired.toml`, names the one in force. So that is all old or all new
whenever the power goes. A certificate and its key stand in one file: the next one replaces both at once.
"""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from device.records.decoding import to_json
from device.system.config import PAIRED
from device.system.files import error_in_words, make_private_folder, replace_file, service_owner

SYNC_USER: Final = "easeband-sync"  # systemd/sysusers.conf
FOLDER: Final = "identity"  # beside sync.db
NEXT_KEY: Final = "next.key"
_OWN, _CA = "identity.pem", "ca.crt"
_PRIVATE, READABLE = 0o600, 0o644
NAME_LETTERS: Final = 16  # of a digest: enough to tell pairings apart
HEADING: Final = "# Written by `easeband pair`; what easeband.toml says itself wins over it."


class CannotKeep(Exception):
    """A file cannot be written or read: the message names it and says what to do."""


@dataclass(frozen=True)
class Pairing:
    """What a device got from its clinic; PEM texts, and where the broker is."""

    device: str
    certificate: str
    ca: str
    clinic_key: str
    host: str
    port: int


class IdentityFolder:
    """The folder beside sync.db. Whatever is written belongs to the sync service, where root writes it."""

    def __init__(self, sync_db: Path) -> None:
        self.folder = sync_db.parent / FOLDER

    def next_key(self, new: str) -> str:
        """The key for the next certificate: one that was made before and never used, else `new`, now kept."""
        path = self.folder / NEXT_KEY
        try:
            kept = path.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            kept = ""
        except OSError as error:
            raise CannotKeep(f"{path}: {error_in_words(error)}") from error
        if kept.endswith("\n") and "\0" not in kept:
            return kept
        self._write(path, new)  # there was none, or the card cut it off or wrote zeros
        return new

    def install(self, pairing: Pairing, key: str, config: Path) -> None:
        """Put it in force beside the configuration; what was before it goes afterwards. Raises CannotKeep."""
        own = self.folder / _digest(pairing.certificate)
        self._write(own / _OWN, pairing.certificate + key)
        self._write(own / _CA, pairing.ca)
        clinic_key = config.with_name(f"clinic-key-{_digest(pairing.clinic_key)}.pem")
        _write_readable(clinic_key, pairing.clinic_key)
        _write_readable(config.with_name(PAIRED), _paired(pairing, own, clinic_key))
        self._tidy(own, clinic_key)

    def renew(self, own: Path, certificate: str, key: str) -> None:
        """The next certificate and its key in place of the last ones. Raises CannotKeep."""
        self._write(own, certificate + key)
        (self.folder / NEXT_KEY).unlink(missing_ok=True)

    def _tidy(self, own: Path, clinic_key: Path) -> None:
        """What nothing names any more. Where that fails, it only takes room."""
        with suppress(OSError):
            (self.folder / NEXT_KEY).unlink(missing_ok=True)
        for other in self.folder.iterdir():
            if other.is_dir() and other != own:
                _remove(other)
        for other in clinic_key.parent.glob("clinic-key-*.pem"):
            if other != clinic_key:
                with suppress(OSError):
                    other.unlink(missing_ok=True)

    def _write(self, path: Path, text: str) -> None:
        owner = service_owner(SYNC_USER)
        try:
            make_private_folder(self.folder, owner)
            make_private_folder(path.parent, owner)
            replace_file(path, text.encode("ascii"), _PRIVATE, owner)
        except OSError as error:
            raise CannotKeep(f"{path}: {error_in_words(error)}: `easeband pair` is run with sudo") from error


def _remove(pairing: Path) -> None:
    with suppress(OSError):
        for file in pairing.iterdir():
            file.unlink(missing_ok=True)
        pairing.rmdir()


def _write_readable(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode("utf-8"), READABLE)
        path.chmod(READABLE)  # whatever the umask of root is
    except OSError as error:
        raise CannotKeep(f"{path}: {error_in_words(error)}: `easeband pair` is run with sudo") from error


def _paired(pairing: Pairing, own: Path, clinic_key: Path) -> str:
    broker: dict[str, str | int] = {
        "host": pairing.host,
        "port": pairing.port,
        "ca": str(own / _CA),
        "certificate": str(own / _OWN),  # with its key
    }
    tables: dict[str, dict[str, str | int]] = {
        "device": {"id": pairing.device},
        "broker": broker,
        "files": {"clinic_key": str(clinic_key)},
    }
    lines = [HEADING]
    for table, values in tables.items():
        lines += [f"[{table}]", *(f"{name} = {to_json(value)}" for name, value in values.items())]
    return "".join(f"{line}\n" for line in lines)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:NAME_LETTERS]
