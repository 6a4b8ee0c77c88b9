"""The clinic's authority, looked at by OpenSSL's own rules."""

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sync.clinic.enrolment.authority import Authority, Certified

NOW_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.new(NOW_UTC_S)


def test_an_authority_that_was_kept_signs_as_before(authority: Authority) -> None:
    again = Authority.of(authority.kept())
    certificate = again.for_device("band-1", ec.generate_private_key(ec.SECP256R1()).public_key(), NOW_UTC_S)
    certificate.verify_directly_issued_by(authority.certificate)


def test_a_certificate_with_the_key_of_another_authority_is_none(authority: Authority) -> None:
    mixed = Certified(authority.kept().certificate, Authority.new(NOW_UTC_S).kept().key)
    with pytest.raises(ValueError, match="do not belong together"):
        Authority.of(mixed)


def test_a_devices_certificate_lasts_a_year_and_begins_a_day_earlier(authority: Authority) -> None:
    """A device whose clock is some hours late takes it all the same."""
    certificate = authority.for_device("band-1", ec.generate_private_key(ec.SECP256R1()).public_key(), NOW_UTC_S)
    assert certificate.not_valid_before_utc == NOW - timedelta(days=1)
    assert certificate.not_valid_after_utc == datetime(2027, 11, 20, tzinfo=UTC)
    assert certificate.subject.rfc4514_string() == "CN=band-1"


def test_a_broker_is_known_by_all_its_names(authority: Authority) -> None:
    certificate = x509.load_pem_x509_certificate(
        authority.for_broker(["clinic.example", "192.0.2.7", "::1"], NOW_UTC_S).certificate.encode()
    )
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["clinic.example"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address("192.0.2.7"),
        ipaddress.ip_address("::1"),
    ]


def test_the_list_of_what_is_revoked_outlives_every_device(authority: Authority) -> None:
    """OpenSSL takes nobody any more once the list is over its time."""
    listed = x509.load_pem_x509_crl(authority.revocations([7, 9], NOW_UTC_S).encode())
    assert listed.get_revoked_certificate_by_serial_number(7) is not None
    assert listed.get_revoked_certificate_by_serial_number(8) is None
    assert listed.next_update_utc == authority.certificate.not_valid_after_utc
