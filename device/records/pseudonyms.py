"""Names that travel: of devices and programmes, short enough for a topic and a certificate, and of no person.

Knows which letters they have; must never know who or what is behind one.
"""

from typing import Final

PSEUDONYM_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
LONGEST_PSEUDONYM: Final = 64
PSEUDONYM: Final = f"1 to {LONGEST_PSEUDONYM} lower-case letters, digits or '-' and no person's name"


def is_pseudonym(name: str) -> bool:
    """Whether the name can stand in an MQTT topic and a certificate."""
    return 0 < len(name) <= LONGEST_PSEUDONYM and set(name) <= PSEUDONYM_LETTERS
