"""What a device and its clinic write to each other to make a certificate, and how each knows that it is genuine.

Knows topics, JSON and HMAC (RFC 2104); must never know certificates, files or time.

Nothing in these letters is secret. In pairing, both are authenticated by keys that only the one-time code gives, so the
way between them need not be trusted. A renewal is signed with the key of the certificate that is in force.
"""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final, Literal, TypeVar

from device.records.decoding import BadValue, from_json

PAIR, RENEWAL = "easeband/pair", "easeband/renewal"
PAIR_REQUESTS, RENEWAL_REQUESTS = f"{PAIR}/+/request", f"{RENEWAL}/+/request"
MOST_BYTES: Final = 16_000  # of a letter; an answer has some 3,000

NotGranted = Literal["unknown", "too old", "used", "not genuine", "revoked", "too often"]


class BadLetter(ValueError):
    """It cannot be read or is not genuine: the message says what was seen."""


@dataclass(frozen=True)
class PairingRequest:
    """A device asks for a certificate for its key (PKCS #10, PEM). Which device it is, the code says."""

    schema: Literal[1]
    request: str


@dataclass(frozen=True)
class PairingAnswer:
    """The clinic's: who the device is from now on, by which certificates, and where its broker is; or why not."""

    schema: Literal[1]
    refused: NotGranted | None = None
    device: str = ""
    certificate: str = ""
    ca: str = ""
    clinic_key: str = ""
    host: str = ""
    port: int = 0


@dataclass(frozen=True)
class RenewalRequest:
    """A device asks for its next certificate; the signature is that of `certificate`'s key under `request`."""

    schema: Literal[1]
    request: str
    certificate: str
    signature: str


@dataclass(frozen=True)
class RenewalAnswer:
    """The next certificate, or why there is none."""

    schema: Literal[1]
    refused: NotGranted | None = None
    certificate: str = ""


@dataclass(frozen=True)
class _Sealed:
    schema: Literal[1]
    body: str
    code: str  # HMAC-SHA-256 of the body; empty under a refusal of what nobody knows a key for


Letter = PairingRequest | PairingAnswer | RenewalRequest | RenewalAnswer
AnyLetter = TypeVar("AnyLetter", PairingRequest, PairingAnswer, RenewalRequest, RenewalAnswer)


def request_topic(root: str, name: str) -> str:
    """Where a device asks, below PAIR by its code's name and below RENEWAL by its own."""
    return f"{root}/{name}/request"


def answer_topic(root: str, name: str) -> str:
    """Where it is answered."""
    return f"{root}/{name}/answer"


def asker(topic: str, root: str) -> str:
    """Whose request this topic is; empty for any other topic."""
    head, tail = f"{root}/", "/request"
    return topic[len(head) : -len(tail)] if topic.startswith(head) and topic.endswith(tail) else ""


def plain_letter(letter: Letter) -> bytes:
    """As it travels where the broker says who writes."""
    return json.dumps(asdict(letter), separators=(",", ":")).encode()


def sealed(letter: Letter, key: str) -> bytes:
    """As it travels, authenticated with a key (hexadecimal); without one it is not."""
    body = plain_letter(letter).decode()
    return json.dumps(asdict(_Sealed(1, body, _code(body, key))), separators=(",", ":")).encode()


def opened(kind: type[AnyLetter], payload: bytes, key: str) -> AnyLetter:
    """What a sealed letter says. Raises BadLetter, also for one that another key sealed."""
    envelope = _read(_Sealed, payload)
    if not key or not hmac.compare_digest(_bytes(envelope.code), _code(envelope.body, key).encode()):
        raise BadLetter("it is not genuine: another code has sealed it")
    return read_letter(kind, _bytes(envelope.body))


def said_unsealed(payload: bytes) -> NotGranted | None:
    """The refusal in a letter that may be anybody's: enough to tell a person, not to believe."""
    try:
        return read_letter(PairingAnswer, _bytes(_read(_Sealed, payload).body)).refused
    except BadLetter:
        return None


def read_letter(kind: type[AnyLetter], payload: bytes) -> AnyLetter:
    """What a letter says. Raises BadLetter."""
    return _read(kind, payload)


AnyValue = TypeVar("AnyValue")


def _read(kind: type[AnyValue], payload: bytes) -> AnyValue:
    if len(payload) > MOST_BYTES:
        raise BadLetter(f"expected at most {MOST_BYTES} bytes, got {len(payload)}")
    try:
        return from_json(kind, payload.decode("utf-8"), json.loads)
    except (BadValue, ValueError, RecursionError) as error:
        raise BadLetter(f"it cannot be read: {error}") from None


def _code(body: str, key: str) -> str:
    return hmac.digest(bytes.fromhex(key), _bytes(body), sha256).hex() if key else ""


def _bytes(text: str) -> bytes:
    """Also of half a pair of surrogates, which JSON can write and UTF-8 cannot."""
    return text.encode("utf-8", "surrogatepass")
