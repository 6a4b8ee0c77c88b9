"""How the sensor's two parts are, for those who tell it: a dead axis is a fault of its part.

Knows words for axes that measure nothing; must never know how that is found out.
"""

import logging
from collections.abc import Callable
from typing import Final

from device.health import PartState
from device.records.facts import SensorPart, Unmeasured
from device.signals.axes_alive import DeadAxes

log = logging.getLogger(__name__)

AXIS_NAMES: Final = "xyz"
UNITS: Final[dict[SensorPart, str]] = {"accelerometer": "g", "gyroscope": "deg/s"}
NOT_MEASURED: Final[dict[SensorPart, str]] = {
    "accelerometer": "posture, rides and repetitions are not measured",
    "gyroscope": "amplitude, small tremor and repetitions are not measured",
}
FINE: Final = {"accelerometer": "its axes live", "gyroscope": "its axes live", "noise": "low enough to tell rest"}
TO_DO: Final = "switch the device off and on; if that does not help, replace the sensor"


NO_GRAVITY: Final = (
    "on average it shows less than 0.6 g or more than 1.4 g, where gravity is 1 g: posture and repetitions are not"
    " measured; calibrate the sensor (easeband calibrate); if that does not help, replace it"
)
NOISE: Final = (
    "at rest the sensor is noisier than 0.005 g or 0.1 deg/s: a band on a table looks like one that is worn, so such"
    " time is left out; look for loose wires, a weak supply, motors nearby; if that does not help, replace the sensor"
)


class SensorParts:
    """The accelerometer, the gyroscope and their noise. A change stands in the log, once."""

    def __init__(self, dead: Callable[[], tuple[DeadAxes, ...]], doubted: Callable[[], tuple[Unmeasured, ...]]) -> None:
        """`dead`: the axes that measure nothing at this moment. `doubted`: what was not measured in the last minute."""
        self._dead, self._doubted = dead, doubted
        self._told: set[str] = set()  # parts of which the log says that they are broken

    def states(self) -> list[PartState]:
        """One state for each part."""
        broken = self._broken()
        states = [PartState(part, part not in broken, broken.get(part, fine)) for part, fine in FINE.items()]
        for state in states:
            self._tell(state)
        return states

    def _broken(self) -> dict[str, str]:
        doubted, dead = self._doubted(), self._dead()
        broken: dict[str, str] = {axes.part: dead_axes_in_words(axes) for axes in dead}
        if "accelerometer" in doubted and not dead:
            broken["accelerometer"] = NO_GRAVITY
        if "wear" in doubted:
            broken["noise"] = NOISE
        return broken

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
