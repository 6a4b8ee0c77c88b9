"""A set that was found in a recording: which of its cycles are repetitions, and how far each of them went.

Knows middles of cycles and the angle about the set's own axis; must never know how cycles are found to be alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from device.parameters import PARAMETERS, RepetitionCounting
from device.programme.items import Movement
from device.programme.seen import Repetition
from device.records.histograms import median
from device.repetitions.asked import TOLD_SHARE, restored, why_not
from device.repetitions.cycles import turning_points
from device.repetitions.repeating import MotionTrace, Repeating
from device.signals.samples import Floats
from device.signals.turning import STEP_S

OUT_AND_BACK = 2
FEWEST_STEPS_AT_REST = 3


@dataclass(frozen=True)
class CyclesOfSet:
    """Steps of the trace in the middle of each repetition, and of the other cycles of the same rate, with why not."""

    stretch: Repeating
    repetitions: list[int]
    others: dict[int, str]

    @property
    def borders(self) -> list[float]:
        """Where each repetition begins, and where the last one ends."""
        centres, half = self.repetitions, self.stretch.period / 2
        between = ((before + after) / 2 for before, after in pairwise(centres))
        return [centres[0] - half, *between, centres[-1] + half]


@dataclass(frozen=True)
class FoundSet:
    """A set of at least one repetition and the movement it is in, which begins at `start_s`."""

    start_s: float
    trace: MotionTrace
    cycles: CyclesOfSet

    @cached_property
    def rotation_dps(self) -> Floats:
        """[n, 3] from the start of the first repetition to the end of the last one."""
        half, centres = round(self.cycles.stretch.period / 2), self.cycles.repetitions
        return self.trace.rotation_dps[max(centres[0] - half, 0) : centres[-1] + half + 1]

    @cached_property
    def offset_dps(self) -> Floats:
        """What whole repetitions turn by, which is nothing."""
        offset_dps: Floats = self.rotation_dps.mean(axis=0)
        return offset_dps

    @cached_property
    def angle_deg(self) -> Floats:
        """[n] how far the limb had turned about the axis of the set's repetitions, step by step."""
        turned = self.rotation_dps - self.offset_dps
        axis = np.linalg.eigh(turned.T @ turned)[1][:, -1]
        angle_deg: Floats = np.cumsum((self.trace.rotation_dps - self.offset_dps) @ axis) * STEP_S
        return angle_deg

    def angle_between(self, place: tuple[float, float]) -> Floats:
        """The angle from one step to another, as far as there is one."""
        first, last = self.steps_of(place)
        return self.angle_deg[first : last + 1]

    def steps_of(self, place: tuple[float, float]) -> tuple[int, int]:
        """The first and the last step of a place that may reach beyond the recording."""
        first, last = (min(max(round(end), 0), len(self.trace) - 1) for end in place)
        return first, last

    def smoothed_peak_dps(self, first: int, last: int) -> float:
        """How fast the limb turned at most between two steps, about whatever axis."""
        turned = self.trace.rotation_dps[first : last + 1] - self.offset_dps
        return float(np.linalg.norm(turned, axis=1).max())

    @property
    def weight(self) -> float:
        """How far the limb turned in all, once for each repetition: seen at twice its period a set has half of it.

        By how alike they are, squared: chance makes what is little alike, over any pause.
        """
        turned_deg = float(np.linalg.norm(self.rotation_dps - self.offset_dps, axis=1).sum()) * STEP_S
        return turned_deg * len(self.cycles.repetitions) * self.cycles.stretch.likeness**2


def of_whole_movements(found: FoundSet, numbers: RepetitionCounting) -> FoundSet:
    """The set without pauses of its repetitions' length, and without an end that is a part of its neighbour."""
    return _without_parts(_without_pauses(found, numbers), numbers)


def _without_pauses(found: FoundSet, numbers: RepetitionCounting) -> FoundSet:
    """What lies between two repetitions counts as an odd one, but not if the limb hardly moved."""
    return _only(found, lambda ranges_deg: _far(ranges_deg, numbers.moves_share * median(ranges_deg)))


