"""Values between samples, which of them no sample supports, and how much of a line is kept."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.signals.grid import GRID_S, gains, missing, resampled, usual_step_s
from device.signals.rows import Rows
from device.signals.samples import Floats

LONGEST_S = 1.5
SCALES = np.array([1.0, 2.0, 3.0, -1.0, 10.0, 0.5])  # the six columns show the same, each by so much


def rows(time_s: Sequence[float] | Floats, values: Sequence[float] | Floats) -> Rows:
    return Rows(np.array(time_s, dtype=float), np.array(values, dtype=float)[:, None] * SCALES)


def between(made: Rows, at_s: Sequence[float]) -> Floats:
    return resampled(made, np.array(at_s), LONGEST_S, fine=False)[:, 0]


def test_a_grid_second_has_a_hundred_hundredths() -> None:
    assert pytest.approx([number / 100 for number in range(100)]) == GRID_S


@pytest.mark.parametrize(
    ("time_s", "step_s"),
    [([0, 1, 3, 9], 2.0), ([0, 3, 4, 6, 16], 3.0), ([0, 1, 4], 3.0), ([5, 7], 2.0), ([5], np.inf)],
)
def test_the_usual_step_is_the_middle_one(time_s: list[float], step_s: float) -> None:
    assert usual_step_s(np.array(time_s, dtype=float)) == step_s


def test_between_samples_lies_the_cubic_with_the_slopes_of_its_chords() -> None:
    """Worked out by hand: slopes 0, 1/2, 1/2, 0; a quarter of the way up the share is 5/32, the bends 9/64 and 3/64."""
    made = rows([0, 1, 2, 3], [0, 0, 1, 1])
    at_s = [0.5, 1.0, 1.25, 1.5, 1.75, 2.5, 3.0]
    assert between(made, at_s) == pytest.approx(
        [-1 / 16, 0, 5 / 32 + 9 / 128 - 3 / 128, 1 / 2, 1 - 5 / 32 - 9 / 128 + 3 / 128, 1 + 1 / 16, 1]
    )


def test_a_straight_line_stays_one_whatever_the_steps() -> None:
    made = rows([0, 1, 1.5, 2.75, 3, 4], [0, 2, 3, 5.5, 6, 8])
    assert between(made, [1.2, 1.5, 2.0, 2.5, 2.9]) == pytest.approx([2.4, 3.0, 4.0, 5.0, 5.8])


def test_before_the_first_and_after_the_last_sample_they_stay_as_they_are() -> None:
    assert between(rows([0, 1, 2], [4, 5, 7]), [-3, 5]).tolist() == [4, 7]


def test_a_gap_is_bridged_flatly_from_both_sides() -> None:
    """The pause from 2 to 4 is longer than 1.5 s: slopes at both of its ends are 0, those elsewhere stay."""
    made = rows([0, 1, 2, 4, 5, 6], [0, 0, 1, 3, 3, 4])
    assert between(made, [1.5, 2.5, 3.0, 3.5, 4.5]) == pytest.approx(
        [1 / 2 + 1 / 16, 1 + 2 * 5 / 32, 2, 3 - 2 * 5 / 32, 3 - 1 / 16]
    )


def test_a_pause_of_just_the_longest_is_no_gap() -> None:
    made = rows([0, 1, 2.5, 3.5], [0, 1, 2.5, 3.5])
    assert between(made, [1.25, 1.75]) == pytest.approx([1.25, 1.75])


def test_each_column_is_its_own() -> None:
    made = rows([0, 1, 2, 3], [0, 0, 1, 1])
    values = resampled(made, np.array([1.5, 2.5]), LONGEST_S, fine=False)
    assert values == pytest.approx(np.outer([1 / 2, 17 / 16], SCALES))


def test_a_lone_sample_is_everywhere() -> None:
    assert (
        resampled(rows([7], [4]), np.array([1.0, 2.0, 9.0]), LONGEST_S, fine=True).tolist()
        == [(4 * SCALES).tolist()] * 3
    )


def test_two_samples_are_joined() -> None:
    assert between(rows([1, 2], [0, 1]), [0.5, 1.25, 1.5, 2.5]) == pytest.approx([0, 5 / 32, 1 / 2, 1])


def test_of_fast_samples_four_places_in_each_grid_step_are_averaged() -> None:
    """At -3/8, -1/8, 1/8 and 3/8 of a hundredth: of a parabola their mean square is 5/64 of the hundredth's."""
    time_s = np.arange(0.9, 1.1, 0.001)
    made = rows(time_s, (time_s - 1.0) ** 2 * 1e6 + time_s)
    (value,) = resampled(made, np.array([1.0]), LONGEST_S, fine=True)
    assert value == pytest.approx((100 * 5 / 64 + 1.0) * SCALES, rel=1e-3)


