"""When a step comes out, what it is the mean of, and how smooth it is: rows made by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.rows import Rows
from device.signals.samples import Floats
from device.signals.turning import DELAY_S, STEP_S, Step, Turning

AXES = np.array([0.0, 0.5, 1.0, 10.0, 20.0, 30.0])


def rows(time_s: Floats | Sequence[float], shape: Floats | float = 1.0) -> Rows:
    times_s = np.array(time_s, dtype=float)
    return Rows(times_s, np.outer(np.broadcast_to(shape, times_s.shape), AXES))


def hundredths(start_s: float, end_s: float) -> Floats:
    """Both included."""
    return np.arange(round(100 * start_s), round(100 * end_s) + 1) / 100


def turning() -> Turning:
    return Turning(PARAMETERS.sampling)


def pushed(*portions: Rows, finished: bool = False) -> list[Step]:
    one = turning()
    steps = [step for portion in portions for step in one.push(portion)]
    return [*steps, *(one.finish() if finished else [])]


def times_s(steps: Sequence[Step]) -> list[float]:
    return [round(step.time_s, 3) for step in steps]


def test_a_step_is_a_tenth_of_a_second() -> None:
    assert STEP_S == 0.1  # what counts repetitions and what looks for stillness reckon with it
    assert times_s(pushed(rows(hundredths(7, 8)))) == [7.1, 7.2, 7.3, 7.4, 7.5, 7.6]


@pytest.mark.parametrize(("until_s", "last_s"), [(8.31, 7.9), (8.32, 8.0), (8.41, 8.0), (8.42, 8.1)])
def test_a_step_comes_out_a_third_of_a_second_after_its_end(until_s: float, last_s: float) -> None:
    """A Hann window of 2/3 s reaches 16 fiftieths of a second to each side: 0.32 s."""
    assert times_s(pushed(rows(hundredths(7, until_s))))[-1] == last_s


def test_everything_up_to_a_step_is_out_when_samples_of_so_much_later_are_in() -> None:
    assert pytest.approx(0.42) == DELAY_S  # 0.32 s and one step
    for until_s in hundredths(8, 8.5):
        assert pushed(rows(hundredths(7, until_s)))[-1].time_s >= until_s - 0.42


@pytest.mark.parametrize(
    ("first_s", "step_s"), [(7.0, 7.1), (7.001, 7.2), (7.02, 7.2), (7.095, 7.2), (7.1, 7.2), (7.11, 7.3)]
)
def test_the_first_step_begins_on_the_first_whole_tenth(first_s: float, step_s: float) -> None:
    assert times_s(pushed(rows([first_s, *hundredths(7.12, 8)])))[0] == step_s


def test_the_tenth_alone_is_the_mean_of_its_own_samples() -> None:
    """From 7.5 to 7.6 s speed rises from 10 to 20: 15 on the mean."""
    time_s = hundredths(7, 8.5)
    steps = pushed(rows(time_s, np.interp(time_s, [7.5, 7.6], [1.0, 2.0])))
    tenths = {round(step.time_s, 1): step.tenth_dps for step in steps}
    assert tenths[7.5] == pytest.approx((10, 20, 30))
    assert tenths[7.6] == pytest.approx((15, 30, 45))
    assert tenths[7.7] == pytest.approx((20, 40, 60))
    assert {round(step.time_s, 1): step.tenth_g for step in steps}[7.6] == pytest.approx((0, 0.75, 1.5))


def gain(frequency_hz: float) -> float:
    """Of a wave of half a degree a second, by the largest of many steps."""
    time_s = hundredths(100, 160)
    steps = pushed(rows(time_s, np.sin(2 * np.pi * frequency_hz * time_s)))[10:]
    return max(abs(step.rotation_dps[0]) for step in steps) / 10


@pytest.mark.parametrize("frequency_hz", [0.33, 0.97, 1.47, 1.93])
def test_smoothing_is_a_hann_window_of_two_thirds_of_a_second_and_the_step_itself(frequency_hz: float) -> None:
    """Its transform, sinc(fT) / (1 - (fT)²) with T = 0.68 s (34 fiftieths), times that of a tenth (Harris 1978)."""
    turns = frequency_hz * 0.68
    hann = np.sinc(turns) / (1 - turns**2)
    assert gain(frequency_hz) == pytest.approx(hann * np.sinc(0.1 * frequency_hz), abs=0.004)


def test_hardly_anything_passes_at_three_hertz_and_less_than_three_hundredths_above() -> None:
    assert gain(3.0) < 0.006
    assert max(gain(frequency_hz) for frequency_hz in (3.3, 3.7, 4.1, 4.6, 5.3, 8.2)) < 0.03


def test_smoothed_acceleration_is_gravity() -> None:
    (*_, last) = pushed(rows(hundredths(7, 9)))
    assert last.acceleration_g == pytest.approx((0, 0.5, 1))
    assert last.rotation_dps == pytest.approx((10, 20, 30))
    assert (last.after_gap, last.measured) == (False, True)


def test_the_last_steps_are_as_if_the_limb_had_stopped() -> None:
    one = turning()
    begun = list(one.push(rows(hundredths(7, 9))))
    ended = list(one.finish())
    assert times_s(begun)[-1] == 8.6
    assert times_s(ended) == [8.7, 8.8, 8.9, 9.0]
    assert [step.measured for step in (begun[-1], *ended)] == [True] * 5  # each of their own tenths was
    assert ended[-1].rotation_dps[0] < ended[0].rotation_dps[0] < 10
    assert not len(one.finish())


def test_the_last_steps_before_a_gap_count_as_not_measured() -> None:
    time_s = hundredths(7, 11)
    steps = pushed(rows(time_s[(time_s < 9.005) | (time_s > 10)]), finished=False)
    assert [step.time_s for step in steps if not step.measured] == pytest.approx([8.7, 8.8, 8.9, 9.0])


def test_no_turn_is_lost_between_rests() -> None:
    """A bump of 30 deg/s that lasts a second has turned the limb by 15 degrees; 2/3 s of rest are around it."""
    time_s = hundredths(7, 10)
    bump = np.interp(time_s, [8, 8.5, 9], [0, 1, 0])
    steps = pushed(rows(time_s, bump), finished=True)
    turned = np.sum([step.rotation_dps for step in steps], axis=0) * 0.1
    assert turned == pytest.approx((5, 10, 15))
    assert np.sum([step.tenth_dps for step in steps], axis=0) * 0.1 == pytest.approx((5, 10, 15))


@pytest.mark.parametrize(("pause_s", "gaps"), [(0.24, 1), (0.25, 1), (0.26, 2), (0.3, 2)])
def test_nobody_knows_how_the_limb_turned_in_more_than_a_quarter_of_a_second(pause_s: float, gaps: int) -> None:
    """0.25 s, ours: half a turn of the slowest tremor. The first step of all is after a gap too."""
    time_s = np.concatenate([np.arange(7, 9, 1 / 64), 9 - 1 / 64 + pause_s + np.arange(0, 2, 1 / 64)])
    assert sum(step.after_gap for step in pushed(rows(time_s))) == gaps


def test_a_gap_ends_the_steps_before_it_and_begins_new_ones_behind_it() -> None:
    made = rows([*hundredths(7, 8), *hundredths(9, 10)])
    steps = pushed(made)
    assert times_s(steps) == [7.1, 7.2, 7.3, 7.4, 7.5, 7.6, 7.7, 7.8, 7.9, 8.0, 9.1, 9.2, 9.3, 9.4, 9.5, 9.6]
    assert [step.time_s for step in steps if step.after_gap] == pytest.approx([7.1, 9.1])
    assert [step.time_s for step in steps if not step.measured] == pytest.approx([7.7, 7.8, 7.9, 8.0])


def test_several_gaps_in_one_portion_are_several() -> None:
    made = rows([*hundredths(7, 8), *hundredths(9, 10), 11.0, *hundredths(12, 13)])
    assert [step.time_s for step in pushed(made) if step.after_gap] == pytest.approx([7.1, 9.1, 12.1])


def test_rows_without_a_rotation_are_passed_over() -> None:
    made = rows(hundredths(7, 9))
    made.values[50:60, 3:] = np.nan
    steps = pushed(made)
    assert times_s(steps)[-1] == 8.6
    assert all(np.isfinite(step.rotation_dps).all() for step in steps)


def test_sample_by_sample_the_steps_are_the_same() -> None:
    made = rows(hundredths(7, 8), np.sin(np.arange(101)))
    assert pushed(*(made.only(slice(number, number + 1)) for number in range(101))) == pushed(made)


def test_a_lone_sample_is_no_step() -> None:
    one = turning()
    assert not len(one.push(rows([7.0])))
    assert not len(one.finish())
