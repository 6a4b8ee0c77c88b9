"""When a band lies so surely that measuring may stop: never on a limb that breathes, soon on a table."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.analysis.lying import Lying
from device.analysis.pipeline import Pipeline
from device.signals.samples import Floats
from device.signals.turning import NOTHING_TURNED, Steps
from tests.support.examples import examples
from tests.support.limbs import still

PIECE_S, LIES_S = 20, 600  # this project's choice
NOISE_DPS, NOISE_G = 0.011, 0.0009  # the data sheet's in the mean of a tenth of a second


def steps(seconds: float, turning_dps: Floats | float = 0.0, *, start_s: float = 0.0, seed: int = 1) -> Steps:
    """Tenths of noise, and turning about one axis beside it."""
    count, random = round(seconds * 10), np.random.default_rng(seed)
    turned = np.asarray(
        random.normal(0, NOISE_DPS, (count, 3)) + np.outer(np.broadcast_to(turning_dps, count), [1, 0, 0])
    )
    felt_g = np.asarray(random.normal([0, 0, 1], NOISE_G, (count, 3)))
    flags = np.zeros(count, dtype=np.bool_)
    time_s = start_s + np.arange(1, count + 1) / 10
    return Steps(time_s, turned, felt_g, turned, felt_g, flags, ~flags)


def breath_dps(seconds: float, degrees: float, hertz: float) -> Floats:
    """How fast breath turns a limb by so many degrees from end to end."""
    time_s = np.arange(1, round(seconds * 10) + 1) / 10
    return degrees / 2 * 2 * np.pi * hertz * np.cos(2 * np.pi * hertz * time_s)


def after(*parts: Steps) -> bool:
    """Whether it lies, at the end of these."""
    lying = Lying()
    for part in parts:
        lying.push(part)
    return lying.lies(float(parts[-1].time_s[-1]))


@pytest.mark.parametrize(("seconds", "lies"), [(LIES_S, True), (LIES_S - 1, False)])
def test_on_a_table_it_lies_after_ten_minutes(seconds: float, *, lies: bool) -> None:
    assert after(steps(seconds)) is lies


@pytest.mark.parametrize("hertz", [0.12, 0.2, 0.3])
def test_a_limb_that_nothing_moves_but_breath_of_a_sixth_of_a_degree_does_not_lie(hertz: float) -> None:
    lying = Lying()
    every = steps(3600, breath_dps(3600, 0.15, hertz))
    for end in range(PIECE_S * 10, 36_001, PIECE_S * 10):
        lying.push(every.only(slice(end - PIECE_S * 10, end)))
        assert not lying.lies(end / 10)


def test_a_gyroscope_that_cools_is_no_movement() -> None:
    assert after(steps(LIES_S, 0.01 * np.arange(LIES_S * 10) / 10))  # deg/s a second: 2 degrees C a minute


def test_one_movement_in_ten_minutes_begins_them_anew() -> None:
    moved = steps(PIECE_S, breath_dps(PIECE_S, 1.0, 0.5), start_s=300)
    before, behind = steps(300), steps(LIES_S - PIECE_S, start_s=300 + PIECE_S)
    assert not after(before, moved, behind)
    assert after(before, moved, behind, steps(PIECE_S, start_s=300 + LIES_S))


def test_who_took_it_a_moment_ago_is_seen_before_the_piece_is_whole() -> None:
    moved = steps(5, breath_dps(5, 5.0, 0.5), start_s=LIES_S)
    assert not after(steps(LIES_S), moved)
    assert after(steps(LIES_S), steps(5, start_s=LIES_S))


def test_what_is_known_for_a_minute_no_more_is_not_known() -> None:
    lying = Lying()
    lying.push(steps(LIES_S))
    assert [lying.lies(LIES_S + seconds) for seconds in (59, 61)] == [True, False]


def test_an_axis_without_noise_is_stuck_and_hides_movement() -> None:
    found = steps(LIES_S)
    found.tenth_dps[:, 1] = 0.25
    assert not after(found)


def test_a_gap_ends_it() -> None:
    first, second = steps(LIES_S - PIECE_S), steps(PIECE_S, start_s=LIES_S)
    first.measured[-7:] = False
    second.after_gap[0] = True
    assert not after(first, second)


@settings(max_examples=examples(20), deadline=None)
@given(cuts=st.lists(st.integers(0, 13_000), max_size=12), seed=st.integers(0, 5))
def test_however_the_steps_are_cut_it_is_the_same(cuts: list[int], seed: int) -> None:
    every = steps(1300, np.where(np.arange(13_000) == 4000, 2.0, 0.0), seed=seed)
    edges = [0, *sorted(cuts), 13_000]
    cut = [every.only(slice(start, end)) for start, end in itertools.pairwise(edges)]
    whole, pieces = Lying(), Lying()
    whole.push(every)
    for piece in cut:
        pieces.push(piece if len(piece) else NOTHING_TURNED)
    assert [whole.lies(now_s) for now_s in (1290.0, 1300.0, 1350.0)] == [
        pieces.lies(now_s) for now_s in (1290.0, 1300.0, 1350.0)
    ]


def test_a_sensor_without_a_gyroscope_never_lies() -> None:
    pipeline, lying = Pipeline(), still(1000)
    pipeline.push(type(lying)(lying.time_s, lying.acceleration_g, None))
    assert pipeline.not_worn
    assert not pipeline.lies(1000.0)
