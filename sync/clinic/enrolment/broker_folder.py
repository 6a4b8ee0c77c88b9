"""The broker's folder: its certificate, its rules, the list of what is revoked, and how it hears of a new one.

Knows where mosquitto's files lie and to whom they must belong; must never know what stands in them.
"""

import os
import signal
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Final

from device.system.files import error_in_words, make_private_folder, replace_file, service_owner
from sync.clinic.enrolment.authority import Certified
from sync.clinic.enrolment.broker_settings import BROKER, BROKER_CRL, BROKER_SETTINGS, CA, Ports, broker_texts
from sync.clinic.enrolment.keys_folder import PRIVATE, NoClinic

MOSQUITTO: Final = "mosquitto"  # its user and its service, as Debian calls them
SETTINGS_MODE: Final = 0o644  # copied as it is, and read again by mosquitto's user at each reload
PID_FILES: Final = (Path("/run/mosquitto/mosquitto.pid"), Path("/var/run/mosquitto.pid"))
INSTALLED: Final = Path("/etc/mosquitto/conf.d") / BROKER_SETTINGS
SYSTEMD: Final = Path("/run/systemd/system")
RELOAD: Final = ("systemctl", "reload", MOSQUITTO)
BY_HAND: Final = "sudo systemctl reload mosquitto"
RELOAD_TIMEOUT_S: Final = 30.0


class BrokerFolder:
    """One folder. Whatever is written belongs to mosquitto's user, where root writes it and there is one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def certified(self) -> Certified | None:
        """The broker's certificate and key; None unless both can be read. Raises NoClinic."""
        try:
            return Certified(*((self.folder / f"{BROKER}{kind}").read_text("ascii") for kind in (".crt", ".key")))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise NoClinic(f"{self.folder}/{BROKER}.key: {error}: is this run with sudo?") from error

    def write_settings(self, ports: Ports) -> list[str]:
        """The configuration and the access lists. A file that was changed by hand is kept, ours put beside it.

        What comes back are the names of those. Raises NoClinic.
        """
        kept = []
        for name, text in broker_texts(self.folder, ports).items():
            there = self._text(name)
            by_hand = there is not None and not _is_ours(there)
            self._write(
                f"{name}.new" if by_hand else name, _signed(text), SETTINGS_MODE if name == BROKER_SETTINGS else PRIVATE
            )
            kept += [name] if by_hand else []
        return kept

    def _text(self, name: str) -> str | None:
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None

    def write_certificate(self, broker: Certified, ca: str) -> None:
        """What the broker shows, and whom it believes. Raises NoClinic."""
        self._write(f"{BROKER}.key", broker.key)
        self._write(f"{BROKER}.crt", broker.certificate)
        self._write(CA, ca)

    def write_revoked(self, crl: str) -> None:
        """The list of what is revoked; the broker reads it when told. Raises NoClinic."""
        self._write(BROKER_CRL, crl)

    def _write(self, name: str, text: str, mode: int = PRIVATE) -> None:
        try:
            make_private_folder(self.folder, service_owner(MOSQUITTO))
            replace_file(self.folder / name, text.encode(), mode, service_owner(MOSQUITTO))
        except OSError as error:
            raise NoClinic(f"{self.folder / name}: {error_in_words(error)}: is this run with sudo?") from error


SEAL: Final = "# made by easeband, unchanged so far: "


def _signed(text: str) -> str:
    """With a word for what it says: whoever changes it by hand need not fear that we change it back."""
    return f"{SEAL}{sha256(text.encode()).hexdigest()}\n{text}"


def _is_ours(text: str) -> bool:
    return text == _signed(text.partition("\n")[2])


def reload_broker(folder: Path) -> str:
    """Have this computer's broker read its files again. Empty when it was told, else what a person must do."""
    try:
        uses_it = str(folder) in INSTALLED.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        uses_it = False
    if not uses_it:
        return f"no broker on this computer uses {folder}. Where it runs: {BY_HAND}"
    return _reloaded() if SYSTEMD.is_dir() and os.geteuid() == 0 else _hung_up()


def _reloaded() -> str:
    told = subprocess.run(RELOAD, capture_output=True, text=True, check=False, timeout=RELOAD_TIMEOUT_S)  # noqa: S603 - fixed words
    said = told.stderr.strip() or f"exit status {told.returncode}"
    return "" if told.returncode == 0 else f"the broker could not be told ({said}): {BY_HAND}"


def _hung_up() -> str:
    """By the signal itself, where there is no systemd."""
    for path in PID_FILES:
        try:
            os.kill(int(path.read_text(encoding="ascii")), signal.SIGHUP)
        except (OSError, ValueError):
            continue
        return ""
    return f"the broker could not be told: {BY_HAND}"
