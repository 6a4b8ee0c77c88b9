from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from device.programme.items import ELBOW
from device.programme.seen import Repetition
from device.repetitions.counter import RepetitionCounter
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats, Samples
from device.signals.turning import DELAY_S
from tests.support.figures import QUIET_DPS
from tests.support.stages import turns_of

RATE_HZ = 100
REST_S = 2.0
BEND = np.array([0.2, -0.9, 0.4]) / np.linalg.norm([0.2, -0.9, 0.4])  # any axis will do


def fade(t: Floats) -> Floats:
    """0 to 1 as a limb moves: smooth at both ends."""
    inside = np.clip(t, 0, 1)
    return inside**3 * (10 - 15 * inside + 6 * inside**2)


def swings_deg(ranges_deg: list[float], out_s: float = 3.0, hold_s: float = 1.0, pause_s: float = 1.0) -> Floats:
    """The angle of a limb that rests, goes out and back by each of the ranges, and rests."""
    cycle_s = 2 * out_s + hold_s + pause_s
    t = np.arange(0, 2 * REST_S + cycle_s * len(ranges_deg), 1 / RATE_HZ) - REST_S
    starts_s = cycle_s * np.arange(len(ranges_deg))
    ways = [fade((t - s) / out_s) - fade((t - s - out_s - hold_s) / out_s) for s in starts_s]
    angle_deg: Floats = np.sum([r * way for r, way in zip(ranges_deg, ways, strict=True)], axis=0)
    return angle_deg


def limb(angle_deg: Floats, offset_dps: float = 0.0, axis: Floats = BEND) -> Samples:
    """The samples of a limb at these angles about `axis`, measured with a gyroscope that is off by `offset_dps`.

    With an offset it has noise too: a gyroscope that shows the same for long is stuck, and teaches nothing.
    """
    noise_dps = np.random.default_rng(0).normal(0, QUIET_DPS if offset_dps else 0, (len(angle_deg), 3))
    time_s = 500.0 + np.arange(len(angle_deg)) / RATE_HZ
    rate_dps = np.gradient(angle_deg, 1 / RATE_HZ)
    gravity = np.stack([np.sin(np.radians(angle_deg)), np.zeros_like(angle_deg), np.cos(np.radians(angle_deg))], axis=1)
    return Samples(time_s, gravity, rate_dps[:, np.newaxis] * axis + offset_dps + noise_dps)


def wave_deg(like: Floats, hz: float, peak_to_peak_deg: float) -> Floats:
    t = np.arange(len(like)) / RATE_HZ
    wave: Floats = peak_to_peak_deg / 2 * np.sin(2 * np.pi * hz * t)
    return wave


def count(samples: Samples, most_dps: float | None = None) -> list[Repetition]:
    counter = RepetitionCounter(replace(ELBOW, most_dps=most_dps))
    return [*counted_in(counter, turns_of(samples)), *counter.finish()]


def counted_in(counter: RepetitionCounter, turns: Iterable[Turn]) -> list[Repetition]:
    return [repetition for turn in turns for repetition in counter.push(turn)]


def part(samples: Samples, start: int, end: int) -> Samples:
    assert samples.rotation_dps is not None
    return Samples(samples.time_s[start:end], samples.acceleration_g[start:end], samples.rotation_dps[start:end])


def test_ten_slow_repetitions_are_ten_with_their_range() -> None:
    repetitions = count(limb(swings_deg([90.0] * 10)))
    assert [repetition.counted for repetition in repetitions] == [True] * 10
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([90.0] * 10, rel=0.02)


def test_a_repetition_is_told_before_the_limb_is_back() -> None:
    samples, counter = limb(swings_deg([90.0])), RepetitionCounter(ELBOW)
    back_s = samples.time_s[0] + REST_S + 7.0
    told = counted_in(counter, [turn for turn in turns_of(samples) if turn.time_s < back_s - DELAY_S])
    assert len(told) == 1
    assert REST_S <= told[0].start_s - samples.time_s[0] < REST_S + 1.0
    assert told[0].end_s < back_s


@pytest.mark.parametrize("sense", [1, -1])
@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)])
def test_the_axis_and_sense_of_the_movement_do_not_matter(axis: tuple[int, int, int], sense: int) -> None:
    along = sense * np.array(axis) / np.linalg.norm(axis)
    assert len(count(limb(swings_deg([70.0] * 4), axis=along))) == 4


