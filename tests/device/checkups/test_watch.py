"""What a check-up's record says of each stage, however the samples come, and what it says where little was seen."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from device.analysis.pipeline import Pipeline
from device.checkups import CheckupWatch
from device.records.facts import Checkup, CheckupEnd, StageResult
from device.records.person import ANYBODY, Personal
from device.signals.samples import Samples
from tests.support.limbs import cut, shaken, still, without

NEUTRAL = Personal(neutral=((0.0, 0.0, 1.0),))
REST = StageResult("rest", 4.0, 10.0, 10.0, "done")
STRAIGHT = (StageResult("at ease", 4.0, 5.0, 5.0, "done"), StageResult("held straight", 13.0, 5.0, 5.0, "done"))


def record(*stages: StageResult, site: str = "forearm", ended: CheckupEnd = "done") -> Checkup:
    last = stages[-1]
    return Checkup(100.0, last.after_s + last.duration_s, "arm", 1, site, ("rest",), ended, stages)


def watched(whole: Checkup, portions: Iterable[Samples], personal: Personal = NEUTRAL) -> Checkup:
    """By the whole analysis, from the first sample to the last."""
    watch, pipeline = CheckupWatch(personal), Pipeline(personal=personal)
    watch.keep(replace(whole, ended="device stopped", stages=()))
    watch.keep(whole)
    done = [one for samples in portions for one in watch.push(pipeline.push(samples).judged)]
    (last,) = done or [*watch.push(pipeline.finish().judged), *watch.finish()]
    return last


def trembling(from_s: float = 95.0, to_s: float = 125.0, dps: float = 40.0) -> Samples:
    return shaken(still(to_s - from_s, start_s=from_s), 5.0, dps)


def test_a_stage_tells_tremor_tilt_and_turning_each_with_its_own_seconds() -> None:
    (rest,) = watched(record(REST), [trembling()]).stages
    assert (rest.judged_s, rest.tremor_s, rest.posture_s, rest.near_s, rest.turning_s) == (10, 10, 10, 10, 10)
    assert rest.tremor_hz == pytest.approx(5.0, abs=0.1)
    assert rest.tremor_deg == pytest.approx(2 * 40 / (2 * np.pi * 5), rel=0.05), "peak to peak"
    assert rest.fast_dps == pytest.approx(40 / np.sqrt(2), rel=0.05)
    assert rest.tilt_deg is not None and rest.tilt_deg < 3  # noqa: PT018 - both, of a lying limb


def test_a_second_counts_to_the_stage_in_which_its_middle_lies() -> None:
    ease, straight = watched(record(*STRAIGHT), [trembling()]).stages
    assert (ease.judged_s, straight.judged_s) == (5, 5)


def test_however_the_samples_are_cut_it_says_the_same() -> None:
    whole, samples = record(*STRAIGHT), trembling()
    assert watched(whole, cut(samples, range(7, 3000, 37))) == watched(whole, [samples])


def test_without_a_neutral_position_no_tilt_is_told_and_no_zero_either() -> None:
    done = watched(record(REST), [trembling()], ANYBODY)
    assert (done.neutral, done.stages[0].posture_s, done.stages[0].tilt_deg) == (False, 0, None)


def test_without_a_gyroscope_tilt_remains_and_the_rest_is_not_measured() -> None:
    done = watched(record(REST), [replace(still(30.0, start_s=95.0), rotation_dps=None)])
    (rest,) = done.stages
    assert (rest.posture_s, rest.turning_s, rest.fast_dps, rest.tremor_deg) == (10, 0, None, None)


def test_what_was_lost_in_the_middle_is_in_no_denominator() -> None:
    (rest,) = watched(record(REST), [without(trembling(), 107.0, 110.0)]).stages
    assert 3 <= rest.judged_s <= 7
    assert rest.tremor_s <= rest.judged_s


def test_a_sensor_that_never_comes_back_leaves_what_was_known_ten_seconds_later() -> None:
    watch, pipeline = CheckupWatch(NEUTRAL), Pipeline(personal=NEUTRAL)
    watch.keep(record(REST, ended="device stopped"))
    assert watch.push(pipeline.push(trembling(to_s=112.0)).judged) == []
    lost = record(replace(REST, duration_s=8.0, ended="cut off"), ended="sensor lost")
    watch.keep(lost)
    assert watch.late(121.9) == []
    (done,) = watch.late(122.0)
    assert (done.ended, 3 <= done.stages[0].judged_s <= 8) == ("sensor lost", True)
    assert watch.late(1000.0) == watch.finish() == []


def test_a_head_that_lies_is_told_and_a_forearm_may_be_anywhere() -> None:
    lying = Personal(neutral=((1.0, 0.0, 0.0),))
    assert [watched(record(REST, site=site), [trembling()], lying).lying_s for site in ("head", "forearm")] == [10, 0]


def test_of_a_skipped_trick_nothing_is_said() -> None:
    tricks = (replace(REST, stage="without trick"), StageResult("with trick", 18.0, 30.0, 0.0, "skipped"))
    assert watched(record(*tricks), [trembling()]).trick is None


def test_a_second_check_up_begins_with_nothing_of_the_first() -> None:
    watch = CheckupWatch(NEUTRAL)
    watch.keep(record(REST))
    later = replace(record(REST), start_s=5000.0)
    assert watch.keep(later).stages[0].judged_s == 0
