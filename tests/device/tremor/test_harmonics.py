"""Which lines are multiples of a slower movement, at the edges of each rule."""

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import Spectrum
from device.tremor.harmonics import (
    Line,
    SlowMovement,
    lobe_power,
    low_multiple_of_hz,
    multiple_of_hz,
    slow_movement,
)
from tests.device.tremor.made_up import spectrum_with

RHYTHM = PARAMETERS.rhythm
NO_SLOW = SlowMovement(regular=None, swing=None)
NOTHING = spectrum_with({})


def bell(at: int, height: float = 1.0) -> dict[int, float]:
    """A line as a window of 3 s shows it, nearly: highest at its bin, its sides falling by half a decade each bin."""
    return {at + away: height * 10 ** (-away * away / 2) for away in range(-2, 3)}


@pytest.mark.parametrize(
    ("multiple", "falls"),
    [(2, 16), (3, 81), (4, 256)],  # in a triangle of speeds the fourth power of the multiple's number
)
def test_a_low_multiple_of_a_swing_is_as_weak_as_in_a_triangle_of_speeds(multiple: int, falls: float) -> None:
    line = Line(1.25 * multiple, power=2.0)
    assert low_multiple_of_hz(line, Line(1.25, 2.0 * falls), RHYTHM) == 1.25
    assert low_multiple_of_hz(line, Line(1.25, 2.0 * falls - 0.1), RHYTHM) is None


@pytest.mark.parametrize("multiple", [1, 5, 6])
def test_other_multiples_lie_too_close_to_tell(multiple: int) -> None:
    assert low_multiple_of_hz(Line(1.25 * multiple, power=1.0), Line(1.25, 1e9), RHYTHM) is None


@pytest.mark.parametrize(("off_hz", "met"), [(0.14, True), (-0.14, True), (0.16, False), (-0.16, False)])
def test_a_multiple_is_met_within_0_15_hz(off_hz: float, met: bool) -> None:  # noqa: FBT001 - a parameter of the test
    line = Line(3.75 + off_hz, power=1.0)
    assert (low_multiple_of_hz(line, Line(1.25, 1e9), RHYTHM) == 1.25) is met
    assert (multiple_of_hz(line, SlowMovement(Line(1.25, 1e9), None), NOTHING, RHYTHM) == 1.25) is met


def test_without_a_swing_there_is_no_multiple() -> None:
    assert low_multiple_of_hz(Line(5, 1.0), None, RHYTHM) is None
    assert multiple_of_hz(Line(5, 1.0), NO_SLOW, NOTHING, RHYTHM) is None


