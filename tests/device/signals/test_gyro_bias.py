"""What a gyroscope shows of a still limb is learned and taken out, and no movement is ever taken for it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis.pipeline import Analysed, Pipeline
from device.parameters import PARAMETERS
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.gyro_bias import GyroBias
from device.signals.samples import Floats, Samples
from device.signals.windows import Channel, Window
from device.tremor.features import describe
from device.tremor.verdict import Reading, judge
from tests.support.examples import examples
from tests.support.limbs import (
    NEUTRAL,
    Course,
    cut,
    jerk,
    measured,
    mounting,
    only,
    reach,
    resting,
    shaken,
    still,
    swing,
    together,
    turned,
    turning,
    windows_of,
    without,
)
from tests.support.stages import Corrected, turns_of

SPECIFIED_DPS = 20.0  # MPU-6000/6050 product specification 3.4, 6.1
OFFSET_DPS = (12.0, -7.0, 16.0)
NOTHING_DPS = (0.0, 0.0, 0.0)
REST = resting(20)

EVENTFUL = turning(
    resting(70),
    together(
        *(reach(12, 0.2, 60), reach(15.2, 1.5, -60)),
        *(reach(20, 1.5, 35), reach(33.5, 1.5, -35)),
        jerk(37.3),
        jerk(38.6, peak_dps=-250),
        swing(45, 20, 1, 40),
    ),
)
axes_dps = st.floats(-SPECIFIED_DPS, SPECIFIED_DPS)
offsets_dps = st.tuples(axes_dps, axes_dps, axes_dps)


def offset_by(samples: Samples, offset_dps: Sequence[float]) -> Samples:
    """As a gyroscope that was never calibrated shows them."""
    assert samples.rotation_dps is not None
    return replace(samples, rotation_dps=samples.rotation_dps + offset_dps)


def taught(samples: Samples) -> GyroBias:
    corrected = Corrected()
    corrected.push(samples)
    return corrected.bias


def learned_dps(samples: Samples) -> list[float] | None:
    offset_dps = taught(samples).offset_dps
    return None if offset_dps is None else list(offset_dps)


def learned_by(samples: Samples, ends_s: Sequence[int]) -> Iterator[tuple[float, float, float] | None]:
    """What is learned of the samples before each of these moments, in one go."""
    corrected = Corrected()
    for portion, _ in zip(cut(samples, np.searchsorted(samples.time_s, ends_s).tolist()), ends_s, strict=False):
        corrected.push(portion)
        yield corrected.bias.offset_dps


def rotation(window: Window) -> Floats:
    assert window.rotation is not None
    return window.rotation.values


def by_second(windows: Sequence[Window]) -> Iterator[tuple[float, Floats]]:
    for window in windows:
        yield window.second_s, rotation(window)


def analysed(samples: Samples, personal: Personal = NEUTRAL) -> Iterator[Analysed]:
    pipeline = Pipeline(personal=personal)
    yield from (pipeline.push(samples), pipeline.finish())


def episodes(samples: Samples, personal: Personal = NEUTRAL) -> list[Episode]:
    return [e for part in analysed(samples, personal) for e in part.records if isinstance(e, Episode)]


def readings(samples: Samples) -> list[Reading]:
    return [reading for part in analysed(samples) for reading in part.readings]


AS_CALIBRATED = episodes(EVENTFUL)


def test_there_is_one_episode_of_each_kind_to_compare() -> None:
    kinds = sorted(episode.kind for episode in AS_CALIBRATED)
    assert kinds == ["jerk", "repetitive", "spasm", "sustained posture"]


@pytest.mark.slow
@settings(max_examples=examples(15))  # each runs the whole analysis
@given(offset_dps=offsets_dps, seed=st.integers(0, 10_000))
def test_an_offset_changes_no_episode_once_the_limb_was_still_for_a_moment(
    offset_dps: Sequence[float], seed: int
) -> None:
    x, y, z = mounting(seed)[:, 2].tolist()
    uncalibrated = episodes(offset_by(turned(EVENTFUL, mounting(seed)), offset_dps), Personal(neutral=((x, y, z),)))
    assert [(e.kind, e.reason) for e in uncalibrated] == [(e.kind, e.reason) for e in AS_CALIBRATED]
    for one, other in zip(AS_CALIBRATED, uncalibrated, strict=True):
        assert measured(other) == pytest.approx(measured(one))


@pytest.mark.costly
@settings(max_examples=5)  # each runs the whole analysis
@given(offsets_dps)
def test_readings_are_the_same_with_and_without_it_to_rounding(offset_dps: Sequence[float]) -> None:
    trembling = turning(shaken(still(15), 5, 30), swing(9, 6, 0.6, 15))
    pushed = readings(offset_by(trembling, offset_dps))
    for zeroed, raw in zip(
        pushed, [judge(describe(window, PARAMETERS), PARAMETERS) for window in windows_of(trembling)], strict=True
    ):
        assert (zeroed.tremor, zeroed.why, zeroed.context) == (raw.tremor, raw.why, raw.context)
        assert zeroed.score == pytest.approx(raw.score)
        assert zeroed.amplitude_deg == pytest.approx(raw.amplitude_deg)
        assert zeroed.frequency_hz == pytest.approx(raw.frequency_hz)


def test_nothing_is_taken_out_before_the_limb_was_still_for_a_second() -> None:
    moving_first = offset_by(turning(still(30), swing(0, 10, 0.8, 40)), OFFSET_DPS)
    turns = turns_of(moving_first)
    first_s = next(turn.time_s for turn in turns if turn.offset_dps is not None)
    assert first_s == pytest.approx(10 + 0.8, abs=0.3)
    assert {turn.offset_dps for turn in turns if turn.time_s < first_s} == {None}
    as_measured = dict(by_second(windows_of(moving_first)))
    changed = [
        second_s
        for second_s, values in by_second(Corrected().push(moving_first))
        if not np.array_equal(values, as_measured[second_s])
    ]
    assert min(changed) == pytest.approx(first_s, abs=2)


def test_what_is_left_of_the_offset_is_nothing() -> None:
    (*_, window) = Corrected().push(offset_by(REST, OFFSET_DPS))
    assert rotation(window).mean(axis=0) == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("offset_dps", [NOTHING_DPS, OFFSET_DPS])
def test_one_still_second_tells_the_offset_to_a_degree_a_second(offset_dps: Sequence[float]) -> None:
    moment = turning(resting(6), together(swing(-1, 3, 0.8, 40), swing(3.2, 3, 0.8, 40)))
    assert learned_dps(offset_by(moment, offset_dps)) == pytest.approx(offset_dps, abs=1)


def test_a_limb_that_trembles_tells_it_after_five_seconds() -> None:
    trembling = offset_by(shaken(still(12), 5, 60), OFFSET_DPS)
    known = [turn.time_s for turn in turns_of(trembling) if turn.offset_dps is not None]
    assert known[0] == pytest.approx(5, abs=0.5)


def test_everything_but_the_rotation_stays_as_it_is() -> None:
    bias, window = taught(offset_by(REST, OFFSET_DPS)), windows_of(offset_by(REST, OFFSET_DPS))[15]
    zeroed = bias.corrected(replace(window, rotation=Channel(rotation(window), saturated=True, stuck_axes=1)))
    assert replace(zeroed, rotation=window.rotation) == window
    assert zeroed.rotation is not None
    assert (zeroed.rotation.saturated, zeroed.rotation.stuck_axes) == (True, 1)


@pytest.mark.costly
@given(
    st.floats(2, 12),
    st.floats(1, 150),
    offsets_dps,
)
def test_tremor_at_rest_spoils_nothing(frequency_hz: float, peak_dps: float, offset_dps: Sequence[float]) -> None:
    learned = learned_dps(shaken(offset_by(REST, offset_dps), frequency_hz, peak_dps))
    assert learned is None or math.dist(learned, offset_dps) < 0.5


@pytest.mark.parametrize("frequency_hz", [3, 4, 5, 8, 12])
def test_a_limb_that_never_stops_trembling_teaches_it_too(frequency_hz: float) -> None:
    learned = learned_dps(shaken(offset_by(REST, OFFSET_DPS), frequency_hz, 60))
    assert learned == pytest.approx(OFFSET_DPS, abs=0.3)


@pytest.mark.parametrize(
    "course",
    [swing(0, 40, 0.3, 3), swing(0, 40, 0.8, 5), reach(0, 40, 40), together(*(reach(5 * n, 4, 20) for n in range(8)))],
    ids=["breathing hard", "a small swing", "slowly away", "again and again"],
)
def test_movement_teaches_nothing_that_is_wrong(course: Course) -> None:
    known_dps = [turn.offset_dps for turn in turns_of(turning(resting(40), course)) if turn.offset_dps is not None]
    assert all(math.hypot(*dps) < 1 for dps in known_dps)


def evenly(start_s: float, seconds: float, speed_dps: float) -> Course:
    """A turn at one speed, as of a swivelling chair."""
    return lambda time_s: np.asarray(speed_dps * np.clip(time_s - start_s, 0, seconds))


@settings(max_examples=examples(20))  # each cuts half a minute into windows
@given(st.floats(3, 40), st.floats(0.5, 18), st.floats(0, 1))
def test_an_even_turn_about_the_vertical_after_rest_teaches_nothing(
    speed_dps: float, seconds: float, after_s: float
) -> None:
    carried = turning(resting(30), evenly(10 + after_s, seconds, speed_dps), (0, 0, 1))
    learned = list(learned_by(carried, range(12, 21)))
    assert len(learned) == 9
    assert all(offset_dps == pytest.approx(NOTHING_DPS, abs=1) for offset_dps in learned)


def slowing(start_s: float, speed_dps: float, per_s: float) -> Course:
    """A turn that loses so much of its speed every second."""
    whole_s = speed_dps / per_s

    def course(time_s: Floats) -> Floats:
        since_s = np.clip(time_s - start_s, 0, whole_s)
        return np.asarray(speed_dps * since_s - per_s * since_s**2 / 2)

    return course


@pytest.mark.parametrize("per_s", [0.6, 0.8, 1, 1.2, 2])
def test_a_chair_that_slows_down_teaches_nothing(per_s: float) -> None:
    carried = turning(resting(40), slowing(10, 10, per_s), (0, 0, 1))
    learned = list(learned_by(carried, range(12, 40)))
    assert len(learned) == 28
    assert all(offset_dps == pytest.approx(NOTHING_DPS, abs=1) for offset_dps in learned)


SETTLED_S = 60  # as long as no chair turns evenly
CHANGED_S = SETTLED_S + 2


@pytest.mark.costly
@settings(max_examples=examples(20))  # each cuts two minutes into windows
@given(st.floats(2.5, 40), st.floats(7, 58), st.integers(0, 10_000))
def test_once_it_is_known_an_even_turn_of_less_than_a_minute_changes_it_little(
    speed_dps: float, seconds: float, seed: int
) -> None:
    carried = turned(turning(resting(130), evenly(20, seconds, speed_dps), (0, 0, 1)), mounting(seed))
    known_dps = [math.hypot(*turn.offset_dps) for turn in turns_of(carried) if turn.offset_dps is not None]
    assert max(known_dps) < 1.5
    assert known_dps[-1] == pytest.approx(0, abs=0.2)


@pytest.mark.costly
@pytest.mark.parametrize("speed_dps", [12, 20, 35])
def test_a_ride_on_a_chair_hides_no_posture_after_it(speed_dps: float) -> None:
    swaying = swing(42, 165, 0.3, 1.2)  # never still enough to learn anything
    after = together(reach(45, 3, 40), reach(202, 3, -40), swaying)
    carried = turning(resting(215), evenly(30, 10, speed_dps), (0, 0, 1))
    (posture,) = episodes(turning(carried, after, (1, 0, 0)))
    assert posture.kind == "sustained posture"
    assert posture.duration_s == pytest.approx(157, abs=4)


@pytest.mark.parametrize("offset_dps", [NOTHING_DPS, OFFSET_DPS])
def test_a_first_offset_that_a_chair_gave_is_put_right_by_a_still_minute(offset_dps: Sequence[float]) -> None:
    carried = offset_by(turning(resting(CHANGED_S + 15), evenly(0, 12, 20), (0, 0, 1)), offset_dps)
    x, y, z = offset_dps
    assert learned_dps(only(carried, carried.time_s < 12 + CHANGED_S - 2)) == pytest.approx((x, y, z + 20), abs=0.3)
    assert learned_dps(carried) == pytest.approx(offset_dps, abs=0.3)


def test_another_offset_after_a_reset_of_the_gyroscope_is_learned_in_a_still_minute() -> None:
    samples = offset_by(resting(20 + CHANGED_S + 2), OFFSET_DPS)
    assert samples.rotation_dps is not None
    samples.rotation_dps[2000:] -= (20, 0, 0)
    x, y, z = OFFSET_DPS
    assert learned_dps(only(samples, samples.time_s < 20 + CHANGED_S - 2)) == pytest.approx(OFFSET_DPS, abs=0.3)
    assert learned_dps(samples) == pytest.approx((x - 20, y, z), abs=0.3)


def test_a_still_minute_in_two_halves_is_none() -> None:
    samples = offset_by(resting(130), OFFSET_DPS)
    assert samples.rotation_dps is not None
    samples.rotation_dps[2000:] -= (20, 0, 0)
    assert learned_dps(turning(samples, swing(70, 2, 0.8, 40))) == pytest.approx(OFFSET_DPS, abs=0.3)


def test_faster_than_any_gyroscope_is_off_is_no_offset() -> None:
    assert learned_dps(offset_by(REST, (0, 0, 45))) is None


def test_it_follows_the_warming_sensor() -> None:
    samples = still(60)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:, 0] += np.linspace(0, 3, len(samples))
    assert learned_dps(samples) == pytest.approx((3, 0, 0), abs=0.3)


def test_half_seconds_on_both_sides_of_a_gap_are_not_in_a_row() -> None:
    moving = together(swing(-1, 3.5, 0.8, 40), swing(4, 6, 0.8, 40))
    assert learned_dps(without(turning(still(10), moving), 3, 3.5)) is None
    assert learned_dps(turning(still(10), moving)) is not None


@pytest.mark.parametrize("gap", [(12, 12.1), (12, 400)])
def test_what_was_learned_outlasts_a_gap(gap: tuple[float, float]) -> None:
    start_s, end_s = gap
    moving = turning(resting(end_s + 10), swing(end_s, 10, 0.8, 40))
    learned = learned_dps(without(offset_by(moving, OFFSET_DPS), start_s, end_s))
    assert learned == pytest.approx(OFFSET_DPS, abs=0.3)


def test_a_gyroscope_that_drops_out_and_comes_back_is_the_same() -> None:
    samples = offset_by(resting(40), OFFSET_DPS)
    assert samples.rotation_dps is not None
    samples.rotation_dps[1200:2400] = np.nan
    zeroed = Corrected().push(samples)
    assert any(window.rotation is None for window in zeroed)
    after = [rotation(window) for window in zeroed if window.start_s > 23 and not window.missing_s]
    assert all(np.abs(values.mean(axis=0)).max() < 0.4 for values in after)


@pytest.mark.parametrize("stuck", [1, 3])
def test_stuck_axes_teach_nothing(stuck: int) -> None:
    samples = offset_by(resting(20), OFFSET_DPS)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:, :stuck] = 0
    assert learned_dps(samples) is None


def test_a_gyroscope_at_the_end_of_its_range_teaches_nothing() -> None:
    samples = resting(20)
    assert samples.rotation_dps is not None
    samples.rotation_dps[:, 1] = 35.0
    assert learned_dps(samples) is None


@pytest.mark.parametrize(("seconds", "speed_dps"), [(6, 80 / 6), (10, 8), (30, 80 / 30)])
def test_an_arm_swept_evenly_about_the_vertical_turns_as_far_as_it_does(seconds: float, speed_dps: float) -> None:
    """An exercise may ask for 80 degrees in as long as that."""
    swept = turning(resting(2 * seconds + 12), together(evenly(4, seconds, speed_dps)), (0, 0, 1))
    angle_deg = sum(turn.rotation_dps[2] for turn in turns_of(swept)) * 0.1
    assert angle_deg == pytest.approx(80, abs=4)
    still_s = [turn.time_s for turn in turns_of(swept) if turn.still]
    assert not [time_s for time_s in still_s if 4.5 < time_s < 3.5 + seconds]


def test_a_turning_chair_is_no_rest_and_no_offset() -> None:
    carried = turns_of(turning(resting(30), evenly(10, 15, 12), (0, 0, 1)))
    assert not [turn for turn in carried if turn.still and 10.5 < turn.time_s < 24.5]
    assert max(math.hypot(*turn.offset_dps) for turn in carried if turn.offset_dps is not None) < 1
