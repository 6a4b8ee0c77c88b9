"""Words that anybody may have entered or sent, on one line of bounded length.

Knows letters; must never know what is said.
"""

from typing import Final

from sync.clinic.wording.words import shortened

LONGEST_WORDS: Final = 90  # characters; what is longer ends with …


def one_line(text: str, most: int = LONGEST_WORDS) -> str:
    """The text on one line, without what nobody can print, such as marks that turn the rest of a line around."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return shortened(" ".join(kept.split()), most)
