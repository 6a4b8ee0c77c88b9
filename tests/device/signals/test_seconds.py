"""What one second's own samples show, and which windows come of them when: rows made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.rows import Rows
from device.signals.samples import Floats
from device.signals.windows import Second, Window, Windower, on_grid

SAMPLING = PARAMETERS.sampling
AXES = np.array([1.0, 2.0, 3.0, 10.0, 20.0, 30.0])


def rows(time_s: Sequence[float] | Floats, values: Floats | None = None) -> Rows:
    """With values of their own on every axis that never stay the same, or with these [n, 6]."""
    times_s = np.array(time_s, dtype=float)
    moving = np.sin(np.arange(len(times_s)))[:, None] * AXES / 100
    return Rows(times_s, moving if values is None else values)


def second(made: Rows, start_s: float = 10.0) -> Second:
    return on_grid(made, start_s, SAMPLING)


def paused(step_s: float, pause_s: float) -> Rows:
    """Samples from 9 to 12 s, of which one comes so late after 10.4 s."""
    before_s, after_s = np.arange(9, 10.4 + step_s / 2, step_s), np.arange(10.4 + pause_s, 12, step_s)
    return rows([*before_s, *after_s])


@pytest.mark.parametrize(
    ("step_s", "pause_s", "bridged"),
    [
        (0.04, 0.155, True),  # four sampling steps of 25 Hz, ours
        (0.04, 0.165, False),
        (0.0025, 0.048, True),  # at 400 Hz 50 ms: real I2C logs pause 15 to 50 ms in normal running
        (0.0025, 0.052, False),
        (0.1, 0.245, True),  # at 10 Hz a quarter of a second: half a turn of the slowest tremor
        (0.1, 0.255, False),
    ],
)
def test_how_long_a_pause_is_bridged(step_s: float, pause_s: float, *, bridged: bool) -> None:
    assert (second(paused(step_s, pause_s)).missing == 0) is bridged


def test_a_pause_that_is_not_bridged_is_flat_on_both_sides() -> None:
    values = np.outer([0.0, 1.0, 2.0, 3.0, 4.0], AXES)
    made = second(rows([9.8, 10.0, 10.2, 10.8, 11.0], values))
    assert made.values[10] == pytest.approx((1.5 - 1 / 16 + 1 / 8) * AXES, rel=0.1)
    assert made.values[50] == pytest.approx(2.5 * AXES)
    assert made.values[35] == pytest.approx((2 + 5 / 32) * AXES)


@pytest.mark.parametrize(("rate_hz", "kept"), [(148, 1.0), (152, 0.524)])
def test_from_150_hz_on_samples_are_averaged_over_each_hundredth(rate_hz: int, kept: float) -> None:
    """Its first alias into 0 to 12 Hz is from above 88 Hz. Four places 2.5 ms apart keep 0.524 of a line at 60 Hz.

    Interpolation alone keeps three quarters of it.
    """
    time_s = np.arange(9, 12, 1 / rate_hz)
    made = second(rows(time_s, np.outer(np.sin(2 * np.pi * 60 * time_s), AXES)))
    assert made.values[:, 3].std() / (10 / np.sqrt(2)) == pytest.approx(0.75 * kept, rel=0.1)
    assert made.rate_hz == pytest.approx(rate_hz)


@pytest.mark.parametrize(("least_hz", "averaged"), [(128.0, True), (128.5, False)])
def test_at_just_that_rate_they_are_averaged_already(least_hz: float, *, averaged: bool) -> None:
    time_s = np.arange(9, 12, 1 / 128)
    made = rows(time_s, np.outer(np.sin(2 * np.pi * 32 * time_s), AXES))
    values = on_grid(made, 10.0, replace(SAMPLING, average_above_hz=least_hz)).values
    assert bool(values[:, 3].std() < 6.1) is averaged  # averaged 0.85 of 6.6


def ended(end: float, column: int, *, samples: Sequence[int], count: int = 300) -> Rows:
    """At 100 Hz from 9 s on, with the value at the end of a range in some samples."""
    made = rows(9 + np.arange(count) / 100)
    made.values[list(samples), column] = end
    return made


ACCELERATION, ROTATION = (True, False), (False, True)
NEITHER = (False, False)


@pytest.mark.parametrize(
    ("end", "column", "saturated"),
    [
        (1.94, 0, NEITHER),
        (1.95, 0, ACCELERATION),  # the smallest range is 2 g (RM-MPU-6000A), less 3 % of scale tolerance
        (-1.96, 2, ACCELERATION),
        (244.0, 3, NEITHER),
        (245.0, 3, ROTATION),  # and 250 deg/s
        (-246.0, 5, ROTATION),
    ],
)
def test_a_value_at_the_end_of_the_smallest_range_may_be_saturated(
    end: float, column: int, saturated: tuple[bool, bool]
) -> None:
    assert second(ended(end, column, samples=range(150, 154))).saturated == saturated


@pytest.mark.parametrize(
    ("samples", "saturated"),
    [
        (range(150, 153), False),
        (range(150, 154), True),  # four in a row are no coincidence, ours
        ([150, 151, 153, 154], False),
        ([150, 151, 152, 154, 155, 156], False),
        ([150, 152, 153, 154, 155], True),
        (range(98, 102), True),  # two rows before the second belong to it
        (range(97, 101), False),
        (range(198, 202), True),  # and two after it
        (range(199, 203), False),
    ],
)
def test_four_samples_in_a_row_at_an_end_are_saturated(samples: Sequence[int], *, saturated: bool) -> None:
    assert second(ended(250.0, 4, samples=samples)).saturated == (False, saturated)


def test_values_beyond_an_end_make_it_none() -> None:
    made = ended(250.0, 4, samples=range(150, 154))
    made.values[170, 4] = 251.0
    assert second(made).saturated == NEITHER


def half_turning(turning: Sequence[int]) -> Rows:
    """Ten samples from 10.0 to 10.9 s, of which these have a rotation; each value is the number of its sample."""
    made = rows(10 + np.arange(10) / 10, np.outer(np.arange(10.0), np.ones(6)))
    made.values[[number for number in range(10) if number not in turning], 3:] = np.nan
    return made


@pytest.mark.parametrize(
    ("turning", "low", "with_rotation"),
    [(range(5, 10), 5.0, True), (range(6, 10), 0.0, False), (range(10), 0.0, True), ([], 0.0, False)],
)
def test_a_second_has_a_gyroscope_if_half_of_its_samples_have_one(
    turning: Sequence[int],
    low: float,
    *,
    with_rotation: bool,
) -> None:
    made = second(half_turning(turning))
    assert made.low[0] == low
    assert made.high[0] == 9.0
    assert np.isfinite(made.high[3:]).all() == with_rotation
    assert np.isfinite(made.values[:, 3:]).all() == with_rotation
    assert np.isfinite(made.values[:, :3]).all()


def windows(made: Rows) -> list[Window]:
    windower = Windower(SAMPLING)
    return [*windower.push(made), *windower.finish()]


def hundredths(*stretches: tuple[float, float]) -> Rows:
    """Samples at whole hundredths of a second from each start up to its end."""
    numbers = [number for start_s, end_s in stretches for number in range(round(100 * start_s), round(100 * end_s))]
    return rows(np.array(numbers) / 100)


@pytest.mark.parametrize(("lost_until_s", "judged"), [(12.5, [10, 11, 12, 13]), (12.51, [10, 11, 13])])
def test_a_second_of_which_more_than_half_is_missing_counts_as_no_data(lost_until_s: float, judged: list[int]) -> None:
    """A half, ours."""
    made = windows(hundredths((10, 12), (lost_until_s, 14)))
    assert [window.second_s for window in made] == judged


def test_what_is_missing_is_that_of_the_three_seconds_together() -> None:
    made = windows(hundredths((10, 11.8), (12.1, 12.6), (13, 16)))
    assert [round(window.missing_s, 2) for window in made] == [1.2, 0.7, 0.7, 0.5, 0.0, 1.0]


def still_in(first: int, end: int) -> Rows:
    """Ten seconds at 100 Hz, whose second acceleration axis and third rotation axis change in these samples only."""
    made = rows(np.arange(1000) / 100)
    for column in (1, 5):
        made.values[:first, column] = made.values[end:, column] = 0.5
    return made


@pytest.mark.parametrize("changing_s", [3, 4, 5])
def test_an_axis_is_stuck_only_if_it_changes_in_none_of_three_seconds(changing_s: int) -> None:
    made = windows(still_in(100 * changing_s + 40, 100 * changing_s + 60))
    stuck = {
        window.second_s: (window.acceleration.stuck_axes, window.rotation.stuck_axes)
        for window in made
        if window.rotation
    }
    assert stuck == {second_s: (0, 0) if abs(second_s - changing_s) <= 1 else (1, 1) for second_s in range(10)}


@pytest.mark.parametrize("at_s", [3, 4, 5])
def test_a_window_is_saturated_if_one_of_its_seconds_is(at_s: int) -> None:
    made = rows(np.arange(1000) / 100)
    made.values[100 * at_s + 40 : 100 * at_s + 50, 0] = 2.0
    made.values[100 * at_s + 40 : 100 * at_s + 50, 3] = 250.0
    saturated = [
        window.second_s
        for window in windows(made)
        if window.acceleration.saturated and window.rotation and window.rotation.saturated
    ]
    assert saturated == [at_s - 1, at_s, at_s + 1]


def test_a_window_joins_the_values_of_its_three_seconds() -> None:
    made = rows(np.arange(600) / 100, np.outer(np.arange(600.0), AXES))
    (_, _, window, *_) = windows(made)
    assert window.start_s == 1
    assert window.acceleration.values == pytest.approx(np.outer(np.arange(100.0, 400.0), AXES[:3]))
    assert window.rotation is not None
    assert window.rotation.values == pytest.approx(np.outer(np.arange(100.0, 400.0), AXES[3:]))


def test_a_window_has_the_rate_of_the_second_it_judges() -> None:
    made = rows([*np.arange(0, 2, 0.02), *np.arange(2, 3, 0.01), *np.arange(3, 5, 0.04)])
    assert [round(window.rate_hz) for window in windows(made)] == [50, 50, 100, 25, 25]


def told(portions: Sequence[Rows]) -> list[list[float]]:
    windower = Windower(SAMPLING)
    pushed = [[window.second_s for window in windower.push(portion)] for portion in portions]
    return [*pushed, [window.second_s for window in windower.finish()]]


def pieces(made: Rows, *edges: int) -> list[Rows]:
    return [made.only(slice(start, end)) for start, end in pairwise([0, *edges, len(made)])]


def test_a_second_is_judged_once_the_next_is_over_by_two_samples() -> None:
    """Interpolation needs them: 12.00 and 12.01 s."""
    assert told(pieces(hundredths((10, 15)), 201, 202, 301, 302, 402)) == [[], [10], [], [11], [12], [], [13, 14]]


def test_single_samples_and_empty_portions_change_nothing() -> None:
    made = hundredths((10, 12.5))
    alone = told([part for row in pieces(made, *range(1, len(made))) for part in (row, Rows())])
    assert [second_s for seconds in alone for second_s in seconds] == [10, 11, 12]
    assert told([]) == [[]]


def test_a_lone_sample_is_a_second_of_which_most_is_missing() -> None:
    assert told([rows([10.3])]) == [[], []]


def test_portions_give_the_windows_of_the_whole() -> None:
    made = hundredths((10, 13.2), (13.6, 17))
    windower, whole = Windower(SAMPLING), windows(made)
    cut = [window for part in pieces(made, 3, 150, 151, 333, 500) for window in windower.push(part)]
    for one, other in zip([*cut, *windower.finish()], whole, strict=True):
        assert np.array_equal(one.acceleration.values, other.acceleration.values)
        assert (one.second_s, one.missing_s, one.rate_hz) == (other.second_s, other.missing_s, other.rate_hz)
