"""Fast shifts: the limb turns far at once and stays there for the moment.

Knows angles turned within one window; must never know what comes later.

The angle is the length of the summed turning, exact for a turn about one axis and close for a fast one. Most of the
turn must fall into the fast part: a reach takes half a second to a second and has begun before and goes on after it.
"""

from collections.abc import Sequence
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
    return shifts_in_each([moment], personal, limits)[0]


def shifts_in_each(moments: Sequence[Moment], personal: Personal, limits: Episodes) -> list[list[Shift]]:
    """Likewise of each of some moments."""
    shifts: list[list[Shift]] = [[] for _ in moments]
    quick = [place for place, moment in enumerate(moments) if _may_shift(moment, personal)]
    turning_dps = [tenths for place in quick if (tenths := moments[place].turning_dps) is not None]
    if not turning_dps:
        return shifts
    turns_deg, rests_deg = _turns_and_rests(np.array(turning_dps))
    sudden = (turns_deg >= personal.spasm_deg) & (rests_deg <= limits.shift_rest_share * turns_deg)
    for number in np.flatnonzero(sudden.any(axis=1)).tolist():
        firsts = np.flatnonzero(sudden[number]).tolist()
        shifts[quick[number]] = _largest_ones(firsts, turns_deg[number], moments[quick[number]])
    return shifts


def _may_shift(moment: Moment, personal: Personal) -> bool:
    slowest_dps = personal.spasm_deg * TENTHS / SPAN / 2  # smoothed, a fast part keeps more than half of its speed
    return moment.known and moment.turning_dps is not None and max(moment.speeds_dps) >= slowest_dps


def _turns_and_rests(turning_dps: Floats) -> tuple[Floats, Floats]:
    """[n, 18] how far each fast part of [n, 30, 3] tenths turns, and what is beside it."""
    angles_deg = np.zeros((len(turning_dps), turning_dps.shape[1] + 1, AXES))
    (turning_dps / TENTHS).cumsum(axis=1, out=angles_deg[:, 1:])
    fast = (angles_deg[:, SPAN:] - angles_deg[:, :-SPAN])[:, _BESIDE:-_BESIDE]
    return _sizes(fast), _sizes(angles_deg[:, _TWO_SIDES:] - angles_deg[:, :-_TWO_SIDES] - fast)


def _largest_ones(places: Sequence[int], turns_deg: Floats, moment: Moment) -> list[Shift]:
    """Those of these places that turn furthest within half a second."""
    rotation = moment.window.rotation
    if rotation is None:
        return []
    return [
        Shift(place + _BESIDE, float(turns_deg[place]), _peak(rotation.values, place + _BESIDE))
        for place in places
        if place == _largest_beside(turns_deg, place)
    ]


def _peak(rotation_dps: Floats, first: int) -> float:
    part = rotation_dps[first * GRID_HZ // TENTHS : (first + SPAN) * GRID_HZ // TENTHS]
    return float(_sizes(part).max())


def _sizes(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("...j,...j->...", vectors, vectors)))


def _largest_beside(turns_deg: Floats, place: int) -> int:
    first = max(place - _BESIDE, 0)
    return first + int(np.argmax(turns_deg[first : place + _BESIDE + 1]))
