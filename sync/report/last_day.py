"""The last day of a period, as somebody asks for it at a command line.

Knows how options say what was expected; must never know which days there are.
"""

from argparse import ArgumentTypeError
from datetime import date

from sync.clinic.trends.periods import BadPeriod, last_day_of


def last_day_option(text: str) -> date:
    """2026-11-28. Raises ArgumentTypeError."""
    try:
        return last_day_of(text)
    except BadPeriod as problem:
        raise ArgumentTypeError(f"{problem}, got {text!r}") from None
