"""What is said of the time zone and the clock, and when it is a fault."""

import logging
from dataclasses import dataclass

import pytest

from device.health import PartState
from device.program.told_time import ToldTime
from device.records.facts import ClockTrust, Dating
from device.system.time_zone import ZoneInUse

TOKYO = ZoneInUse("Asia/Tokyo", "/etc/localtime")


@dataclass
class SetTime:
    """A system's time as a test sets it."""

    trust: ClockTrust = "estimated"
    zone: ZoneInUse = TOKYO
    synced_by: str = "chrony"
    up_s: float = 30.0

    def monotonic_s(self) -> float:
        return self.up_s

    def dating(self) -> Dating:
        return Dating("boot", 0.0, self.zone.name, self.trust)


def test_zone_and_clock_say_where_they_are_from() -> None:
    assert ToldTime(SetTime("synced")).states() == [
        PartState("time zone", works=True, text="Asia/Tokyo (from /etc/localtime)"),
        PartState("clock", works=True, text="synchronised, says chrony"),
    ]


def test_a_zone_that_could_not_be_followed_is_a_fault() -> None:
    zone = ZoneInUse("UTC", "no place that can be used", "/etc/localtime is a copy")
    (state, _) = ToldTime(SetTime(zone=zone)).states()
    assert state == PartState(
        "time zone", works=False, text="UTC (from no place that can be used); /etc/localtime is a copy"
    )


@pytest.mark.parametrize(
    ("trust", "up_s", "works"),
    [("unknown", 599, True), ("unknown", 600, False), ("estimated", 600, True), ("synced", 600, True)],
)
def test_a_clock_has_ten_minutes_to_be_set(trust: ClockTrust, up_s: float, *, works: bool) -> None:
    assert ToldTime(SetTime(trust, up_s=up_s)).states()[1].works is works


def test_the_log_names_what_changes_once(caplog: pytest.LogCaptureFixture) -> None:
    time = SetTime()
    told = ToldTime(time)
    with caplog.at_level(logging.INFO):
        told.states()
        told.states()
        time.zone = ZoneInUse("Europe/Berlin", "/etc/localtime")
        told.states()
    assert caplog.messages == [
        "time zone: Asia/Tokyo (from /etc/localtime)",
        "clock: plausible, but nobody has said yet that it is right",
        "time zone: Europe/Berlin (from /etc/localtime)",
    ]
