"""Whether the clinic that this device is paired with signed something: the device's door to cryptography.

Knows the clinic's public key and Ed25519; must never know what is signed. The package is loaded when a signature is
looked at, not before: most devices meet one in weeks, and it takes 11 MB.
"""

from base64 import b64decode
from pathlib import Path
from typing import Final

from device.programme.signed import key_id_of
from device.store.inbox import UnreadableMessage, read_message

MOST_KEY_BYTES: Final = 10_000  # a public key in PEM takes 113
SIGNATURE_BYTES: Final = 64  # RFC 8032
PUBLIC_KEY_BEGINS: Final = bytes.fromhex("302a300506032b6570032100")  # of one for Ed25519, RFC 8410 section 4
PUBLIC_KEY_BYTES: Final = 44  # those, and 32 of the key
MARKS: Final = (b"PUBLIC",)  # words of PEM's first and last line that have no hyphen
HOW_TO_PAIR: Final = "pair it with its clinic (easeband pair)"


def clinic_key_id(key_file: Path) -> str:
    """The name of the clinic's key; empty where there is none. Little is loaded for that: the form is RFC 8410's."""
    try:
        lines = (read_message(key_file, MOST_KEY_BYTES) or b"").split()
        key = b64decode(b"".join(line for line in lines if b"-" not in line and line not in MARKS), validate=True)
    except (UnreadableMessage, ValueError):
        return ""
    begins = key.startswith(PUBLIC_KEY_BEGINS)
    return key_id_of(key.removeprefix(PUBLIC_KEY_BEGINS)) if begins and len(key) == PUBLIC_KEY_BYTES else ""


def signature_objection(key_file: Path, key_id: str, signed: bytes, signature: str) -> str:
    """Why the signature proves nothing; empty where it is the clinic's."""
    try:
        pem = read_message(key_file, MOST_KEY_BYTES)
    except UnreadableMessage as error:
        return f"the clinic's key cannot be read: {error}"
    if pem is None:
        return f"this device knows no clinic: there is no key at {key_file}: {HOW_TO_PAIR}"
    return _objection_by(pem, key_file, key_id, signed, signature)


def _objection_by(pem: bytes, key_file: Path, key_id: str, signed: bytes, signature: str) -> str:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        return f"{key_file} holds no public key of a clinic, expected Ed25519 in PEM: {HOW_TO_PAIR}"
    if key_id != key_id_of(key.public_bytes_raw()):
        return f"it was signed with another key than that of this device's clinic: {HOW_TO_PAIR}, or send it from there"
    raw = _decoded(signature)
    if raw is None:
        return f"signature: expected {SIGNATURE_BYTES} bytes in base64"
    try:
        key.verify(raw, signed)
    except InvalidSignature:
        return "its signature does not fit: somebody changed it on the way, or it is not from the clinic"
    return ""


def _decoded(signature: str) -> bytes | None:
    try:
        raw = b64decode(signature, validate=True)
    except ValueError:
        return None
    return raw if len(raw) == SIGNATURE_BYTES else None
