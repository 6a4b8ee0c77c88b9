"""Repetitions that are over: how even, smooth and quick they were, how long at the target, how near to the beat.

Knows how the limb turned from the start of a repetition to its end; must never know why one counts or does not.
Only those that count are measured, as only their range is told.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from device.measures.done_set import DoneSet
from device.measures.holding import angles_deg
from device.measures.smoothness import spectral_arc_length
from device.measures.way_out import WayOut
from device.parameters import GRID_HZ
from device.programme.items import BeatSwing, Movement
from device.programme.seen import Repetition
from device.records.histograms import median
from device.signals.turning import STEP_S


def tempo_variation(done: DoneSet) -> float | None:
    """Standard deviation over mean of the repetitions' lengths, pauses between them left out. None for under three."""
    lengths_s = _measured(done, lambda _, way: way.length_s if way else None)
    enough = len(lengths_s) >= done.measuring.fewest_repetitions
    return variation_of(lengths_s) if enough else None


def variation_of(lengths_s: Sequence[float]) -> float:
    """Sample standard deviation over mean; 0 and not almost 0 where all are alike, for a page shows that otherwise."""
    from_first_s = np.subtract(lengths_s, lengths_s[0])
    return float(np.std(from_first_s, ddof=1) / np.mean(lengths_s))


def sparc(done: DoneSet) -> float | None:
    """Spectral arc length of the way out, of the median repetition. The way back is not over when one counts."""
    return _of_the_median(done, lambda repetition, way: _sparc_out(done, repetition, way))


def peak_dps(done: DoneSet) -> float | None:
    """The fastest turning, tremor included, up to half of the way back, of the median repetition."""
    return _of_the_median(done, lambda repetition, way: _peak_dps(done, repetition, way))


def at_target_s(done: DoneSet) -> float | None:
    """Seconds that the limb was tilted from where it began by the target or more, in the median repetition."""
    work = done.work
    if not isinstance(work, Movement):
        return None
    return _of_the_median(done, lambda repetition, _: _at_target_s(done, repetition, work.target_deg))


def beat_error_s(done: DoneSet) -> float | None:
    """How far from the beat the swing turned round, early or late, at the median. None for fewer than three.

    The light comes on when the set begins or goes on, and once every period from then on. Either end of the swing may
    be on the beat, but of one set it is the same one; so a quarter of a period is the most there can be.
    """
    if not isinstance(done.work, BeatSwing) or len(done.counted) < done.measuring.fewest_repetitions:
        return None
    half_s = done.work.period_s / 2
    ends = [_of_the_median(done, partial(_beside_beat_s, done, 2 * half_s, after_s)) for after_s in (0.0, half_s)]
    return min((error_s for error_s in ends if error_s is not None), default=None)


RepetitionMeasure = Callable[[Repetition, WayOut | None], float | None]
"""Of a repetition and the way it went, where that is known."""


def _of_the_median(done: DoneSet, measure: RepetitionMeasure) -> float | None:
    """The median over the repetitions; None if less than half of them could be measured."""
    found = _measured(done, measure)
    return median(found) if found else None


def _measured(done: DoneSet, measure: RepetitionMeasure) -> list[float]:
    """Of the repetitions that could be measured; none if those are less than half."""
    found = [value for repetition, way in done.counted if (value := measure(repetition, way)) is not None]
    return found if len(found) >= done.measuring.least_measured_share * len(done.counted) else []


def _sparc_out(done: DoneSet, repetition: Repetition, way: WayOut | None) -> float | None:
    speed_dps = done.speed_dps(repetition.start_s, way.furthest_s) if way else None
    return None if speed_dps is None else spectral_arc_length(speed_dps, GRID_HZ, done.measuring)


def _peak_dps(done: DoneSet, repetition: Repetition, way: WayOut | None) -> float | None:
    speed_dps = done.speed_dps(repetition.start_s, repetition.end_s) if way else None
    return None if speed_dps is None else float(speed_dps.max())


def _at_target_s(done: DoneSet, repetition: Repetition, target_deg: float) -> float | None:
    home = done.log.turned(repetition.start_s - STEP_S, repetition.start_s)
    turned = done.log.turned(repetition.start_s, done.home_again_s(repetition))
    if not (len(home) and home.upright.all() and np.count_nonzero(turned.upright) == turned.expected):
        return None
    return float(np.count_nonzero(angles_deg(turned.down, home.down[0]) >= target_deg) * STEP_S)


def _beside_beat_s(
    done: DoneSet, period_s: float, after_s: float, repetition: Repetition, way: WayOut | None
) -> float | None:
    """From where it was furthest out to the nearest moment that is `after_s` after a beat."""
    began_s = done.began_s(repetition)
    if way is None or began_s is None:
        return None
    late_s = way.furthest_s - began_s - after_s
    return abs(late_s - period_s * round(late_s / period_s))
