"""How a limb at rest is held: how far from the nearest neutral position, and to which side of the limb.

Knows rest, gravity, neutral positions and the limb's own axes; must never know why the limb is held.

Only a second at rest tells: a limb that moves is on its way, and a ride shakes. A limb that trembles about a joint far
away is taken for a ride (`device.tremor.context`); its seconds of tremor tell as well. Gravity shows tilt and nothing
else, so a limb turned about the vertical is not seen.
"""

from device.parameters import PostureJudging
from device.posture.felt import GravityFelt
from device.records.limb_axes import LimbAxes
from device.records.person import Direction, Personal, angle_deg
from device.records.tilts import NO_NEUTRAL, tilt_number
from device.signals.windows import Window
from device.tremor import Reading


class PostureWatch:
    """Follows windows with their readings in order of time."""

    def __init__(self, personal: Personal, axes: LimbAxes | None, judging: PostureJudging) -> None:
        self._neutral, self._axes = personal.neutral or (), axes
        self._gravity = GravityFelt(judging)

    def push(self, window: Window, reading: Reading) -> int | None:
        """The number of `device.records.tilts` for the second; None where nobody can tell how the limb was held."""
        felt = self._gravity.push(window) if _rests(reading) and reading.whole else None
        if felt is None:
            return None
        return self._number(felt) if self._neutral else NO_NEUTRAL

    def _number(self, felt: Direction) -> int:
        nearest = min(self._neutral, key=lambda neutral: angle_deg(felt, neutral))
        side = self._axes.side_of(felt, nearest) if self._axes else None
        return tilt_number(angle_deg(felt, nearest), side)


def _rests(reading: Reading) -> bool:
    return reading.context == "rest" or (reading.context == "vehicle" and reading.tremor is True)
