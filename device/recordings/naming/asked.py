"""What a person says of a file: which column is what, in which unit, how fast it was sampled.

Knows the words of the options; must never know a file.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from device.recordings.naming.names import A_ROTATION, A_TIME, AN_ACCELERATION, COUNTS, IN_WORDS, SCALES, SPELLED

SLOTS: Final = {  # what is wanted of a file, by the letters that `--columns` takes
    "t": (A_TIME, ""),
    **{f"a{axis}": (AN_ACCELERATION, axis) for axis in "xyz"},
    **{f"g{axis}": (A_ROTATION, axis) for axis in "xyz"},
}
COUNTS_IN_RANGE: Final = 32768.0  # of 16 bits with a sign, as all these sensors have
COLUMNS_FORM: Final = "t=NAME,ax=NAME,ay=NAME,az=NAME,gx=NAME,gy=NAME,gz=NAME"
UNITS_FORM: Final = "acceleration=g,rotation=dps,time=s"
RATE_HZ: Final = 1.0, 8000.0  # ours: what recordings of limbs are sampled at


@dataclass(frozen=True)
class Asked:
    """columns: by slot, the name or the place (from 1) of a column. units: by quantity, a key of SCALES."""

    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    rate_hz: float | None = None
    range_g: float | None = None
    range_dps: float | None = None
    spread_times: bool = False
    only: str = ""  # of two files that belong together, what is read of this one

    def wants(self, quantity: str) -> bool:
        """Whether it is read of this file."""
        if quantity == A_TIME:
            return self.rate_hz is None
        return self.only in {"", quantity}

    def of(self, quantity: str) -> "Asked":
        """The same for the one of two files that holds this."""
        columns = {slot: name for slot, name in self.columns.items() if SLOTS[slot][0] in {A_TIME, quantity}}
        return replace(self, columns=columns, only=quantity)

    def unit(self, quantity: str) -> str:
        """The one that a person named, or counts where a person named the range; empty if neither."""
        if quantity in self.units:
            return self.units[quantity]
        return COUNTS if self.range_of(quantity) is not None else ""

    def range_of(self, quantity: str) -> float | None:
        """The sensor's range, in g or deg/s."""
        return {AN_ACCELERATION: self.range_g, A_ROTATION: self.range_dps}.get(quantity)

    def scale(self, quantity: str, unit: str) -> float:
        """What numbers are to be multiplied by; NaN for counts of an unknown range."""
        range_of = self.range_of(quantity)
        if unit == COUNTS and range_of is not None:
            return range_of / COUNTS_IN_RANGE
        return SCALES[quantity][unit]

    @property
    def no_header(self) -> bool:
        """Whether the columns are named by their places, as in a file whose first line has numbers."""
        return bool(self.columns) and all(name.isdecimal() for name in self.columns.values())


AS_NAMED: Final = Asked()


def unit_in_words(unit: str) -> str:
    """A unit as people write it."""
    return IN_WORDS.get(unit, unit)


def columns_from(text: str) -> dict[str, str]:
    """What `--columns` says. Raises ValueError, in words."""
    pairs = [part.partition("=") for part in text.split(",")]
    for slot, equals, name in pairs:
        if slot.strip() not in SLOTS or not equals or not name.strip():
            raise ValueError(f"expected {COLUMNS_FORM}, with names or places (1, 2, ...) of columns; got {text!r}")
    return _each_once([(slot.strip(), name.strip()) for slot, _, name in pairs], text)


def units_from(text: str) -> dict[str, str]:
    """What `--units` says. Raises ValueError, in words."""
    pairs = [part.partition("=") for part in text.split(",")]
    found = []
    for quantity, _, unit in ((name.strip(), equals, unit.strip()) for name, equals, unit in pairs):
        known = SPELLED.get(quantity, {}).get(unit.casefold(), unit if unit in SCALES.get(quantity, {}) else "")
        if not known:
            choices = "; ".join(f"{name}={'|'.join(units)}" for name, units in SCALES.items())
            raise ValueError(f"expected a form like {UNITS_FORM} ({choices}), got {text!r}")
        found.append((quantity, known))
    return _each_once(found, text)


def _each_once(pairs: list[tuple[str, str]], text: str) -> dict[str, str]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"expected each of them once, got {text!r}")
    return found


def range_from(text: str) -> float:
    """A number above zero. Raises ValueError, in words."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"expected a number above 0, got {text!r}")
    return number


def rate_from(text: str) -> float:
    """What `--rate` says, in Hz. Raises ValueError, in words."""
    number = range_from(text)
    if not RATE_HZ[0] <= number <= RATE_HZ[1]:
        raise ValueError(f"expected a rate from {RATE_HZ[0]:.0f} to {RATE_HZ[1]:.0f} Hz, got {text!r}")
    return number
