"""Keys, signing requests and certificates of a device, as both ends handle them.

Knows X.509 and PKCS #10; must never know files, brokers, or the clinic's own key.
"""

import base64
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

__all__ = [
    "BadRequest",
    "EllipticCurvePublicKey",
    "certificate_in",
    "check_issued",
    "check_own",
    "check_signature",
    "device_of",
    "key_digest",
    "new_key",
    "read_certificate",
    "requested_key",
    "signature",
    "signing_request",
]

# What cryptography raises for texts of somebody else: the last two are no ValueError.
UNREADABLE_CERTIFICATE: Final = (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion)
NOBODY_YET: Final = "easeband"  # a device that is not paired has no name; the clinic gives it one


class BadRequest(ValueError):
    """A signing request or certificate cannot be used: the message says what was seen."""


def new_key() -> str:
    """A private key (P-256) as PEM text."""
    kind = serialization.PrivateFormat.PKCS8
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def signing_request(key: str, device: str = NOBODY_YET) -> str:
    """A request for a certificate for this private key, as PEM text. Raises BadRequest."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
    request = x509.CertificateSigningRequestBuilder(subject).sign(_private(key), hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def requested_key(request: str) -> EllipticCurvePublicKey:
    """The public key for which a certificate is asked; who asks has the private one. Raises BadRequest."""
    try:
        asked = x509.load_pem_x509_csr(request.encode())
        key, genuine = asked.public_key(), asked.is_signature_valid
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest(f"expected a signing request as PEM text: {error}") from error
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1) or not genuine:
        raise BadRequest("expected a request for a P-256 key, signed with it")
    return key


def key_digest(key: EllipticCurvePublicKey) -> str:
    """A word for a public key (its subject key identifier)."""
    return x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()


def signature(key: str, text: str) -> str:
    """Under a text, with a private key; base 64. Raises BadRequest."""
    return base64.b64encode(_private(key).sign(text.encode(), ec.ECDSA(hashes.SHA256()))).decode()


def check_signature(certificate: x509.Certificate, signed: str, text: str) -> None:
    """Raise BadRequest unless the certificate's key signed the text."""
    key = _public(certificate)
    if not isinstance(key, EllipticCurvePublicKey):
        raise BadRequest("expected a certificate for a P-256 key")
    try:
        key.verify(base64.b64decode(signed, validate=True), text.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise BadRequest("the signature under the request is not that of the certificate's key") from error


def read_certificate(text: str) -> x509.Certificate:
    """Raises BadRequest."""
    try:
        return x509.load_pem_x509_certificate(text.encode())
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest(f"expected a certificate as PEM text: {error}") from error


def certificate_in(text: str) -> str:
    """The certificate alone, of a text that holds its key too. Raises BadRequest."""
    return read_certificate(text).public_bytes(serialization.Encoding.PEM).decode()


def device_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is. Raises BadRequest."""
    try:
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest(f"expected a certificate with a name: {error}") from error
    return str(names[0].value) if len(names) == 1 else ""


def check_issued(certificate: x509.Certificate, ca: x509.Certificate) -> None:
    """Raise BadRequest unless this authority signed the certificate."""
    try:
        certificate.verify_directly_issued_by(ca)
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest("the certificate is not signed by the clinic's authority") from error


def check_own(certificate: str, ca: str, key: str, device: str) -> None:
    """Raise BadRequest unless the certificate is this device's, for this key, and signed by this authority."""
    own = read_certificate(certificate)
    check_issued(own, read_certificate(ca))
    if device_of(own) != device:
        raise BadRequest(f"the certificate is for {device_of(own)!r}, expected {device!r}")
    if _public(own) != _private(key).public_key():
        raise BadRequest("the certificate is for another key")


def _public(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    try:
        return certificate.public_key()
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest(f"expected a certificate for a P-256 key: {error}") from error


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    try:
        private = serialization.load_pem_private_key(key.encode(), password=None)
    except UNREADABLE_CERTIFICATE as error:
        raise BadRequest(f"expected a private key as PEM text: {error}") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise BadRequest("expected a P-256 key, got another kind")
    return private
