"""A clinic's key and what it signs, for tests; and keys that are not the clinic's.

Knows Ed25519; must never know who reads it. Written without the code that is tested: an envelope is a dict.
"""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLINIC = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NOON_UTC_S = 1_796_126_400  # 2026-12-01T12:00:00Z
ORDER = ("device", "id", "version", "issued_utc_s", "key_id", "text")


def public_pem(key: Ed25519PrivateKey = CLINIC) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def key_name(key: Ed25519PrivateKey) -> str:
    return sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]


def envelope(text: str, *, key: Ed25519PrivateKey = CLINIC, **changes: Any) -> dict[str, Any]:
    """As a clinic signs it; `changes` are made before that."""
    said = {"schema": 1, "device": "band-01", "id": "arm-2026", "version": 1, "issued_utc_s": NOON_UTC_S, "text": text}
    said |= {"key_id": key_name(key), **changes}
    signed = "\n".join(["easeband programme v1", *(str(said[name]) for name in ORDER)]).encode()
    return said | {"signature": b64encode(key.sign(signed)).decode()}


def payload(text: str, *, key: Ed25519PrivateKey = CLINIC, **changes: Any) -> bytes:
    """The same as it travels."""
    return json.dumps(envelope(text, key=key, **changes)).encode()


def pair(folder: Path) -> Path:
    """The clinic's public key, as pairing leaves it."""
    path = folder / "clinic-key.pem"
    path.write_bytes(public_pem())
    return path


def signed_by_clinic(said: dict[str, Any]) -> bool:
    """Whether the clinic's key has signed what this envelope says. Raises InvalidSignature where another has."""
    signed = "\n".join(["easeband programme v1", *(str(said[name]) for name in ORDER)]).encode()
    CLINIC.public_key().verify(b64decode(said["signature"]), signed)
    return True
