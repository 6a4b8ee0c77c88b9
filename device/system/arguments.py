"""What starts a program and the program agree on: which numbers an option takes, and a line in its log.

Knows which numbers make sense; must never know what is done with them.
"""

import math
from pathlib import Path
from typing import Final

DEFAULT_PATH: Final = Path("/etc/easeband/easeband.toml")  # of the configuration, where nobody names another
PAGE_PORT: Final = 8080  # where the clinic shows its pages, and the demo
DEVICES_PORT, PAIRING_PORT = 8883, 8884  # of the broker, over TLS
MINUTES_A_DAY = 24 * 60
SECONDS_A_DAY = 86_400
PORTS = 65_535
AT_PRESENT = "caught up with the present"  # said once by `easeband run --simulated`, after its history


def positive(text: str) -> float:
    """A number above 0."""
    return _checked(text, "a number above 0", at_least=math.ulp(0.0), at_most=math.inf)


def minutes(text: str) -> float:
    """A number of minutes up to a day."""
    return _checked(text, f"0 to {MINUTES_A_DAY} minutes", at_least=0.0, at_most=MINUTES_A_DAY)


def interval(text: str) -> float:
    """A number of seconds from 1 to a day."""
    return _checked(text, f"1 to {SECONDS_A_DAY} seconds", at_least=1.0, at_most=SECONDS_A_DAY)


def seconds(text: str) -> float:
    """A number of seconds, 0 or more."""
    return _checked(text, "0 or more seconds", at_least=0.0, at_most=math.nextafter(math.inf, 0.0))


def port(text: str) -> int:
    """The number of a TCP port."""
    number = _checked(text, f"a whole number from 1 to {PORTS}", at_least=1, at_most=PORTS)
    if not number.is_integer():
        raise refused_option(f"expected a whole number from 1 to {PORTS}, got {text!r}")
    return int(number)


def _checked(text: str, expected: str, *, at_least: float, at_most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not at_least <= number <= at_most:
        raise refused_option(f"expected {expected}, got {text!r}")
    return number


def refused_option(text: str) -> Exception:
    """What the reader of an option raises, so that argparse says why it is refused."""
    from argparse import ArgumentTypeError  # noqa: PLC0415 - never needed where a unit starts its program

    return ArgumentTypeError(text)
