"""What is asked of a rhythm: the numbers, each with where it is from, and which of two limits decides."""

from dataclasses import replace

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import spectrum_of
from device.tremor.features import Features, SensorKind
from device.tremor.peaks import Peak, PeakKind
from device.tremor.verdict import Reading, judge, of_few_cycles
from tests.device.tremor.made_up import WINDOW_TIME_S, X_AXIS, features_with, peak_of, wave

ROTATION = [(1.5, 2.0), (2.99, 2.0), (3.0, 1.5), (3.59, 1.5), (3.6, 1.35), (7.99, 1.35), (8.0, 1.65), (12.1, 1.65)]
"""(Hz, decades): tuned, 0.1 above the largest that walking, physiotherapy and gym gave without tremor."""
ACCELERATION = [(1.5, 2.0), (2.99, 2.0), (3.0, 1.55), (6.99, 1.55), (7.0, 1.7), (12.1, 1.7)]
"""Tuned: 0.1 % false seconds."""
BROAD = [(1.5, 2.1), (2.49, 2.1), (2.5, 1.05), (6.99, 1.05), (7.0, 1.3), (12.1, 1.3)]
"""Tuned: 0.1 above the largest; below 2.5 Hz as much as a line needs, and a little more."""


def reading_of(*peaks: Peak, sensor: SensorKind = "gyroscope") -> Reading:
    return judge(features_with(*peaks, sensor=sensor, context="moving"), PARAMETERS)


def score_of(peak: Peak, sensor: SensorKind = "gyroscope") -> float:
    score = reading_of(peak, sensor=sensor).score
    assert score is not None
    return score


@pytest.mark.parametrize(
    ("kind", "frequency_hz", "decades"),
    [
        *(("line", *demand) for demand in ROTATION),
        *(("broad", *demand) for demand in BROAD),
        ("bulk", 5.0, 0.6),  # ours: 80 % of all movement
    ],
)
def test_so_many_decades_are_asked_of_what_turns(kind: PeakKind, frequency_hz: float, decades: float) -> None:
    assert score_of(peak_of(kind, frequency_hz, prominence=decades)) == 0
    assert reading_of(peak_of(kind, frequency_hz, prominence=decades)).tremor
    assert score_of(peak_of(kind, frequency_hz, prominence=decades + 1)) == pytest.approx(1)
    below = peak_of(kind, frequency_hz, prominence=decades - 0.01)
    assert score_of(below) == pytest.approx(-0.01)
    assert reading_of(below).tremor is False


@pytest.mark.parametrize(
    ("kind", "frequency_hz", "decades"),
    [*(("line", *demand) for demand in ACCELERATION), ("bulk", 5.0, 0.35)],  # tuned: 69 % of all movement
)
def test_so_many_decades_are_asked_of_what_shakes(kind: PeakKind, frequency_hz: float, decades: float) -> None:
    assert reading_of(peak_of(kind, frequency_hz, prominence=decades), sensor="accelerometer").tremor
    below = peak_of(kind, frequency_hz, prominence=decades - 0.01)
    assert reading_of(below, sensor="accelerometer").tremor is False


@pytest.mark.parametrize(
    ("sensor", "kind", "least", "weight"),
    [
        ("gyroscope", "line", 0.5, 4),  # deg/s; ours: a third of the rms of the 2 deg/s that must be found
        ("gyroscope", "bulk", 1.0, 4),  # ours: above the physiological tremor of a hand at rest
        ("gyroscope", "broad", 1.0, 4),
        ("accelerometer", "line", 0.06, 16),  # g; tuned: recordings rated without tremor
        ("accelerometer", "bulk", 0.06, 16),
    ],
)
def test_a_decade_of_size_is_worth_so_many_of_score(
    sensor: SensorKind, kind: PeakKind, least: float, weight: float
) -> None:
    assert score_of(peak_of(kind, rms=least), sensor) == 0
    assert score_of(peak_of(kind, rms=10 * least), sensor) == pytest.approx(weight)
    assert score_of(peak_of(kind, rms=least / 10), sensor) == pytest.approx(-weight)


def test_of_what_turns_the_harder_limit_decides() -> None:
    assert score_of(peak_of("line", 5, prominence=2.35, rms=0.5)) == 0
    assert score_of(peak_of("line", 5, prominence=2.35, rms=500)) == pytest.approx(1)


def test_what_shakes_unclearly_stays_half_a_decade_and_more_below_the_limit_in_the_order_of_its_size() -> None:
    unclear = [peak_of("line", 5, prominence=1.5, rms=rms_g) for rms_g in (0.006, 0.06, 0.6)]
    expected = [-0.5 - np.log(1 + np.exp(16)), -0.5 - np.log(2), -0.5 - np.log(1 + np.exp(-16))]
    assert [score_of(peak, "accelerometer") for peak in unclear] == pytest.approx(expected)


