"""What is wrong with a programme, in a line that may be sent: bounded, and without what may be a person's name.

Knows where somebody can take a place for one of names; must never know what is done about a fault.
"""

from collections.abc import Sequence
from typing import Final

SEEN: Final = ", got "
OF_PERSONS: Final = ("id:", "author:", "limb:", "device:", ".note:")  # where somebody's name can stand by mistake
UNKNOWN: Final = ": unknown name;"  # of a field, in TOML: whatever somebody wrote before a sign of equality
MOST_LETTERS: Final = 240  # of a line: a status has room for 300


def in_one_line(faults: Sequence[str]) -> str:
    """The first fault and how many more; without a name that somebody took for a pseudonym: states are sent."""
    more = f", and {len(faults) - 1} more: `easeband programme check --config` names all" if len(faults) > 1 else ""
    return f"{printable(_without_names(faults[0]))}{more}"


def printable(said: str) -> str:
    """The same in letters that can be seen, and not all of a long one."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in said[: MOST_LETTERS + 1])
    return shown if len(shown) <= MOST_LETTERS else f"{shown[: MOST_LETTERS - 1]}…"


def _without_names(fault: str) -> str:
    """Numbers may be repeated, texts not."""
    if UNKNOWN in fault:
        return "a field has a name that this firmware does not know"
    expected, _, seen = fault.partition(SEEN)
    is_text = seen[:1] in {"'", '"', "[", "{"}
    return expected if is_text or any(place in fault for place in OF_PERSONS) else fault
