"""What a device sends beyond its allowance is counted, shown and logged, in bounded memory."""

import logging

import pytest

from sync.clinic.surplus import Surplus
from sync.wire.client import Delivery
from tests.support.clocks import ManualClock


def delivery(device: str, kind: str = "status", payload: bytes = b"{}") -> Delivery:
    return Delivery(f"easeband/v1/{device}/up/{kind}", payload, 1, 1)


def test_a_flood_is_stored_as_one_refusal_for_each_kind_with_its_count() -> None:
    surplus = Surplus(ManualClock().monotonic_s)
    for _ in range(5000):
        surplus.add(delivery("band-1"))
    surplus.add(delivery("band-1", "day/2026-03-02", b"x" * 100_000))
    told = [(one.device, one.subject, one.times, one.size_bytes, one.beginning) for one in surplus.due()]
    assert told == [("band-1", "status", 5000, 2, "{}"), ("band-1", "2026-03-02", 1, 100_000, "x" * 80)]


def test_the_clinic_reads_how_much_is_allowed_and_how_many_there_were() -> None:
    surplus = Surplus(ManualClock().monotonic_s)
    for _ in range(3):
        surplus.add(delivery("band-1"))
    (refusal,) = surplus.due()
    assert refusal.reason.startswith(
        "the device sends more than 24 MB at once and then 6 MB a minute: 3 of its messages were not looked at"
    )


def test_what_could_not_be_stored_is_due_again_and_what_was_is_not() -> None:
    clock = ManualClock()
    surplus = Surplus(clock.monotonic_s)
    surplus.add(delivery("band-1"))
    first = surplus.due()
    clock.sleep(1.0)
    assert surplus.due() == first
    surplus.stored()
    clock.sleep(1.0)
    assert surplus.due() == []


def test_it_is_stored_once_a_second_at_most() -> None:
    clock = ManualClock()
    surplus = Surplus(clock.monotonic_s)
    surplus.add(delivery("band-1"))
    assert len(surplus.due()) == 1
    surplus.stored()
    surplus.add(delivery("band-1"))
    assert surplus.due() == []
    clock.sleep(1.0)
    assert len(surplus.due()) == 1


def test_the_log_has_a_line_for_each_device_and_minute(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    clock = ManualClock()
    surplus = Surplus(clock.monotonic_s)
    for _ in range(120):
        for device in ("band-1", "band-2"):
            surplus.add(delivery(device))
        surplus.due()
        clock.sleep(1.0)
    assert len(caplog.messages) == 4
    assert caplog.messages[2] == (
        "not taken: 60 messages of band-1, which sends more than 24 MB at once and then 6 MB a minute"
    )


def test_of_a_thousand_devices_and_days_fifty_devices_and_twenty_days_are_named() -> None:
    surplus = Surplus(ManualClock().monotonic_s)
    for n in range(1000):
        surplus.add(delivery(f"band-{n}"))
        surplus.add(delivery("band-0", f"day/{n}"))
    told = surplus.due()
    assert sum(one.device == "band-0" for one in told) == 20
    assert len(told) == 20 + 49 + 20  # the last: those of all others
