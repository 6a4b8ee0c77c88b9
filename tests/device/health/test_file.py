"""The file in which a recorder tells how its parts are, written and read."""

import os
from pathlib import Path

import pytest

from device.health import HealthFile, PartState, health_beside, not_working, read_health
from device.system.clock import PacedClock

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
WELL = PartState("sensor", works=True, text="measures at 100 Hz")
LOST = PartState("sensor", works=False, text="no answer at 0x68 on /dev/i2c-1: check wiring")


class SetClock(PacedClock):
    """A clock that the network sets in mid-run."""

    set_to_s = 0.0

    def utc_s(self) -> float:
        return self.set_to_s + super().utc_s()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "health.json"


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(TEN_UTC_S)


def test_what_the_recorder_says_is_read_by_others(path: Path, clock: PacedClock) -> None:
    HealthFile(path, clock).push([LOST])
    assert read_health(path, clock) == [LOST]


def test_a_change_is_told_at_once_and_the_same_again_after_a_minute(path: Path, clock: PacedClock) -> None:
    health = HealthFile(path, clock)
    health.push([WELL])
    health.push([LOST])
    assert read_health(path, clock) == [LOST]
    path.unlink()
    clock.sleep(59)
    health.push([LOST])
    assert not path.exists()
    clock.sleep(1)
    health.push([LOST])
    assert read_health(path, clock) == [LOST]


def test_a_recorder_that_does_not_run_is_told(path: Path, clock: PacedClock) -> None:
    (said,) = read_health(path, clock)
    assert (said.part, said.works) == ("recorder", False)
    assert said.text == "it does not run: start it (systemctl start easeband-device)"


def test_a_recorder_that_hangs_is_told_after_three_minutes(path: Path, clock: PacedClock) -> None:
    HealthFile(path, clock).push([WELL])
    clock.sleep(180)
    assert read_health(path, clock) == [WELL]
    clock.sleep(1)
    recorder, sensor = read_health(path, clock)
    assert recorder.text.startswith("it has said nothing since 2026-03-02 10:00 UTC")
    assert sensor == WELL


def test_a_simulated_recorder_that_lives_in_the_past_is_not_silent(path: Path, clock: PacedClock) -> None:
    HealthFile(path, PacedClock(TEN_UTC_S - 3600)).push([WELL])
    os.utime(path, (TEN_UTC_S, TEN_UTC_S))
    clock.sleep(180)
    assert read_health(path, clock) == [WELL]
    clock.sleep(1)
    assert [part.part for part in read_health(path, clock)] == ["recorder", "sensor"]


def test_a_clock_that_was_set_makes_no_recorder_silent(path: Path) -> None:
    clock = SetClock(0.0)
    HealthFile(path, clock).push([WELL])
    clock.set_to_s = TEN_UTC_S
    assert read_health(path, clock) == [WELL]


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b'{"version": 2}', b"[" * 100_001, b"[" * 1000 + b"]" * 1000, b'{"version":1}']
)
def test_a_file_that_cannot_be_read_is_told(path: Path, clock: PacedClock, content: bytes) -> None:
    path.write_bytes(content)
    (said,) = read_health(path, clock)
    assert (said.part, said.works) == ("recorder", False)
    assert str(path) in said.text


def test_a_folder_that_is_not_there_is_logged_once(
    tmp_path: Path, clock: PacedClock, caplog: pytest.LogCaptureFixture
) -> None:
    health = HealthFile(tmp_path / "nowhere" / "health.json", clock)
    health.push([WELL])
    health.push([LOST])
    assert caplog.text.count("sync cannot tell the clinic how the device is") == 1


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        ("/var/lib/easeband/device.db", "/run/easeband-device/health.json"),
        ("/home/me/device.db", "/home/me/health.json"),
    ],
)
def test_on_a_device_it_is_in_memory_and_elsewhere_beside_the_database(database: str, expected: str) -> None:
    assert str(health_beside(database)) == expected


def test_only_what_does_not_work_is_for_people_to_hear() -> None:
    assert not_working([WELL, LOST]) == [LOST]
