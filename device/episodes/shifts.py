"""Fast shifts: the limb turns far at once and stays there for the moment.

Knows angles turned within one window; must never know what comes later.

The angle is the length of the summed turning, exact for a turn about one axis and close for a fast one. Most of the
turn must fall into the fast part: a reach takes half a second to a second and has begun before and goes on after it.
"""

from dataclasses import dataclass

import numpy as np

from device.episodes.slow_movement import TENTHS, Moment
from device.parameters import GRID_HZ, Episodes
from device.records.person import Personal
from device.signals.rows import AXES
from device.signals.samples import Floats

SPAN = 3  # tenths: the fast part, 0.3 s
_BESIDE = TENTHS // 2  # half a second before and after it
_TWO_SIDES = SPAN + 2 * _BESIDE


@dataclass(frozen=True)
class Shift:
    """A fast turn of `turn_deg` within the SPAN tenths from `first` on, counted in the window's thirty."""

    first: int
    turn_deg: float
    peak_dps: float  # its fastest sample


def shifts_in(moment: Moment, personal: Personal, limits: Episodes) -> list[Shift]:
    """The shifts of a moment and up to 0.4 s beside it, in order. None without a gyroscope."""
    slowest_dps = personal.spasm_deg * TENTHS / SPAN / 2  # smoothed, a fast part keeps more than half of its speed
    rotation = moment.window.rotation
    if rotation is None or moment.turning_dps is None or not moment.known or max(moment.speeds_dps) < slowest_dps:
        return []
    angles_deg = np.zeros((len(moment.turning_dps) + 1, AXES))
    (moment.turning_dps / TENTHS).cumsum(axis=0, out=angles_deg[1:])
    fast = (angles_deg[SPAN:] - angles_deg[:-SPAN])[_BESIDE:-_BESIDE]
    turns_deg = _sizes(fast)
    if turns_deg.max() < personal.spasm_deg:
        return []
    rests_deg = _sizes(angles_deg[_TWO_SIDES:] - angles_deg[:-_TWO_SIDES] - fast)
    sudden = (turns_deg >= personal.spasm_deg) & (rests_deg <= limits.shift_rest_share * turns_deg)
    return [
        Shift(place + _BESIDE, float(turns_deg[place]), _peak(rotation.values, place + _BESIDE))
        for place in np.flatnonzero(sudden).tolist()
        if place == _largest_beside(turns_deg, place)
    ]


def _peak(rotation_dps: Floats, first: int) -> float:
    part = rotation_dps[first * GRID_HZ // TENTHS : (first + SPAN) * GRID_HZ // TENTHS]
    return float(_sizes(part).max())


def _sizes(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def _largest_beside(turns_deg: Floats, place: int) -> int:
    first = max(place - _BESIDE, 0)
    return first + int(np.argmax(turns_deg[first : place + _BESIDE + 1]))
