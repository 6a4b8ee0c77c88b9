"""From when until when a certificate holds and for whom, read from its PEM text.

Knows the few bytes of X.509 that lead to the two dates and the name; must never know keys, signatures, or what the
time is.

By hand because cryptography takes 15 MB, half as much as all of sync, and the standard library shows the dates of the
other end's certificate only. It reads a file of our own whose signature OpenSSL looks at in any case.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SEQUENCE, VERSION, UTC_TIME, TIME = 0x30, 0xA0, 0x17, 0x18  # tags, ITU-T X.690
LONG_LENGTH, LENGTH_BYTES = 0x80, 0x7F
LENGTHS: Final = {UTC_TIME: len("YYMMDDHHMMSSZ"), TIME: len("YYYYMMDDHHMMSSZ")}  # RFC 5280 section 4.1.2.5
FIRST_OF_TWENTIETH: Final = "50"  # of two digits, the years that follow 19 and not 20, RFC 5280 section 4.1.2.5.1
DATE_DIGITS: Final = len("YYYYMMDD")
BEFORE_VALIDITY: Final = 3  # serial number, signature algorithm and issuer, RFC 5280 section 4.1
COMMON_NAME: Final = b"\x55\x04\x03"  # 2.5.4.3, RFC 5280 appendix A.1
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


class NoCertificate(ValueError):
    """The text holds no certificate."""


@dataclass(frozen=True)
class Validity:
    """In seconds since 1970, UTC."""

    from_utc_s: float
    until_utc_s: float

    def part(self, share: float) -> float:
        """The moment at which so much of it is over."""
        return self.from_utc_s + share * (self.until_utc_s - self.from_utc_s)


def validity_of(text: str) -> Validity:
    """Of the first certificate in a PEM text. Raises NoCertificate."""
    with _told():
        _, validity = _signed_parts(text)[BEFORE_VALIDITY]
        return Validity(*[_moment(tag, value) for tag, value in _parts(validity)])


def certified_name(text: str) -> str:
    """Whose it is: the common name of the first certificate in a PEM text, empty for none. Raises NoCertificate."""
    with _told():
        _, subject = _signed_parts(text)[BEFORE_VALIDITY + 1]
        attributes = [[*_parts(attribute)] for _, several in _parts(subject) for _, attribute in _parts(several)]
        return next((name.decode() for (_, kind), (_, name) in attributes if kind == COMMON_NAME), "")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError, TypeError) as error:
        raise NoCertificate(f"expected a certificate as PEM text: {error!r}") from error


def _signed_parts(text: str) -> list[tuple[int, bytes]]:
    start = text.index(BEGIN)
    der = ssl.PEM_cert_to_DER_cert(text[start : text.index(END, start) + len(END)])
    (_, certificate), *_ = _parts(der)
    (_, to_be_signed), *_ = _parts(certificate)
    return [part for part in _parts(to_be_signed) if part[0] != VERSION]


def _moment(tag: int, value: bytes) -> float:
    """Without `strptime`, which loads locales, calendars and patterns: 1.2 of 30 MB."""
    text = value.decode("ascii")
    if len(text) != LENGTHS[tag] or not text[:-1].isdecimal() or not text.endswith("Z"):
        raise ValueError(f"a time is {text!r}")
    if tag == UTC_TIME:
        text = f"{19 if text >= FIRST_OF_TWENTIETH else 20}{text}"
    return datetime.fromisoformat(f"{text[:DATE_DIGITS]}T{text[DATE_DIGITS:]}").timestamp()


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value, one after the other."""
    place = 0
    while place < len(der):
        tag, length, place = der[place], der[place + 1], place + 2
        if length & LONG_LENGTH:
            more = length & LENGTH_BYTES
            length, place = int.from_bytes(der[place : place + more]), place + more
        yield tag, der[place : place + length]
        place += length
