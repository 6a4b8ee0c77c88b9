"""The two dates and the name of a certificate, read by our own few lines and by the cryptography package."""

import ssl
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.enrolment.authority import Authority, pem
from sync.wire.identity.certificates import new_key, requested_key, signing_request
from sync.wire.identity.validity import BEGIN, END, NoCertificate, Validity, certified_name, validity_of

NOW_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z
DAY_S = 86_400
AUTHORITY = Authority.new(NOW_UTC_S)
KEY = new_key()
CERTIFICATE = pem(AUTHORITY.for_device("band-1", requested_key(signing_request(KEY)), NOW_UTC_S))


def test_a_devices_certificate_begins_a_day_before_and_ends_a_year_after_it_was_made() -> None:
    assert validity_of(CERTIFICATE) == Validity(NOW_UTC_S - DAY_S, NOW_UTC_S + 365 * DAY_S)


def test_dates_from_2050_on_are_written_otherwise_and_read_as_well() -> None:
    """RFC 5280: GeneralizedTime from then on. An authority of 2026 lasts until 2051."""
    assert validity_of(AUTHORITY.kept().certificate).until_utc_s == NOW_UTC_S + 9131 * DAY_S


@pytest.mark.parametrize(("year", "utc_s"), [("50", -631_152_000.0), ("99", 915_148_800.0), ("49", 2_493_072_000.0)])
def test_two_digits_of_a_year_are_of_1950_to_2049(year: str, utc_s: float) -> None:
    """RFC 5280 section 4.1.2.5.1. The first day of 1950, 1999 and 2049; `strptime` reads 50 as 2050."""
    assert validity_of(with_first_date(f"{year}0101000000Z")).from_utc_s == utc_s


@pytest.mark.parametrize("date", ["2611190000000", "26111900000Z0", "26-1-19-0-0-Z", "261319000000Z", "261119000061Z"])
def test_what_is_no_date_is_told(date: str) -> None:
    with pytest.raises(NoCertificate, match="expected a certificate as PEM text"):
        validity_of(with_first_date(date))


def with_first_date(date: str) -> str:
    """The certificate with another first date, of the same length, for 2026-11-19."""
    der = ssl.PEM_cert_to_DER_cert(CERTIFICATE)
    assert der.count(b"261119000000Z") == 1
    return ssl.DER_cert_to_PEM_cert(der.replace(b"261119000000Z", date.encode()))


def test_it_names_the_device() -> None:
    assert certified_name(CERTIFICATE) == "band-1"


def test_a_key_beside_the_certificate_does_not_matter() -> None:
    assert validity_of(KEY + CERTIFICATE + KEY) == validity_of(CERTIFICATE)


def test_two_thirds_of_a_certificate_are_over_after_two_thirds_of_its_time() -> None:
    assert Validity(100.0, 400.0).part(2 / 3) == pytest.approx(300.0)


@pytest.mark.parametrize("text", ["", KEY, f"{BEGIN}\n{END}", f"{BEGIN}\nMAA=\n{END}", f"{BEGIN}\n!\n{END}", BEGIN])
def test_what_is_no_certificate_is_told(text: str) -> None:
    with pytest.raises(NoCertificate, match="expected a certificate as PEM text"):
        validity_of(text)


@given(st.integers(0, 5000), st.characters(codec="ascii"))
def test_a_damaged_one_is_a_certificate_or_none_and_nothing_else(place: int, letter: str) -> None:
    damaged = list(CERTIFICATE)
    damaged[place % len(damaged)] = letter
    for read in (validity_of, certified_name):
        with suppress(NoCertificate):
            read("".join(damaged))
