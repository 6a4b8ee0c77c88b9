"""A programme on its way from the clinic: who it is for, the text as it was written, and the clinic's signature.

Knows what is signed and what an envelope may say; must never know keys, files or brokers, nor what is
asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from device.programme.written import HIGHEST_VERSION, SCHEMA
from device.records.calendar import LAST_UTC_S
from device.records.decoding import BadValue, Range, from_json, to_json
from device.records.pseudonyms import is_pseudonym

DOMAIN: Final = "easeband programme v1"  # no signature made for anything else fits
LONGEST_TEXT_BYTES: Final = 32_000  # ours; ten items with all their names, and a comment beside each, take 10,000
KEY_ID_LETTERS: Final = 16  # of a hash of the public key: which one was meant, never whether it fits
FIELDS: Final = ("device", "id", "version", "issued_utc_s", "key_id", "text")  # what is signed, in this order


class BadEnvelope(ValueError):
    """What came is no programme on its way: the message says why, bounded and in one line."""


@dataclass(frozen=True)
class SignedProgramme:
    """issued_utc_s: when it was signed, which rises from one to the next of a device. text: TOML, exactly as written.

    An empty text takes back what was sent before. signature: Ed25519 over `signed_bytes`, in base64.
    """

    schema: Literal[1]
    device: str
    id: str
    version: Annotated[int, Range(1, HIGHEST_VERSION)]
    issued_utc_s: Annotated[int, Range(0, LAST_UTC_S)]
    text: str
    key_id: str
    signature: str = ""

    @property
    def name(self) -> str:
        """arm-2026 version 3."""
        return f"{self.id} version {self.version}"


def signed_bytes(sent: SignedProgramme) -> bytes:
    """What the signature is over: a line for each field. Only the last, the text, may have lines of its own."""
    return "\n".join([DOMAIN, *(str(getattr(sent, name)) for name in FIELDS)]).encode()


def key_id_of(public_key: bytes) -> str:
    """The name of a key, of its 32 bytes."""
    from hashlib import sha256  # noqa: PLC0415 - 4 MB of memory; a device without a programme of its clinic never asks

    return sha256(public_key).hexdigest()[:KEY_ID_LETTERS]


def with_signature(sent: SignedProgramme, signature: str) -> SignedProgramme:
    """The same, signed."""
    return replace(sent, signature=signature)


def envelope_json(sent: SignedProgramme) -> bytes:
    """As it travels."""
    return to_json(sent).encode()


def read_envelope(payload: bytes, loads: Callable[[str], object]) -> SignedProgramme:
    """What came, within all bounds; `loads` is json's. Raises BadEnvelope, whatever came."""
    try:
        sent = from_json(SignedProgramme, payload.decode(), loads)
    except (BadValue, RecursionError) as error:
        raise BadEnvelope(_other_schema(payload, loads) or _bounded(str(error))) from None
    except ValueError:
        raise BadEnvelope(f"expected JSON in UTF-8, got {len(payload)} bytes that are none") from None
    for objection in _objections(sent):
        raise BadEnvelope(objection)
    return sent


MOST_SAID: Final = 160  # characters of what is wrong with it


def _bounded(said: str) -> str:
    """What was expected, without what was seen: that may be anything."""
    return said.partition(", got ")[0][:MOST_SAID]


def _other_schema(payload: bytes, loads: Callable[[str], object]) -> str:
    """Whether newer software wrote it; nothing else can be said of it then."""
    try:
        plain = loads(payload.decode())
    except (ValueError, RecursionError):
        return ""
    schema = plain.get("schema") if isinstance(plain, dict) else None
    is_other = type(schema) is int and schema != SCHEMA
    return f"this firmware reads schema {SCHEMA}: it was written by newer software" if is_other else ""


def _objections(sent: SignedProgramme) -> Iterator[str]:
    """The fields before the text have no lines of their own, so that no two envelopes have the same bytes signed."""
    for name in ("device", "id", "key_id"):
        if not is_pseudonym(getattr(sent, name)):
            yield f"{name}: expected 1 to 64 lower-case letters, digits or '-'"
    if not _is_text(sent.text) or len(sent.text.encode()) > LONGEST_TEXT_BYTES:
        yield f"text: expected TOML of at most {LONGEST_TEXT_BYTES} bytes, without zero bytes"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates
        return False
    return "\0" not in text
