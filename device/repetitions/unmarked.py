"""The set in a recording whose start and end nobody marked: the cycles of a movement that are alike.

Knows likeness of whole movements; must never know what comes live: it needs the whole recording. What somebody asked
for may be handed in; then a repetition that is not as asked for does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from device.parameters import PARAMETERS, RepetitionCounting
from device.programme.items import Movement
from device.programme.seen import Repetition
from device.records.histograms import median
from device.repetitions.cycles import UNSEEN, CycleShapes, ways
from device.repetitions.found_set import CyclesOfSet, FoundSet, cycles_told, of_whole_movements
from device.repetitions.repeating import MotionTrace, Repeating, stretches, traced
from device.repetitions.walking import is_walking
from device.signals.gyro_bias import Turn, minus
from device.signals.turning import STEP_S

UNLIKE = "unlike the repetitions of the set"
APART = "apart from the set"
CUT = "only partly recorded"
BEYOND_GAP = "beyond a gap in the recording"
OTHER_SET = "of another movement that repeats itself"
MAY_BELONG = frozenset({UNLIKE, APART, CUT, BEYOND_GAP, OTHER_SET})
"""Reasons why a movement does not count that is about as large as the set's: it may be one of them all the same."""


def set_in(turns: Sequence[Turn], asked: Movement | None = None) -> list[Repetition]:
    """The repetitions that count of the set in a whole recording; none without a gyroscope or two alike repetitions."""
    return [cycle for cycle in all_cycles_in(turns, asked) if cycle.counted]


def all_cycles_in(turns: Sequence[Turn], asked: Movement | None = None) -> list[Repetition]:
    """Those, what else moved at their rate, and what else repeats itself; each with why not.

    Up to gaps, and alike beyond short ones.
    """
    numbers = PARAMETERS.repetitions
    pieces = list(_pieces(_as_known_later(turns)))
    for compared in numbers.compared:
        found = [list(_sets_of(*piece, compared, numbers)) for piece in pieces]
        each = [one for sets in found for one in sets]
        most = max(each, key=lambda one: (not _is_walking(one, numbers), one.weight), default=None)
        if most is not None:
            beyond = list(_going_on_beyond(most, pieces, found, numbers))
            return _together(most, beyond, each, asked, numbers)
    return []


def _together(
    most: FoundSet,
    beyond: Sequence[FoundSet],
    each: Sequence[FoundSet],
    asked: Movement | None,
    numbers: RepetitionCounting,
) -> list[Repetition]:
    """All cycles in order of time. What belongs to another set is told as that."""
    told = cycles_told(most, asked, numbers)
    told += [_refused(cycle, BEYOND_GAP) for one in beyond for cycle in _repetitions(one, numbers)]
    least_deg = numbers.extent_share * median(cycle.range_deg for cycle in _repetitions(most, numbers))
    for other in sorted(each, key=lambda one: one.weight, reverse=True):
        cycles = _repetitions(other, numbers)
        sure = [one for one in told if one.reason not in {UNLIKE, APART, CUT}]
        large = median(cycle.range_deg for cycle in cycles) >= least_deg
        if len(cycles) >= numbers.alike_to and large and not _overlap(cycles, sure):
            left = [one for one in told if one in sure or not _overlap(cycles, [one])]
            told = [*left, *(_refused(cycle, OTHER_SET) for cycle in cycles)]
    return sorted(told, key=lambda cycle: cycle.start_s)


def _repetitions(found: FoundSet, numbers: RepetitionCounting) -> list[Repetition]:
    return [cycle for cycle in cycles_told(found, None, numbers) if cycle.counted]


def _refused(cycle: Repetition, reason: str) -> Repetition:
    return replace(cycle, counted=False, reason=reason)


def _overlap(cycles: Sequence[Repetition], others: Sequence[Repetition]) -> bool:
    """Whether any of the others is for some of its time between the first and the last of these."""
    return any(one.start_s < cycles[-1].end_s and cycles[0].start_s < one.end_s for one in others)


def steps_felt_in(turns: Sequence[Turn], repetitions: Sequence[Repetition]) -> bool:
    """Whether these repetitions may be the arm swings of somebody who walks."""
    during = [turn for turn in turns if repetitions[0].start_s <= turn.time_s <= repetitions[-1].end_s]
    if any(turn.after_gap for turn in during[1:]) or not during:
        return False
    period = median(one.end_s - one.start_s for one in repetitions) / STEP_S
    return is_walking(traced(during, (True, True)), 0, len(during) - 1, period, PARAMETERS.repetitions)


def _is_walking(found: FoundSet, numbers: RepetitionCounting) -> bool:
    first, last = found.steps_of((found.cycles.borders[0], found.cycles.borders[-1]))
    return is_walking(found.trace, first, last, found.cycles.stretch.period, numbers)


def _going_on_beyond(
    most: FoundSet,
    pieces: Sequence[tuple[float, MotionTrace]],
    found: Sequence[list[FoundSet]],
    numbers: RepetitionCounting,
) -> Iterator[FoundSet]:
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


def _sets_of(start_s: float, trace: MotionTrace, compared: float, numbers: RepetitionCounting) -> Iterator[FoundSet]:
    """One of each of the stretches that repeat themselves most."""
    likely = sorted(stretches(trace, compared, numbers), key=lambda one: one.repeats * trace.extent(one), reverse=True)
    for stretch in likely[: numbers.looked_at]:
        middles, shapes = ways(trace, stretch, numbers), CycleShapes(trace, stretch, numbers)
        grown = [_grown(middles[way::2], stretch, shapes, numbers) for way in (0, 1)]
        most = max(grown, key=lambda one: len(one.repetitions))
        if most.repetitions:
            yield of_whole_movements(FoundSet(start_s, trace, most), numbers)


def _grown(candidates: list[int], stretch: Repeating, shapes: CycleShapes, numbers: RepetitionCounting) -> CyclesOfSet:
    """The two neighbours in the stretch that are most alike, with all that go on alike, and what is left over."""
    pairs = [
        (shapes.likeness(later, [before]), place)
        for place, (before, later) in enumerate(pairwise(candidates))
        if stretch.first - stretch.period <= before and later <= stretch.last + stretch.period
    ]
    likeness, place = max(pairs, default=(UNSEEN, 0))
    if likeness < numbers.alike_least:
        return CyclesOfSet(stretch, [], {})
    apart = numbers.apart_most * stretch.period
    onward = _going_on(candidates[place : place + 2], candidates[place + 2 :], apart, shapes, numbers)
    whole = sorted(_going_on(onward[::-1], candidates[:place][::-1], apart, shapes, numbers))
    left = [centre for centre in candidates if centre not in whole]
    return CyclesOfSet(stretch, whole, {centre: _why_left(centre, whole, apart, shapes) for centre in left})


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