@pytest.mark.parametrize("sensor", ["gyroscope", "accelerometer"])
def test_a_rhythm_of_no_size_is_far_below_the_limit(sensor: SensorKind) -> None:
    assert score_of(peak_of("line", rms=0), sensor) < -100


@pytest.mark.parametrize(("kind", "tremor"), [("line", True), ("bulk", True), ("broad", False)])
def test_in_a_vehicle_lines_and_most_of_the_movement_count(kind: PeakKind, tremor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    weak = Peak("bulk", 5, prominence=0, rms=1, harmonic_of_hz=None)
    assert judge(features_with(weak, peak_of(kind), context="vehicle"), PARAMETERS).tremor is tremor


def square_dps(seconds: slice, dps: float) -> np.ndarray:
    """[300, 3] to and fro with this root mean square in some seconds, still in the others."""
    movement = np.zeros((300, 3))
    movement[seconds] = dps * np.sign(np.sin(2 * np.pi * 5 * (WINDOW_TIME_S[seconds] + 0.005)))[:, None] * X_AXIS
    return movement


def test_the_judged_second_moves_half_as_much_as_a_rhythm_of_it() -> None:
    judged = features_with(peak_of("line", rms=2.0), movement=square_dps(slice(100, 200), 1.0))
    assert judge(judged, PARAMETERS).tremor
    larger = judge(replace(judged, peaks=(peak_of("line", rms=2.05),)), PARAMETERS)
    assert larger.tremor is False
    assert larger.why == "5.0 Hz is in the seconds around this one, which is nearly still"


@pytest.mark.parametrize("seconds", [slice(0, 100), slice(200, 300)])
def test_what_the_seconds_around_show_is_no_rhythm_of_the_judged_one(seconds: slice) -> None:
    around = features_with(peak_of("line", rms=1.0), movement=square_dps(seconds, 10))
    assert judge(around, PARAMETERS).tremor is False


def test_the_accelerometer_alone_is_not_asked_what_the_second_moves() -> None:
    still = features_with(peak_of("line"), sensor="accelerometer", movement=np.zeros((300, 3)))
    assert judge(still, PARAMETERS).tremor


def changed(**what: object) -> Features:
    return replace(features_with(peak_of("line", rms=1.5)), **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("features", "tremor"),
    [
        (changed(missing_s=0.3), True),  # ours: a tenth of the window
        (changed(missing_s=0.31), None),
        (changed(rate_hz=24.0), True),  # twice the highest frequency looked for
        (changed(rate_hz=23.9), None),
        (changed(saturated=True), None),
        (changed(stuck_axes=2), True),
        (changed(stuck_axes=3), None),
        (changed(inert=True), False),
    ],
)
def test_what_keeps_a_second_from_being_judged(features: Features, tremor: bool | None) -> None:  # noqa: FBT001 - a parameter of the test
    reading = judge(features, PARAMETERS)
    assert reading.tremor is tremor
    assert reading.context == (None if tremor is None else "rest")
    assert reading.second_s == 1


def test_a_reading_tells_the_numbers_of_its_rhythm() -> None:
    reading = reading_of(Peak("line", 5.0, prominence=2.0, rms=10.0, harmonic_of_hz=None))
    assert (reading.frequency_hz, reading.rms_dps) == (5.0, 10.0)
    assert reading.amplitude_deg == pytest.approx(2 * 10 * np.sqrt(2) / (2 * np.pi * 5))
    assert reading.why == "5.0 Hz, 0.9 deg: a regular rhythm"
    alone = reading_of(Peak("bulk", 5.0, prominence=2.0, rms=0.1, harmonic_of_hz=None), sensor="accelerometer")
    assert (alone.amplitude_deg, alone.rms_dps) == (None, None)
    assert alone.why == "5.0 Hz, 0.10 g: most of the movement; a vehicle's vibration would look the same"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("line", "5.0 Hz is a multiple of the movement at 2.5 Hz"),
        ("broad", "5.0 Hz lies among the multiples of the movement at 2.5 Hz"),
    ],
)
def test_a_multiple_is_no_tremor_however_clear(kind: PeakKind, why: str) -> None:
    reading = reading_of(replace(peak_of(kind), harmonic_of_hz=2.5))
    assert (reading.tremor, reading.why) == (False, why)


def test_only_tremor_is_told_with_the_changes_of_its_cycles() -> None:
    beating = wave(5, 1) + wave(5.6, 0.5)
    trembling = judge(features_with(peak_of("line", rms=1.5), movement=beating), PARAMETERS)
    calm = judge(features_with(peak_of("line", prominence=0, rms=1.0), movement=beating), PARAMETERS)
    assert len(trembling.cycle_changes_hz) == pytest.approx(10, abs=2)  # two a cycle
    assert calm.cycle_changes_hz == ()


