"""Days as somebody asks for them at a command line.

Knows how options say what was expected; must never know which days there are.
"""

from datetime import date

from device.system.arguments import refused_option
from sync.choices.days import FIRST_YEAR_SHOWN, MOST_REPORT_DAYS


def last_day_option(text: str) -> date:
    """2026-11-28. Raises ArgumentTypeError."""
    try:
        last = date.fromisoformat(text)
    except ValueError:
        last = date.min
    if last.year < FIRST_YEAR_SHOWN:
        raise refused_option(f"expected a date as 2026-01-31, from {FIRST_YEAR_SHOWN} on, got {text!r}")
    return last


def report_days(text: str) -> int:
    """As many days as fit on the page. Raises ArgumentTypeError."""
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MOST_REPORT_DAYS:
        raise refused_option(f"expected a whole number from 1 to {MOST_REPORT_DAYS}, got {text!r}")
    return number
