"""The clinic's certificate authority: whom it signs for, for how long, and what it no longer stands for.

Knows X.509 (RFC 5280); must never know files, brokers, nor who asked.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# All ours. A device's certificate is renewed at two thirds; who is away for longer than a third of a year pairs again.
DEVICE_DAYS: Final = 365
BROKER_DAYS: Final = 3650  # an end that stops everybody at once: far off, and shown by `easeband clinic devices`
AUTHORITY_DAYS: Final = 9131  # 25 years: every device has to be paired again after it
EARLIER: Final = timedelta(days=1)  # validity begins so long before: clocks differ
AUTHORITY_NAME: Final = "Easeband clinic authority"
CLINIC_NAME: Final = "easeband.clinic"  # a user name of the broker that no device can have, for its dot


@dataclass(frozen=True)
class Certified:
    """A certificate and the private key that belongs to it, as PEM texts."""

    certificate: str
    key: str


@dataclass(frozen=True)
class Authority:
    """The clinic's own signature under certificates."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls, now_utc_s: float) -> Self:
        """A new one: a clinic does this once."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(AUTHORITY_NAME)
        builder = _builder(name, key.public_key(), name, now_utc_s, AUTHORITY_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
        return cls(builder.sign(key, hashes.SHA256()), key)

    @classmethod
    def of(cls, kept: Certified) -> Self:
        """As it was kept. Raises ValueError for what is no authority."""
        key, certificate = _private_key(kept.key), x509.load_pem_x509_certificate(kept.certificate.encode())
        if key.public_key() != certificate.public_key():
            raise ValueError("the authority's certificate and its key do not belong together")
        return cls(certificate, key)

    def kept(self) -> Certified:
        """As it can be kept."""
        return Certified(pem(self.certificate), _key_pem(self.key))

    def for_broker(self, names: Sequence[str], now_utc_s: float, kept_key: str | None = None) -> Certified:
        """A broker's new certificate, for the key that it has or a new one; known by any of the names or addresses."""
        key = _private_key(kept_key) if kept_key else ec.generate_private_key(ec.SECP256R1())
        alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
        builder = self._signed_for(names[0], key.public_key(), now_utc_s, BROKER_DAYS, ExtendedKeyUsageOID.SERVER_AUTH)
        return Certified(pem(self._sign(builder.add_extension(alternatives, critical=False))), _key_pem(key))

    def still_good(self, certificate: str, names: Sequence[str], now_utc_s: float) -> bool:
        """Whether it is of this authority, holds for all names, and for a third of a broker's time."""
        try:
            kept = x509.load_pem_x509_certificate(certificate.encode())
            kept.verify_directly_issued_by(self.certificate)
            known = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value if names else ()
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        left = kept.not_valid_after_utc - _at(now_utc_s)
        return {_general_name(name) for name in names} <= set(known) and left > timedelta(days=BROKER_DAYS / 3)

    def for_clinic(self, now_utc_s: float, kept_key: str | None = None) -> Certified:
        """The certificate by which the clinic itself is known to the broker, for the key that it has or a new one."""
        key = _private_key(kept_key) if kept_key else ec.generate_private_key(ec.SECP256R1())
        use = ExtendedKeyUsageOID.CLIENT_AUTH
        return Certified(
            pem(self._sign(self._signed_for(CLINIC_NAME, key.public_key(), now_utc_s, BROKER_DAYS, use))), _key_pem(key)
        )

    def for_device(self, device: str, key: ec.EllipticCurvePublicKey, now_utc_s: float) -> x509.Certificate:
        """A device's certificate, for a key that only the device has."""
        return self._sign(self._signed_for(device, key, now_utc_s, DEVICE_DAYS, ExtendedKeyUsageOID.CLIENT_AUTH))

    def revocations(self, serials: Iterable[int], now_utc_s: float) -> str:
        """The list of what is revoked, as PEM text. It never grows old: OpenSSL would refuse everybody then."""
        now = _at(now_utc_s)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now - EARLIER).next_update(self.certificate.not_valid_after_utc)
        builder = builder.add_extension(x509.CRLNumber(int(now_utc_s)), critical=False)
        for serial in sorted(serials):
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - EARLIER)
            builder = builder.add_revoked_certificate(revoked.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def _signed_for(
        self, name: str, key: ec.EllipticCurvePublicKey, now_utc_s: float, days: int, use: x509.ObjectIdentifier
    ) -> x509.CertificateBuilder:
        builder = _builder(_name(name), key, self.certificate.subject, now_utc_s, days)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return builder.add_extension(issuer, critical=False)

    def _sign(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        return builder.sign(self.key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> str:
    """The certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("expected a P-256 key, got another kind")  # noqa: TRY004 - of a file, not of a program
    return key


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name, now_utc_s: float, days: int
) -> x509.CertificateBuilder:
    now = _at(now_utc_s)
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:MOST_OF_A_NAME])])


MOST_OF_A_NAME: Final = 64  # ub-common-name, RFC 5280 appendix A.1; the names that count are the alternative ones


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _at(utc_s: float) -> datetime:
    return datetime.fromtimestamp(int(utc_s), UTC)