def ten_hz(first_s: float, last_s: float, *, by_s: float = 0.0045, without: Sequence[int] = ()) -> Floats:
    """Times a tenth of a second apart, a little after whole tenths; `without` the tenths of these numbers."""
    tenths = [tenth for tenth in range(round(10 * first_s), round(10 * last_s) + 1) if tenth not in without]
    return np.array(tenths) / 10 + by_s


@pytest.mark.parametrize(
    ("time_s", "lost"),
    [
        (ten_hz(0.5, 2.5), 0),
        (ten_hz(0.5, 2.5, without=[13, 14]), 29),  # 1.21 to 1.49: 1.50 is within half a hundredth of the next sample
        (ten_hz(0.5, 2.5, without=[13, 14], by_s=0.0055), 29),  # 1.22 to 1.50: 1.21 is beside the one before
        (ten_hz(1.3, 2.5), 30),  # 1.00 to 1.29
        (ten_hz(0.5, 1.6), 39),  # 1.61 to 1.99
        (ten_hz(0.5, 0.9), 100),
        (ten_hz(2.1, 2.5), 100),
        (ten_hz(1.4, 1.4), 99),
        (ten_hz(1.0, 2.5, by_s=0.0055), 1),  # 1.00
        (ten_hz(0.5, 1.9, by_s=0.0845), 1),  # 1.99
        (ten_hz(0.5, 2.5, without=[*range(6, 24)]), 100),
    ],
)
def test_a_grid_point_without_a_sample_beside_it_or_close_ones_around_it_is_missing(time_s: Floats, lost: int) -> None:
    """Half a hundredth of a second away is beside; a pause of 0.2 s is too long here."""
    assert missing(time_s, 1 + GRID_S, 0.15) == lost


def test_a_pause_of_just_the_longest_supports_all_between() -> None:
    assert missing(np.array([0.5, 1.0, 1.5, 2.0]), 1 + GRID_S, 0.5) == 0
    assert missing(np.array([1.0, 1.5, 2.0]), 1 + GRID_S, 0.5) == 0
    assert missing(np.array([0.5, 1.0, 1.5, 2.0]), 1 + GRID_S, 0.49) == 98  # all but 1.00 and 1.50


def kept(rate_hz: int, frequency_hz: float, *, fine: bool) -> float:
    """How much of a line's amplitude is found again, at places a quarter of a sample apart."""
    time_s = np.arange(-20, 4 * rate_hz) / rate_hz
    made, found = rows(time_s, np.sin(2 * np.pi * frequency_hz * time_s)), []
    for place in np.arange(4) / 4 + 1 / 8:
        at_s = (np.arange(2 * rate_hz) + place) / rate_hz
        values = resampled(made, at_s, LONGEST_S, fine=fine)[:, 0]
        found.append(abs(np.mean(values * np.exp(-2j * np.pi * frequency_hz * at_s))) * 2)
    return float(np.mean(found))


@pytest.mark.parametrize("frequency_hz", [0.5, 4.0, 7.5, 11.0])
@pytest.mark.parametrize(("rate_hz", "fine"), [(25, False), (50, False), (100, False), (149, False), (200, True)])
def test_the_gain_is_what_is_found_again_of_a_line(rate_hz: int, frequency_hz: float, *, fine: bool) -> None:
    gain = gains(rate_hz, 0.5, 30, 150.0)[round(frequency_hz / 0.5)]
    assert gain == pytest.approx(kept(rate_hz, frequency_hz, fine=fine), abs=2e-3)


def test_from_the_rate_on_from_which_samples_are_averaged_the_gain_is_smaller() -> None:
    """At 12 Hz four places 2.5 ms apart keep 0.978; between samples at 150 Hz nearly all is kept."""
    below, from_there = (gains(rate_hz, 12.0, 2, 150.0)[1] for rate_hz in (149, 150))
    assert from_there / below == pytest.approx(0.978, abs=0.001)


def test_no_line_is_faster_than_half_the_rate() -> None:
    """Values that alternate: 1 - 2 x share at 1/8 and 3/8 of the way, which the other half mirrors."""
    at_the_limit = ((1 - 2 * 11 / 256) + (1 - 2 * 81 / 256)) / 2
    assert gains(20, 10.0, 3, 150.0) == pytest.approx([1, at_the_limit, at_the_limit])
    assert gains(0, 10.0, 2, 150.0) == pytest.approx([1, at_the_limit])
