from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.analysis.pipeline import Pipeline
from device.parameters import PARAMETERS
from device.signals.rows import AXES
from device.signals.samples import Samples
from device.signals.windows import Windower
from device.tremor.features import describe
from device.tremor.verdict import Reading, amplitude_deg, judge
from tests.support.examples import examples
from tests.support.limbs import shaken, still, turned, without
from tests.support.stages import cleaned


def readings_of(samples: Samples) -> list[Reading]:
    pipeline = Pipeline()
    return [*pipeline.push(samples).readings, *pipeline.finish().readings]


def middle(samples: Samples) -> Reading:
    readings = readings_of(samples)
    return readings[len(readings) // 2]


@pytest.mark.parametrize("frequency_hz", [2, 2.5, 3, 4, 6, 8, 10, 12])
def test_tremor_of_two_degrees_a_second_is_found_at_rest(frequency_hz: float) -> None:
    reading = middle(shaken(still(8), frequency_hz, 2))
    assert reading.tremor
    assert reading.frequency_hz == pytest.approx(frequency_hz, abs=0.1)
    assert reading.rms_dps == pytest.approx(2 / np.sqrt(2), rel=0.05)
    assert reading.amplitude_deg == pytest.approx(2 * 2 / (2 * np.pi * frequency_hz), rel=0.05)


@pytest.mark.parametrize("frequency_hz", [2.5, 3, 4, 6, 8, 10, 12])
def test_tremor_is_found_under_a_drifting_arm(frequency_hz: float) -> None:
    assert middle(shaken(shaken(still(8), 0.6, 30), frequency_hz, 10)).tremor


def test_a_limb_that_only_drifts_has_no_tremor() -> None:
    assert middle(shaken(still(8), 0.6, 30)).tremor is False


def test_a_step_with_harmonics_is_no_tremor() -> None:
    walking = still(8)
    for multiple, peak_dps in ((1, 120), (2, 60), (3, 30), (4, 15)):
        walking = shaken(walking, 1.8 * multiple, peak_dps)
    reading = middle(walking)
    assert reading.tremor is False or (reading.frequency_hz or 0) < 2


def test_vehicle_vibration_without_rotation_is_no_tremor() -> None:
    samples = still(8)
    hum = 0.1 * np.sin(2 * np.pi * 6 * samples.time_s)
    assert middle(replace(samples, acceleration_g=samples.acceleration_g + hum[:, None])).tremor is False


def test_a_limb_that_lies_still_is_inert() -> None:
    reading = middle(still(8))
    assert (reading.tremor, reading.inert) == (False, True)


def test_the_accelerometer_alone_finds_tremor_without_an_angle() -> None:
    reading = middle(replace(shaken(still(8), 5, 60), rotation_dps=None))
    assert reading.tremor
    assert reading.frequency_hz == pytest.approx(5, abs=0.1)
    assert (reading.amplitude_deg, reading.rms_dps) == (None, None)


def test_the_accelerometer_alone_asks_for_a_size_and_scores_by_it() -> None:
    by_size = [middle(replace(shaken(still(8), 5, peak_dps), rotation_dps=None)) for peak_dps in (3, 6, 12, 24)]
    assert [reading.tremor for reading in by_size] == [False, False, True, True]
    scores = [reading.score or 0 for reading in by_size]
    assert scores == sorted(scores)


def test_the_accelerometer_alone_ranks_what_is_unclear_by_size_and_below_the_limit() -> None:
    noise_g = np.random.default_rng(1).normal(size=(800, 3))
    by_size = [
        middle(replace(still(8), acceleration_g=still(8).acceleration_g + g * noise_g, rotation_dps=None))
        for g in (0.05, 0.2, 0.8)
    ]
    assert [reading.tremor for reading in by_size] == [False] * 3
    scores = [reading.score or 0 for reading in by_size]
    assert scores == sorted(scores)
    assert scores[-1] < np.log10(0.6)


def test_an_irregular_tremor_of_a_quiet_limb_is_found() -> None:
    irregular = still(8)
    for frequency_hz in (4.2, 4.7, 5.1, 5.4):
        irregular = shaken(irregular, frequency_hz, 2)
    reading = middle(irregular)
    assert reading.tremor
    assert 4 < (reading.frequency_hz or 0) < 6


def jittered(samples: Samples, frequency_hz: float, peak_dps: float, seed: int = 1, share: float = 0.1) -> Samples:
    """With cycles whose lengths vary by a tenth, or another share."""
    assert samples.rotation_dps is not None
    lengths = np.random.default_rng(seed).normal(1, share, round(2 * frequency_hz * len(samples) / 100))
    ends_s = np.concatenate(([0], np.cumsum(lengths))) / frequency_hz
    cycle = np.interp(samples.time_s, ends_s, np.arange(len(ends_s)))
    wave_dps = peak_dps * np.sin(2 * np.pi * cycle)[:, None] * [0.6, 0, 0.8]
    return replace(samples, rotation_dps=samples.rotation_dps + wave_dps)


@pytest.mark.parametrize("frequency_hz", [4, 5, 6])
def test_irregular_tremor_is_found_under_a_drifting_arm(frequency_hz: float) -> None:
    readings = readings_of(jittered(shaken(still(12), 0.6, 30), frequency_hz, 3))[1:-1]
    assert all(reading.tremor for reading in readings)
    assert [reading.frequency_hz for reading in readings] == pytest.approx([frequency_hz] * 10, rel=0.15)


@pytest.mark.parametrize("frequency_hz", [2, 3, 5])
def test_irregular_tremor_is_found_at_rest(frequency_hz: float) -> None:
    assert all(reading.tremor for reading in readings_of(jittered(still(12), frequency_hz, 10))[1:-1])


@pytest.mark.parametrize("frequency_hz", [7, 8])
def test_fast_tremor_whose_cycles_vary_by_a_fifth_is_found_at_rest(frequency_hz: float) -> None:
    """Large, and spread from 6 Hz to 12: neither a line nor within the band of most irregular tremor."""
    readings = readings_of(jittered(still(30), frequency_hz, 42, share=0.2))[1:-1]
    assert sum(bool(reading.tremor) for reading in readings) >= 0.9 * len(readings)


def test_in_a_vehicle_a_broad_rhythm_says_nothing() -> None:
    windower = Windower(PARAMETERS.sampling)
    samples = jittered(shaken(still(12), 0.6, 30), 5, 10)
    features = describe([*windower.push(cleaned(samples)), *windower.finish()][5], PARAMETERS)
    assert judge(features, PARAMETERS).tremor
    assert not judge(replace(features, context="vehicle"), PARAMETERS).tremor


def test_irregular_trembling_of_physiological_size_is_no_tremor() -> None:
    assert not any(reading.tremor for reading in readings_of(jittered(still(12), 10, 0.7)))


@pytest.mark.costly
@given(st.integers(0, 10_000))
def test_smooth_reaching_and_reversals_are_no_tremor(seed: int) -> None:
    random = np.random.default_rng(seed)
    samples = still(12, seed=seed)
    assert samples.rotation_dps is not None
    start = 0
    while start < len(samples):
        length = int(random.uniform(60, 200))
        part = np.arange(length) / length
        speed_dps = random.uniform(-90, 90) * 30 * (part * (1 - part)) ** 2 / (length / 100)
        reach = samples.rotation_dps[start : start + length]
        reach += speed_dps[: len(reach), None] * [0.6, 0, 0.8]
        start += int(length * random.choice([0.85, 1.0, 1.3]))
    assert not any(reading.tremor for reading in readings_of(samples))


def saturated() -> Samples:
    samples = shaken(still(9), 3, 900)
    assert samples.rotation_dps is not None
    return replace(samples, rotation_dps=np.clip(samples.rotation_dps, -500, 500))


def dead() -> Samples:
    samples = still(9)
    return Samples(samples.time_s, np.ones((len(samples), 3)), np.zeros((len(samples), 3)))


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (without(still(9), 4.3, 4.8), "0.50 s of the 3 s window are missing"),
        (still(9, rate_hz=15), "only 15 samples a second"),
        (saturated(), "gyroscope is at the end of its range"),
        (dead(), "no signal"),
    ],
)
def test_what_cannot_be_judged_says_why(samples: Samples, why: str) -> None:
    reading = middle(samples)
    assert reading.tremor is None
    assert why in reading.why


