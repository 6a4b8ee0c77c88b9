"""The one error of this package, and how much of a file a message repeats.

Knows no format.
"""

from collections.abc import Sequence
from typing import Final

SHOWN_OF_FILE: Final = 100  # characters of a file that a message repeats


class BadRecording(ValueError):
    """A file that cannot be analysed: the message says what was seen, what was expected and what to do."""


def named(names: Sequence[str]) -> str:
    """Names of a file, as many as a message has room for."""
    whole = ", ".join(name if name.isprintable() else ascii(name) for name in names)
    return whole if len(whole) <= SHOWN_OF_FILE else f"{whole[:SHOWN_OF_FILE]} ..."


def zeros_in(line: int) -> str:
    """Of text with a piece that was never written."""
    return f"zero bytes in line {line}, as a logger leaves them that loses its supply: remove them"
