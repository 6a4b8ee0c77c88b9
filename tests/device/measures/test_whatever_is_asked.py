"""Whatever a set is said to have been, and whatever movement was seen, a measure is None or a number that can be."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.measures import SetMeasurer
from device.programme.catalogue import CATALOGUE
from device.programme.items import BeatSwing, Hold, Movement, Tempo, Work
from device.programme.seen import Repetition
from device.records.facts import NOTHING_ASKED, SetResult
from device.signals.samples import Samples
from tests.support.done_sets import START_S, analysed

TEMPO = Tempo(out_s=2, hold_s=1, back_s=2, pause_s=1)
MOST = {
    "in_band_s": 130,
    "still_s": 130,
    "drift_deg": 180,
    "tempo_variation": 10,
    "peak_dps": 3500,  # 2000 about each axis
    "tremor_start_deg": 1000,
    "tremor_end_deg": 1000,
    "tremor_hz": 12.5,
    "beat_error_s": 1.0,
}


def work_of(exercise: str) -> Work:
    """Anything that a programme may ask for."""
    form = CATALOGUE[exercise].form
    if form in {"hold", "rest"}:
        return Hold(exercise, 30.0)
    return BeatSwing(exercise, 10, 4, 15, 20, 60) if form == "swing" else Movement(exercise, 10, TEMPO, 15, 20, 60)


@cache
def wild() -> SetMeasurer:
    """A minute of anything after two still seconds: no limb moves so, and every tenth second is missing."""
    random, time_s = np.random.default_rng(8), START_S + np.arange(6000) / 100
    size = np.where(time_s < START_S + 2, 0.03, 1)[:, None]
    acceleration_g, rotation_dps = size * random.normal(0, [[[0.05]], [[1.0]]], (2, 6000, 3))
    acceleration_g[:, 2] += 1
    rotation_dps[1000:4000] = 100 * np.sin(time_s[1000:4000, None] * [1, 0.9, 2])
    here = (np.arange(6000) // 100) % 10 != 3
    measurer = SetMeasurer()
    for portion in analysed([Samples(time_s[here], acceleration_g[here], rotation_dps[here])]):
        measurer.push(portion)
    return measurer


times = st.floats(-20, 80).map(lambda time_s: START_S + time_s)
repetitions = st.builds(Repetition, times, times, st.floats(0, 180), st.booleans())
stretches = st.lists(st.tuples(times, times), max_size=3)
many = st.lists(repetitions, max_size=8)


@pytest.mark.costly
@pytest.mark.parametrize("exercise", CATALOGUE)
@settings(max_examples=15)
@given(lasted=st.tuples(times, st.floats(0, 60)), seen=many, exercised=stretches)
def test_a_measure_is_none_or_a_number_that_can_be(
    exercise: str, lasted: tuple[float, float], seen: list[Repetition], exercised: list[tuple[float, float]]
) -> None:
    result = SetResult(*lasted, exercise, 10, "done")
    told = vars(wild().complete(result, work_of(exercise), seen, exercised).measures)
    for name, value in told.items():
        assert value is None or math.isfinite(value)
        assert value is None or name == "sparc" or 0 <= value <= MOST[name]


@pytest.mark.parametrize("exercise", CATALOGUE)
def test_without_any_movement_seen_nothing_is_measured(exercise: str) -> None:
    result = SetResult(START_S, 30, exercise, 10, "done")
    seen = [Repetition(START_S + at_s, START_S + at_s + 3, 40, counted=True) for at_s in range(0, 27, 4)]
    assert SetMeasurer().complete(result, work_of(exercise), seen).measures == NOTHING_ASKED
