"""The key with which the demo's clinic signs, which its device knows as after pairing; and what was sent by it so far.

Knows where both halves lie, all of it in the demo's own folder; must never know what is prescribed, or processes.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.prescription import WrittenText, programme_of
from device.programme import Programme
from sync.clinic.database import Clinic
from sync.clinic.programmes import SentProgrammes
from sync.clinic.programmes.prescribing import Recipient, prescription
from sync.clinic.signing import new_signing_key, programme_signer, public_key_of

PRIVATE_FOLDER: Final = 0o700
KEYS, CLINIC_KEY = "keys", "clinic-key.pem"


def make_clinic_keys(folder: Path) -> None:
    """The clinic's key, and its public half for the device; those that are there stay. Raises NoClinic and OSError."""
    keys = folder / KEYS
    keys.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    new_signing_key(keys)
    (folder / CLINIC_KEY).write_text(public_key_of(keys), encoding="utf-8")


def note_as_sent(folder: Path, clinic_url: str, device: str, text: str, now_utc_s: Callable[[], float]) -> None:
    """The programme that the device finds in its file is sent by its clinic too: so it can be opened on the pages.

    Nothing where something was sent already, in a folder that was kept. Raises NoClinic and what a database does.
    """
    utc_s, found = now_utc_s(), programme_of(text)
    with closing(Clinic(clinic_url)) as clinic:
        sent = SentProgrammes(clinic.access)
        if sent.of(device) or not isinstance(found, Programme):
            return
        to = Recipient(device, (), utc_s, datetime.fromtimestamp(utc_s, UTC).date())
        sent.add(prescription(to, WrittenText(text, found), programme_signer(folder / KEYS)))
