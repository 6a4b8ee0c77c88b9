"""Lines: how far one stands out, in numbers that can be worked out by hand, and how large it is."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import Spectrum
from device.tremor.narrowband import lines_in
from device.tremor.peaks import Peak
from tests.device.tremor.made_up import even, made_of

LINE = 50
WHITE = 3 / 1.01
"""Power over a background that is even in all directions, a hundredth of which is seen in every direction besides."""


def lines(spectrum: Spectrum, floor: float = 0.0) -> tuple[Peak, ...]:
    found, _ = lines_in(spectrum, floor, PARAMETERS.rhythm)
    return found


def wide(at: int, height: float = 1.0) -> dict[int, float]:
    """A line in eleven bins, half a hertz to each side, whose mean is 10: so only its own place sees all of it."""
    return dict.fromkeys(range(at - 5, at + 6), 9 * height) | {at: 20 * height}


def line_at_5_hz(beside: Mapping[int, float]) -> Peak:
    spectrum = even({**wide(LINE), **beside}, elsewhere=1)
    return next(peak for peak in lines(spectrum) if peak.frequency_hz == pytest.approx(5))


def test_a_line_is_the_mean_of_eleven_bins_over_the_background_less_for_a_comb_of_equal_lines() -> None:
    """An even background makes equal lines everywhere: a tenth of them counts against it."""
    assert 10 ** line_at_5_hz({}).prominence == pytest.approx(WHITE * 10 / (1 + 0.1 * WHITE))


@pytest.mark.parametrize(("away", "counts"), [(21, True), (30, True), (35, True), (36, False)])
def test_equal_lines_1_5_to_3_hz_away_on_both_sides_make_it_a_tooth(away: int, counts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The fastest stepping is 3 Hz; a line is half a hertz wide to each side."""
    tooth = WHITE * (1 + 50 / 11) if counts else WHITE
    found = line_at_5_hz({LINE - away: 51, LINE + away: 51})
    assert 10**found.prominence == pytest.approx(WHITE * 10 / (1 + 0.1 * tooth))


@pytest.mark.parametrize("away", [21, -21])
def test_a_line_on_one_side_makes_no_comb(away: int) -> None:
    assert 10 ** line_at_5_hz({LINE + away: 51}).prominence == pytest.approx(WHITE * 10 / (1 + 0.1 * WHITE))


def test_the_weaker_tooth_of_a_pair_counts() -> None:
    found = line_at_5_hz({LINE - 21: 91, LINE + 21: 31})
    assert 10**found.prominence == pytest.approx(WHITE * 10 / (1 + 0.1 * WHITE * (1 + 30 / 11)))


@pytest.mark.parametrize(("away", "tooth"), [(10, 1 + 8 / 11), (9, 1.0)])
def test_the_nearest_teeth_are_1_5_hz_away(away: int, tooth: float) -> None:
    """Teeth at 1.0 Hz lie within half a hertz of that; and in the flanks, which hold twice as much with them."""
    found = line_at_5_hz({LINE - away: 9, LINE + away: 9})
    white = WHITE / 2
    assert 10**found.prominence == pytest.approx(white * 10 / (1 + 0.1 * white * tooth))


@pytest.mark.parametrize("line", [17, 21, 120, 123])
def test_near_the_ends_there_are_fewer_teeth_and_no_fault(line: int) -> None:
    found = lines(even({line: 101}, elsewhere=1))[0]
    assert found.frequency_hz == pytest.approx(line / 10)


def test_along_an_axis_on_which_little_else_moves_a_line_stands_out_more() -> None:
    """A hundredth of the background is seen in every direction: across it a line stands out a hundred times as far."""
    power = np.zeros((6, 156))
    power[0, 3:] = 1.0
    power[1, LINE] = 11.0
    found = lines(made_of(power))[0]
    across_itself, along_itself = 1 / (0.01 / 3), 1 / (1 + 0.01 / 3)
    assert 10**found.prominence == pytest.approx((across_itself + along_itself) / (1 + 0.1 * along_itself))


def test_two_lines_are_told_the_most_prominent_first() -> None:
    found = lines(even({30: 51, 60: 201, 90: 101}, elsewhere=1))
    assert [peak.frequency_hz for peak in found] == pytest.approx([6, 9])
    assert {peak.kind for peak in found} == {"line"}


@pytest.mark.parametrize(("apart", "told"), [(10, 1), (12, 2)])
def test_two_lines_are_told_apart_from_a_hertz_on(apart: int, told: int) -> None:
    bells = {at: 100.0 - 10 * abs(at - 50) for at in range(46, 55)}
    both = bells | {at + apart: value / 2 for at, value in bells.items() if at + apart not in bells}
    near = [peak for peak in lines(even(both, elsewhere=1)) if 4.5 < peak.frequency_hz < 7]
    assert len(near) == told


def test_its_size_is_the_lobe_without_the_background() -> None:
    """0.6 Hz away is a part of it, 0.8 Hz away is not but doubles the background, which has its hundredth more."""
    beside = {LINE - 8: 9.0, LINE - 6: 5.0, LINE + 6: 5.0, LINE + 8: 9.0}
    background = 2.02
    power = 0.1 * (10 * (9 - background) + (20 - background) + 2 * (5 - background))
    assert line_at_5_hz(beside).rms == pytest.approx(math.sqrt(power))
    (halved, *_) = lines(even({**wide(LINE), **beside}, elsewhere=1, gain=0.5))
    assert halved.rms == pytest.approx(2 * math.sqrt(power))


def test_its_frequency_is_the_vertex_of_its_strongest_bin() -> None:
    leaning = {at: 100 * math.exp(-((at - 50.3) ** 2) / 4) + 1 for at in range(44, 57)}
    assert lines(even(leaning, elsewhere=1))[0].frequency_hz == pytest.approx(5.03, abs=0.005)


@pytest.mark.parametrize(("strongest", "told"), [(14, False), (15, True), (16, True)])
def test_a_line_whose_strongest_bin_is_below_1_5_hz_is_none(strongest: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    sloping = dict.fromkeys(range(13, 24), 9.0) | {strongest: 20.0}
    slow = [peak for peak in lines(even(sloping, elsewhere=1)) if peak.frequency_hz < 2]
    assert bool(slow) is told


def test_a_multiple_is_told_with_what_it_is_a_multiple_of() -> None:
    found = lines(even({**wide(20, 10), **wide(40)}, elsewhere=0.1))
    assert {round(peak.frequency_hz, 3): peak.harmonic_of_hz for peak in found} == {2.0: None, 4.0: pytest.approx(2)}


def test_a_spectrum_of_nothing_has_no_line() -> None:
    assert lines(even({}), floor=1) == ()


def test_the_sensors_own_noise_is_a_part_of_the_background() -> None:
    """The floor is a density in each direction: 1 is three times as much as a third along each axis."""
    found = lines(even({LINE: 11.0}), floor=1)[0]
    assert 10**found.prominence == pytest.approx(1)
