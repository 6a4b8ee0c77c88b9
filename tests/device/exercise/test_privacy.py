"""An hour in which nothing is recorded, and what is told of it."""

from dataclasses import replace

import pytest

from device.exercise.privacy import HiddenTime, PrivateHour, gone_on, outside
from device.records.facts import Dating, Gap
from tests.support.patient import HOLD_S, LONG_HOLD_S, Patient
from tests.support.programmes import bends

HOUR = PrivateHour(1000.0, 4600.0)
BOOT = Dating("a", 1_772_000_000.0, "UTC", "synced")


def hidden() -> Patient:
    patient = Patient()
    patient.press(LONG_HOLD_S)
    return patient


def test_a_long_hold_hides_everything_for_an_hour_and_the_gap_says_for_how_long() -> None:
    patient = hidden()
    began_s = 105.35  # five seconds of holding, and the gap that ends a press
    assert (patient.said, patient.coach.private) == ("private", PrivateHour(began_s, began_s + 3600))
    patient.wait_in_steps(3590.0, 10.0)
    assert patient.said == "private"
    patient.wait_in_steps(20.0, 1.0)
    assert patient.said == "recording"
    assert patient.gaps[-1].duration_s == pytest.approx(3600.0, abs=1.0)
    assert {(gap.start_s, gap.reason) for gap in patient.gaps} == {(began_s, "privacy")}


def test_its_gap_is_told_once_a_minute_while_it_lasts() -> None:
    patient = hidden()
    patient.wait_in_steps(600.0, 1.0)
    assert len(patient.gaps) == pytest.approx(11, abs=1)


def test_another_long_hold_ends_it_early() -> None:
    patient = hidden()
    patient.wait(100.0)
    patient.press(LONG_HOLD_S)
    assert (patient.coach.private, patient.said) == (None, "recording")
    assert patient.gaps[-1].duration_s == pytest.approx(100 + 1 + 5.35)


@pytest.mark.parametrize("held_s", [0.4, HOLD_S])
def test_while_it_lasts_no_press_marks_or_opens_anything(held_s: float) -> None:
    patient = hidden()
    patient.press(held_s)
    patient.wait(20.0)
    assert (patient.marks, patient.said) == ([], "private")


def test_a_set_that_runs_ends_with_it_and_nobody_is_asked() -> None:
    patient = Patient(bends(2), rating=True)
    patient.start()
    patient.move()
    patient.press(LONG_HOLD_S)
    assert (patient.result.stopped, patient.result.done_repetitions) == ("privacy", 1)
    assert [(each.stopped, each.rating) for each in patient.sessions] == [("privacy", None)]
    assert patient.said == "private"


def test_a_mark_from_before_it_is_kept() -> None:
    patient = Patient()
    patient.press()
    patient.press(LONG_HOLD_S)
    assert len(patient.marks) == 1


def test_a_device_that_stops_in_it_tells_how_long_it_was() -> None:
    patient = hidden()
    (gap,) = patient.coach.finish(155.35)
    assert gap == Gap(105.35, 50.0, "privacy")


def test_a_coach_that_starts_in_it_stays_in_it() -> None:
    patient = Patient(private=PrivateHour(50.0, 200.0))
    assert patient.said == "private"
    patient.wait(101.0)
    assert (patient.said, patient.gaps[-1]) == ("recording", Gap(50.0, 150.0, "privacy"))


@pytest.mark.parametrize(("now_s", "left"), [(4599.0, HOUR), (4600.0, None)])
def test_a_program_that_starts_again_in_the_same_boot_knows_the_hour(now_s: float, left: PrivateHour | None) -> None:
    assert gone_on(HOUR, BOOT, now_s, BOOT) == left


@pytest.mark.parametrize(
    ("later_s", "left"),
    [
        (1000.0, PrivateHour(5.0, 2605.0)),  # a power-up in the middle: 2600 s are left
        (3599.0, PrivateHour(5.0, 6.0)),
        (3600.0, None),
        (-9000.0, PrivateHour(5.0, 3605.0)),  # a clock that was set back: never more than an hour
    ],
)
def test_after_another_power_up_the_clock_tells_what_is_left(later_s: float, left: PrivateHour | None) -> None:
    now = replace(BOOT, boot="b", utc_minus_monotonic_s=BOOT.utc_minus_monotonic_s + 1000.0 + later_s - 5.0)
    assert gone_on(HOUR, BOOT, 5.0, now) == left


def test_after_a_power_up_whose_clock_nobody_knows_it_lasts_an_hour_from_then() -> None:
    now = replace(BOOT, boot="b", utc_minus_monotonic_s=0.0, trust="unknown")
    assert gone_on(HOUR, BOOT, 5.0, now) == PrivateHour(5.0, 3605.0)
    assert gone_on(HOUR, replace(BOOT, trust="unknown"), 5.0, replace(BOOT, boot="b")) == PrivateHour(5.0, 3605.0)


@pytest.mark.parametrize(
    ("gap", "left"),
    [
        (Gap(0.0, 100.0, "late", 100), [Gap(0.0, 100.0, "late", 100)]),
        (Gap(1500.0, 100.0, "bus error", 100), []),
        (Gap(900.0, 200.0, "bus error", 200), [Gap(900.0, 100.0, "bus error", 100)]),
        (Gap(4500.0, 200.0, "bus error", None), [Gap(4600.0, 100.0, "bus error", None)]),
        (Gap(900.0, 3800.0, "late", 38), [Gap(900.0, 100.0, "late", 1), Gap(4600.0, 100.0, "late", 1)]),
    ],
)
def test_of_a_sensor_that_fails_in_it_only_what_is_outside_is_told(gap: Gap, left: list[Gap]) -> None:
    assert outside([gap], HOUR, 9000.0) == left


def test_what_was_hidden_stays_hidden_once_it_is_over() -> None:
    time = HiddenTime(None)
    assert time.push(None, 900.0) == "stays"
    assert time.push(HOUR, 1000.0) == "begins"
    assert time.push(HOUR, 1500.0) == "stays"
    assert time.push(None, 2000.0) == "ends"
    assert time.left_of([Gap(1900.0, 200.0, "late")], 2100.0) == [Gap(2000.0, 100.0, "late")]
    assert time.push(None, 2200.0) == "stays"
