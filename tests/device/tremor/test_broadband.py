"""Bands that stand out, and most of the movement: which bins each is made of and what it is compared with."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import Spectra, Spectrum
from device.tremor.broadband import beside_lines, broad_in, bulk_of, bulk_of_each, reaching_beyond
from device.tremor.harmonics import Line, SlowMovement
from device.tremor.peaks import Peak
from tests.device.tremor.made_up import even

NO_SLOW = SlowMovement(regular=None, swing=None)


def broad(spectrum: Spectrum, floor: float = 0.0, slow: SlowMovement = NO_SLOW) -> tuple[Peak, ...]:
    return broad_in(spectrum, floor, slow, PARAMETERS.rhythm)


def raised(centre: int, value: float = 10.0) -> dict[int, float]:
    """Two hertz in bins of 0.1 Hz."""
    return dict.fromkeys(range(centre - 10, centre + 11), value)


# Most of the movement


@pytest.mark.parametrize(
    ("at", "band", "rest"),
    [
        (29, 100, 11),
        (30, 110, 1),  # tuned, 3 to 8 Hz: free of the second harmonic of arm swing and of a car's own vibration
        (80, 110, 1),
        (81, 100, 11),
        (4, 100, 1),  # slower than 0.5 Hz is posture
        (5, 100, 11),
        (130, 100, 11),
        (131, 100, 1),  # 13 Hz: the highest tremor and half a hertz
    ],
)
def test_the_bulk_is_3_to_8_hz_over_all_other_movement_from_0_5_to_13_hz(at: int, band: float, rest: float) -> None:
    found = bulk_of(even({50: 100, 20: 1, at: 10}), floor=0)
    assert (found.kind, found.harmonic_of_hz) == ("bulk", None)
    assert found.prominence == pytest.approx(math.log10(band / rest))


def reached(power: float, at: int) -> tuple[float, float]:
    """Prominence of the bulk, and of what reaches beyond it: of a rhythm in bin `at`, and a hundredth of it at 2 Hz."""
    spectra = Spectra.of(even({at: power, 20: power / 100}))
    bulk = bulk_of_each(spectra, 0)
    return bulk.prominence[0, 0], reaching_beyond(bulk, spectra, 0, PARAMETERS.rhythm).prominence[0, 0]


@pytest.mark.parametrize("at", [85, 100, 125])
def test_a_large_bulk_may_lie_anywhere_up_to_12_5_hz(at: int) -> None:
    """Of 10 deg/s and more, ours. 1.75 decades are demanded of it, 0.6 of the bulk."""
    assert reached(1010.0, at)[1] == pytest.approx(2.0 - 1.75 + 0.6)


@pytest.mark.parametrize(("power", "at"), [(990.0, 100), (1010.0, 126), (1010.0, 50)])
def test_a_smaller_one_or_one_that_is_faster_or_slower_is_the_bulk_as_it_was(power: float, at: int) -> None:
    bulk, beyond = reached(power, at)
    assert beyond == bulk


def test_the_sensors_own_noise_is_a_part_of_the_other_movement() -> None:
    """Of all 126 bins from 0.5 to 13.0 Hz."""
    assert bulk_of(even({50: 126, 20: 126}), floor=1).prominence == pytest.approx(math.log10(1 / 2))


def test_without_movement_the_bulk_is_nothing() -> None:
    assert bulk_of(even({}), floor=1).prominence < -30


@pytest.mark.parametrize(
    ("bins", "power"),
    [
        ({40: 10, 60: 10}, 20),
        ({40: 10, 61: 10}, 10),
        ({5: 10}, 10),  # a hertz below the lowest rhythm
        ({4: 10}, 0),
        ({135: 10}, 10),  # a hertz above the highest one
        ({136: 10}, 0),
    ],
)
def test_its_size_is_that_of_the_strongest_two_hertz(bins: Mapping[int, float], power: float) -> None:
    assert bulk_of(even(bins), floor=1).rms == pytest.approx(math.sqrt(0.1 * power), abs=1e-6)
    assert bulk_of(even(bins, gain=0.5), floor=1).rms == pytest.approx(2 * math.sqrt(0.1 * power), abs=1e-6)


def test_its_frequency_is_the_centre_of_gravity_of_the_strongest_two_hertz() -> None:
    assert bulk_of(even({48: 1, 54: 2, 90: 1}), floor=1).frequency_hz == pytest.approx((4.8 + 2 * 5.4) / 3)
    edges = bulk_of(even({41: 1, 51: 10, 61: 2, 90: 1}), floor=1)
    assert edges.frequency_hz == pytest.approx((4.1 + 51 + 2 * 6.1) / 13)


# Bands


def test_a_band_of_two_hertz_is_compared_with_what_lies_beside_it() -> None:
    first = broad(even(raised(51), elsewhere=1))[0]
    assert first.kind == "broad"
    assert first.frequency_hz == pytest.approx(5.1)
    assert first.prominence == pytest.approx(1)
    assert first.rms == pytest.approx(math.sqrt(0.1 * 21 * 10))
    assert first.harmonic_of_hz is None


def test_a_sensor_that_shows_half_of_it_makes_it_no_smaller() -> None:
    assert broad(even(raised(51), elsewhere=1, gain=0.5))[0].rms == pytest.approx(2 * math.sqrt(0.1 * 21 * 10))


def test_what_the_flanks_hold_is_the_floor_at_least() -> None:
    assert broad(even(raised(51), elsewhere=1e-9), floor=1)[0].prominence == pytest.approx(1)


@pytest.mark.parametrize(("away", "counts"), [(15, False), (16, True), (24, True), (32, True), (33, False)])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_flanks_reach_from_1_6_to_3_2_hz(side: int, away: int, counts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A bin a decade higher takes 1/17 of a decade from the mean of its flank, which is one of two."""
    first = broad(even({**raised(51), 51 + side * away: 10.0}, elsewhere=1))[0]
    assert first.frequency_hz == pytest.approx(5.1)
    assert first.prominence == pytest.approx(1 - 1 / 17 / 2 if counts else 1)