@pytest.mark.parametrize(("rms_dps", "tremor"), [(1.28, False), (1.31, True), (1.41, True)])
def test_at_rest_what_an_idling_engine_has_is_too_small_and_two_degrees_a_second_are_not(
    rms_dps: float,
    tremor: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert judge(features_with(peak_of("line", rms=rms_dps)), PARAMETERS).tremor is tremor
    assert judge(features_with(peak_of("line", rms=rms_dps), context="moving"), PARAMETERS).tremor


def test_a_rhythm_beyond_twelve_hertz_is_none() -> None:
    assert reading_of(peak_of("line", 12.1)).tremor
    beyond = reading_of(peak_of("line", 12.2))
    assert (beyond.tremor, beyond.why) == (False, "12.2 Hz is faster than any tremor that is looked for")


@pytest.mark.parametrize(("lever", "tremor"), [(0.38, True), (0.95, True), (1.05, False), (2.2, False)])
def test_what_shakes_by_more_than_it_turns_is_a_machine(lever: float, tremor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    turning = wave(5, 10)
    shaking_g = wave(5, lever * 2 * np.pi * 5 * np.radians(10) / 9.80665)  # from one joint: a = lever 2 pi f w
    spectrum = spectrum_of(turning, 100, PARAMETERS)
    features = features_with(peak_of("line", rms=7.0), movement=turning)
    features = replace(features, acceleration=shaking_g, spectrum=spectrum)
    assert judge(features, PARAMETERS).tremor is tremor


def slow_band(prominence: float, shaking_g: float = 0) -> Features:
    """At 2 Hz of a limb at rest that turns by 10 deg/s about x, with a lever along y and gravity along z."""
    turning, gravity = wave(2, 10), np.array([0, 0, 1.0])
    swung = np.cross(np.radians(np.gradient(turning, 0.01, axis=0)), [0, 0.2, 0]) / 9.80665
    tilted = np.cross(gravity, np.radians(turning.cumsum(axis=0)) / 100)
    felt = gravity + swung + tilted + wave(2.5, shaking_g, np.array([0, 0, 1.0]))
    return replace(features_with(peak_of("broad", 2.0, prominence, rms=10), movement=turning), acceleration=felt)


@pytest.mark.parametrize(("decades", "tremor"), [(1.29, False), (1.3, True)])  # tuned: hands that type
def test_less_is_asked_of_a_slow_band_of_a_limb_at_rest(decades: float, tremor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert judge(slow_band(decades), PARAMETERS).tremor is tremor
    assert judge(replace(slow_band(decades), context="moving"), PARAMETERS).tremor is False


RIDE = "2.0 Hz shakes the limb in another way than its turning would, as a ride does"


def test_less_is_not_asked_where_something_else_shakes_the_limb() -> None:
    assert judge(slow_band(2.0, shaking_g=0.01), PARAMETERS).tremor  # a tremor of two joints, or a doubtful sensor
    shaken = judge(slow_band(2.0, shaking_g=0.05), PARAMETERS)
    assert (shaken.tremor, shaken.why) == (False, RIDE)
    assert judge(slow_band(2.1, shaking_g=0.05), PARAMETERS).tremor


def test_less_is_not_asked_where_the_accelerometer_cannot_say() -> None:
    assert judge(replace(slow_band(2.0), dead=("accelerometer",)), PARAMETERS).tremor is False
    assert judge(replace(slow_band(2.1), dead=("accelerometer",)), PARAMETERS).tremor


def test_a_clear_rhythm_beside_the_shaking_of_a_ride_is_told() -> None:
    shaken = slow_band(2.0, shaking_g=0.05)
    beside = replace(shaken, peaks=(*shaken.peaks, peak_of("bulk", 5.0, prominence=0.7, rms=10)))
    reading = judge(beside, PARAMETERS)
    assert (reading.tremor, reading.frequency_hz) == (True, 5.0)


@pytest.mark.parametrize(("count", "tremor"), [(3, False), (7, True)])
def test_a_few_cycles_are_no_rhythm_unless_tremor_is_beside_them(count: int, tremor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    on = np.abs(WINDOW_TIME_S - 1.5) < count / 2 / 5
    reading = judge(features_with(peak_of("line", rms=5.0), movement=wave(5, 10) * on[:, None]), PARAMETERS)
    assert reading.tremor
    alone = of_few_cycles(reading, [], PARAMETERS.rhythm)
    assert alone.tremor is tremor
    whole = judge(features_with(peak_of("line", rms=5.0), movement=wave(5, 10)), PARAMETERS)
    assert of_few_cycles(reading, [whole], PARAMETERS.rhythm).tremor
