"""One thing that was looked at: what was seen, what was expected, what to do. Never "good" for what nobody looked at.

Knows how faults and gaps in the knowledge add up to an exit status; must never know what is looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from device.exercise import FAULT_CODES

Outcome = Literal["good", "fault", "not checked", "left out"]

ALL_GOOD, SOME_FAULT, SOME_UNKNOWN = 0, 1, 2
UNKNOWN: Final = ("not checked",)


@dataclass(frozen=True)
class Check:
    """`part`: what the fault light and `health.json` call the part that this is about; empty where they know none.

    "not checked" could not be looked at; "left out" does not concern this device, or not now. `seen` says why.
    """

    name: str
    outcome: Outcome
    seen: str
    expected: str = ""
    to_do: str = ""
    part: str = ""

    @property
    def blinks(self) -> int | None:
        """How often the right light blinks for this fault; None where there is none, or no code for it."""
        return FAULT_CODES.get(self.part) if self.outcome == "fault" else None


def good(name: str, seen: str, part: str = "") -> Check:
    """It is as it should be."""
    return Check(name, "good", seen, part=part)


def fault(name: str, seen: str, expected: str, to_do: str, part: str = "") -> Check:
    """It is not as it should be."""
    return Check(name, "fault", seen, expected, to_do, part)


def not_checked(name: str, why: str, to_do: str = "") -> Check:
    """It could not be looked at; `to_do` helps to look."""
    return Check(name, "not checked", why, to_do=to_do)


def left_out(name: str, why: str) -> Check:
    """It need not be looked at."""
    return Check(name, "left out", why)


def exit_status(checks: Iterable[Check]) -> int:
    """0: all that concerns this device is good; 1: there is a fault; 2: none was found, but not all could be seen."""
    outcomes = {check.outcome for check in checks}
    if "fault" in outcomes:
        return SOME_FAULT
    return SOME_UNKNOWN if outcomes.intersection(UNKNOWN) else ALL_GOOD
