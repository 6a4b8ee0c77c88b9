"""`easeband bus-log`: a recorded sensor replays to the same samples, gaps and verdicts, and mistakes are explained."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.program.bus_session import LARGEST_LOG, LogFile, LogUnwritable, play, record_sensor
from device.sensor.sensing import Sensed
from device.system.clock import PacedClock
from device.system.config import Sensor
from drivers.bus_log.log_format import LONGEST_LINE, BadLog, Ended, EndReason, Opened, Transfer, read_log
from drivers.simulated.chip import Fault, SimulatedChip
from drivers.simulated.faults import BrownOut, Unplugged
from drivers.simulated.kernel import simulated_i2c
from tests.device.sensor.test_sensing import swaying
from tests.support.configurations import device_configuration
from tests.support.made_up_recording import recording, write_csv

WHERE, WITHOUT_GYROSCOPE = Sensor(), Sensor(gyroscope=False)
LENGTH_S = 12.0
LONGEST_READ = Transfer(0, 0, "r", 0x68, 0x74, 1024, bytes(1024))


class Stalling(PacedClock):
    """Time that also passes while it is read, and now and then is away for longer than the FIFO holds."""

    def monotonic_s(self) -> float:
        super().sleep(0.000_123_456_7)
        return super().monotonic_s()

    def sleep(self, seconds: float) -> None:
        late = 6.0 < super().monotonic_s() < 6.2
        super().sleep(seconds + 1.0 if late else seconds)


def recorded(faults: list[Fault], file: io.StringIO, where: Sensor = WHERE, who_am_i: int = 0x68) -> list[Sensed]:
    clock = Stalling(0.0)
    chip = SimulatedChip(swaying, clock.monotonic_s, faults=faults, noise_seed=1, who_am_i=who_am_i)

    def why_end() -> EndReason | None:
        return "time" if clock.monotonic_s() > LENGTH_S else None

    with simulated_i2c({where.bus: {where.address: chip}}):
        return list(record_sensor(LogFile(file, where.address), where, clock, why_end))


def played(text: str) -> list[Sensed]:
    header, events = read_log(io.StringIO(text))
    return list(play(events, header.address, PacedClock(0.0)))


def exact(sensed: list[Sensed]) -> list[tuple[object, ...]]:
    """Every sample and gap, to the last bit."""

    def portions(look: Sensed) -> Iterator[bytes | None]:
        for samples in look.samples:
            yield samples.time_s.tobytes()
            yield samples.acceleration_g.tobytes()
            yield None if samples.rotation_dps is None else samples.rotation_dps.tobytes()

    return [(*portions(look), *look.gaps) for look in sensed]


@pytest.mark.parametrize(
    "faults",
    [[], [BrownOut(3.0)], [Unplugged(3.0, 4.5)], [Unplugged(0.0, 2.0)], [Unplugged(2.0)]],
    ids=["healthy", "brown-out", "unplugged", "missing at first", "gone for good"],
)
def test_a_log_replays_to_the_samples_and_gaps_of_the_recording(faults: list[Fault]) -> None:
    file = io.StringIO()
    live = recorded(faults, file)
    assert sum(len(samples) for look in live for samples in look.samples) > 0
    assert exact(played(file.getvalue())) == exact(live)


@pytest.mark.parametrize("faults", [[], [Unplugged(0.0, 2.0)]], ids=["healthy", "missing at first"])
@pytest.mark.parametrize("who_am_i", [0x68, 0x70])
def test_a_log_of_the_accelerometer_alone_replays_to_its_samples_and_gaps(faults: list[Fault], who_am_i: int) -> None:
    file = io.StringIO()
    live = recorded(faults, file, WITHOUT_GYROSCOPE, who_am_i)
    samples = [samples for look in live for samples in look.samples]
    assert sum(map(len, samples)) > 0
    assert {samples.rotation_dps is None for samples in samples} == {True}
    assert exact(played(file.getvalue())) == exact(live)


@pytest.mark.parametrize("where", [WHERE, WITHOUT_GYROSCOPE], ids=["whole", "accelerometer alone"])
def test_a_log_that_was_cut_off_replays_as_far_as_it_goes(where: Sensor) -> None:
    file = io.StringIO()
    live = exact(recorded([], file, where))
    lines = file.getvalue().splitlines(keepends=True)
    for kept in (3, 6, 20, len(lines) // 3, len(lines) - 2):
        looks = exact(played("".join(lines[:kept])))
        assert looks == live[: len(looks)]


def test_a_bad_line_is_only_met_where_it_stands() -> None:
    file = io.StringIO()
    live = exact(recorded([], file))
    lines = file.getvalue().splitlines(keepends=True)
    look_ends = lines.index(next(line for line in lines[len(lines) // 2 :] if line.startswith("r"))) + 1
    seen = list[Sensed]()
    header, events = read_log(io.StringIO("".join([*lines[:look_ends], "x\n"])))
    with pytest.raises(BadLog, match=f"line {look_ends + 1}: "):
        seen.extend(play(events, header.address, PacedClock(0.0)))
    assert exact(seen) == live[: len(seen)]
    assert len(seen) > len(live) // 3


@pytest.mark.costly
def test_a_log_stops_at_its_largest_size_and_says_so() -> None:
    file, clock = io.StringIO(), PacedClock(0.0)
    log = LogFile(file, 0x68)
    with simulated_i2c({1: {0x68: SimulatedChip(swaying, clock.monotonic_s)}}):
        sensed = record_sensor(log, Sensor(), clock, lambda: None)
        next(sensed)
        while not log.full:
            log.write(LONGEST_READ)
        assert [look.samples for look in sensed] == [[]]
    ends = [event for _, event in read_log(io.StringIO(file.getvalue()))[1] if isinstance(event, Ended)]
    assert [end.why for end in ends] == ["full"]
    assert LARGEST_LOG <= len(file.getvalue()) < LARGEST_LOG + LONGEST_LINE


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_no_fault_of_the_bus() -> None:
    with pytest.raises(LogUnwritable, match="No space left on device"):
        recorded([], FullDisk())


def easeband(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "device.cli", "bus-log", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of a recording of a limb."""
    folder = tmp_path_factory.mktemp("bus")
    limb = write_csv(folder / "mrs-smith.csv", recording())
    result = easeband("record", folder / "out.buslog", "--simulated", limb, "--seconds", "60")
    assert (result.returncode, result.stderr) == (0, "")
    assert "60.1 s; recorded for as long as requested" in result.stdout
    return folder / "out.buslog"