def test_a_stuck_axis_makes_no_into_unknown_but_leaves_yes() -> None:
    calm, trembling = shaken(still(8), 0.6, 30), shaken(still(8), 5, 20)
    for samples in (calm, trembling):
        assert samples.rotation_dps is not None
        samples.rotation_dps[:, 1] = 3.25
    assert middle(calm).tremor is None
    assert "stuck" in middle(calm).why
    assert middle(trembling).tremor


def stuck(samples: Samples, axes: int) -> Samples:
    """With a gyroscope of which so many axes never change."""
    assert samples.rotation_dps is not None
    samples.rotation_dps[:, :axes] = 3.25
    return samples


def hissing(samples: Samples) -> Samples:
    """With an accelerometer too noisy to tell rest by itself, and good enough beside a gyroscope."""
    noise_g = np.random.default_rng(1).normal(0, 0.0035, (len(samples), AXES))
    return replace(samples, acceleration_g=samples.acceleration_g + noise_g)


@pytest.mark.parametrize("axes", [1, 2])
def test_beside_a_stuck_axis_the_accelerometer_must_tell_rest_by_itself(axes: int) -> None:
    assert middle(stuck(still(8), axes)).inert
    assert middle(hissing(still(8))).inert
    reading = middle(stuck(hissing(still(8)), axes))
    assert (reading.tremor, reading.inert) == (None, False)
    assert "stuck" in reading.why


