"""The command: what it says, which lights it shows, what it leaves behind, and how it fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from device.cli import main
from device.commands.fitting.calibrate import calibrate, self_test
from device.exercise.light_language import SET_DONE_S
from device.program.guide import NobodyThere
from device.program.workbench import Workbench
from device.sensor.calibration import Calibration, read_calibrations, write_calibrations
from device.sensor.on_bus import SensorOnBus
from device.signals.samples import Floats
from device.simulation.turned_band import GAIN, OFFSET_DPS, OFFSET_G, turned_band
from device.system.clock import PacedClock
from device.system.config import Sensor
from device.system.lock import only_one
from drivers.i2c.bus import BusError
from drivers.simulated.chip import Fault, SimulatedChip
from drivers.simulated.faults import BrownOut, Unplugged
from drivers.simulated.kernel import simulated_i2c
from drivers.simulated.self_test import HEALTHY, SelfTest
from drivers.simulated.sensors import Motion
from tests.support.configurations import device_configuration

BEFORE = Calibration(1.7e9, 21.0, (1.0, 2.0, 3.0), (0.01, 0.02, 0.03), (1.01, 1.02, 1.03))


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path))
    return str(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calibration.json"


class SeenPanel:
    """Remembers what it showed, and when."""

    edges = None

    def __init__(self, clock: PacedClock) -> None:
        self._clock = clock
        self.shown: list[tuple[float, tuple[float, float, float]]] = []

    def pressed(self) -> bool:
        return False

    def show(self, left: float, middle: float, right: float) -> None:
        self.shown.append((self._clock.monotonic_s(), (left, middle, right)))

    def flashes_s(self) -> list[float]:
        """When any light rose by a tenth or more."""
        return [
            now_s
            for (_, before), (now_s, now) in pairwise(self.shown)
            if any(level - earlier >= 0.1 for earlier, level in zip(before, now, strict=True))
        ]


class Leaving(PacedClock):
    """Somebody presses Ctrl-C after so many seconds."""

    def __init__(self, after_s: float) -> None:
        super().__init__(1.8e9)
        self._after_s = after_s

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.monotonic_s() > self._after_s:
            raise KeyboardInterrupt


@contextmanager
def bench(
    motion: Motion = turned_band,
    clock: PacedClock | None = None,
    faults: Sequence[Fault] = (),
    self_test: SelfTest = HEALTHY,
) -> Iterator[Workbench]:
    clock = clock or PacedClock(1.8e9)
    chip = SimulatedChip(motion, clock.monotonic_s, noise_seed=2, faults=faults, self_test=self_test)
    with simulated_i2c({1: {0x68: chip}}):
        yield Workbench(clock, SensorOnBus(Sensor(), clock), SeenPanel(clock))


def trembling(time_s: Floats) -> tuple[Floats, Floats]:
    """On an arm at rest."""
    turning = np.outer(np.sin(2 * np.pi * 8 * time_s), [0.6, 0, 0])
    return np.tile([0.0, 0, 1], (len(time_s), 1)), turning


@pytest.mark.costly
def test_six_positions_are_found_and_kept_with_their_progress_told(
    config: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", "--config", config, "--simulated"]) == 0
    said = capsys.readouterr().out
    assert [f"{n} of 6: done" in said for n in range(8)] == [False, *[True] * 6, False]
    (made,) = read_calibrations(file)
    assert made.gyro_bias_dps == pytest.approx(OFFSET_DPS, abs=0.02)
    assert made.accel_offset_g == pytest.approx(OFFSET_G, abs=0.002)
    assert made.accel_scale == pytest.approx(1 / GAIN, abs=0.003)
    assert made.temperature_c == pytest.approx(30, abs=0.1)
    assert str(file) in said


def test_one_position_renews_the_gyroscope_alone(config: str, file: Path) -> None:
    write_calibrations(file, (BEFORE,))
    assert main(["calibrate", "--config", config, "--simulated", "--positions", "1"]) == 0
    kept, made = read_calibrations(file)
    assert kept == BEFORE
    assert made.gyro_bias_dps == pytest.approx(OFFSET_DPS, abs=0.02)
    assert (made.accel_offset_g, made.accel_scale) == (BEFORE.accel_offset_g, BEFORE.accel_scale)


def test_the_gyroscope_is_calibrated_even_where_it_is_not_used(config: str, file: Path) -> None:
    with Path(config).open("a") as toml:
        toml.write("[sensor]\ngyroscope = false\n")
    assert main(["calibrate", "--config", config, "--simulated", "--positions", "1"]) == 0
    assert read_calibrations(file)[0].gyro_bias_dps == pytest.approx(OFFSET_DPS, abs=0.02)


def test_undo_goes_back_to_the_calibration_before_and_then_to_none(
    config: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = Calibration(1.8e9, 31.0, (4.0, 5.0, 6.0))
    write_calibrations(file, (BEFORE, newer))
    assert main(["calibrate", "--config", config, "--undo"]) == 0
    assert read_calibrations(file) == (BEFORE,)
    assert "2023-11-14 22:13 UTC" in capsys.readouterr().out
    assert main(["calibrate", "--config", config, "--undo"]) == 0
    assert read_calibrations(file) == ()
    assert main(["calibrate", "--config", config, "--undo"]) == 1
    assert "nothing to undo" in capsys.readouterr().err


def test_show_prints_the_one_in_use_even_while_the_device_runs(
    config: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_calibrations(file, (BEFORE,))
    with only_one(file.with_name("device.db")):
        assert main(["calibrate", "--config", config, "--show"]) == 0
    assert "gyroscope bias        x +1.000  y +2.000  z +3.000 deg/s" in capsys.readouterr().out


def test_without_a_calibration_show_says_so(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--config", config, "--show"]) == 0
    assert "no calibration at" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["--simulated", "--undo", "--self-test"])
def test_a_running_device_is_left_alone(
    config: str, file: Path, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with only_one(file.with_name("device.db")):
        assert main(["calibrate", "--config", config, action]) == 1
    assert "another process records to" in capsys.readouterr().err


@pytest.mark.parametrize("action", [[], ["--self-test"], ["--positions", "1"]])
def test_a_missing_sensor_is_explained(config: str, action: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with simulated_i2c({}):
        assert main(["calibrate", "--config", config, *action]) == 1
    said = capsys.readouterr().err
    assert "cannot open /dev/i2c-1" in said
    assert "enable I2C" in said


def test_a_missing_configuration_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--config", str(tmp_path / "none.toml")]) == 1
    assert "no configuration at" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["--show", "--undo"])
def test_a_bad_file_is_explained(config: str, file: Path, action: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("?")
    assert main(["calibrate", "--config", config, action]) == 1
    assert f"{file}: expected JSON" in capsys.readouterr().err
    assert file.read_text() == "?"


@pytest.mark.costly
def test_calibrating_replaces_a_bad_file_and_says_so(
    config: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("?")
    assert main(["calibrate", "--config", config, "--simulated"]) == 0
    assert len(read_calibrations(file)) == 1
    assert "started afresh" in capsys.readouterr().out


@pytest.mark.costly
@pytest.mark.parametrize("wanted", [1, 6])
def test_a_band_that_moves_is_refused_with_numbers_and_changes_nothing(
    file: Path, wanted: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write_calibrations(file, (BEFORE,))
    with (
        bench(trembling) as it,
        pytest.raises(NobodyThere, match=r"rotation by 0\.4\d deg/s \(still: up to 0\.2\)"),
    ):
        calibrate(it, file, wanted)
    assert read_calibrations(file) == (BEFORE,)
    assert 120 < it.clock.monotonic_s() < 121
    told = [line for line in capsys.readouterr().out.splitlines() if "it is moving" in line]
    assert 20 < len(told) <= 30


def test_ctrl_c_leaves_the_old_calibration(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_calibrations(file, (BEFORE,))
    with bench(clock=Leaving(20.0)) as it, pytest.raises(KeyboardInterrupt):
        calibrate(it, file, 6)
    assert read_calibrations(file) == (BEFORE,)
    assert "the calibration is unchanged" in capsys.readouterr().out


def test_a_sensor_that_is_unplugged_ends_it_and_leaves_the_old_calibration(file: Path) -> None:
    write_calibrations(file, (BEFORE,))
    with bench(faults=[Unplugged(20.0)]) as it, pytest.raises(BusError, match="nothing answered"):
        calibrate(it, file, 6)
    assert read_calibrations(file) == (BEFORE,)


def test_a_moment_without_power_starts_the_three_seconds_again(file: Path) -> None:
    with bench(faults=[BrownOut(2.0)]) as it:
        calibrate(it, file, 1)
    assert len(read_calibrations(file)) == 1
    assert it.clock.monotonic_s() > 2.0 + 3.0 + SET_DONE_S


def test_the_lights_say_hold_still_counted_and_done_and_flash_at_most_once_a_second(file: Path) -> None:
    with bench() as it:
        calibrate(it, file, 6)
    assert isinstance(it.panel, SeenPanel)
    levels = [shown for _, shown in it.panel.shown]
    flashes_s = it.panel.flashes_s()
    assert (0.0, 1.0, 0.0) in levels  # hold still
    assert (1.0, 1.0, 0.0) in levels[-25:]  # done
    assert {right for _, _, right in levels} == {0.0}
    assert min(later - earlier for earlier, later in pairwise(flashes_s)) >= 1.0 - 1e-6
    counted = sum(now[0] > before[0] for before, now in pairwise(levels))
    assert counted == 6  # five positions, and the end


def test_the_self_test_shows_every_axis_and_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    with bench() as it:
        assert self_test(it) == 0
    said = capsys.readouterr().out
    assert said.count("passed") == 6
    assert "rotation y        -49." in said


def test_an_axis_that_fails_its_self_test_is_a_failure_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with bench(self_test=SelfTest(acceleration_g=(0.559, 0.2, 0.559), rotation_codes=(16, 16, 0))) as it:
        assert self_test(it) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines if line.endswith("failed")] == [["acceleration", "y"]]
    assert "(factory: nothing known)  no factory trim" in lines[-1]


@pytest.mark.parametrize("command", ["calibrate", "baseline"])
def test_what_is_simulated_is_never_kept_for_the_real_device_by_itself(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--simulated"]) == 1
    assert "name another configuration than /etc/easeband/easeband.toml with --config" in capsys.readouterr().err
