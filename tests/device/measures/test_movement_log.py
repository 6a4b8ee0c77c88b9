"""What is kept of movement, and for how long."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from device.measures.movement_log import MovementLog
from device.measures.speed import UNKNOWN_SPEED, TurningSpeed, speed_of
from device.parameters import PARAMETERS
from device.signals.gyro_bias import NO_TURNS, Turn, Turns
from device.tremor import Reading
from tests.support.limbs import still, windows_of, without
from tests.support.stages import turns_in_columns


@dataclass(frozen=True)
class Portion:
    turns: Turns = NO_TURNS
    readings: Sequence[Reading] = ()
    speeds: Sequence[TurningSpeed] = ()


def log() -> MovementLog:
    return MovementLog(PARAMETERS.measuring.kept_s, PARAMETERS.episodes)


def turn(time_s: float, size_g: float = 1.0) -> Turn:
    return Turn(time_s, (time_s, 0.0, 0.0), (0.0, 0.0, size_g), after_gap=False, still=True, offset_dps=(0.0, 0.0, 0.0))


def second(second_s: float, *, tremor: bool | None = False) -> Portion:
    speed = TurningSpeed(second_s, np.full(100, second_s, dtype=np.float32))
    shaking = (5.0, 2.0) if tremor else (None, None)
    return Portion(readings=[Reading(second_s, tremor, "", *shaking)], speeds=[speed])


def test_the_tenths_of_a_stretch_are_those_that_lie_in_it() -> None:
    kept = log()
    kept.push(Portion(turns_in_columns([turn(tenth / 10) for tenth in range(1, 100)])))
    turned = kept.turned(2.0, 3.05)
    assert turned.end_s.tolist() == [2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 3.0]
    assert turned.rotation_dps[:, 0] == pytest.approx(turned.end_s)
    assert (turned.expected, turned.whole, turned.to_its_end) == (10, True, True)


def test_what_was_not_measured_is_missing_and_expected() -> None:
    kept = log()
    kept.push(Portion(turns_in_columns([turn(tenth / 10) for tenth in range(1, 100) if tenth not in {25, 30}])))
    turned = kept.turned(2.0, 3.0)
    assert (turned.expected, len(turned), turned.whole, turned.to_its_end) == (10, 8, False, False)
    assert len(kept.turned(50, 51)) == 0


def test_gravity_that_is_pushed_is_not_taken_for_gravity() -> None:
    kept = log()
    kept.push(Portion(turns_in_columns([turn(0.1, 0.7), turn(0.2, 0.9), turn(0.3, 1.1), turn(0.4, 1.3)])))
    assert kept.turned(0, 0.4).upright.tolist() == [False, True, True, False]


def test_sixteen_minutes_are_kept_in_less_than_a_megabyte_and_what_is_older_is_gone() -> None:
    kept = log()
    for start in range(0, 1200, 20):
        kept.push(Portion(turns_in_columns([turn((start * 10 + tenth) / 10) for tenth in range(1, 201)])))
        for at_s in range(start, start + 20):
            kept.push(second(at_s, tremor=True))
    assert kept.size_bytes < 1_000_000
    assert len(kept.turned(240, 1200)) == 9600
    assert len(kept.turned(0, 240)) == 0
    assert len(kept.tremor(240, 1200)) == 960
    assert len(kept.tremor(200, 240)) == 0
    assert np.isnan(kept.speed_dps(200, 240)).all()
    assert kept.speed_dps(1199.5, 1200).tolist() == [1199] * 50


def test_a_stretch_longer_than_what_is_kept_is_what_is_kept_of_it() -> None:
    kept = log()
    kept.push(Portion(turns_in_columns([turn(0.1)])))
    assert kept.turned(-1e9, 0.1).expected == 9600


def test_a_second_without_tremor_is_no_degrees_and_one_that_could_not_be_judged_is_none() -> None:
    kept = log()
    for at_s, tremor in enumerate([False, True, None]):
        kept.push(second(at_s, tremor=tremor))
    degrees, hz = kept.tremor(0, 3).T.tolist()
    assert degrees == [0, 2]
    assert math.isnan(hz[0])
    assert hz[1] == 5


def test_no_tremor_is_not_known_where_the_gyroscope_could_not_say() -> None:
    kept = log()
    kept.push(Portion(readings=[Reading(0, tremor=False, why="")], speeds=[TurningSpeed(0, UNKNOWN_SPEED)]))
    assert len(kept.tremor(0, 1)) == 0


def test_the_speed_of_a_second_beside_a_gap_is_unknown() -> None:
    samples = still(10)
    whole = [speed_of(window).measured for window in windows_of(samples)]
    assert whole == [False, *[True] * 8, False]
    broken = [speed_of(window).measured for window in windows_of(without(samples, 4.5, 4.8))]
    assert broken == [False, True, True, False, False, False, True, True, True, False]
