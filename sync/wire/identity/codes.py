"""The one-time code by which a device and its clinic know each other: 90 random bits that people can type.

Knows letters, check letters and what is derived from a code; must never know who has which one, or since when.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U
BITS_A_LETTER: Final = 5
SECRET_LETTERS: Final = 18
CHECK_LETTERS: Final = 2
GROUP: Final = 4
CHECK_MODULUS: Final = 1021  # the largest prime below 32²: finds any one wrong letter and any two that were swapped
TAKEN_FOR: Final = str.maketrans("OIL", "011", "- \t\r\n\u2013")  # what is typed for another, and what separates
SALT: Final = b"easeband pairing 1"


class BadCode(ValueError):
    """It is no code: the message says what was seen and what to do."""


@dataclass(frozen=True)
class DerivedKeys:
    """What the clinic keeps of a code. `name` is public; without the code nobody can make the keys from it."""

    name: str
    request: str  # authenticates what the device asks; hexadecimal, as all three
    answer: str  # authenticates what the clinic answers


@dataclass(frozen=True)
class PairingCode:
    """A code; its text is for people."""

    number: int

    def __str__(self) -> str:
        """Five groups of four letters and digits."""
        text = _letters(self.number, SECRET_LETTERS) + _letters(self.number % CHECK_MODULUS, CHECK_LETTERS)
        return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))

    def derived(self) -> DerivedKeys:
        """HKDF (RFC 5869) with SHA-256, a block each: three lines, and `easeband pair` checks a code without more."""
        secret = hmac.digest(SALT, self.number.to_bytes(SECRET_LETTERS), sha256)
        name, request, answer = (hmac.digest(secret, use + b"\x01", sha256) for use in (b"name", b"request", b"answer"))
        return DerivedKeys(name[: len(name) // 2].hex(), request.hex(), answer.hex())


def new_code() -> PairingCode:
    """A code that nobody can guess."""
    return PairingCode(int.from_bytes(token_bytes(SECRET_LETTERS)) % len(LETTERS) ** SECRET_LETTERS)


def read_code(text: str) -> PairingCode:
    """The code that somebody typed, in any case, with or without hyphens. Raises BadCode."""
    typed = text.upper().translate(TAKEN_FOR)
    strange = sorted(set(typed) - set(LETTERS))
    if strange:
        raise BadCode(f"no code has {', '.join(map(repr, strange))} in it: compare it with the one the clinic shows")
    if len(typed) != SECRET_LETTERS + CHECK_LETTERS:
        raise BadCode(f"expected {SECRET_LETTERS + CHECK_LETTERS} letters and digits, got {len(typed)}: type it again")
    number, check = _number(typed[:SECRET_LETTERS]), _number(typed[SECRET_LETTERS:])
    if number % CHECK_MODULUS != check:
        raise BadCode("a letter of the code is mistyped, or two are swapped: compare it with the one the clinic shows")
    return PairingCode(number)


def _letters(number: int, count: int) -> str:
    return "".join(LETTERS[number >> BITS_A_LETTER * place & len(LETTERS) - 1] for place in reversed(range(count)))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << BITS_A_LETTER | LETTERS.index(letter)
    return number
