"""Simulated time keeps its order and its pace."""

import math
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.calendar import iso, place
from device.system.clock import PacedClock, SystemClock, can_be_right, local_timezone, synchronised_by, trust_in

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z


@given(st.lists(st.floats(-1, 1000)))
def test_simulated_time_never_goes_back_and_adds_up_its_sleeps(sleeps: list[float]) -> None:
    clock = PacedClock(NINE_UTC_S)
    for seconds in sleeps:
        before_s = clock.monotonic_s()
        clock.sleep(seconds)
        assert clock.monotonic_s() == before_s + max(0.0, seconds)
    assert clock.utc_s() == pytest.approx(NINE_UTC_S + clock.monotonic_s())


def test_a_paced_clock_takes_real_time() -> None:
    real, clock = SystemClock(), PacedClock(NINE_UTC_S, speed=100.0)
    before_s = real.monotonic_s()
    clock.sleep(10.0)
    assert real.monotonic_s() - before_s >= 0.1


def test_it_may_start_before_zero_and_its_dates_still_agree() -> None:
    clock = PacedClock(NINE_UTC_S - 1, start_s=-1.0)
    assert place(0.0, clock.dating()).utc_s == NINE_UTC_S
    assert place(clock.monotonic_s(), clock.dating()).utc_s == clock.utc_s()


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_time_cannot_stand_still_or_run_backwards(speed: float) -> None:
    with pytest.raises(ValueError, match="expected a number above 0"):
        PacedClock(NINE_UTC_S, speed=speed)


def test_the_systems_clock_says_which_boot_and_zone_it_speaks_of() -> None:
    dating = SystemClock("Europe/Berlin").dating()
    assert dating.boot == SystemClock().dating().boot
    assert (dating.timezone, dating.trust in ("synced", "estimated")) == ("Europe/Berlin", True)
    assert local_timezone()


def test_a_day_begins_at_the_patients_midnight() -> None:
    dating = PacedClock(1_774_731_600.0, "Europe/Berlin").dating()  # 2026-03-28T21:00Z
    assert place(0.0, dating).day == "2026-03-28"
    assert place(7200.0, dating).day == "2026-03-29"
    spring = place(3 * 3600 + 3600.0, dating)  # clocks went forward at 01:00Z
    assert (spring.offset_s, iso(spring.utc_s, spring.offset_s)) == (7200, "2026-03-29T03:00:00+02:00")


@pytest.mark.parametrize(
    ("utc_s", "plausible"),
    [
        (0.0, False),
        (1_789_999_999.0, False),  # the day before this firmware was made
        (1_800_000_000.0, True),  # January 2027
        (2_500_000_000.0, True),  # 2049
        (4_070_908_800.0, False),  # 2099-01-01
    ],
)
def test_a_date_before_the_firmware_or_beyond_a_devices_life_is_trusted_from_nobody(
    utc_s: float, *, plausible: bool
) -> None:
    assert can_be_right(utc_s) is plausible


@pytest.mark.parametrize(
    ("utc_s", "is_vouched_for", "trust"),
    [(1_800_000_000.0, True, "synced"), (1_800_000_000.0, False, "estimated"), (0.0, True, "unknown")],
)
def test_a_date_that_can_be_is_trusted_once_somebody_vouches_for_it(
    utc_s: float, *, is_vouched_for: bool, trust: str
) -> None:
    assert trust_in(utc_s, lambda: is_vouched_for) == trust


def test_whoever_vouches_for_the_time_is_named() -> None:
    assert synchronised_by() in {"", "systemd-timesyncd", "the kernel, by easeband-clock.service", "the kernel"}


def test_a_file_that_nobody_may_look_at_vouches_for_nothing_and_ends_nothing(tmp_path: Path) -> None:
    """The system refuses the question; for a folder of somebody else's it does too."""
    unseen, there = tmp_path / ("n" * 300), tmp_path / "synchronized"
    there.touch()
    assert synchronised_by({"nobody": unseen, "somebody": there}) == "somebody"
    assert synchronised_by({"nobody": unseen}) in {"", "the kernel"}


def test_a_unit_whose_sandbox_forbids_to_ask_the_kernel_loads_nothing_to_ask_it() -> None:
    """Ctypes is half a megabyte of the 30 that sync may take."""
    code = (
        "import sys; from device.system.clock import SystemClock, synchronised_by\n"
        "SystemClock('UTC').dating(); print(synchronised_by({}), 'ctypes' in sys.modules)"
    )
    unit = {**os.environ, "EASEBAND_BOOT_ID": "4a1ba9f6a1d94e4c8a52a1f5e2a3a1c0"}
    result = subprocess.run([sys.executable, "-c", code], env=unit, capture_output=True, text=True, check=True)
    assert result.stdout == " False\n"


def test_a_doze_ends_at_once_when_what_it_waits_for_has_happened_and_in_time_when_it_does_not() -> None:
    happens, clock = Event(), SystemClock()
    start_s = clock.monotonic_s()
    clock.doze(0.02, happens)
    clock.doze(0.02, None)
    assert clock.monotonic_s() - start_s >= 0.04
    happens.set()
    start_s = clock.monotonic_s()
    clock.doze(60.0, happens)
    assert clock.monotonic_s() - start_s < 10


def test_simulated_time_stands_still_for_a_doze_that_has_ended() -> None:
    happens, clock = Event(), PacedClock(0.0)
    clock.doze(0.5, happens)
    happens.set()
    clock.doze(0.5, happens)
    clock.doze(0.5, None)
    assert clock.monotonic_s() == 1.0
