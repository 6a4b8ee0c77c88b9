"""How many examples a property is tried with: all where a change is accepted or refused, a fifth while working.

Knows the switch that says which it is; must never know what a property says. While working they are new ones.
"""

import os

ALL = "EASEBAND_TEST_ALL" in os.environ
FEWEST = 5
SHARE = 5


def examples(count: int) -> int:
    """So many of a property's examples."""
    return count if ALL else max(count // SHARE, min(count, FEWEST))
