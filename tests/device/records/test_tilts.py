"""Tilts as numbers of a histogram, and what the histogram says."""

import pytest

from device.records import tilts
from device.records.histograms import bins_of


@pytest.mark.parametrize(
    ("tilt_deg", "side", "number"),
    [
        (0.0, (1.0, 0.0), 16),  # too little for a side
        (14.9, (1.0, 0.0), 2 * 17 + 16),
        (15.0, (1.0, 0.0), 3 * 17),
        (15.0, (0.0, 1.0), 3 * 17 + 4),
        (15.0, (-1.0, 0.0), 3 * 17 + 8),
        (36.0, (0.0, -1.0), 7 * 17 + 12),
        (36.0, None, 7 * 17 + 16),
        (180.0, None, 35 * 17 + 16),
    ],
)
def test_a_tilt_and_its_side_are_one_number(tilt_deg: float, side: tuple[float, float] | None, number: int) -> None:
    assert tilts.tilt_number(tilt_deg, side) == number


def counted(*held: tuple[float, tuple[float, float] | None, int]) -> tuple[tuple[int, int], ...]:
    return bins_of(n for tilt_deg, side, times in held for n in [tilts.tilt_number(tilt_deg, side)] * times)


DAY = counted((7.0, None, 50), (22.0, (1, 0), 30), (22.0, (-1, 0), 5), (42.0, (1, 1), 10), (42.0, (0, -1), 5))


def test_the_bands_are_those_of_the_twstrs() -> None:
    assert [tilts.seconds_between(DAY, low, high) for low, high in ((0, 15), (15, 35), (35, 181))] == [50, 35, 15]


def test_the_sides_are_of_what_is_tilted() -> None:
    assert tilts.sides_s(DAY) == (40, 0, 5, 5), "a diagonal counts along"
    parts = tilts.mean_parts_deg(DAY)
    assert parts == pytest.approx(
        ((22.5 * 35 + 42.5 * 0.7071 * 10) / 50, (42.5 * 0.7071 * 10 + 42.5 * 5) / 50), abs=0.01
    )
    assert tilts.mean_parts_deg(counted((42.0, None, 9))) is None


def test_the_median_is_of_the_judged_seconds_alone() -> None:
    bins = ((tilts.TURNED, 500), (tilts.NO_NEUTRAL, 70), *DAY)
    assert tilts.median_tilt_deg(bins) == 10.0, "the end of the bin in which half of the seconds are"
    assert (tilts.seconds_of(bins, -2), tilts.seconds_of(bins, -1)) == (500, 70)
    assert tilts.median_tilt_deg(bins[:2]) is None