@pytest.mark.parametrize(("at", "counts"), [(3, True), (4, True), (5, False), (6, False)])
def test_below_the_slowest_bands_two_bins_are_left(at: int, counts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The bins of 0.3 and 0.4 Hz: below lies drift, above the band itself."""
    first = broad(even({**raised(17), at: 10.0}, elsewhere=1))[0]
    assert first.frequency_hz == pytest.approx(1.7)
    assert first.prominence == pytest.approx(1 - 1 / 2 / 2 if counts else 1)


@pytest.mark.parametrize(
    ("centre", "value", "found"),
    [
        (29, 1.43, True),  # 21 bins of it are more than twice the 15 bins of 1 from 0 to 1.4 Hz
        (29, 1.42, False),
        (31, 1.42, True),  # ours: from 3 Hz on a band stands alone
        (31, 0.5, True),
    ],
)
def test_a_band_below_3_hz_has_to_hold_twice_the_power_of_slow_movement(
    centre: int,
    value: float,
    found: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    peaks = broad(even(raised(centre, value)), floor=1)
    assert (peaks[0].frequency_hz == pytest.approx(centre / 10)) is found


@pytest.mark.parametrize(("at", "found"), [(14, False), (16, True)])
def test_a_band_whose_gravity_is_below_1_5_hz_is_slow_movement(at: int, found: bool) -> None:  # noqa: FBT001 - a parameter of the test
    peaks = broad(even({at: 1000.0}, elsewhere=0.01))
    assert any(peak.frequency_hz < 2 for peak in peaks) is found


def test_two_slow_bands_and_one_fast_are_looked_at_the_clearest_first() -> None:
    peaks = broad(even({**raised(27, 10), **raised(69, 20), 110: 1000.0}, elsewhere=1))
    assert [peak.frequency_hz for peak in peaks] == pytest.approx([6.9, 2.7, 10.2], abs=0.1)


def test_a_third_slow_band_is_not_looked_at() -> None:
    peaks = broad(even({**raised(21, 10), **raised(47, 15), **raised(73, 20), 110: 1000.0}, elsewhere=1))
    assert len([peak for peak in peaks if peak.frequency_hz < 8]) == 2


def test_the_slowest_and_the_fastest_slow_band_may_stand_out_most() -> None:
    slowest = broad(even({5: 10.0, 25: 40.0}, elsewhere=1))  # only the first band, from 0.5 to 2.5 Hz, holds both
    assert slowest[0].prominence == pytest.approx(math.log10((10 + 40 + 19) / 21))
    fastest = broad(even(raised(79), elsewhere=1))
    assert fastest[0].frequency_hz == pytest.approx(7.9)


# Fast bands: the last one told


def fast(bins: Mapping[int, float]) -> Peak:
    return broad(even(bins))[-1]


@pytest.mark.parametrize(("at", "rest"), [(19, 1), (20, 11), (150, 11), (155, 11)])
def test_a_fast_band_is_compared_with_all_other_movement_from_2_hz_on(at: int, rest: float) -> None:
    assert fast({85: 1000, 30: 1, at: 10}).prominence == pytest.approx(math.log10(1000 / rest))


@pytest.mark.parametrize(
    ("bins", "prominence"),
    [
        ({77: 1000, 125: 1000, 30: 1}, math.log10(2000)),  # a quarter of 10.1 Hz to each side, 25 bins
        ({70: 1000, 130: 1000}, 0),  # no band from 8 Hz on takes in both
        ({61: 1000, 30: 1}, 3),  # the slowest fast band is at 8.1 Hz, with 2 Hz to each side
        ({60: 1000, 120: 1}, -3),
        ({125: 1000, 30: 1}, 3),
    ],
)
def test_a_fast_band_is_a_quarter_of_its_frequency_to_each_side(bins: Mapping[int, float], prominence: float) -> None:
    assert fast(bins).prominence == pytest.approx(prominence, abs=1e-3)


def test_a_fast_bands_size_and_frequency_are_those_of_all_it_holds() -> None:
    found = fast({90: 10, 110: 30, 30: 1})
    assert found.rms == pytest.approx(2)
    assert found.frequency_hz == pytest.approx((9 + 3 * 11) / 4)


# What is no rhythm of its own


@pytest.mark.parametrize(
    ("frequency_hz", "power", "above"),
    [(4.0, 21.5, True), (4.0, 20.5, False), (4.2, 21.5, False), (5.1, 21.5, False), (6.5, 21.5, False)],
)
def test_a_band_a_hertz_above_a_regular_and_stronger_movement_holds_its_multiples(
    frequency_hz: float,
    power: float,
    above: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """The band's own power is 0.1 Hz x 21 x 10."""
    slow = SlowMovement(Line(frequency_hz, power), None)
    first = broad(even(raised(51), elsewhere=1), slow=slow)[0]
    assert first.harmonic_of_hz == (frequency_hz if above else None)


def slope(summit: int, falls: float = 0.05) -> dict[int, float]:
    """From a summit down to both sides by so many decades a bin."""
    return {at: 1000 * 10 ** (-falls * abs(at - summit)) for at in range(3, 156)}


@pytest.mark.parametrize(
    ("swing", "met"),
    [
        (Line(1.3, 1e9), True),  # 3 x 1.3 Hz
        (Line(1.2, 1e9), False),
        (Line(1.3, 1e3), False),  # not 81 times as strong
        (None, False),
    ],
)
def test_a_band_on_the_slope_of_a_low_multiple_is_no_rhythm_of_its_own(swing: Line | None, met: bool) -> None:  # noqa: FBT001 - a parameter of the test
    hill = {**slope(39), **dict.fromkeys(range(60, 156), 1e-3)}
    first = broad(even(hill), slow=SlowMovement(None, swing))[0]
    assert first.frequency_hz > 4.1
    assert first.harmonic_of_hz == (1.3 if met else None)


def test_a_slope_that_leads_out_of_the_spectrum_has_no_summit() -> None:
    rising = {at: 10 ** (0.02 * at) for at in range(3, 156)}
    slow = SlowMovement(None, Line(1.3, 1e12))
    assert all(peak.harmonic_of_hz is None for peak in broad(even(rising), slow=slow))


def test_a_fast_band_lies_on_no_slope() -> None:
    slow = SlowMovement(None, Line(2.0, 1e12))
    assert broad(even(slope(80)), slow=slow)[-1].harmonic_of_hz is None


# What is slow movement, or its multiple, in the guise of a band


@pytest.mark.parametrize(
    ("line_hz", "line_rms", "of_hz", "told"),
    [
        (2.8, 7.1, 1.4, 1.4),  # half of the band's power, as rms 0.7
        (2.8, 6.9, 1.4, None),
        (2.8, 7.1, None, None),  # a rhythm of its own
        (2.06, 7.1, 1.03, 1.03),
        (2.04, 7.1, 1.02, None),  # more than a hertz away it is not in the band
        (4.06, 7.1, 1.4, 1.4),
    ],
)
def test_a_band_that_is_mostly_the_line_of_a_multiple_is_one(
    line_hz: float, line_rms: float, of_hz: float | None, told: float | None
) -> None:
    band = Peak("broad", 3.06, 1.0, 10.0, harmonic_of_hz=None)
    line = Peak("line", line_hz, 2.0, line_rms, harmonic_of_hz=of_hz)
    (found,) = beside_lines([band], [line], PARAMETERS.rhythm)
    assert found == replace(band, harmonic_of_hz=told)


def test_a_band_that_is_a_multiple_already_keeps_what_it_is_a_multiple_of() -> None:
    band = Peak("broad", 3.0, 1.0, 10.0, harmonic_of_hz=1.0)
    assert beside_lines([band], [Peak("line", 2.8, 2.0, 9.0, harmonic_of_hz=1.4)], PARAMETERS.rhythm) == (band,)


@pytest.mark.parametrize(
    ("swing_hz", "share", "told"),
    [(1.4, 0.5, 1.4), (1.4, 0.48, None), (1.49, 0.5, 1.49), (1.5, 0.5, None), (1.04, 0.5, None)],
)
def test_a_band_that_slow_movement_holds_most_of_is_that_movement(
    swing_hz: float, share: float, told: float | None
) -> None:
    """The band lies about 2.05 Hz; slower than 1.5 Hz is no tremor, and a hertz away is not in the band any more."""
    spectrum = even(raised(20))
    band = broad(spectrum)[0]
    assert band.frequency_hz == pytest.approx(2.05)
    assert band.harmonic_of_hz is None
    slow = SlowMovement(None, Line(swing_hz, share * band.rms**2))
    assert broad(spectrum, slow=slow)[0].harmonic_of_hz == told
