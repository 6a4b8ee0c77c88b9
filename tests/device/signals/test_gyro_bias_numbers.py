"""From which step on an offset is known and a limb is still, and how far each limit reaches: steps made by hand."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.gyro_bias import GyroBias, Turn
from device.signals.turning import Step, Vector
from device.signals.windows import Channel, Window
from tests.support.stages import steps_in_columns

LEVEL_G: Vector = (0.0, 0.0, 1.0)
AT_REST: Vector = (0.0, 0.0, 0.0)
BEGUN_S = 1000.0  # any monotonic second
FAST_DPS: Vector = (300.0, 0.0, 0.0)
LEARNED_AT_ONCE = 8  # steps: 0.8 s, ours


def living(turning_dps: Vector, number: int, by_dps: float = 0.001) -> Vector:
    """What a gyroscope shows of a turn: its last digit changes with each tenth of a second."""
    x, y, z = turning_dps
    noise_dps = by_dps * (number % 2)
    return x + noise_dps, y + noise_dps, z + noise_dps


def steps(turning_dps: Iterable[Vector], *, start_s: float = BEGUN_S, trembles: bool = False) -> Iterator[Step]:
    """One each tenth of a second. A tremor of 2 deg/s shows in single tenths only."""
    for number, dps in enumerate(turning_dps, 1):
        tenth_dps = living(dps, number, 2.0 if trembles else 0.001)
        yield Step(start_s + number / 10, dps, LEVEL_G, tenth_dps, LEVEL_G)


def trembling(turning_dps: Iterable[Vector], start_s: float = BEGUN_S) -> Iterator[Step]:
    return steps(turning_dps, start_s=start_s, trembles=True)


def biased() -> GyroBias:
    return GyroBias(PARAMETERS.stillness)


def turns(made: Iterable[Step], bias: GyroBias | None = None) -> list[Turn]:
    return list((bias or biased()).push(steps_in_columns(made)))


def first_known(made: Iterable[Step]) -> int | None:
    """The number of the step with which the offset is known, from 1 on."""
    return next((number for number, turn in enumerate(turns(made), 1) if turn.offset_dps is not None), None)


def first_still(made: Iterable[Step]) -> int | None:
    return next((number for number, turn in enumerate(turns(made), 1) if turn.still), None)


def test_eight_tenths_at_rest_tell_the_offset() -> None:
    assert first_known(steps([AT_REST] * 20)) == 8  # 0.8 s in a row, ours


def test_fifty_tenths_of_a_limb_that_trembles_tell_it() -> None:
    assert first_known(trembling([AT_REST] * 60)) == 50  # 5 s: learned from so long, patients' offsets agree


@pytest.mark.parametrize(("by_dps", "number"), [(0.99, 8), (1.01, 9)])
def test_at_once_each_tenth_has_to_stay_within_a_degree_a_second(by_dps: float, number: int) -> None:
    assert first_known(steps([AT_REST, *[(by_dps, 0.0, 0.0)] * 19])) == number  # 1.0 deg/s, ours


@pytest.mark.parametrize(("by_dps", "number"), [(1.5, 50), (1.51, 51)])
def test_in_time_smoothed_turning_has_to_stay_within_one_and_a_half(by_dps: float, number: int) -> None:
    assert first_known(trembling([AT_REST, *[(0.0, by_dps, 0.0)] * 59])) == number  # 1.5 deg/s, ours


@pytest.mark.parametrize(("by_g", "number"), [(0.0099, 8), (0.0101, 9)])
def test_at_once_gravity_has_to_stay_within_a_hundredth(by_g: float, number: int) -> None:
    first, *others = steps([AT_REST] * 20)
    tilted = [step._replace(tenth_g=(by_g, 0.0, 1.0)) for step in others]
    assert first_known([first, *tilted]) == number  # 0.01 g is 0.6 degrees, ours


@pytest.mark.parametrize(("by_g", "number"), [(0.0199, 50), (0.0201, 51)])
def test_in_time_smoothed_gravity_has_to_stay_within_two_hundredths(by_g: float, number: int) -> None:
    first, *others = trembling([AT_REST] * 60)
    tilted = [step._replace(acceleration_g=(0.0, by_g, 1.0)) for step in others]
    assert first_known([first, *tilted]) == number  # 0.02 g is 1.1 degrees, ours


def test_a_limb_is_still_after_a_second() -> None:
    assert first_still(trembling([AT_REST] * 20)) == 10  # 1 s in a row, ours


@pytest.mark.parametrize(("turning_dps", "number"), [(1.99, 10), (2.0, 10), (2.01, None)])
def test_a_limb_that_turns_evenly_by_more_than_its_offset_drifts_is_not_still(
    turning_dps: float, number: int | None
) -> None:
    assert first_still(trembling([(0.0, 0.0, turning_dps)] * 20)) == number  # 2.0 deg/s, ours


@pytest.mark.parametrize(("offset_dps", "learned"), [(40.0, True), (40.1, False)])
def test_an_offset_is_no_larger_than_a_gyroscope_of_this_kind_has(offset_dps: float, *, learned: bool) -> None:
    """PS-MPU-6000A 3.4 and 6.1: 20 deg/s an axis and so 35 together, and 5 for soldering."""
    known = first_known(trembling([(0.0, offset_dps, 0.0)] * 60))
    assert (known is not None) is learned


def restless(seconds: float) -> list[Vector]:
    """A limb that is never still."""
    return [(300.0 * (-1) ** number, 0.0, 0.0) for number in range(round(10 * seconds))]


def after_movement(bias: GyroBias, seconds: float, offset_dps: float) -> Turn:
    """The last of five still seconds, after so long a movement since the offset was found to be 0."""
    (*_, known) = turns(steps([AT_REST] * LEARNED_AT_ONCE), bias)
    assert known.offset_dps == pytest.approx(AT_REST, abs=0.01)
    moved = restless(seconds)
    after = [*moved, *[(offset_dps, 0.0, 0.0)] * 50]
    (*_, last) = turns(trembling(after, BEGUN_S + LEARNED_AT_ONCE / 10), bias)
    return last


@pytest.mark.parametrize(
    ("seconds", "offset_dps", "learned"),
    [
        (0.1, 1.04, True),  # 1 deg/s is how exactly the first still moment gives it; 5.1 s of warming since
        (0.1, 1.06, False),
        (60, 1.64, True),  # and 65 s of 0.01 deg/s each: PS-MPU-6000A 6.1 at 2 °C a minute
        (60, 1.66, False),
        (300, 1.99, True),  # and 2 deg/s at most: 6 °C
        (300, 2.01, False),
    ],
)
def test_what_is_known_changes_by_no_more_than_warming_does(
    seconds: float, offset_dps: float, *, learned: bool
) -> None:
    turn = after_movement(biased(), seconds, offset_dps)
    assert turn.offset_dps == pytest.approx((offset_dps if learned else 0.0, 0.0, 0.0), abs=0.01)


def test_a_limb_that_was_still_just_now_may_not_have_warmed() -> None:
    bias = biased()
    turns(steps([AT_REST] * 3000), bias)
    (*_, last) = turns(trembling([*restless(0.1), *[(1.1, 0.0, 0.0)] * 50], BEGUN_S + 300), bias)
    assert last.offset_dps == pytest.approx(AT_REST, abs=0.01)


def test_another_offset_is_believed_after_a_minute() -> None:
    changed = turns(steps([*[AT_REST] * 20, *[(20.0, 0.0, 0.0)] * 700]))[20:]
    first = next(number for number, turn in enumerate(changed, 1) if turn.offset_dps and turn.offset_dps[0] > 10)
    assert first == 600  # 60 s: no chair turns evenly for so long


def test_a_still_limb_is_looked_at_once_a_second() -> None:
    drifting = turns(steps([(0.001 * number, 0.0, 0.0) for number in range(85)]))
    offsets = [turn.offset_dps for turn in drifting]
    changed = [number for number in range(2, 86) if offsets[number - 1] != offsets[number - 2]]
    assert changed == [8, 50, 60, 70, 80]  # every tenth step


def test_what_is_learned_is_the_mean_of_the_last_five_seconds() -> None:
    (*_, last) = turns(trembling([(0.01 * number, 0.0, 0.0) for number in range(70)]))
    assert last.offset_dps == pytest.approx((0.01 * (20 + 69) / 2, 0.0, 0.0))


@pytest.mark.parametrize(("same", "number"), [(5, 8), (6, 14)])
def test_a_gyroscope_that_shows_the_same_for_half_a_second_is_stuck(same: int, number: int) -> None:
    """Half a second of the same is five steps without a change, ours; then eight living ones are waited for."""
    made = list(steps([AT_REST] * 30))
    stuck = [step._replace(tenth_dps=(0.0005, 0.0005, 0.0005)) for step in made[:same]]
    assert first_known([*stuck, *made[same:]]) == number


def test_what_is_known_is_not_changed_by_a_gyroscope_that_was_stuck_within_the_five_seconds() -> None:
    """Its last change is 6 s ago, but it lives again for only 4 s."""
    bias = biased()
    turns(steps([AT_REST] * LEARNED_AT_ONCE), bias)
    made = list(trembling([FAST_DPS, *[(0.5, 0.0, 0.0)] * 60], BEGUN_S + 1))
    stuck = [step._replace(tenth_dps=(0.5, 0.0, 0.0)) if number <= 20 else step for number, step in enumerate(made)]
    (*_, last) = turns(stuck, bias)
    assert last.offset_dps == pytest.approx(AT_REST, abs=0.01)


def test_a_gap_begins_anew() -> None:
    made = list(steps([AT_REST] * 30))
    assert first_known([*made[:7], made[7]._replace(after_gap=True), *made[8:]]) == 7 + 8
    shaking = list(trembling([AT_REST] * 120))
    assert first_known([*shaking[:40], shaking[40]._replace(after_gap=True), *shaking[41:]]) == 40 + 50


def test_steps_that_only_fill_up_before_a_gap_teach_nothing() -> None:
    filled = [step._replace(measured=False) for step in steps([AT_REST] * 60)]
    assert first_known(filled) is None


def test_a_turn_is_its_step_without_the_offset() -> None:
    *_, last = steps([(3.0, -2.0, 1.0)] * 9)
    turn = turns(steps([(3.0, -2.0, 1.0)] * 9))[-1]
    assert (turn.time_s, turn.acceleration_g, turn.after_gap) == (last.time_s, LEVEL_G, False)
    assert turn.rotation_dps == pytest.approx(AT_REST, abs=0.01)
    assert turn.offset_dps == pytest.approx((3.0, -2.0, 1.0), abs=0.01)


def test_before_an_offset_is_known_a_turn_is_as_measured() -> None:
    (turn,) = turns([next(steps([(3.0, -2.0, 1.0)]))._replace(after_gap=True)])
    assert turn == Turn(BEGUN_S + 0.1, (3.0, -2.0, 1.0), LEVEL_G, after_gap=True, still=False, offset_dps=None)


def window(start_s: float) -> Window:
    turned_by = Channel(np.full((300, 3), 5.0), saturated=False, stuck_axes=0)
    return Window(start_s, 100.0, 0.0, turned_by, turned_by)


def corrected_dps(bias: GyroBias, start_s: float) -> float:
    rotation = bias.corrected(window(start_s)).rotation
    assert rotation is not None
    return float(rotation.values[0, 2])


def learned_at(time_s: float, offset_dps: float, bias: GyroBias) -> None:
    """A still limb teaches an offset about z with the step that ends then; what was known before is a minute old."""
    made = [(0.0, 0.0, offset_dps)] * 50
    shaking = trembling([FAST_DPS, *made], time_s - 5.1)
    turns((step._replace(time_s=round(step.time_s, 3)) for step in shaking), bias)


@pytest.mark.parametrize(("time_s", "left_dps"), [(1002.5, 2.0), (1002.6, 5.0)])
def test_a_window_takes_what_was_known_half_a_second_before_its_end(time_s: float, left_dps: float) -> None:
    """0.5 s, ours: later steps are not there yet when the window is. The window ends at 1003 s."""
    bias = biased()
    learned_at(time_s, 3.0, bias)
    assert corrected_dps(bias, 1000.0) == pytest.approx(left_dps)


@pytest.mark.parametrize(("later_s", "left_dps"), [(1039.9, 2.0), (1040.1, 5.0)])
def test_what_was_known_is_kept_for_windows_of_the_last_ten_seconds(later_s: float, left_dps: float) -> None:
    """10 s, ours: of older changes only the last one, so that a year takes no more memory than a day."""
    bias = biased()
    learned_at(1020.0, 3.0, bias)
    learned_at(1030.0, 3.5, bias)
    assert corrected_dps(bias, later_s) == pytest.approx(1.5)
    assert corrected_dps(bias, 1020.0) == pytest.approx(left_dps)
    assert corrected_dps(bias, 1030.0) == pytest.approx(1.5)


def test_each_window_takes_the_offset_of_its_own_time() -> None:
    bias = biased()
    learned_at(1020.0, 3.0, bias)
    learned_at(1030.0, 3.5, bias)
    assert [corrected_dps(bias, start_s) for start_s in (1010.0, 1020.0, 1027.4, 1027.6)] == [5.0, 2.0, 2.0, 1.5]


def test_the_difference_to_what_is_known_counts_about_all_axes_together() -> None:
    bias = biased()
    turns(steps([AT_REST] * LEARNED_AT_ONCE), bias)
    (*_, last) = turns(trembling([FAST_DPS, *[(0.7, 0.7, 0.7)] * 50], BEGUN_S + 1), bias)
    assert math.hypot(0.7, 0.7, 0.7) > 1.06
    assert last.offset_dps == pytest.approx(AT_REST, abs=0.01)
