"""The set in a recording whose start and end nobody marked: the cycles of a movement that are alike.

Knows likeness of whole movements; must never know what comes live: it needs the whole recording. What somebody asked
for may be handed in; then a repetition that is not as asked for does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from device.parameters import PARAMETERS, RepetitionCounting
from device.programme.items import Movement
from device.programme.seen import Repetition
from device.repetitions.asked import TOLD_SHARE, restored, why_not
from device.repetitions.cycles import UNSEEN, CycleShapes, ways
from device.repetitions.repeating import MotionTrace, Repeating, stretches, traced
from device.signals.gyro_bias import Turn, minus
from device.signals.samples import Floats
from device.signals.turning import STEP_S

UNLIKE = "unlike the repetitions of the set"
APART = "apart from the set"
CUT = "only partly recorded"
BEYOND_GAP = "beyond a gap in the recording"


@dataclass(frozen=True)
class _Set:
    """Steps of the trace in the middle of each repetition, and of the other cycles of the same rate, with why not."""

    stretch: Repeating
    repetitions: list[int]
    others: dict[int, str]


@dataclass(frozen=True)
class _Found:
    """A set and the movement it is in, which begins at `start_s`."""

    start_s: float
    trace: MotionTrace
    cycles: _Set

    @property
    def rotation_dps(self) -> Floats:
        """[n, 3] from the start of the first repetition to the end of the last one."""
        half, centres = round(self.cycles.stretch.period / 2), self.cycles.repetitions
        return self.trace.rotation_dps[max(centres[0] - half, 0) : centres[-1] + half + 1]

    @property
    def offset_dps(self) -> Floats:
        """What whole repetitions turn by, which is nothing."""
        offset_dps: Floats = self.rotation_dps.mean(axis=0)
        return offset_dps

    def smoothed_peak_dps(self, first: int, last: int) -> float:
        """How fast the limb turned at most between two steps, about whatever axis."""
        turned = self.trace.rotation_dps[first : last + 1] - self.offset_dps
        return float(np.linalg.norm(turned, axis=1).max())

    @property
    def weight(self) -> float:
        """How far the limb turned in all, once for each repetition: seen at twice its period a set has half of it."""
        turned_deg = float(np.linalg.norm(self.rotation_dps - self.offset_dps, axis=1).sum()) * STEP_S
        return turned_deg * len(self.cycles.repetitions)


def set_in(turns: Sequence[Turn], asked: Movement | None = None) -> list[Repetition]:
    """The repetitions that count of the set in a whole recording; none without a gyroscope or two alike repetitions."""
    return [cycle for cycle in all_cycles_in(turns, asked) if cycle.counted]


def all_cycles_in(turns: Sequence[Turn], asked: Movement | None = None) -> list[Repetition]:
    """Those, and what else moved at their rate, up to gaps, and alike beyond short ones; each with why not."""
    numbers = PARAMETERS.repetitions
    pieces = list(_pieces(_as_known_later(turns)))
    for compared in numbers.compared:
        found = [list(_sets_of(*piece, compared, numbers)) for piece in pieces]
        most = max((one for sets in found for one in sets), key=lambda one: one.weight, default=None)
        if most is not None:
            beyond = [
                replace(cycle, counted=False, reason=BEYOND_GAP)
                for one in _going_on_beyond(most, pieces, found, numbers)
                for cycle in _told(one, None, numbers.extent_share)
                if cycle.counted
            ]
            told = [*_told(most, asked, numbers.extent_share), *beyond]
            return sorted(told, key=lambda cycle: cycle.start_s)
    return []


def _going_on_beyond(
    most: _Found,
    pieces: Sequence[tuple[float, MotionTrace]],
    found: Sequence[list[_Found]],
    numbers: RepetitionCounting,
) -> Iterator[_Found]:
    """Sets of about the same rate as this one in the pieces before and after it, as far as gaps are short."""
    period = most.cycles.stretch.period
    place = next(at for at, (start_s, _) in enumerate(pieces) if start_s == most.start_s)
    for way in (range(place - 1, -1, -1), range(place + 1, len(pieces))):
        for at in way:
            (before_s, before), (after_s, _) = (
                (pieces[at], pieces[at + 1]) if at < place else (pieces[at - 1], pieces[at])
            )
            alike = [one for one in found[at] if _ratio(one.cycles.stretch.period, period) <= numbers.larger_most]
            if after_s - before_s - len(before) * STEP_S > numbers.apart_most * period * STEP_S or not alike:
                break
            yield max(alike, key=lambda one: one.weight)


def _ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def _as_known_later(turns: Sequence[Turn]) -> list[Turn]:
    """The turns with the first offset that was learned taken out of those before it as well."""
    first = next((place for place, turn in enumerate(turns) if turn.offset_dps is not None), 0)
    offset_dps = turns[first].offset_dps if turns else None
    if offset_dps is None:
        return list(turns)
    before = [replace(turn, rotation_dps=minus(turn.rotation_dps, offset_dps)) for turn in turns[:first]]
    return [*before, *turns[first:]]


def _pieces(turns: Sequence[Turn]) -> Iterator[tuple[float, MotionTrace]]:
    """Stretches of the recording without a gap, and when they begin."""
    starts = [place for place, turn in enumerate(turns) if turn.after_gap]
    for start, end in pairwise([*starts, len(turns)]):
        open_ends = (start == starts[0], end == len(turns))
        yield turns[start].time_s, traced(turns[start:end], open_ends)


def _sets_of(start_s: float, trace: MotionTrace, compared: float, numbers: RepetitionCounting) -> Iterator[_Found]:
    """One of each of the stretches that repeat themselves most."""
    likely = sorted(stretches(trace, compared, numbers), key=lambda one: one.repeats * trace.extent(one), reverse=True)
    for stretch in likely[: numbers.looked_at]:
        middles, shapes = ways(trace, stretch, numbers), CycleShapes(trace, stretch, numbers)
        grown = [_grown(middles[way::2], stretch, shapes, numbers) for way in (0, 1)]
        most = max(grown, key=lambda one: len(one.repetitions))
        if most.repetitions:
            yield _Found(start_s, trace, most)


def _grown(candidates: list[int], stretch: Repeating, shapes: CycleShapes, numbers: RepetitionCounting) -> _Set:
    """The two neighbours in the stretch that are most alike, with all that go on alike, and what is left over."""
    pairs = [
        (shapes.likeness(later, [before]), place)
        for place, (before, later) in enumerate(pairwise(candidates))
        if stretch.first - stretch.period <= before and later <= stretch.last + stretch.period
    ]
    likeness, place = max(pairs, default=(UNSEEN, 0))
    if likeness < numbers.alike_least:
        return _Set(stretch, [], {})
    apart = numbers.apart_most * stretch.period
    onward = _going_on(candidates[place : place + 2], candidates[place + 2 :], apart, shapes, numbers)
    whole = sorted(_going_on(onward[::-1], candidates[:place][::-1], apart, shapes, numbers))
    left = [centre for centre in candidates if centre not in whole]
    return _Set(stretch, whole, {centre: _why_left(centre, whole, apart, shapes) for centre in left})


def _why_left(centre: int, whole: list[int], apart: float, shapes: CycleShapes) -> str:
    if not whole[0] - apart <= centre <= whole[-1] + apart:
        return APART
    return UNLIKE if shapes.whole(centre) else CUT


def _going_on(
    seed: list[int], rest: list[int], apart: float, shapes: CycleShapes, numbers: RepetitionCounting
) -> list[int]:
    """The seed and what follows it as far as that is alike.

    What is not belongs to it if the next one is; two others that are alike each other are the set in another position.
    """
    taken, alike, strange = list(seed), list(seed), list[int]()
    for centre in rest:
        if abs(centre - [*taken, *strange][-1]) > apart or len(strange) > numbers.strange_most:
            break
        if shapes.likeness(centre, alike[-numbers.alike_to :]) >= numbers.alike_least:
            taken, alike, strange = [*taken, *strange, centre], [*alike, centre], []
        elif strange and shapes.go_on(alike[-1], strange[-1], centre):
            taken, alike, strange = [*taken, *strange, centre], [strange[-1], centre], []
        else:
            strange.append(centre)
    return taken


def _told(found: _Found, asked: Movement | None, extent_share: float) -> list[Repetition]:
    """All cycles in order of time; what is much smaller than the set's repetitions is none."""
    centres, half = found.cycles.repetitions, found.cycles.stretch.period / 2
    borders = [centres[0] - half, *((before + after) / 2 for before, after in pairwise(centres)), centres[-1] + half]
    angle_deg = _own_angle_deg(found)
    told = [_one(found, angle_deg, place, None, asked) for place in pairwise(borders)]
    least_deg = extent_share * median(one.range_deg for one in told)
    for centre, reason in found.cycles.others.items():
        before = centre - half, min(centre + half, borders[0])
        after = max(centre - half, borders[-1]), centre + half
        one = _one(found, angle_deg, before if centre < centres[0] else after, reason, asked)
        told += [one] if one.range_deg >= least_deg else []
    return sorted(told, key=lambda one: one.start_s)


def _own_angle_deg(found: _Found) -> Floats:
    """How far the limb had turned about the axis of the set's repetitions, step by step."""
    turned = found.rotation_dps - found.offset_dps
    axis = np.linalg.eigh(turned.T @ turned)[1][:, -1]
    angle_deg: Floats = np.cumsum((found.trace.rotation_dps - found.offset_dps) @ axis) * STEP_S
    return angle_deg


def _one(
    found: _Found, angle_deg: Floats, place: tuple[float, float], reason: str | None, asked: Movement | None
) -> Repetition:
    first, last = (min(max(round(end), 0), len(angle_deg) - 1) for end in place)
    period_s = found.cycles.stretch.period * STEP_S
    range_deg = restored(float(np.ptp(angle_deg[first : last + 1])), period_s, PARAMETERS.repetitions)
    why = reason
    if why is None and asked is not None:
        peak_dps = restored(found.smoothed_peak_dps(first, last), period_s, PARAMETERS.repetitions)
        why = why_not(asked, range_deg, TOLD_SHARE * (last - first) * STEP_S, peak_dps)
    return Repetition(found.start_s + first * STEP_S, found.start_s + last * STEP_S, range_deg, why is None, why)
