"""The clinic's signature under programmes: an Ed25519 key (RFC 8032) that never leaves the clinic.

Knows the key's file; must never know what is signed. A device gets the public half when it is paired.
"""

from base64 import b64encode
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.programme.signed import key_id_of
from sync.clinic.enrolment.keys_folder import KeysFolder, NoClinic
from sync.clinic.programmes.prescribing import Signer

SIGNING_KEY: Final = "programme-signing.key"
NO_KEY: Final = (
    "is damaged: expected a private key in PEM without a password: take it from a backup, or move it away, make another"
    " with `easeband clinic init`, and pair every device again"
)


def new_signing_key(folder: Path) -> None:
    """Make it, unless it is there. Raises NoClinic."""
    keys = KeysFolder(folder)
    if keys.read(SIGNING_KEY) is None:
        kind = serialization.PrivateFormat.PKCS8
        key = Ed25519PrivateKey.generate()
        text = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
        keys.write(SIGNING_KEY, text.decode())


def signing_key_of(folder: Path) -> Ed25519PrivateKey:
    """The key itself. Raises NoClinic."""
    text = KeysFolder(folder).read(SIGNING_KEY)
    if text is None:
        raise NoClinic(f"{folder}/{SIGNING_KEY} is not there: `easeband clinic init` makes it")
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoClinic(f"{folder}/{SIGNING_KEY} {NO_KEY}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoClinic(f"{folder}/{SIGNING_KEY}: expected an Ed25519 key, got another kind")
    return key


def public_key_of(folder: Path) -> str:
    """The public half as PEM text (SubjectPublicKeyInfo). Raises NoClinic."""
    public, kind = signing_key_of(folder).public_key(), serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, kind).decode()


def programme_signer(folder: Path) -> Signer:
    """Who signs programmes. The key is made by `init`, never here: no device would know one made after it was paired.

    Raises NoClinic.
    """
    key = signing_key_of(folder)
    return Signer(key_id_of(key.public_key().public_bytes_raw()), lambda signed: b64encode(key.sign(signed)).decode())