def _far(ranges_deg: list[float], least_deg: float) -> list[bool]:
    return [range_deg >= least_deg for range_deg in ranges_deg]


def _only(found: FoundSet, which: Callable[[list[float]], list[bool]]) -> FoundSet:
    ranges_deg = [float(np.ptp(found.angle_between(place))) for place in pairwise(found.cycles.borders)]
    kept = [c for c, keep in zip(found.cycles.repetitions, which(ranges_deg), strict=True) if keep]
    return replace(found, cycles=replace(found.cycles, repetitions=kept))


def _without_parts(found: FoundSet, numbers: RepetitionCounting) -> FoundSet:
    """Cycles begin at any moment of a movement, so the first and the last may be halves: then both are one.

    Unless the recording cuts them off: of those nobody knows how far they went.
    """
    centres, near = found.cycles.repetitions, numbers.alike_to
    if len(centres) <= OUT_AND_BACK or _is_cut_off(found, numbers):
        return found
    gone_deg = _gone_deg(found)
    first = gone_deg[0] / median(gone_deg[1 : 1 + near])
    last = gone_deg[-1] / median(gone_deg[-1 - near : -1])
    if min(first, 1) + min(last, 1) >= numbers.ends_least:
        return found
    kept = centres[1:] if first < last else centres[:-1]
    return replace(found, cycles=replace(found.cycles, repetitions=kept))


def _is_cut_off(found: FoundSet, numbers: RepetitionCounting) -> bool:
    """Whether the first or the last repetition reaches beyond what was recorded, and the limb moves there."""
    period, borders, end = found.cycles.stretch.period, found.cycles.borders, len(found.trace)
    looked_at = max(round(numbers.rests_share * period), FEWEST_STEPS_AT_REST)
    most_deg = numbers.sways_share * median(float(np.ptp(found.angle_between(one))) for one in pairwise(borders))
    ends = [(0, looked_at)] if borders[0] < 0 else []
    ends += [(end - looked_at, end)] if borders[-1] > end else []
    return any(float(np.ptp(found.angle_between(place))) > most_deg for place in ends)


def _gone_deg(found: FoundSet) -> list[float]:
    """How far the limb went in each repetition, out and back together; ways much shorter than theirs are none."""
    angles_deg = [found.angle_between(place) for place in pairwise(found.cycles.borders)]
    least_deg = PARAMETERS.repetitions.moves_share * median(float(np.ptp(one)) for one in angles_deg)
    return [_gone(one, least_deg) for one in angles_deg]


def _gone(angle_deg: Floats, least_deg: float) -> float:
    places = [0, *turning_points(angle_deg.tolist(), least_deg)]
    return float(np.abs(np.diff(angle_deg[places])).sum())


def cycles_told(found: FoundSet, asked: Movement | None, numbers: RepetitionCounting) -> list[Repetition]:
    """All cycles in order of time; what is much smaller than the set's repetitions is none."""
    half, borders = found.cycles.stretch.period / 2, found.cycles.borders
    told = [_one(found, place, None, asked) for place in pairwise(borders)]
    least_deg = numbers.extent_share * median(one.range_deg for one in told)
    for centre, reason in found.cycles.others.items():
        before = centre - half, min(centre + half, borders[0])
        after = max(centre - half, borders[-1]), centre + half
        one = _one(found, before if centre < found.cycles.repetitions[0] else after, reason, asked)
        told += [one] if one.range_deg >= least_deg else []
    return sorted(told, key=lambda one: one.start_s)


def _one(found: FoundSet, place: tuple[float, float], reason: str | None, asked: Movement | None) -> Repetition:
    first, last = found.steps_of(place)
    period_s = found.cycles.stretch.period * STEP_S
    range_deg = restored(float(np.ptp(found.angle_deg[first : last + 1])), period_s, PARAMETERS.repetitions)
    why = reason
    if why is None and asked is not None:
        peak_dps = restored(found.smoothed_peak_dps(first, last), period_s, PARAMETERS.repetitions)
        why = why_not(asked, range_deg, TOLD_SHARE * (last - first) * STEP_S, peak_dps)
    return Repetition(found.start_s + first * STEP_S, found.start_s + last * STEP_S, range_deg, why is None, why)
