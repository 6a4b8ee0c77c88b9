"""Who has a code and who has a certificate, kept as files that never change: one for each code, certificate and no.

Knows names, serial numbers and moments; must never know X.509, brokers, or what a device measures.

A command at a terminal and the service write at the same time: neither ever changes a file that the other made, but for
a code, which the service marks as used.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from device.records.decoding import BadValue, from_json
from device.records.pseudonyms import is_pseudonym
from device.system.files import sudo_or
from sync.clinic.enrolment.keys_folder import KeysFolder, NoClinic

CODES, ISSUED, NOT_ANY_MORE = "codes", "issued", "revoked"
CODE_S: Final = 3600.0  # how long a code may be used: issue of the day, said on the screen
REMEMBERED_S: Final = 7 * 86_400.0  # after that, a code that is over is as unknown as one that never was
NAME_LETTERS: Final = frozenset("0123456789abcdef")
MOST_NAME: Final = 64
LOOK_S: Final = 2.0  # how long a device that is shut out may still be heard

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offer:
    """A code that somebody may use, or has used: `name`, and the keys that it gives."""

    name: str
    device: str
    request_key: str
    answer_key: str
    until_utc_s: float
    used_by: str = ""  # the word for the key that got a certificate by it
    certificate: str = ""


@dataclass(frozen=True)
class Issued:
    """A certificate: whose, and its serial number."""

    device: str
    serial: int


class Enrolled:
    """What of it is in the clinic's folder of keys."""

    def __init__(self, keys: KeysFolder) -> None:
        self._keys = keys

    def offer(self, offer: Offer) -> None:
        """A new code for a device; any other that it has is none any more. Raises NoClinic."""
        for other in self._offers():
            if other.device == offer.device:
                self._forget(other)
        self.keep(offer)

    def keep(self, offer: Offer) -> None:
        """As it is now. Raises NoClinic."""
        self._keys.write(f"{CODES}/{offer.name}.json", json.dumps(asdict(offer), indent=1))

    def offered(self, name: str) -> Offer | None:
        """The code of this name, None where there is none. Raises NoClinic."""
        if not 0 < len(name) <= MOST_NAME or not set(name) <= NAME_LETTERS:
            return None
        return self._read_offer(self._keys.read(f"{CODES}/{name}.json"))

    def forget_old(self, now_utc_s: float) -> None:
        """Codes that were over long ago."""
        for offer in self._offers():
            if now_utc_s > offer.until_utc_s + REMEMBERED_S:
                self._forget(offer)

    def withdraw(self, device: str) -> bool:
        """Take back its code, if it has one that was not used."""
        unused = [offer for offer in self._offers() if offer.device == device and not offer.used_by]
        for offer in unused:
            self._forget(offer)
        return bool(unused)

    def issue(self, device: str, serial: int, certificate: str) -> None:
        """A certificate was made. Raises NoClinic."""
        self._keys.write(f"{ISSUED}/{device}.{serial:x}.crt", certificate)

    def issued(self) -> list[Issued]:
        """All certificates that were ever made, of a device beside each other, in no other order."""
        return sorted(
            (Issued(device, int(serial, 16)) for device, _, serial in map(_parts, self._names(ISSUED))),
            key=lambda one: one.device,
        )

    def certificate(self, one: Issued) -> str:
        """Its PEM text. Raises NoClinic."""
        return self._keys.read(f"{ISSUED}/{one.device}.{one.serial:x}.crt") or ""

    def revoke(self, one: Issued, now_utc_s: float) -> None:
        """For good. Raises NoClinic."""
        self._keys.write(f"{NOT_ANY_MORE}/{one.device}.{one.serial:x}", f"{now_utc_s:.0f}\n")

    def revoked(self) -> set[Issued]:
        """All certificates that were revoked."""
        return {Issued(device, int(serial, 16)) for device, _, serial in map(_parts, self._names(NOT_ANY_MORE))}

    def shut_out(self) -> frozenset[str]:
        """Devices that had certificates, of which none is left: nothing more is taken from them."""
        revoked = self.revoked()
        left = {one.device for one in self.issued() if one not in revoked}
        return frozenset({one.device for one in revoked} - left)

    def _offers(self) -> list[Offer]:
        read = [self._read_offer(self._keys.read(f"{CODES}/{name}")) for name in self._names(CODES)]
        return [offer for offer in read if offer]

    def _read_offer(self, text: str | None) -> Offer | None:
        try:
            return from_json(Offer, text, json.loads) if text else None
        except (BadValue, ValueError):  # damaged: a code that nobody can use
            return None

    def _forget(self, offer: Offer) -> None:
        (self._keys.folder / CODES / f"{offer.name}.json").unlink(missing_ok=True)

    def _names(self, folder: str) -> list[str]:
        try:
            return [path.name for path in (self._keys.folder / folder).iterdir() if not path.name.startswith(".")]
        except FileNotFoundError:
            return []
        except OSError as error:
            to_do = sudo_or(error.errno, "check who may read it")
            raise NoClinic(f"{self._keys.folder / folder}: {error.strerror}: {to_do}") from error


def _parts(name: str) -> tuple[str, str, str]:
    device, dot, serial = Path(name).name.removesuffix(".crt").partition(".")
    if not is_pseudonym(device) or not serial or not set(serial) <= NAME_LETTERS:
        raise NoClinic(f"{name!r} in the clinic's folder of keys is no certificate of a device: take it away")
    return device, dot, serial


class ShutOut:
    """The devices that are shut out at this moment, looked at again when a certificate was made or revoked."""

    def __init__(self, keys: KeysFolder, monotonic_s: Callable[[], float]) -> None:
        self._enrolled, self._monotonic_s = Enrolled(keys), monotonic_s
        self._folders = [keys.folder / name for name in (ISSUED, NOT_ANY_MORE)]
        self._seen: list[int] = []
        self._devices: frozenset[str] = frozenset()
        self._next_s = monotonic_s()

    def __call__(self) -> frozenset[str]:
        """Their names; those of before where the folder cannot be read."""
        if self._monotonic_s() >= self._next_s:
            self._next_s = self._monotonic_s() + LOOK_S
            self._look()
        return self._devices

    def _look(self) -> None:
        try:
            changed = [folder.stat().st_mtime_ns if folder.is_dir() else 0 for folder in self._folders]
            if changed != self._seen:
                self._devices, self._seen = self._enrolled.shut_out(), changed
        except (NoClinic, OSError) as problem:
            log.warning("who is shut out is as before: %s", problem)
