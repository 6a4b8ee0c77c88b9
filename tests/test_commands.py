"""The `easeband` command as its users meet it: help, clear messages, and nothing left running."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from device.cli import COMMANDS
from tests.limb import recording, write_csv
from tests.sync.rig import eventually

CONFIG = """\
[device]
id = "band-1"
[files]
device = "{folder}/device.db"
sync = "{folder}/sync.db"
clinic = "sqlite:///{folder}/clinic.db"
[web]
port = {port}
"""


def easeband(*words: str | Path, within_s: float = 60) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "device.cli", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=within_s, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(CONFIG.format(folder=tmp_path, port=0))
    return path


def test_the_help_names_every_command() -> None:
    result = easeband("--help")
    assert result.returncode == 0
    assert all(name in result.stdout for name in COMMANDS)
    assert "never diagnoses" in " ".join(result.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_its_options(name: str) -> None:
    result = easeband(name, "--help")
    assert result.returncode == 0
    assert COMMANDS[name].summary[1:] in " ".join(result.stdout.split())


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from device.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules.keys() & {'numpy', 'gpiozero', 'smbus2', 'paho', 'fastapi', 'sqlalchemy', 'altair'}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("[]\n")


def test_an_unknown_command_shows_the_known_ones() -> None:
    result = easeband("diagnose")
    assert result.returncode == 2
    assert "invalid choice: 'diagnose'" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run", "sync", "clinic"])
def test_a_missing_configuration_is_named(name: str, tmp_path: Path) -> None:
    result = easeband(name, "--config", tmp_path / "none.toml")
    assert (result.returncode, result.stdout) == (1, "")
    assert (
        f"easeband {name}: no configuration at {tmp_path}/none.toml: copy systemd/easeband.toml there" in result.stderr
    )
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run", "sync", "clinic"])
def test_a_wrong_value_in_the_configuration_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text("[device]\nid = 'a'\n[broker]\nport = 'high'\n")
    result = easeband(name, "--config", path)
    assert result.returncode == 1
    assert f"{path}: broker.port: expected a whole number, got 'high'" in result.stderr


@pytest.mark.slow
def test_a_taken_port_says_which_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = tmp_path / "easeband.toml"
        path.write_text(CONFIG.format(folder=tmp_path, port=port))
        result = easeband("clinic", "--config", path)
    assert result.returncode == 1
    assert str(port) in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_without_hardware_the_device_runs_on_and_says_what_is_missing(config: Path) -> None:
    log = config.with_name("log")
    with log.open("w") as out:
        command = [sys.executable, "-m", "device.cli", "run", "--config", str(config)]
        process = subprocess.Popen(command, stderr=out, stdin=subprocess.DEVNULL)
    try:
        eventually(lambda: log.read_text().count("trying again") >= 2, what="a second try at the sensor")
        assert "without lights and button" in log.read_text()
        assert "/dev/i2c-1" in log.read_text()
        assert process.poll() is None
    finally:
        process.terminate()
    assert process.wait(10) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
def test_two_recorders_never_write_one_database(config: Path) -> None:
    command = [sys.executable, "-m", "device.cli", "run", "--config", str(config), "--simulated"]
    first = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        eventually(config.with_name("device.db").exists, what="the first one's database")
        second = easeband("run", "--config", config, "--simulated")
    finally:
        first.terminate()
        first.wait(10)
    assert second.returncode == 1
    assert "another process records to" in second.stderr


def test_a_bad_recording_is_explained(config: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("time,x\n0,1\n")
    result = easeband("run", "--config", config, "--simulated", bad)
    assert result.returncode == 1
    assert "no column t_s" in result.stderr
    assert "Traceback" not in result.stderr


def left_behind(folder: Path) -> list[str]:
    """Processes that still have the folder in their command line."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended while we looked
            continue
        if str(folder) in words and int(place.parent.name) != os.getpid():
            found.append(words)
    return found


def start_demo(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "device.cli", "demo", "--folder", str(folder), *options]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_the_demo_plays_a_recording_and_ends_by_itself_leaving_no_process(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "limb.csv", recording())
    folder = tmp_path / "demo"
    out, errors = start_demo(folder, "--recording", str(file), "--speed", "1e6", "--for", "12").communicate(timeout=90)
    assert re.search(r"therapist's page:  http://127\.0\.0\.1:\d+/", out)
    assert "played to its end" in out
    assert errors == ""
    assert left_behind(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_demo_stops_all_of_it(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "demo"
    demo = start_demo(folder, "--history", "0")
    eventually((folder / "device.db").exists, what="the device's database")
    demo.send_signal(number)
    _, errors = demo.communicate(timeout=60)
    assert (demo.returncode, errors) == (0, "")
    assert left_behind(folder) == []


@pytest.mark.slow
def test_a_part_that_fails_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    demo = start_demo(tmp_path / "demo", "--recording", str(tmp_path / "none.csv"))
    _, errors = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert "device ended with status 1" in errors
    assert "none.csv" in errors
    assert left_behind(tmp_path / "demo") == []
