"""Which axes live, sample by sample: what a sensor counts, and an axis that stops, comes back, or never lived."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from device.parameters import Liveness, Sampling
from device.signals.axes_alive import AxisWatch, DeadAxes
from device.signals.rows import Rows, rows_joined
from device.signals.samples import Samples
from tests.support.bench import COUNTS_PER_DPS, COUNTS_PER_G
from tests.support.limbs import only, still
from tests.support.stages import cleaned

ACCELEROMETER, GYROSCOPE, NO_ACCELERATION = 1, 2, 4
SAME_S, SAME_SAMPLES = 1.0, 50  # four times the longest run of any axis in 2600 healthy recordings


def counted(samples: Samples) -> Samples:
    """As an MPU-6050 gives it at 4 g and 1000 deg/s: whole counts."""
    assert samples.rotation_dps is not None
    acceleration_g = np.rint(samples.acceleration_g * COUNTS_PER_G) / COUNTS_PER_G
    return replace(
        samples,
        acceleration_g=acceleration_g,
        rotation_dps=np.rint(samples.rotation_dps * COUNTS_PER_DPS) / COUNTS_PER_DPS,
    )


def stopped(samples: Samples, columns: Sequence[int], start_s: float, end_s: float, value: float = 0.25) -> Samples:
    """With columns (0 to 2 acceleration, 3 to 5 rotation) that show one value for a while."""
    assert samples.rotation_dps is not None
    values = np.hstack([samples.acceleration_g, samples.rotation_dps])
    during = (samples.time_s >= start_s) & (samples.time_s < end_s)
    values[during[:, None] & np.isin(np.arange(6), columns)] = value
    return Samples(samples.time_s, values[:, :3], values[:, 3:])


def watched(samples: Samples, places: Sequence[int] = ()) -> Rows:
    """What comes out of a watch that the samples go into in portions."""
    watch, rows = AxisWatch(Liveness(), Sampling()), cleaned(samples)
    edges = [0, *sorted(places), len(rows)]
    parts = [watch.push(rows.only(slice(*edge))) for edge in pairwise(edges)]
    return rows_joined([*parts, watch.finish()])


def dead_spans(rows: Rows, bit: int) -> Iterator[tuple[float, float]]:
    """First and last time of every stretch in which a part is dead."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows.dead & bit != 0, [0]]).astype(int)))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        yield float(rows.time_s[first]), float(rows.time_s[end - 1])


@pytest.mark.parametrize("rate_hz", [25, 50, 100, 200])
def test_a_quiet_sensor_on_a_table_lives(rate_hz: float) -> None:
    rows = watched(counted(still(60, rate_hz)))
    assert len(rows) == 60 * rate_hz
    assert not rows.dead.any()


def test_a_gyroscope_is_dead_from_its_last_change_on_until_it_changes_again() -> None:
    rows = watched(stopped(counted(still(20)), [3, 4, 5], 5.0, 12.0))
    assert list(dead_spans(rows, GYROSCOPE)) == [(5.0, 11.99)]
    assert not (rows.dead & ACCELEROMETER).any()
    assert np.isnan(rows.values[500:1200, 3:]).all()
    assert np.isfinite(rows.values[:500]).all()
    assert np.isfinite(rows.values[1200:]).all()
    assert len(rows) == 2000


def test_an_axis_that_never_lived_is_dead_from_the_start() -> None:
    rows = watched(stopped(counted(still(20)), [0, 4], 0.0, 20.0))
    assert list(dead_spans(rows, ACCELEROMETER)) == list(dead_spans(rows, GYROSCOPE)) == [(0.0, 19.99)]
    assert not (rows.dead & NO_ACCELERATION).any()
    assert np.isfinite(rows.values).all()  # a gyroscope of which two axes live still tells that something moves


def test_an_accelerometer_without_a_living_axis_says_so() -> None:
    rows = watched(stopped(counted(still(20)), [0, 1, 2], 5.0, 20.0))
    assert list(dead_spans(rows, NO_ACCELERATION)) == [(5.0, 19.99)]


@pytest.mark.parametrize(("column", "end"), [(0, -3.99), (2, 1.99), (3, 249.9), (5, -999.0)])
def test_at_the_end_of_its_range_an_axis_may_be_held_for_five_seconds(column: int, end: float) -> None:
    assert not watched(stopped(counted(still(20)), [column], 5.0, 9.9, end)).dead.any()
    rows = watched(stopped(counted(still(20)), [column], 5.0, 10.1, end))
    assert list(dead_spans(rows, ACCELEROMETER | GYROSCOPE)) == [(5.0, 10.09)]


@pytest.mark.parametrize(("length_s", "is_dead"), [(1.0, False), (1.03, True)])
def test_a_second_of_the_same_is_no_proof_and_more_is(length_s: float, is_dead: bool) -> None:  # noqa: FBT001 - a parameter of the test
    rows = watched(stopped(counted(still(20)), [5], 5.0, 5.0 + length_s))
    assert bool(rows.dead.any()) == is_dead