def test_beside_a_stuck_axis_the_others_still_show_tremor_that_no_accelerometer_sees() -> None:
    about_itself = replace(shaken(still(8), 5, 20, (0, 0, 1)), acceleration_g=still(8).acceleration_g)
    assert middle(stuck(about_itself, 1)).tremor


@pytest.mark.parametrize("axes", [1, 2])
def test_an_accelerometer_alone_with_a_stuck_axis_cannot_tell_rest(axes: int) -> None:
    alone = replace(still(8), rotation_dps=None)
    alone.acceleration_g[:, :axes] = 0.25
    reading = middle(alone)
    assert (reading.tremor, reading.inert) == (None, False)
    assert "stuck" in reading.why


def test_a_lower_limit_in_the_parameters_finds_smaller_tremor() -> None:
    gentle = replace(
        PARAMETERS, rhythm=replace(PARAMETERS.rhythm, least_dps=0.05, least_rest_dps=0.05, floor_dps2_hz=0.001)
    )
    samples = shaken(still(8), 5, 0.4)
    assert [r.tremor for r in readings_of(samples)][4] is False
    pipeline = Pipeline(gentle)
    assert [*pipeline.push(samples).readings, *pipeline.finish().readings][4].tremor


def test_amplitude_is_peak_to_peak() -> None:
    assert amplitude_deg(10 * np.pi / np.sqrt(2), 5) == pytest.approx(2)


@pytest.mark.costly
@given(st.integers(0, 10_000), st.sampled_from([0, 3, 30]))
def test_the_verdict_does_not_depend_on_how_the_sensor_is_mounted(seed: int, peak_dps: float) -> None:
    random = np.random.default_rng(seed)
    matrix = np.linalg.qr(random.normal(size=(3, 3)))[0]
    samples = shaken(still(5, seed=seed), 5, peak_dps)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:] += np.cumsum(random.normal(0, 1, (len(samples), 3)), axis=0)
    as_worn, other_way = middle(samples), middle(turned(samples, matrix))
    assert other_way.tremor == as_worn.tremor
    assert other_way.frequency_hz == pytest.approx(as_worn.frequency_hz, abs=1e-6)
    assert other_way.rms_dps == pytest.approx(as_worn.rms_dps, rel=1e-6)
    assert other_way.score == pytest.approx(as_worn.score, abs=1e-6)


@pytest.mark.costly
@pytest.mark.parametrize("swing_hz", [0.8, 0.9, 1.0, 1.1, 1.2, 1.3])
@pytest.mark.parametrize("second", [0.0, 0.1, 0.2])
def test_slow_repeated_movement_and_its_second_multiple_are_no_tremor(swing_hz: float, second: float) -> None:
    samples = shaken(still(30), swing_hz, 120)
    samples = shaken(samples, 2 * swing_hz, 240 * second)
    assert not any(reading.tremor for reading in readings_of(samples))


