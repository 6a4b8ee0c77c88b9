"""The state of each part of a device: whether it works, in words.

Knows no part by itself: each says its own state; must never know files, lights or messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from device.records.calendar import LAST_UTC_S
from device.records.decoding import Range
from device.records.facts import ClockTrust


@dataclass(frozen=True)
class PartState:
    """One part: `text` is what there is, or else what was seen, what was expected and what to do."""

    part: str
    works: bool
    text: str


CLOCK_SET_WITHIN_S: Final = 600.0  # ours: so long after power-up a network may take to set the clock of a Pi


def clock_works(trust: ClockTrust, up_s: float) -> bool:
    """Whether no light need tell of it, so long after power-up: it can be right, or may still be set by itself."""
    return trust != "unknown" or up_s < CLOCK_SET_WITHIN_S


NOT_CONNECTED: Final = "not connected"  # so begins what sync tells systemd of itself while it has no broker
QUIET: Final = "quiet since"  # so the sensor's text begins while it rests since nobody wears the band


ProgrammeStep = Literal["received", "accepted", "started", "refused"]


@dataclass(frozen=True)
class ProgrammeState:
    """How far a programme has come. `received`: it waits for the patient; `started`: a session was done by it.

    `id` is empty and `version` 0 where what was refused does not say. since_utc_s: None where nobody knew the time.
    """

    id: str
    version: Annotated[int, Range(0)]
    state: ProgrammeStep
    reason: str = ""
    since_utc_s: Annotated[float, Range(0, LAST_UTC_S)] | None = None


@dataclass(frozen=True)
class BatteryState:
    """The battery as it was seen last. external, charging: None where its board does not tell."""

    percent: Annotated[int, Range(0, 100)]
    volts: float | None
    external: bool | None
    charging: bool | None
    low: bool


@dataclass(frozen=True)
class Health:
    """The states of all parts at one moment, as the recorder of this boot saw them."""

    version: Literal[1]
    boot: str
    written_s: float  # monotonic, of that boot
    written_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    parts: tuple[PartState, ...] = ()
    programmes: tuple[ProgrammeState, ...] = ()
    battery: BatteryState | None = None


def numbered(number: int, thing: str) -> str:
    """So many of a thing whose plural ends in s."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def not_working(parts: Iterable[PartState]) -> list[PartState]:
    """Those that a person should hear of."""
    return [part for part in parts if not part.works]
