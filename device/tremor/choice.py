"""Which of the rhythms found around a second is told of it.

Knows which lines and bands are parts of one tremor; must never know how a rhythm is scored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from device.parameters import Rhythm
from device.tremor.peaks import Peak


@dataclass(frozen=True)
class Scored:
    """A rhythm and how far, in decades, it is from what is asked of it."""

    score: float
    peak: Peak

    @property
    def holds(self) -> bool:
        """Whether it is a tremor's: enough of one, and no multiple of a slower movement."""
        return self.score >= 0 and self.peak.harmonic_of_hz is None


def told_of(rhythms: Sequence[Scored], rhythm: Rhythm) -> Scored:
    """The rhythm to tell; where it reaches 0 with the best score of all of them."""
    clearest = max(rhythms, key=_rank)
    if clearest.score < 0:
        return clearest
    holding = [rhythm.peak for rhythm in rhythms if rhythm.holds]
    whole = _slower(_fuller(clearest.peak, holding, rhythm), holding, rhythm)
    return Scored(max(rhythm.score for rhythm in rhythms), whole)


def _rank(rhythm: Scored) -> tuple[bool, bool, float]:
    """What holds comes first; of what holds, a line, whose frequency is more exact; then the score."""
    return rhythm.holds, rhythm.holds and rhythm.peak.kind == "line", rhythm.score


def _fuller(peak: Peak, holding: Iterable[Peak], rhythm: Rhythm) -> Peak:
    """The far larger band beside a line that holds too: the line is only a part of a tremor that swells and fades."""
    reach_hz = 2 * rhythm.broad_half_hz + rhythm.harmonic_tolerance_hz
    beside = [one for one in holding if abs(one.frequency_hz - peak.frequency_hz) <= reach_hz]
    largest = max(beside, key=lambda one: one.rms, default=peak)
    return peak if peak.rms >= rhythm.least_line_share * largest.rms else largest


def _slower(peak: Peak, holding: Iterable[Peak], rhythm: Rhythm) -> Peak:
    """The line at half the frequency if that holds too: a tremor whose second multiple is the clearer one."""
    halves = (one for one in holding if one.kind == "line" and _is_half(one, peak, rhythm))
    return next(halves, peak)


def _is_half(one: Peak, other: Peak, rhythm: Rhythm) -> bool:
    return abs(2 * one.frequency_hz - other.frequency_hz) <= rhythm.harmonic_tolerance_hz
