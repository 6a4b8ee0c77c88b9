"""Which of several rhythms is told, at the edges of each rule."""

from dataclasses import replace

import pytest

from device.parameters import PARAMETERS
from device.tremor.choice import Scored, told_of
from device.tremor.peaks import PeakKind
from tests.device.tremor.made_up import peak_of


def scored(kind: PeakKind, frequency_hz: float, rms: float = 1.0, score: float = 1.0) -> Scored:
    return Scored(score, peak_of(kind, frequency_hz, rms=rms))


def multiple(of: Scored) -> Scored:
    """Of a movement at half its frequency."""
    return replace(of, peak=replace(of.peak, harmonic_of_hz=of.peak.frequency_hz / 2))


def told(*rhythms: Scored) -> Scored:
    return told_of(rhythms, PARAMETERS.rhythm)


def test_a_rhythm_at_the_limit_holds_and_a_multiple_never_does() -> None:
    assert scored("line", 5, score=0).holds
    assert not scored("line", 5, score=-0.001).holds
    assert not multiple(scored("line", 5)).holds


def test_where_none_reaches_the_limit_the_nearest_is_told_as_it_is() -> None:
    far, near = scored("line", 9, score=-2), scored("bulk", 4, score=-1)
    assert told(far, near) == told(near, far) == near


def test_where_none_holds_the_best_score_is_told_whatever_it_is_of() -> None:
    line, bulk = multiple(scored("line", 9, score=1)), multiple(scored("bulk", 4, score=2))
    assert told(line, bulk) == told(bulk, line) == bulk


def test_what_holds_comes_before_what_scores_better() -> None:
    holding, clearer = scored("bulk", 9, score=1), multiple(scored("line", 4, score=2))
    assert told(clearer, holding) == Scored(2, holding.peak)


def test_a_line_comes_before_a_band_that_scores_better_and_takes_its_score() -> None:
    line, band = scored("line", 9, score=0), scored("broad", 4, score=2)
    assert told(band, line) == Scored(2, line.peak)


def test_of_two_lines_the_one_that_scores_better_is_told() -> None:
    one, other = scored("line", 9, score=1), scored("line", 4, score=2)
    assert told(one, other) == told(other, one) == other


@pytest.mark.parametrize(
    ("rms", "whole"),
    [(0.71, False), (0.7, False), (0.69, True)],  # ours: 0.7 of the rms; a smaller line is only a part of the rhythm
)
def test_a_line_is_a_part_of_a_far_larger_band_beside_it(rms: float, whole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    line, band = scored("line", 5, rms), scored("broad", 5.5, 1.0, score=0.5)
    assert told(line, band).peak == (band.peak if whole else line.peak)


@pytest.mark.parametrize(
    ("apart_hz", "whole"),
    [(0.5, True), (2.14, True), (2.16, False)],  # two hertz, the band's whole width, and 0.15 Hz that 3 s may err
)
@pytest.mark.parametrize("side", [1, -1])
def test_beside_means_within_the_width_of_a_band(side: int, apart_hz: float, whole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    line, band = scored("line", 6, 1.0), scored("broad", 6 + side * apart_hz, 2.0, score=0.5)
    assert told(line, band).peak == (band.peak if whole else line.peak)


def test_of_several_bands_the_largest_counts_and_only_of_those_that_hold() -> None:
    line, large, larger = scored("line", 5), scored("broad", 5.5, 2.0), scored("bulk", 4.5, 3.0)
    none = scored("broad", 5.2, 9.0, score=-1)
    assert told(line, large, larger, none).peak == larger.peak


@pytest.mark.parametrize(
    ("half_hz", "taken"),
    [(5.0, True), (5.07, True), (5.08, False), (4.93, True), (4.92, False)],  # 0.15 Hz at the multiple
)
def test_the_line_at_half_the_frequency_is_the_tremor(half_hz: float, taken: bool) -> None:  # noqa: FBT001 - a parameter of the test
    clear, half = scored("line", 10, score=2), scored("line", half_hz, score=0.5)
    assert told(clear, half) == Scored(2, half.peak if taken else clear.peak)


def test_a_band_or_a_multiple_at_half_the_frequency_is_not() -> None:
    clear = scored("line", 10, score=2)
    assert told(clear, scored("broad", 5)).peak == clear.peak
    assert told(clear, multiple(scored("line", 5))).peak == clear.peak
    assert told(clear, scored("line", 5, score=-0.5)).peak == clear.peak