@pytest.mark.slow
def test_a_log_names_nobody_and_no_place(log: Path) -> None:
    text = log.read_text()
    assert text.startswith("easeband-bus-log 1 mpu6050 68 ")
    assert not any(word in text for word in ("smith", "/", str(log.parent.name)))


@pytest.mark.slow
def test_showing_a_log_names_registers_and_counts(log: Path) -> None:
    result = easeband("show", log)
    assert (result.returncode, result.stderr) == (0, "")
    for part in ("write", "PWR_MGMT_1", "FIFO_R_W", "WHO_AM_I: 0x68", "100.0 Hz", "failures: 0"):
        assert part in result.stdout


@pytest.mark.slow
def test_replaying_a_log_gives_the_verdicts_of_the_limb(log: Path) -> None:
    result = easeband("replay", log)
    assert (result.returncode, result.stderr) == (0, "")
    assert "samples" in result.stdout
    assert "assessable" in result.stdout


@pytest.mark.slow
def test_a_log_of_the_accelerometer_alone_is_shown_and_replayed(tmp_path: Path) -> None:
    file = io.StringIO()
    recorded([], file, WITHOUT_GYROSCOPE)
    log = tmp_path / "still.buslog"
    log.write_text(file.getvalue())
    shown, replayed = easeband("show", log), easeband("replay", log)
    assert (shown.returncode, shown.stderr, replayed.returncode, replayed.stderr) == (0, "", 0, "")
    assert " of 8 bytes, 100.0 Hz" in shown.stdout
    assert "longer than its 1.28 s: 0" in shown.stdout
    assert "assessable" in replayed.stdout


@pytest.mark.slow
def test_a_log_is_never_written_over(log: Path) -> None:
    before = log.read_bytes()
    result = easeband("record", log, "--simulated", "--seconds", "1")
    assert (result.returncode, result.stderr) == (1, f"easeband bus-log: {log}: exists already: name a new file\n")
    assert log.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("action", ["show", "replay"])
def test_a_damaged_log_is_explained_with_its_line(log: Path, tmp_path: Path, action: str) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    result = easeband(action, bad)
    assert result.returncode == 1
    assert "firmware" in result.stdout  # the summary of what came before
    assert ("assessable" in result.stdout) == (action == "replay")
    assert f"easeband bus-log: {bad}: line " in result.stderr
    assert "cut off" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_another_file_is_no_log(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(bytes(range(256)) * 100)
    assert "line 1: expected easeband-bus-log" in easeband("show", other).stderr
    assert "No such file" in easeband("replay", tmp_path / "none").stderr


@pytest.mark.slow
def test_without_a_bus_the_log_says_what_was_missing(tmp_path: Path) -> None:
    config = tmp_path / "easeband.toml"
    config.write_text(device_configuration(tmp_path, "[sensor]\nbus = 250\n"))
    out = tmp_path / "out"
    result = easeband("record", out, "--config", config, "--seconds", "0.1")
    assert result.returncode == 0
    assert "failures: 1\n  errno 2, No such file or directory: 1" in result.stdout
    events = [event for _, event in read_log(io.StringIO(out.read_text()))[1]]
    assert [event.errno for event in events if isinstance(event, Opened)] == [2]