@pytest.mark.parametrize("swing_hz", [1.1, 1.2, 1.35, 1.45])
def test_low_multiples_of_an_arm_that_swings_are_no_tremor(swing_hz: float) -> None:
    running = still(30)
    for multiple, peak_dps in ((1, 250), (2, 50), (3, 20), (4, 8)):
        running = shaken(running, swing_hz * multiple, peak_dps)
    assert not any(reading.tremor for reading in readings_of(running))


def test_tremor_at_a_multiple_of_the_swing_is_found_where_no_swing_could_make_it() -> None:
    reading = middle(shaken(shaken(still(8), 1.2, 250), 3.6, 60))
    assert reading.tremor
    assert reading.frequency_hz == pytest.approx(3.6, abs=0.1)


@pytest.mark.parametrize("frequency_hz", [4, 5, 6])
@pytest.mark.parametrize("second", [0.5, 1.0, 1.5])
def test_a_tremor_with_a_strong_second_multiple_keeps_its_frequency(frequency_hz: float, second: float) -> None:
    samples = shaken(shaken(still(20), frequency_hz, 20), 2 * frequency_hz, 20 * second)
    judged = [reading for reading in readings_of(samples) if reading.tremor is not None]
    assert all(reading.tremor for reading in judged)
    assert [reading.frequency_hz for reading in judged] == pytest.approx([frequency_hz] * len(judged), abs=0.1)


@pytest.mark.costly
@pytest.mark.parametrize("beat_hz", [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 2.0])
@pytest.mark.parametrize("depth", [0.5, 0.9, 1.0])
def test_a_tremor_that_swells_and_fades_keeps_its_frequency_and_size(beat_hz: float, depth: float) -> None:
    samples = still(20)
    for frequency_hz, share in ((5, 1.0), (5 - beat_hz, depth / 2), (5 + beat_hz, depth / 2)):
        samples = shaken(samples, frequency_hz, 20 * share)
    judged = [reading for reading in readings_of(samples) if reading.tremor is not None]
    whole_dps = 20 * np.sqrt((1 + depth**2 / 2) / 2)
    assert np.median([reading.frequency_hz for reading in judged if reading.frequency_hz]) == pytest.approx(5, abs=0.55)
    assert np.median([reading.rms_dps for reading in judged if reading.rms_dps]) == pytest.approx(whole_dps, rel=0.2)


@pytest.mark.slow
@given(st.floats(0.002, 0.06), st.floats(6, 9), st.floats(1, 500), st.sampled_from([0, 3, 20]))
@example(width_s=0.007, at_s=7.3, peak_dps=150, sway_dps=0)
@settings(max_examples=examples(60))
def test_a_knock_of_any_length_is_judged(width_s: float, at_s: float, peak_dps: float, sway_dps: float) -> None:
    samples = shaken(still(15), 1.2, sway_dps)
    assert samples.rotation_dps is not None
    place = (samples.time_s - at_s) / width_s
    knock_dps = peak_dps * place * np.exp((1 - place**2) / 2)
    rotation_dps = samples.rotation_dps + knock_dps[:, None] * [1, 0, 0]
    assert len(readings_of(replace(samples, rotation_dps=rotation_dps))) == len(readings_of(samples))


@pytest.mark.parametrize("gyroscope", [True, False])
def test_a_sensor_that_shows_nothing_at_all_gives_no_signal(gyroscope: bool) -> None:  # noqa: FBT001 - a parameter of the test
    nothing = np.zeros((800, 3))
    judged = readings_of(Samples(np.arange(800) / 100, nothing, nothing if gyroscope else None))
    assert {reading.tremor for reading in judged} == {None}
    assert all("never changes" in reading.why or "missing" in reading.why for reading in judged)


def test_a_still_second_beside_a_short_burst_is_no_tremor() -> None:
    samples = still(9)
    during = (samples.time_s >= 4.3) & (samples.time_s < 4.9)
    burst = shaken(samples, 5, 150)
    assert samples.rotation_dps is not None
    assert burst.rotation_dps is not None
    rotation_dps = np.where(during[:, None], burst.rotation_dps, samples.rotation_dps)
    found = {reading.second_s for reading in readings_of(replace(samples, rotation_dps=rotation_dps)) if reading.tremor}
    assert found <= {4.0}
