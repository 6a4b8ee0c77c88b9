"""Programmes that a clinic sends in tests: written, and signed with the key of tests/support/signed.py."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date

from device.prescription import WrittenText, programme_of
from device.programme import Programme
from device.programme.example import EXAMPLE_PROGRAMME
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import Recipient, Signer
from tests.support.signed import CLINIC, NOON_UTC_S, key_name

SIGNER = Signer(key_name(CLINIC), lambda signed: b64encode(CLINIC.sign(signed)).decode())
DECEMBER = date(2026, 12, 1)


def example(version: int = 1, **changes: str) -> WrittenText:
    """The programme of `easeband programme example`, with another version and other lines."""
    text = EXAMPLE_PROGRAMME.replace("version = 1 ", f"version = {version} ")
    for name, value in changes.items():
        text = "\n".join(f"{name} = {value}" if line.startswith(f"{name} =") else line for line in text.splitlines())
    programme = programme_of(text)
    assert isinstance(programme, Programme)
    return WrittenText(text, programme)


def to(*before: SentProgramme, device: str = "band-01", now_utc_s: float = NOON_UTC_S) -> Recipient:
    return Recipient(device, newest_first(before), now_utc_s, DECEMBER)


def newest_first(sent: Sequence[SentProgramme]) -> list[SentProgramme]:
    return sorted(sent, key=lambda one: one.issued_utc_s, reverse=True)
