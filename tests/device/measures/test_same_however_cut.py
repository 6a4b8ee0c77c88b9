"""How a set was done is the same however the samples come in portions, and whether one asks at once or later."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.programme.items import BeatSwing, Hold, Movement, Tempo
from device.records.facts import SetResult
from device.signals.samples import Samples
from tests.device.signals.test_axes_alive import stopped
from tests.support.done_sets import START_S, TILT, Done, analysed, held, limb, out_and_back, repeated, sensed
from tests.support.limbs import cut, only, reach, shaken, swing, without

HOLD_S = 30.4
LATE_S = 0.3  # how old the newest sample is when a set ends: what the sensor kept, and what waits for its axes
SMOOTHED_S = 0.43  # so much later a repetition is counted


def uneventful(samples: Samples) -> Samples:
    """With jitter in its times, tremor and a gap."""
    times_s = samples.time_s + np.random.default_rng(4).uniform(0, 0.009, len(samples))
    trembling = shaken(sensed(replace(samples, time_s=times_s)), 5, 10, TILT)
    return without(trembling, START_S + 3, START_S + 3.3)


def eventful(samples: Samples) -> Samples:
    """And with missing values and an axis that dies."""
    broken = stopped(uneventful(samples), [4], START_S + 17, START_S + 18.2)
    broken.acceleration_g[2850:2860, 2] = np.nan
    return broken


def hold() -> Done:
    sinking = limb(HOLD_S, reach(START_S + 7, 8, 6), reach(START_S + 20, 1, 8))
    return held(uneventful(sinking), Hold("gentle-stretch", HOLD_S))


def rest() -> Done:
    moving = limb(HOLD_S, reach(START_S + 7, 1, 6), reach(START_S + 20, 1, 8))
    return held(sensed(moving), Hold("supported-rest", HOLD_S))


def reaching() -> Done:
    tempo = Tempo(out_s=2, hold_s=1, back_s=2, pause_s=1)
    course, end_s = out_and_back(START_S + 1, tempo, 50, (1.0, 1.2, 0.9, 1.1, 1.0, 0.9, 1.0))
    return repeated(eventful(limb(end_s - START_S, course)), Movement("reach", 7, tempo, 15, 40, 120))


def lifting() -> Done:
    tempo = Tempo(out_s=2, hold_s=1, back_s=2, pause_s=1)
    course, end_s = out_and_back(START_S + 1, tempo, 25, (1.0, 1.2, 0.9, 1.1, 1.0))
    return repeated(eventful(limb(end_s - START_S, course)), Movement("toes-up", 5, tempo, 15, 20, 70))


def swinging() -> Done:
    samples = limb(26, swing(START_S + 0.1, 25, 0.4, 50))
    return repeated(eventful(samples), BeatSwing("paced-swing", 9, 2.5, 30, 40, 80))


SETS: dict[str, Callable[[], Done]] = {
    "hold": hold,
    "rest": rest,
    "reach": reaching,
    "toes": lifting,
    "swing": swinging,
}


@cache
def done(name: str) -> Done:
    return SETS[name]()


@cache
def at_once(name: str) -> SetResult:
    """With all samples in one portion, asked when all are there."""
    return done(name).measured()


def in_portions(name: str, places: Sequence[int], until_s: float = np.inf) -> SetResult:
    whole = done(name)
    samples = only(whole.samples, whole.samples.time_s < until_s)
    return replace(whole, portions=analysed(cut(samples, places), to_its_end=False)).measured()


@pytest.mark.costly
def test_there_is_something_to_compare() -> None:
    told = {name for each in SETS for name, value in vars(at_once(each).measures).items() if value is not None}
    assert told == set(vars(at_once("hold").measures))


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
@settings(max_examples=10)  # each runs the whole analysis
@given(places=st.lists(st.integers(1, 4000), max_size=40))
def test_cutting_the_input_differently_never_changes_the_result(name: str, places: Sequence[int]) -> None:
    assert in_portions(name, places) == at_once(name)


@pytest.mark.costly
@pytest.mark.parametrize("name", SETS)
def test_in_the_devices_portions_and_asked_as_soon_as_the_set_is_over_it_is_the_same(name: str) -> None:
    whole = done(name)
    end_s = whole.result.start_s + whole.result.duration_s
    late_s = LATE_S if whole.result.target_s else -SMOOTHED_S
    assert in_portions(name, range(0, 5000, 20), until_s=end_s - late_s) == at_once(name)
