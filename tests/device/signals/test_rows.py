"""Which samples count, in what order, and which rows a stretch takes."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.rows import Cleaner, Rows, measured, rising, rows_joined, rows_of
from device.signals.samples import STANDARD_GRAVITY_MPS2, Samples

SAMPLING = PARAMETERS.sampling


def samples(time_s: Sequence[float], *, gyroscope: bool = True) -> Samples:
    """Each value says which axis it is and which sample: 2.3 is the fourth sample's third axis; rotation from 5 on."""
    values = np.arange(3) + np.arange(len(time_s))[:, None] / 10
    return Samples(np.array(time_s, dtype=float), values, values + 5 if gyroscope else None)


def kept_s(rows: Rows) -> list[float]:
    return [float(time_s) for time_s in rows.time_s]


def one(value: float, column: int) -> Samples:
    """Three samples, the middle one with this value in one of the six columns."""
    made = samples([1.0, 2.0, 3.0])
    assert made.rotation_dps is not None
    (made.acceleration_g if column < 3 else made.rotation_dps)[1, column % 3] = value
    return made


def test_one_g_is_the_standard_acceleration() -> None:
    assert STANDARD_GRAVITY_MPS2 == 9.80665  # m/s²; General Conference on Weights and Measures, 1901


def test_a_row_is_acceleration_and_then_rotation() -> None:
    rows = rows_of([samples([1.0, 2.0]), samples([3.0], gyroscope=False)])
    assert rows.values[:2].tolist() == [[0.0, 1.0, 2.0, 5.0, 6.0, 7.0], [0.1, 1.1, 2.1, 5.1, 6.1, 7.1]]
    assert rows.values[2, :3].tolist() == [0.0, 1.0, 2.0]
    assert np.isnan(rows.values[2, 3:]).all()
    assert kept_s(rows) == [1.0, 2.0, 3.0]


def test_no_rows_have_six_columns_too() -> None:
    assert Rows().values.shape == (0, 6)
    assert len(Rows()) == 0


def test_each_column_lies_together_in_memory() -> None:
    parts = [rows_of([samples([1.0, 2.0])]), rows_of([samples([3.0])])]
    assert all(rows.values.flags.f_contiguous for rows in [*parts, rows_joined(parts), Rows()])


def test_joined_rows_follow_one_another() -> None:
    rows = rows_joined([rows_of([samples([1.0, 2.0])]), rows_of([samples([3.0])])])
    assert kept_s(rows) == [1.0, 2.0, 3.0]
    assert rows.values[:, 5].tolist() == [7.0, 7.1, 7.0]


@pytest.mark.parametrize(
    ("start_s", "end_s", "kept"),
    [
        (4.0, 6.0, [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]),  # two before 4 and, from 6 on, two
        (4.5, 5.5, [3.0, 4.0, 5.0, 6.0, 7.0]),
        (1.0, 1.5, [0.0, 1.0, 2.0, 3.0]),
        (0.0, 0.5, [0.0, 1.0, 2.0]),
        (8.5, 99.0, [7.0, 8.0, 9.0]),
    ],
)
def test_a_stretch_takes_two_rows_beyond_each_end(start_s: float, end_s: float, kept: list[float]) -> None:
    assert kept_s(rows_of([samples(range(10))]).around(start_s, end_s)) == kept


@pytest.mark.parametrize("sense", [1, -1])
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("g", "kept"), [(1000.0, [1.0, 2.0, 3.0]), (1001.0, [1.0, 3.0])])
def test_no_limb_feels_more_than_a_thousand_g(g: float, kept: list[float], axis: int, sense: int) -> None:
    """Five times the range of shock sensors, ours."""
    assert kept_s(measured(rows_of([one(sense * g, axis)]), SAMPLING)) == kept


@pytest.mark.parametrize("sense", [1, -1])
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("dps", "counts"), [(100_000.0, True), (100_001.0, False), (np.nan, False)])
def test_no_limb_turns_faster_than_fast_gyroscopes_measure(dps: float, *, counts: bool, axis: int, sense: int) -> None:
    """100 000 deg/s is 25 times the range of the fastest gyroscopes of this kind, ours. The acceleration stays."""
    rows = measured(rows_of([one(sense * dps, 3 + axis)]), SAMPLING)
    assert kept_s(rows) == [1.0, 2.0, 3.0]
    assert np.isfinite(rows.values[:, 3:]).all(axis=1).tolist() == [True, counts, True]
    assert np.isfinite(rows.values[1, 3:]).any() == counts
    assert rows.values[1, :3].tolist() == [0.1, 1.1, 2.1]


@pytest.mark.parametrize(("late_s", "kept"), [(1e10, 2), (1.1e10, 1), (-1.1e10, 1), (np.nan, 1)])
def test_no_time_is_later_than_the_year_2286(late_s: float, kept: int) -> None:
    """1e10 s, ours: Unix time passes it then, and hundredths of a second stay exact to there."""
    assert len(measured(rows_of([samples([1.0, late_s])]), SAMPLING)) == kept


@pytest.mark.parametrize(("step_s", "kept"), [(1.01e-5, 3), (0.99e-5, 2)])
def test_two_samples_closer_than_a_hundred_thousandth_of_a_second_are_one(step_s: float, kept: int) -> None:
    """1e-5 s is 100 kHz, ours."""
    assert len(Cleaner(SAMPLING).push(samples([1.0, 1.0 + step_s, 2.0]))) == kept


def test_the_distance_to_the_portion_before_counts_as_well() -> None:
    cleaner = Cleaner(SAMPLING)
    assert kept_s(cleaner.push(samples([1.0, 2.0]))) == [1.0, 2.0]
    assert kept_s(cleaner.push(samples([2.0, 2.5]))) == [2.5]
    assert kept_s(cleaner.push(samples([2.4, 2.6, 2.5, 3.0]))) == [2.6, 3.0]
    assert cleaner.left_out == 3


def test_a_distance_of_just_the_least_is_far_enough() -> None:
    rows = rows_of([samples([1.0, 1.5, 1.75, 2.25])])
    assert kept_s(rising(rows, 0.5)) == [1.0, 1.5, 2.25]
    assert kept_s(rising(rows.only(slice(0, 2)), 0.5, 0.5)) == [1.0, 1.5]
    assert kept_s(rising(rows, 0.5, 0.6)) == [1.5, 2.25]
    assert kept_s(rising(rows.only(slice(0, 1)), 0.5, 0.6)) == []


def test_a_portion_of_nothing_but_late_samples_leaves_nothing_and_changes_nothing() -> None:
    cleaner = Cleaner(SAMPLING)
    cleaner.push(samples([5.0]))
    assert kept_s(cleaner.push(samples([3.0, 4.0]))) == []
    assert kept_s(cleaner.push(samples([np.inf]))) == []
    assert kept_s(cleaner.push(samples([]))) == []
    assert kept_s(cleaner.push(samples([4.5, 5.5]))) == [5.5]
    assert cleaner.left_out == 4
