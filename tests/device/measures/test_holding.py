"""How long a position was held, whenever the set began and however long it was."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.measures import SetMeasurer
from device.programme.items import Hold, Work
from device.records.facts import SetMeasures, SetResult
from device.signals.samples import Samples
from tests.support.done_sets import START_S, TILT, VERTICAL, analysed, held, limb, sensed
from tests.support.limbs import Course, reach, shaken, without

GAPS = ((5.13, 5.5), (9.0, 9.3), (20.2, 21.2), (31.9, 33.4))
STRETCH = Hold("gentle-stretch", 20.0)


def steady() -> Samples:
    return sensed(limb(40))


def restless() -> Samples:
    samples = limb(40, reach(START_S + 6, 2, 30), reach(START_S + 15, 2, -25), reach(START_S + 28, 1, 12))
    return sensed(shaken(samples, 4, 15, TILT))


def broken() -> Samples:
    samples = restless()
    for from_s, to_s in GAPS:
        samples = without(samples, START_S + from_s, START_S + to_s)
    return samples


LIMBS = {"steady": steady, "restless": restless, "broken": broken}


@cache
def measurer(name: str) -> SetMeasurer:
    measurer = SetMeasurer()
    for portion in analysed([LIMBS[name]()]):
        measurer.push(portion)
    return measurer


def measures(name: str, work: Work, since_s: float, duration_s: float) -> SetMeasures:
    result = SetResult(START_S + since_s, duration_s, work.exercise, 0, "done", 0, target_s=20)
    return measurer(name).complete(result, work, ()).measures


@settings(max_examples=30)
@given(since_s=st.floats(0, 20), duration_s=st.floats(5, 20))
def test_what_does_not_move_is_held_still_from_start_to_end(since_s: float, duration_s: float) -> None:
    seen = measures("steady", STRETCH, since_s, duration_s)
    assert seen.in_band_s == pytest.approx(duration_s)
    assert seen.still_s == pytest.approx(duration_s)
    assert seen.drift_deg == pytest.approx(0, abs=0.2)


@pytest.mark.costly
@pytest.mark.parametrize("name", LIMBS)
@settings(max_examples=30)
@given(since_s=st.floats(-5, 30), duration_s=st.floats(0, 30), band_deg=st.floats(2, 45))
def test_nothing_is_held_for_longer_than_the_set_nor_negative(
    name: str, since_s: float, duration_s: float, band_deg: float
) -> None:
    seen = measures(name, replace(STRETCH, band_deg=band_deg), since_s, duration_s)
    told = [value for value in (seen.in_band_s, seen.still_s) if value is not None]
    assert all(0 <= value <= duration_s + 1e-9 for value in told)
    assert seen.drift_deg is None or 0 <= seen.drift_deg <= 180


@settings(max_examples=30)
@given(since_s=st.floats(0, 20), narrow_deg=st.floats(2, 45), wider_deg=st.floats(0, 20))
def test_a_wider_band_never_holds_for_less(since_s: float, narrow_deg: float, wider_deg: float) -> None:
    narrow, wide = (
        measures("restless", replace(STRETCH, band_deg=band_deg), since_s, 15).in_band_s
        for band_deg in (narrow_deg, narrow_deg + wider_deg)
    )
    assert narrow is not None
    assert wide is not None
    assert narrow <= wide


def in_band_s(*courses: Course, band_deg: float = 10, axis: Sequence[float] = TILT) -> float | None:
    samples = sensed(limb(20, *courses, axis=axis))
    return held(samples, Hold("postural-hold", 20.0, band_deg)).measured().measures.in_band_s


def test_a_limb_that_is_lifted_first_is_held_from_when_it_is_there() -> None:
    assert in_band_s(reach(START_S, 3, 60)) == pytest.approx(18, abs=0.3)  # the last 10 degrees take a second


def test_a_position_that_is_left_is_not_held_and_one_that_is_left_a_little_is() -> None:
    assert in_band_s(reach(START_S + 10, 1, 12)) == pytest.approx(10.7, abs=0.2)  # 10 of 12 degrees after 0.69 s
    assert in_band_s(reach(START_S + 10, 1, 8)) == pytest.approx(20)
    assert in_band_s(reach(START_S + 10, 1, 8), band_deg=5) == pytest.approx(10.6, abs=0.2)


def test_a_turn_about_the_vertical_is_not_seen() -> None:
    assert in_band_s(reach(START_S + 10, 1, 40), axis=VERTICAL) == pytest.approx(20)


def test_a_tremor_does_not_leave_a_band_that_it_stays_within_on_the_whole() -> None:
    trembling = sensed(shaken(limb(20), 5, 60, TILT))  # 3.8 degrees from peak to peak
    seen = held(trembling, Hold("postural-hold", 20.0, 2.0)).measured().measures
    assert seen.in_band_s == pytest.approx(20)
    assert seen.tremor_start_deg == pytest.approx(3.82, abs=0.1)
