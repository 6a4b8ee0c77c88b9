"""What a person should know of the device's time: the zone in use, and who vouches for the clock.

Knows what is said of each; must never know how a zone is found.
"""

import logging
from typing import Final, Protocol

from device.health import PartState, clock_works
from device.records.facts import Dating
from device.system.time_zone import ZoneInUse

log = logging.getLogger(__name__)

NOT_SYNCED: Final = {
    "estimated": "plausible, but nobody has said yet that it is right",
    "unknown": "nobody vouches for the date, which is not plausible: records are dated once it is",
}


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
        trust = self._clock.dating().trust
        text = f"synchronised, says {self._clock.synced_by}" if trust == "synced" else NOT_SYNCED[trust]
        return PartState("clock", works=clock_works(trust, self._clock.monotonic_s()), text=text)
