"""What one second of a check-up shows: tremor, tilt from neutral, and how much the limb turns in three bands.

Knows windows and verdicts, by the same judgements as everywhere; must never know which stage is on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from device.parameters import Parameters
from device.posture import GravityFelt
from device.posture.bands import BAND_ORDER, in_bands
from device.records.facts import Context, TurnBand
from device.records.limb_axes import LimbAxes
from device.records.person import Direction, Personal
from device.signals.samples import Floats
from device.signals.windows import Window
from device.tremor import JudgedSecond


@dataclass(frozen=True)
class CheckupSecond:
    """tremor: None where it could not be judged. tilt_deg: None where gravity did not show, or neutral is not known.

    rms_dps: of each band that the gyroscope measured; none where a vehicle shook the limb. about_dps2: likewise the
    mean square about each axis, the limb's own if they are known, else the sensor's.
    """

    second_s: float
    tremor: bool | None
    tremor_deg: float | None
    tremor_hz: float | None
    context: Context | None
    tilt_deg: float | None
    rms_dps: dict[TurnBand, float]
    about_dps2: dict[TurnBand, Direction] = field(default_factory=dict)


class SecondsSeen:
    """Follows judged seconds in order of time."""

    def __init__(self, personal: Personal, parameters: Parameters, axes: LimbAxes | None = None) -> None:
        """`axes`: the limb's own in the sensor's, as far as they are known."""
        self._personal, self._bands = personal, parameters.bands
        self._to_limb = None if axes is None else np.array([axes.along, axes.across, axes.up])
        self._postures = parameters.postures
        self._gravity = GravityFelt(self._postures)

    def push(self, judged: JudgedSecond) -> CheckupSecond:
        """What it shows."""
        reading, window = judged.reading, judged.window
        known = reading.whole and not reading.noisy
        tremor = reading.tremor if known else None
        rides = reading.context == "vehicle" and not tremor
        if not judged.offset_known:
            self._gravity = GravityFelt(self._postures)  # what an unknown offset turns is no reason to doubt gravity
        felt = None if rides else self._gravity.push(window)
        about = {} if rides else self._turning(window, offset_known=judged.offset_known)
        return CheckupSecond(
            second_s=window.second_s,
            tremor=tremor,
            tremor_deg=reading.amplitude_deg if tremor else None,
            tremor_hz=reading.frequency_hz if tremor else None,
            context=reading.context if known else None,
            tilt_deg=None if felt is None else self._personal.tilt_deg(felt),
            rms_dps={band: math.sqrt(sum(squares)) for band, squares in about.items()},
            about_dps2=about,
        )

    def _turning(self, window: Window, *, offset_known: bool) -> dict[TurnBand, Direction]:
        rotation = window.rotation
        if rotation is None or rotation.stuck_axes or rotation.saturated or window.missing_s:
            return {}
        found = in_bands(rotation.values, self._bands)
        told = [band for band in BAND_ORDER if offset_known or band != "slow"]  # an offset turns no quicker
        return {band: self._mean_squares(found[band]) for band in told}

    def _mean_squares(self, turning_dps: Floats) -> Direction:
        """Of one second [1, k, 3], about each axis."""
        about_dps = turning_dps if self._to_limb is None else turning_dps @ self._to_limb.T
        x, y, z = (np.einsum("nij,nij->j", about_dps, about_dps) / about_dps.shape[1]).tolist()
        return x, y, z


def within(seconds: Sequence[CheckupSecond], from_s: float, to_s: float) -> list[CheckupSecond]:
    """Those whose middle lies in a stretch: as many as it has whole seconds."""
    return [one for one in seconds if from_s <= one.second_s + 1 / 2 < to_s]
