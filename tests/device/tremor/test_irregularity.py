"""The change of frequency from cycle to cycle, against known answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.signals.samples import Floats
from device.signals.windows import Windower
from device.tremor.features import describe
from device.tremor.irregularity import cycle_changes_hz, interquartile_range, peak_shape, power_shares
from tests.device.tremor.made_up import WINDOW_TIME_S, wave
from tests.support.examples import examples
from tests.support.figures import QUIET_DPS
from tests.support.limbs import shaken, still, turned
from tests.support.stages import cleaned

QUARTILES_OF_A_NORMAL = 1.349  # interquartile range of the normal distribution, in its standard deviations
REGULAR_HZ = 0.05
AXIS = np.array([0.6, 0, 0.8])


def irregularity(rotation_dps: Floats, frequency_hz: float) -> float:
    """Of a whole recording [n, 3] at 100 Hz, window by window."""
    starts = range(0, len(rotation_dps) - 300 + 1, 100)
    windows = (rotation_dps[start : start + 300] for start in starts)
    found = interquartile_range(
        [change for window in windows for change in cycle_changes_hz(window, frequency_hz, PARAMETERS.rhythm)]
    )
    assert found is not None
    return found


def jittering(frequency_hz: float, sd_s: float, seconds: float, seed: int = 0) -> Floats:
    """A sinusoid of 20 deg/s whose cycles last 1 / frequency_hz with this standard deviation, halves independent."""
    random = np.random.default_rng(seed)
    halves_s = 0.5 / frequency_hz + random.normal(0, sd_s / np.sqrt(2), round(2.2 * seconds * frequency_hz))
    time_s = np.arange(round(100 * seconds)) / 100
    phase = np.pi * np.interp(time_s, np.concatenate(([0], np.cumsum(halves_s))), np.arange(len(halves_s) + 1))
    return np.asarray(20 * np.sin(phase)[:, None] * AXIS + random.normal(0, QUIET_DPS, (len(time_s), 3)))


@pytest.mark.parametrize("frequency_hz", [2, 3.3, 5, 7.5, 12])
def test_a_pure_sinusoid_is_regular(frequency_hz: float) -> None:
    samples = shaken(still(30), frequency_hz, 10)
    assert samples.rotation_dps is not None
    assert irregularity(samples.rotation_dps, frequency_hz) < REGULAR_HZ


@pytest.mark.costly
@pytest.mark.parametrize(("frequency_hz", "sd_share"), [(3, 0.04), (5, 0.02), (5, 0.04), (5, 0.06), (8, 0.04)])
def test_cycles_that_jitter_give_the_irregularity_that_their_spread_predicts(
    frequency_hz: float, sd_share: float
) -> None:
    predicted_hz = QUARTILES_OF_A_NORMAL * np.sqrt(2) * frequency_hz * sd_share
    rotation_dps = jittering(frequency_hz, sd_share / frequency_hz, seconds=600)
    assert irregularity(rotation_dps, frequency_hz) == pytest.approx(predicted_hz, rel=0.1)


def test_a_changing_size_and_a_harmonic_do_not_make_it_irregular() -> None:
    time_s = np.arange(3000) / 100
    swing = (1 + 0.5 * np.sin(2 * np.pi * 0.3 * time_s)) * np.sin(2 * np.pi * 5 * time_s)
    overtone = 0.5 * np.sin(2 * np.pi * 10 * time_s + 1)
    assert irregularity(10 * (swing + overtone)[:, None] * AXIS, 5) < REGULAR_HZ


def test_slow_movement_along_with_it_does_not_make_it_irregular() -> None:
    samples = shaken(shaken(still(30), 5, 20), 0.6, 30, axis=(0.5, 0.5, 0.7))
    assert samples.rotation_dps is not None
    assert irregularity(samples.rotation_dps, 5) < REGULAR_HZ


@settings(max_examples=examples(20))
@given(st.integers(0, 1000))
def test_it_does_not_depend_on_how_the_sensor_is_mounted(seed: int) -> None:
    mounting, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    samples = replace(still(6), rotation_dps=jittering(5, 0.01, 6))
    pairs = zip(
        Windower(PARAMETERS.sampling).push(cleaned(samples)),
        Windower(PARAMETERS.sampling).push(cleaned(turned(samples, mounting))),
        strict=True,
    )
    for one, other in pairs:
        assert one.rotation is not None
        assert other.rotation is not None
        changes = (cycle_changes_hz(window.values, 5.0, PARAMETERS.rhythm) for window in (one.rotation, other.rotation))
        assert sorted(next(changes)) == pytest.approx(sorted(next(changes)), abs=1e-6)


def test_each_second_has_two_changes_a_cycle() -> None:
    samples = shaken(still(3), 5, 10)
    assert samples.rotation_dps is not None
    assert len(cycle_changes_hz(samples.rotation_dps, 5.0, PARAMETERS.rhythm)) == 10


def test_quartiles_of_a_few_changes_are_not_told() -> None:
    assert interquartile_range([0.1] * 9) is None
    assert interquartile_range([0.1] * 10) == 0
    assert interquartile_range([float(change) for change in range(101)]) == 50
    assert interquartile_range([0.0] * 26 + [1.0] * 50 + [2.0] * 25) == 1
    assert interquartile_range([0.0] * 25 + [1.0] * 50 + [2.0] * 26) == 1


def changes(values: Floats, frequency_hz: float = 5.0) -> Floats:
    return np.array(cycle_changes_hz(values, frequency_hz, PARAMETERS.rhythm))


@pytest.mark.parametrize(
    ("beside_hz", "within"),
    [
        (1.0, False),  # a third of 5 Hz is 1.7 Hz: wider takes in arm movement ...
        (2.0, True),  # ... and narrower smooths away true irregularity
        (14.0, True),
        (16.0, False),  # three times 5 Hz is 15 Hz: above lies noise
    ],
)
def test_movement_from_a_third_to_three_times_the_frequency_makes_a_rhythm_irregular(
    beside_hz: float,
    within: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    largest_hz = np.abs(changes(wave(5, 10) + wave(beside_hz, 3))).max()
    assert largest_hz > 0.5 if within else largest_hz < REGULAR_HZ


@pytest.mark.parametrize("beside_hz", [3.7, 6.3])
def test_the_direction_is_the_rhythms_own_although_more_moves_across_it_beside_it(beside_hz: float) -> None:
    across = np.array([0, 1.0, 0])
    found = changes(wave(5, 10) + wave(beside_hz, 30, across))
    assert np.abs(found).max() < REGULAR_HZ
    assert len(found) == pytest.approx(10, abs=1)  # as many as 5 Hz has


@pytest.mark.parametrize("frequency_hz", [5.03, 7.7, 9.13, 10.7, 11.7, 11.93])
def test_crossings_are_exact_to_a_fraction_of_a_grid_step(frequency_hz: float) -> None:
    """0.02 ms of a 12 Hz sinusoid are 0.003 Hz for a cycle, and a change is of two of them."""
    assert np.abs(changes(wave(frequency_hz, 10), frequency_hz)).max() < 0.006


@pytest.mark.parametrize("late_s", [0.01, 0.03, 0.05, 0.07, 0.09])
def test_the_changes_are_those_of_cycles_that_end_in_the_judged_second(late_s: float) -> None:
    """At 5 Hz five rising and five falling crossings lie from 1 s up to, but not at, 2 s."""
    late = 10 * np.sin(2 * np.pi * 5 * (WINDOW_TIME_S - late_s))[:, None] * AXIS
    assert len(changes(late)) == 10


@pytest.mark.parametrize(("jump_s", "seen"), [(0.5, False), (1.3, True), (1.7, True), (2.6, False)])
def test_a_jump_of_the_phase_counts_where_the_cycle_it_lengthens_ends(jump_s: float, seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    phase = 2 * np.pi * 5 * WINDOW_TIME_S - 1.5 * (jump_s < WINDOW_TIME_S)
    largest_hz = np.abs(changes(10 * np.sin(phase)[:, None] * AXIS)).max()
    assert largest_hz > 0.5 if seen else largest_hz < 0.2


def test_a_rhythm_that_quickens_changes_by_as_much_from_cycle_to_cycle() -> None:
    """By half a hertz a second, a tenth of that in each cycle of 5 Hz."""
    quickening = 10 * np.sin(2 * np.pi * (4.25 + 0.25 * WINDOW_TIME_S) * WINDOW_TIME_S)[:, None] * AXIS
    assert np.median(changes(quickening)) == pytest.approx(0.1, abs=0.01)


PLACES_HZ = 1.5 + 0.1 * np.arange(111)  # of a rhythm: 1.5 to 12.5 Hz


def hump(centre_hz: float, width_hz: float, over: float) -> Floats:
    """[111] a triangle of this width at half its height above 0, on a floor of 1."""
    return np.asarray(np.maximum(over * (1 - np.abs(PLACES_HZ - centre_hz) / width_hz), 0) + 1.0)


def shape_of(values: Floats, frequency_hz: float, seconds: int = 10) -> tuple[float, float] | None:
    shape = peak_shape([values / values.sum()] * seconds, frequency_hz, PARAMETERS.rhythm)
    return None if shape is None else (shape.width_hz, shape.sharpness)


@pytest.mark.parametrize(("width_hz", "over"), [(0.6, 400.0), (1.0, 400.0), (2.0, 400.0), (1.0, 900.0)])
def test_a_peak_is_as_wide_as_it_is_at_half_its_power(width_hz: float, over: float) -> None:
    """The floor is a part of the peak, which makes the triangle 2 / over wider."""
    shape = shape_of(hump(5.0, width_hz, over), 5.2)
    assert shape is not None
    assert shape[0] == pytest.approx(width_hz * (1 + 1 / over), abs=0.01)
    assert shape[1] == pytest.approx(over + 1)


def test_a_peak_is_never_told_as_more_than_a_thousand_times_the_median() -> None:
    shape = shape_of(hump(5.0, 1.0, 5000.0), 5.0)
    assert shape is not None
    assert shape[1] == 1000.0


def test_a_stronger_movement_further_away_is_another_peak() -> None:
    both = hump(6.0, 0.8, 100.0) + hump(2.0, 0.8, 900.0)
    shape = shape_of(both, 6.0)
    assert shape is not None
    assert shape[0] == pytest.approx(0.8, abs=0.03)
    assert shape[1] == pytest.approx(51, abs=1)


def test_fewer_than_ten_seconds_have_no_shape() -> None:
    assert shape_of(hump(5.0, 1.0, 100.0), 5.0, seconds=9) is None


@pytest.mark.parametrize("centre_hz", [1.5, 12.5])
def test_a_peak_at_the_end_of_what_is_looked_at_ends_there(centre_hz: float) -> None:
    shape = shape_of(hump(centre_hz, 1.0, 100.0), centre_hz)
    assert shape is not None
    assert shape[0] == pytest.approx(0.55, abs=0.02)


def measured_width_hz(samples_dps: Floats, frequency_hz: float) -> float:
    samples = still(len(samples_dps) / 100)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:] += samples_dps
    windows = Windower(PARAMETERS.sampling).push(cleaned(samples))[1:]
    spectra = [described.spectrum for described in (describe(window, PARAMETERS) for window in windows)]
    shape = peak_shape([power_shares(one) for one in spectra if one], frequency_hz, PARAMETERS.rhythm)
    assert shape is not None
    return shape.width_hz


def test_a_pendulum_is_as_wide_as_three_seconds_can_tell_and_uneven_cycles_are_wider() -> None:
    """Cycles of 5 Hz that vary by a fifth lose half their phase in 0.25 s: 1.25 Hz, beside 0.74 that a line has."""
    assert measured_width_hz(jittering(5, 0, 40), 5) == pytest.approx(0.74, abs=0.01)
    assert measured_width_hz(jittering(5, 0.02, 40), 5) == pytest.approx(0.85, abs=0.1)
    assert measured_width_hz(jittering(5, 0.04, 60), 5) == pytest.approx(1.5, abs=0.3)