@pytest.mark.parametrize(
    ("frequency_hz", "power", "met"),
    [(4, 0.9, True), (6, 0.9, True), (12, 0.9, True), (2, 0.9, False), (4, 1.0, False), (5, 0.9, False)],
)
def test_a_regular_movement_may_have_any_multiple_weaker_than_itself(
    frequency_hz: float,
    power: float,
    met: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    slow = SlowMovement(regular=Line(2.0, 1.0), swing=None)
    assert multiple_of_hz(Line(frequency_hz, power), slow, NOTHING, RHYTHM) == (2.0 if met else None)


def test_the_swing_is_asked_last() -> None:
    slow = SlowMovement(regular=None, swing=Line(1.25, 1e9))
    assert multiple_of_hz(Line(3.75, 1.0), slow, NOTHING, RHYTHM) == 1.25


# Half of a line, in the spectrum itself


def half_of(line: Line, spectrum: Spectrum) -> float | None:
    return multiple_of_hz(line, NO_SLOW, spectrum, RHYTHM)


def test_a_stronger_peak_at_half_the_frequency_makes_it_the_second_multiple() -> None:
    spectrum = spectrum_with(bell(12))
    power = 0.1 * sum(bell(12).values())
    assert half_of(Line(2.4, 0.99 * power), spectrum) == pytest.approx(1.2)
    assert half_of(Line(2.4, 1.01 * power), spectrum) is None


@pytest.mark.parametrize(("at", "seen"), [(11, True), (12, True), (13, True), (10, False), (14, False)])
def test_the_peak_may_be_one_bin_from_half_the_frequency(at: int, seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """0.15 Hz are one whole bin of 0.1 Hz."""
    found = half_of(Line(2.4, 0.001), spectrum_with(bell(at)))
    assert found == (pytest.approx(at / 10) if seen else None)


@pytest.mark.parametrize("at", [15, 16])
def test_half_a_frequency_where_tremor_may_lie_is_a_rhythm_of_its_own(at: int) -> None:
    assert half_of(Line(at / 5, 0.001), spectrum_with(bell(at))) is None
    assert half_of(Line(2.9, 0.001), spectrum_with(bell(14))) == pytest.approx(1.4)


def test_a_slope_is_no_peak() -> None:
    falling = spectrum_with({place: 1.0 / place for place in range(3, 30)})
    rising = spectrum_with({place: float(place) for place in range(3, 30)})
    assert half_of(Line(2.4, 1e-9), falling) is None
    assert half_of(Line(2.4, 1e-9), rising) is None


def test_two_equal_bins_are_no_peak() -> None:
    assert half_of(Line(2.4, 1e-9), spectrum_with({12: 1.0, 13: 1.0})) is None
    assert half_of(Line(2.6, 1e-9), spectrum_with({11: 1.0, 12: 1.0})) is None


# Power of a line


def test_a_lobe_is_seven_bins_to_each_side_less_its_background() -> None:
    """0.7 Hz: all of a line's power under a Hann window of 3 s. Each bin is 0.1 Hz wide."""
    spectrum = spectrum_with({42: 100, 43: 2, 50: 5, 57: 3, 58: 1000})
    assert lobe_power(spectrum, 50, background=0) == pytest.approx(0.1 * (2 + 5 + 3))
    assert lobe_power(spectrum, 50, background=2.5) == pytest.approx(0.1 * (2.5 + 0.5))


# Slow movement of a window


def prominence_at(place: int, value: float) -> np.ndarray:
    """[111] of each bin from 1.5 Hz on."""
    prominence = np.zeros(111)
    prominence[place] = value
    return prominence


@pytest.mark.parametrize(
    ("place", "value", "regular"),
    [
        (5, 15.0, True),  # ours: power over background of a slow line that may have harmonics
        (5, 14.9, False),
        (1, 100.0, True),
        (0, 100.0, False),  # the slope of something slower
        (15, 100.0, True),  # 3.0 Hz: the fastest stepping or repeating movement
        (16, 100.0, False),
    ],
)
def test_a_regular_slow_movement_stands_out_by_15_between_1_5_and_3_hz(
    place: int,
    value: float,
    regular: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    spectrum = spectrum_with(bell(15 + place))
    found = slow_movement(spectrum, prominence_at(place, value), RHYTHM).regular
    assert (found is not None) is regular
    if found:
        assert found.frequency_hz == pytest.approx(1.5 + place / 10)
        assert found.power == pytest.approx(0.1 * sum(bell(0).values()))


@pytest.mark.parametrize(
    ("at", "swings"),
    [
        (9, False),  # fewer than three cycles in 3 s tell no frequency
        (10, True),
        (13, True),
        (16, True),  # 1.5 Hz, and 0.15 Hz that 3 s may err
        (18, False),
    ],
)
def test_a_swing_is_the_strongest_movement_of_three_cycles_up_to_where_tremor_begins(at: int, swings: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = slow_movement(spectrum_with(bell(at, 5.0)), prominence_at(5, 0), RHYTHM).swing
    if swings:
        assert found is not None
        assert found.frequency_hz == pytest.approx(at / 10)
        assert found.power == pytest.approx(0.1 * sum(bell(at, 5.0).values()))
    else:
        assert found is None or found.frequency_hz > 1.6


def test_where_something_slower_is_stronger_there_is_no_swing() -> None:
    assert slow_movement(spectrum_with({**bell(13, 5.0), **bell(6, 6.0)}), prominence_at(5, 0), RHYTHM).swing is None


def test_a_sensor_that_shows_nothing_has_no_slow_movement() -> None:
    assert slow_movement(NOTHING, prominence_at(5, 0), RHYTHM) == NO_SLOW
