"""Passwords: what is kept of one, and whether another is the same.

Knows argon2; must never know whose password it is. One is hashed at a time: each takes memory, and whoever floods the
door must not have all of it.
"""

from functools import cache
from threading import Lock
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sync.clinic.wording.language import spoken

PASSWORD_AT_LEAST: Final = 10  # letters: NIST SP 800-63B asks for 8, and for no rule about which
PASSWORD_AT_MOST: Final = 200
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's least, kB
ONE_AT_A_TIME_HERE: Final = Lock()


class WeakPassword(ValueError):
    """Nobody should choose this; the message says why."""


def hashed(password: str, person: str) -> str:
    """What is kept of it. Raises WeakPassword."""
    if not PASSWORD_AT_LEAST <= len(password) <= PASSWORD_AT_MOST:
        raise WeakPassword(
            spoken(
                "expected {least} to {most} letters, got {seen}",
                least=PASSWORD_AT_LEAST,
                most=PASSWORD_AT_MOST,
                seen=len(password),
            )
        )
    if password.lower() in {person, person * 2} or len(set(password)) < PASSWORD_AT_LEAST // 2:
        raise WeakPassword(spoken("expected more than the name or a few letters again and again"))
    with ONE_AT_A_TIME_HERE:
        return HASHER.hash(password)


def is_password(kept: str, password: str) -> bool:
    """Whether it is the one that this was kept of; as slow where nothing was kept."""
    with ONE_AT_A_TIME_HERE:
        try:
            return HASHER.verify(kept or _nobodys(), password[:PASSWORD_AT_MOST]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return HASHER.hash("no password is this one")