def test_of_slow_samples_fifty_in_a_row_are_asked_for() -> None:
    assert not watched(stopped(counted(still(20, 25)), [5], 5.0, 6.96)).dead.any()  # 49 of them, 1.96 s
    assert list(dead_spans(watched(stopped(counted(still(20, 25)), [5], 5.0, 7.04)), GYROSCOPE)) == [(5.0, 7.0)]


def test_what_is_the_same_on_both_sides_of_a_pause_is_chance() -> None:
    samples = stopped(counted(still(40)), [3], 9.8, 30.2)
    rows = watched(only(samples, (samples.time_s < 10) | (samples.time_s >= 30)))
    assert not rows.dead.any()


def test_a_recording_without_a_gyroscope_has_no_dead_one() -> None:
    assert not watched(replace(counted(still(20)), rotation_dps=None)).dead.any()


def test_it_says_which_axes_are_dead_at_present_and_what_they_show() -> None:
    watch = AxisWatch(Liveness(), Sampling())
    watch.push(cleaned(stopped(counted(still(10)), [1, 3, 4, 5], 5.0, 10.0)))
    assert list(watch.dead) == [
        DeadAxes("accelerometer", ((1, 0.25),)),
        DeadAxes("gyroscope", ((0, 0.25), (1, 0.25), (2, 0.25))),
    ]
    assert [axes.all for axes in watch.dead] == [False, True]
    watch.push(cleaned(counted(still(1, start_s=10))))
    assert list(watch.dead) == []


def test_it_goes_on_saying_so_while_nothing_new_comes_out() -> None:
    watch, stuck = AxisWatch(Liveness(), Sampling()), stopped(counted(still(10)), [4], 2.0, 5.0)
    rows = cleaned(stopped(stuck, [5], 4.9, 6.0))  # the next axis stops before the first lives again
    for first in range(0, 620, 10):
        came = watch.push(rows.only(slice(first, first + 10)))
        shown = [[axis for axis, _ in axes.shows] for axes in watch.dead]
        if len(came):
            last = round(float(came.time_s[-1]), 2)
            expected = [axis for axis, (start_s, end_s) in {1: (2, 5), 2: (4.9, 6)}.items() if start_s <= last < end_s]
        assert shown == ([expected] if expected else [])


def test_a_living_sensor_waits_for_a_few_samples_at_most() -> None:
    watch, rows = AxisWatch(Liveness(), Sampling()), cleaned(counted(still(20)))
    came = np.cumsum([len(watch.push(rows.only(slice(n, n + 1)))) for n in range(len(rows))])
    assert (np.arange(1, len(rows) + 1) - came).max() <= 20  # the longest that a recorded axis was the same: 0.24 s


BROKEN = stopped(stopped(stopped(counted(still(12)), [3, 4, 5], 2.0, 5.0), [1], 4.0, 6.5), range(6), 8.0, 10.0)


@given(st.lists(st.integers(1, len(BROKEN) - 1), max_size=30))
def test_cutting_the_samples_differently_changes_nothing(places: list[int]) -> None:
    whole, cut = watched(BROKEN), watched(BROKEN, places)
    assert np.array_equal(whole.dead, cut.dead)
    assert np.array_equal(whole.values, cut.values, equal_nan=True)
    assert whole.dead.any()


def test_a_single_sample_comes_out_at_the_end() -> None:
    assert len(watched(only(still(1), slice(0, 1)))) == 1


def dead_by_definition(values: NDArray[np.float64], time_s: NDArray[np.float64]) -> list[list[bool]]:
    """Row by row and axis by axis, without a thought for what it costs; no pause, no end of a range, 0.3 s, 6 rows."""
    dead = [[False] * 6 for _ in values]
    for axis in range(6):
        starts = [0, *(np.flatnonzero(values[1:, axis] != values[:-1, axis]) + 1).tolist(), len(values)]
        for first, end in pairwise(starts):
            if end - first >= 6 and time_s[end - 1] - time_s[first] > 0.3:
                for row in range(first, end):
                    dead[row][axis] = True
    return dead


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 399), max_size=60))
def test_it_is_what_its_definition_says_whichever_runs_overlap(seed: int, places: list[int]) -> None:
    random = np.random.default_rng(seed)
    values = (np.cumsum(random.random((400, 6)) < random.choice([0.05, 0.1, 0.5, 1], 6), axis=0) % 7) / 10
    rows, watch = Rows(np.arange(400) / 64, values), AxisWatch(Liveness(same_s=0.3, same_samples=6), Sampling())
    parts = [watch.push(rows.only(slice(*edge))) for edge in pairwise([0, *sorted(places), 400])]
    seen = rows_joined([*parts, watch.finish()])
    dead = np.array(dead_by_definition(values, rows.time_s))
    assert ((seen.dead & ACCELEROMETER) != 0).tolist() == dead[:, :3].any(axis=1).tolist()
    assert ((seen.dead & GYROSCOPE) != 0).tolist() == dead[:, 3:].any(axis=1).tolist()
    assert np.isnan(seen.values[:, 3:]).all(axis=1).tolist() == dead[:, 3:].all(axis=1).tolist()
