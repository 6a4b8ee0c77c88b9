"""The sensor looked at through the real smbus2, with simulated chips below it, while a recorder may be measuring."""

import errno
from collections.abc import Mapping
from pathlib import Path

import pytest

from device.examination.wire import wire_checks
from device.health.checks import Check
from device.system.clock import PacedClock
from device.system.config import Config, Files, Sensor
from device.system.lock import only_one
from drivers.simulated import SimulatedChip, simulated_i2c
from tests.support.bench import ADDRESS, Flaky, resting, rig


def config_in(folder: Path, bus: int = 1) -> Config:
    return Config(sensor=Sensor(bus=bus), files=Files(device=str(folder / "device.db")))


def checked(folder: Path, chips: Mapping[int, Mapping[int, SimulatedChip]], clock: PacedClock) -> dict[str, Check]:
    with simulated_i2c({bus: dict(there) for bus, there in chips.items()}):
        return {check.name: check for check in wire_checks(config_in(folder), clock)}


def outcomes(checks: Mapping[str, Check]) -> list[str]:
    return [checks[name].outcome for name in ("I2C bus", "sensor chip", "sensor self-test")]


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(1_795_950_000.0)


def test_a_chip_that_answers_is_named_and_tests_itself(tmp_path: Path, clock: PacedClock) -> None:
    (tmp_path / "device.db").touch()
    checks = checked(tmp_path, {1: {ADDRESS: SimulatedChip(resting, clock.monotonic_s)}}, clock)
    assert outcomes(checks) == ["good", "good", "good"]
    assert checks["sensor chip"].seen == "MPU-6050 answers at 0x68"
    assert checks["I2C speed"].outcome == "not checked"


def test_while_it_is_recorded_from_the_chip_is_only_asked_who_it_is(tmp_path: Path, clock: PacedClock) -> None:
    (tmp_path / "device.db").touch()
    with only_one(tmp_path / "device.db"):
        checks = checked(tmp_path, {1: {ADDRESS: SimulatedChip(resting, clock.monotonic_s)}}, clock)
    assert outcomes(checks) == ["good", "good", "left out"]
    assert "the recorder is using the sensor" in checks["sensor self-test"].seen


def test_asking_who_it_is_disturbs_no_measuring() -> None:
    with rig() as bench:
        bench.sensor.start()
        bench.clock.sleep(0.1)
        bench.sensor.drain()
        bench.sensor.identify()
        bench.clock.sleep(0.1)
        frames = bench.sensor.drain()
    assert (len(frames.acceleration_g), frames.restarted) == (10, None)


def test_where_nothing_was_recorded_yet_no_file_is_made(tmp_path: Path, clock: PacedClock) -> None:
    checks = checked(tmp_path, {1: {ADDRESS: SimulatedChip(resting, clock.monotonic_s)}}, clock)
    assert outcomes(checks) == ["good", "good", "not checked"]
    assert list(tmp_path.iterdir()) == []


def test_another_bus_is_named(tmp_path: Path, clock: PacedClock) -> None:
    checks = checked(tmp_path, {3: {ADDRESS: SimulatedChip(resting, clock.monotonic_s)}}, clock)
    assert outcomes(checks) == ["fault", "not checked", "not checked"]
    assert "but /dev/i2c-3" in checks["I2C bus"].seen


def test_a_chip_at_the_other_address_is_found(tmp_path: Path, clock: PacedClock) -> None:
    checks = checked(tmp_path, {1: {0x69: SimulatedChip(resting, clock.monotonic_s)}}, clock)
    assert outcomes(checks) == ["good", "fault", "not checked"]
    assert "set address = 0x69 in [sensor]" in checks["sensor chip"].seen


def test_a_chip_that_does_not_answer_is_no_good_one(tmp_path: Path, clock: PacedClock) -> None:
    flaky = Flaky()
    flaky.arm(dict.fromkeys(range(20), errno.EIO))
    chip = SimulatedChip(resting, clock.monotonic_s, faults=[flaky])
    checks = checked(tmp_path, {1: {ADDRESS: chip}}, clock)
    assert outcomes(checks) == ["good", "fault", "not checked"]
    assert "loose wires" in checks["sensor chip"].seen
