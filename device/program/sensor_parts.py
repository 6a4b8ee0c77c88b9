"""How the sensor's two parts are, for those who tell it: a dead axis is a fault of its part.

Knows words for axes that measure nothing; must never know how that is found out.
"""

import logging
from collections.abc import Callable
from typing import Final

from device.health import PartState
from device.records.facts import SensorPart
from device.signals.axes_alive import DeadAxes

log = logging.getLogger(__name__)

AXIS_NAMES: Final = "xyz"
UNITS: Final[dict[SensorPart, str]] = {"accelerometer": "g", "gyroscope": "deg/s"}
NOT_MEASURED: Final[dict[SensorPart, str]] = {
    "accelerometer": "posture, rides and repetitions are not measured",
    "gyroscope": "amplitude, small tremor and repetitions are not measured",
}
TO_DO: Final = "switch the device off and on; if that does not help, replace the sensor"


class SensorParts:
    """The accelerometer and the gyroscope, as far as their axes live. A change stands in the log, once."""

    def __init__(self, dead: Callable[[], tuple[DeadAxes, ...]]) -> None:
        """`dead`: the axes that measure nothing at this moment."""
        self._dead = dead
        self._told: set[str] = set()  # parts of which the log says that they are broken

    def states(self) -> list[PartState]:
        """One state for each part."""
        broken: dict[SensorPart, str] = {axes.part: dead_axes_in_words(axes) for axes in self._dead()}
        states = [PartState(part, part not in broken, broken.get(part, "its axes live")) for part in NOT_MEASURED]
        for state in states:
            self._tell(state)
        return states

    def _tell(self, state: PartState) -> None:
        if not state.works and state.part not in self._told:
            log.error("%s: %s", state.part, state.text)
            self._told.add(state.part)
        elif state.works and state.part in self._told:
            self._told.remove(state.part)
            log.info("%s: works again", state.part)


def dead_axes_in_words(axes: DeadAxes) -> str:
    """What was seen, what was expected, what that means, and what to do."""
    shown = ", ".join(f"{AXIS_NAMES[axis]} {value:.3g} {UNITS[axes.part]}" for axis, value in axes.shows)
    return f"it shows the same all the time ({shown}), at rest it should vary too: {NOT_MEASURED[axes.part]}; {TO_DO}"