@pytest.mark.parametrize(("hz", "peak_to_peak_deg"), [(3, 8), (4, 8), (5, 8), (8, 4), (11, 3)])
def test_tremor_on_top_changes_neither_number_nor_range(hz: float, peak_to_peak_deg: float) -> None:
    angle_deg = swings_deg([90.0] * 5)
    repetitions = count(limb(angle_deg + wave_deg(angle_deg, hz, peak_to_peak_deg)))
    assert [repetition.counted for repetition in repetitions] == [True] * 5
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([90.0] * 5, rel=0.03)


@pytest.mark.parametrize(("hz", "peak_to_peak_deg"), [(3, 60), (5, 30), (8, 10)])
def test_tremor_alone_is_no_repetition_not_even_an_uncounted_one(hz: float, peak_to_peak_deg: float) -> None:
    assert count(limb(wave_deg(np.zeros(20 * RATE_HZ), hz, peak_to_peak_deg))) == []


def test_a_bump_does_not_count() -> None:
    repetitions = count(limb(swings_deg([45.0], out_s=0.2, hold_s=0.0)))
    assert not any(repetition.counted for repetition in repetitions)


def test_going_half_way_back_and_out_again_is_one_repetition() -> None:
    angle_deg = swings_deg([90.0], hold_s=6.0)
    dip_deg = swings_deg([30.0], out_s=2.0, hold_s=0.0, pause_s=0.0)
    start = int((REST_S + 3.5) * RATE_HZ) - int(REST_S * RATE_HZ)
    angle_deg[start : start + len(dip_deg)] -= dip_deg
    assert len(count(limb(angle_deg))) == 1


@pytest.mark.parametrize("into_deg", [100.0, -100.0])
@pytest.mark.parametrize("there_s", [0.0, 3.0])
def test_a_far_movement_into_position_hides_no_more_than_the_first_repetition(into_deg: float, there_s: float) -> None:
    into = into_deg * fade(np.arange(150) / 150)
    there = np.full(round(there_s * RATE_HZ), into_deg)
    angle_deg = np.concatenate([np.zeros(200), into, there, into_deg + swings_deg([90.0] * 6)[200:]])
    told = count(limb(angle_deg))
    assert sum(repetition.counted for repetition in told[1:]) in {5, 6}


def test_moving_far_into_another_position_hides_no_repetition_after_it() -> None:
    elsewhere = 150 * fade(np.arange(300) / 300)
    angle_deg = np.concatenate([swings_deg([60.0] * 4), elsewhere, 150 + swings_deg([60.0] * 4)])
    assert sum(repetition.counted for repetition in count(limb(angle_deg))) >= 7


def test_a_short_repetition_is_told_with_how_much_is_missing() -> None:
    (repetition,) = count(limb(swings_deg([32.0])))
    assert not repetition.counted
    assert repetition.reason == "short by 10°"


def test_a_repetition_beyond_the_joint_is_not_counted() -> None:
    (repetition,) = count(limb(swings_deg([165.0])))
    assert repetition.reason == "further than 150°"


# A way out of 90 degrees in 1.5 s has a peak of 15/8 x 60 = 112.5 deg/s.
@pytest.mark.parametrize(("most_dps", "reason"), [(None, None), (125.0, None), (100.0, "too fast"), (10.0, "too fast")])
def test_faster_than_is_prescribed_is_too_fast(most_dps: float | None, reason: str | None) -> None:
    repetitions = count(limb(swings_deg([90.0] * 3, out_s=1.5)), most_dps)
    assert [repetition.reason for repetition in repetitions] == [reason] * 3


def test_the_speed_of_a_tremor_makes_no_repetition_too_fast() -> None:
    angle_deg = swings_deg([90.0] * 3)
    trembling = limb(angle_deg + wave_deg(angle_deg, 6.0, 5.0))  # up to 94 deg/s, beside the movement's 56
    assert [repetition.reason for repetition in count(trembling, 70.0)] == [None] * 3


def test_a_quick_way_back_is_too_fast_as_well() -> None:
    t = np.arange(0, 12, 1 / RATE_HZ) - REST_S
    back_in_1_s = 90.0 * (fade(t / 3) - fade(t - 4))  # its peak is 169 deg/s in the middle of the way back
    assert [repetition.reason for repetition in count(limb(back_in_1_s), 100.0)] == ["too fast"]
    assert [repetition.reason for repetition in count(limb(back_in_1_s))] == [None]


