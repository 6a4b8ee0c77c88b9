"""What a person should know of the device's time: the zone in use, and who vouches for the clock.

Knows when it is no fault that a clock is not set yet; must never know how a zone is found.
"""

import logging
from typing import Final, Protocol

from device.health import PartState
from device.records.facts import Dating
from device.system.time_zone import ZoneInUse

log = logging.getLogger(__name__)

SETTING_S: Final = 600.0  # ours: so long after power-up a network may take to set the clock of a Pi
AT_POWER_UP: Final = "nobody vouches for the date, which is not plausible: records are dated once it is"


class SystemTime(Protocol):
    """`device.system.clock.SystemClock` or anything like it."""

    @property
    def zone(self) -> ZoneInUse:
        """The time zone in use."""

    @property
    def synced_by(self) -> str:
        """Who vouches for the time."""

    def monotonic_s(self) -> float:
        """Seconds since power-up."""

    def dating(self) -> Dating:
        """What is known of the calendar."""


class ToldTime:
    """The states of the time zone and of the clock, each change named in the log."""

    def __init__(self, clock: SystemTime) -> None:
        self._clock = clock
        self._logged: tuple[PartState, ...] = ()

    def states(self) -> list[PartState]:
        """How both are at this moment."""
        states = self._zone(), self._trust()
        for state in states:
            if state not in self._logged:
                log.log(logging.INFO if state.works else logging.ERROR, "%s: %s", state.part, state.text)
        self._logged = states
        return list(states)

    def _zone(self) -> PartState:
        zone = self._clock.zone
        return PartState("time zone", works=not zone.problem, text=str(zone))

    def _trust(self) -> PartState:
        match self._clock.dating().trust:
            case "synced":
                return PartState("clock", works=True, text=f"synchronised, says {self._clock.synced_by}")
            case "estimated":
                return PartState("clock", works=True, text="plausible, but nobody has said yet that it is right")
            case "unknown":
                return PartState("clock", works=self._clock.monotonic_s() < SETTING_S, text=AT_POWER_UP)
