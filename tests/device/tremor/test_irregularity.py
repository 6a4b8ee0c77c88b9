"""The change of frequency from cycle to cycle, against known answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.signals.samples import Floats
from device.signals.windows import Windower
from device.tremor.irregularity import cycle_changes_hz, interquartile_range
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