def test_a_hurried_repetition_is_too_fast() -> None:
    (repetition,) = count(limb(swings_deg([90.0], out_s=0.8, hold_s=0.0)))
    assert repetition.reason == "too fast"


@pytest.mark.parametrize("waits_s", [0.5, 0.7, 1.0, 1.5, 2.0, 3.0])
def test_however_long_a_living_limb_waits_before_it_hurries_it_is_too_fast(waits_s: float) -> None:
    """ELBOW counts from 2.2 s on: 0.4 x (3 s out, 1 s there, half of 3 s back); these take 1.8 s at most."""
    hurried = swings_deg([90.0] * 6, out_s=1.2, hold_s=0.0, pause_s=waits_s)
    breathing = wave_deg(hurried, 0.25, 0.6) + wave_deg(hurried, 8.5, 0.02)
    assert [repetition.reason for repetition in count(limb(hurried + breathing))] == ["too fast"] * 6


def test_a_slow_repetition_of_a_living_limb_is_not_too_fast() -> None:
    slow = swings_deg([90.0] * 6, out_s=1.7, hold_s=0.0, pause_s=1.5)  # 2.55 s up to the middle of the way back
    assert [repetition.reason for repetition in count(limb(slow + wave_deg(slow, 0.25, 0.6)))] == [None] * 6


@pytest.mark.parametrize("offset_dps", [-15.0, -2.0, 2.0, 15.0])
def test_an_offset_of_the_gyroscope_is_learned_at_rest(offset_dps: float) -> None:
    repetitions = count(limb(swings_deg([90.0] * 10), offset_dps))
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([90.0] * 10, rel=0.03)


def test_rest_is_never_a_repetition_however_long_and_whatever_the_offset() -> None:
    noise_dps = np.random.default_rng(1).normal(0, 0.05, (300 * RATE_HZ, 3))
    still = limb(np.zeros(300 * RATE_HZ), 5.0)
    assert still.rotation_dps is not None
    assert count(replace(still, rotation_dps=still.rotation_dps + noise_dps)) == []


def test_a_movement_with_a_gap_in_it_is_not_counted() -> None:
    samples = limb(swings_deg([90.0] * 3))
    assert samples.rotation_dps is not None
    keep = np.abs(samples.time_s - samples.time_s[0] - REST_S - 8.0 - 3.0) > 0.5
    with_gap = Samples(samples.time_s[keep], samples.acceleration_g[keep], samples.rotation_dps[keep])
    assert sum(repetition.counted for repetition in count(with_gap)) == 2


def test_a_repetition_cut_off_on_its_way_back_is_told_at_the_end() -> None:
    samples = limb(swings_deg([90.0] * 3))
    assert len(count(part(samples, 0, int((REST_S + 2 * 8.0 + 4.5) * RATE_HZ)))) == 3


def test_what_was_before_an_exercise_is_no_part_of_its_first_repetition() -> None:
    samples, counter = limb(np.concatenate([60 * fade(np.linspace(0, 1, 200)), 60 + swings_deg([90.0])])), None
    counter = RepetitionCounter(ELBOW)
    turns = turns_of(samples)
    counter.heed(exercising=False)
    before = counted_in(counter, turns[:30])
    counter.heed(exercising=True)
    (repetition,) = [*before, *counted_in(counter, turns[30:])]
    assert repetition.range_deg == pytest.approx(90.0, rel=0.03)


def test_an_exercise_that_goes_on_forgets_nothing() -> None:
    samples, counter = limb(swings_deg([90.0] * 4)), RepetitionCounter(ELBOW)
    found = list[Repetition]()
    for turn in turns_of(samples):
        counter.heed(exercising=True)
        found += counter.push(turn)
    assert [repetition.counted for repetition in found] == [True] * 4


def test_without_a_gyroscope_nothing_is_counted() -> None:
    samples = limb(swings_deg([90.0]))
    assert count(replace(samples, rotation_dps=None)) == []


def test_one_rotation_that_was_not_measured_loses_no_repetition() -> None:
    samples = limb(swings_deg([90.0] * 4))
    assert samples.rotation_dps is not None
    samples.rotation_dps[len(samples) // 3] = np.nan
    assert [repetition.counted for repetition in count(samples)] == [True] * 4
