"""The `easeband` command as its users meet it: help, clear messages, and nothing left running."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from device.cli import COMMANDS
from device.system.arguments import AT_PRESENT
from sync.demo.broker import start_broker
from sync.demo.page import answers, wait_for_page
from sync.demo.parts import DemoFailed, DemoLine, Part
from sync.demo.run import Course
from tests.support.clocks import ManualClock
from tests.support.configurations import whole_configuration
from tests.support.made_up_recording import recording, write_csv
from tests.support.processes import LONG_S, eventually


def with_page(folder: Path, port: int) -> str:
    return whole_configuration(folder, f"[web]\nport = {port}\n")


def easeband(*words: str | Path, within_s: float = LONG_S) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "device.cli", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=within_s, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(with_page(tmp_path, 0))
    return path


@pytest.mark.slow
def test_files_that_may_not_be_written_are_explained_and_measuring_goes_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    config = tmp_path / "easeband.toml"
    config.write_text(with_page(in_the_way, 0))
    movement = write_csv(tmp_path / "movement.csv", recording())
    result = easeband("run", "--simulated", movement, "--speed", "1000", "--config", config)
    assert result.returncode == 0
    assert "measuring continues, records wait in memory" in result.stderr
    assert "check the folder, its owner and the free space" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_the_help_names_every_command() -> None:
    result = easeband("--help")
    assert result.returncode == 0
    assert all(name in result.stdout for name in COMMANDS)
    assert "never diagnoses" in " ".join(result.stdout.split())


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_its_options(name: str) -> None:
    result = easeband(name, "--help")
    assert result.returncode == 0
    assert COMMANDS[name].summary[1:] in " ".join(result.stdout.split())


@pytest.mark.slow
def test_the_help_of_a_command_loads_nothing_of_what_it_does() -> None:
    heavy = {
        "altair",
        "babel",
        "cryptography",
        "fastapi",
        "gpiozero",
        "msgspec",
        "numpy",
        "paho",
        "smbus2",
        "sqlalchemy",
    }
    code = (
        "import sys; from contextlib import suppress; from device.cli import COMMANDS, main\n"
        "for words in [[], *([name] for name in COMMANDS)]:\n"
        "    with suppress(SystemExit): main([*words, '--help'])\n"
        f"print(sorted(sys.modules.keys() & {heavy}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("[]\n")


@pytest.mark.slow
def test_the_recorder_does_not_load_what_only_others_need() -> None:
    """Each takes memory that it would keep for years: OpenSSL 4 MB, gpiozero 3 MB, files of others 1 MB."""
    spared = {"gpiozero", "hashlib", "ssl", "cryptography", "asyncio", "email", "http", "zipfile", "device.recordings"}
    code = f"import sys, device.commands.run; print(sorted(sys.modules.keys() & {spared}))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


@pytest.mark.slow
def test_an_unknown_command_shows_the_known_ones() -> None:
    result = easeband("diagnose")
    assert result.returncode == 2
    assert "invalid choice: 'diagnose'" in result.stderr


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.parametrize("name", ["run", "sync", "clinic"])
def test_a_missing_configuration_is_named(name: str, tmp_path: Path) -> None:
    result = easeband(name, "--config", tmp_path / "none.toml")
    assert (result.returncode, result.stdout) == (1, "")
    assert (
        f"easeband {name}: no configuration at {tmp_path}/none.toml: copy systemd/easeband.toml there" in result.stderr
    )
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.parametrize("name", ["run", "sync", "clinic"])
def test_a_wrong_value_in_the_configuration_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text("[device]\nid = 'a'\n[broker]\nport = 'high'\n")
    result = easeband(name, "--config", path)
    assert result.returncode == 1
    assert f"{path}: broker.port: expected a whole number, got 'high'" in result.stderr


@pytest.mark.slow
@pytest.mark.waits
def test_a_clinic_runs_without_being_a_device_and_says_what_it_does_not_use(tmp_path: Path) -> None:
    config, log = tmp_path / "easeband.toml", tmp_path / "log"
    config.write_text(f"[files]\nclinic = 'sqlite:///{tmp_path}/clinic.db'\n[web]\nport = 0\n[sensor]\nbus = 3\n")
    with log.open("w") as out:
        command = [sys.executable, "-m", "device.cli", "clinic", "--config", str(config)]
        process = subprocess.Popen(command, stderr=out, stdin=subprocess.DEVNULL)
    try:
        eventually(lambda: "pages at" in log.read_text(), what="the pages")
    finally:
        process.terminate()
    assert process.wait(LONG_S) == 0
    assert f"{config}: `easeband clinic` does not use [sensor]" in log.read_text()


@pytest.mark.slow
@pytest.mark.waits
def test_a_taken_port_is_told_and_used_once_it_is_free(tmp_path: Path) -> None:
    path, log = tmp_path / "easeband.toml", tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0)) as taken, log.open("w") as out:
        port = taken.getsockname()[1]
        path.write_text(with_page(tmp_path, port))
        command = [sys.executable, "-m", "device.cli", "clinic", "--config", str(path)]
        process = subprocess.Popen(command, stderr=out, stdin=subprocess.DEVNULL)
        eventually(lambda: f"127.0.0.1 port {port}: another program listens there" in log.read_text())
    try:
        eventually(lambda: f"pages at http://127.0.0.1:{port}/" in log.read_text())
    finally:
        process.terminate()
    assert process.wait(LONG_S) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.waits
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
    assert process.wait(LONG_S) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.waits
def test_two_recorders_never_write_one_database(config: Path) -> None:
    command = [sys.executable, "-m", "device.cli", "run", "--config", str(config), "--simulated"]
    first = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        eventually(config.with_name("device.db").exists, what="the first one's database")
        second = easeband("run", "--config", config, "--simulated")
    finally:
        first.terminate()
        first.wait(LONG_S)
    assert second.returncode == 1
    assert "another process records to" in second.stderr


@pytest.mark.slow
def test_a_bad_recording_is_explained(config: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("time,x\n0,1\n")
    result = easeband("run", "--config", config, "--simulated", bad)
    assert result.returncode == 1
    assert "no column ax_g, ay_g, az_g in the header line (there: time, x)" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--speed", "0", "a number above 0"),
        ("--history", "-5", "0 to 1440 minutes"),
        ("--for", "nan", "0 or more seconds"),
        ("--for", "inf", "0 or more seconds"),
        ("--port", "99999", "a whole number from 1 to 65535"),
    ],
)
def test_a_bad_number_is_told_before_the_demo_starts_anything(option: str, value: str, expected: str) -> None:
    result = easeband("demo", f"{option}={value}")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("usage: easeband demo")
    assert f"argument {option}: expected {expected}, got '{value}'" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("place", ["{file}", "{file}/below", "/proc/easeband", "{folder}/what?"])
def test_a_folder_that_cannot_hold_the_demo_is_told(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = place.format(file=tmp_path / "file", folder=tmp_path)
    result = easeband("demo", "--folder", folder)
    assert (result.returncode, result.stdout) == (1, "")
    assert folder in result.stderr
    assert "choose another --folder" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_before_the_demo_starts_anything(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        result = easeband("demo", "--folder", tmp_path, "--port", str(number))
    assert (result.returncode, result.stdout) == (1, "")
    assert f"port {number} of 127.0.0.1 is taken" in result.stderr


def test_what_speaks_no_http_is_not_the_page() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as caller:
        answered = caller.submit(answers, server.getsockname()[1])
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        assert answered.result(10) is False


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    """A program that says nothing and runs until it is ended; its log has a line of an earlier day."""
    log = tmp_path / "part.log"
    log.write_text(f"{AT_PRESENT}, an earlier day\n")
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with Part("part", process, log, log_from=log.stat().st_size) as running:
        yield running
    assert process.stdin
    process.stdin.close()


def say_in(part: Part, text: str) -> None:
    with part.log.open("a") as log:
        log.write(f"{text}\n")


def test_a_page_that_never_answers_is_told_with_what_the_clinic_said(part: Part, tmp_path: Path) -> None:
    say_in(part, "no luck")
    with socket.socket() as nobody, start_broker(tmp_path / "broker") as broker:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(DemoFailed, match=r"within 60 s; part: it said:\nno luck$"):
            wait_for_page(nobody.getsockname()[1], part, DemoLine(broker, (part,), lambda: False), ManualClock())


def test_the_demos_time_counts_from_the_moment_the_present_is_reached(part: Part) -> None:
    clock = ManualClock()
    course = Course(part, clock, plays=False, length_s=60)
    clock.sleep(1000)
    assert not course.over()
    say_in(part, f"12:00:00 device INFO: {AT_PRESENT}")
    assert not course.over()
    clock.sleep(59)
    assert not course.over()
    clock.sleep(1)
    assert course.over()


def test_the_demos_time_counts_from_the_end_of_a_recording_that_never_reaches_the_present(part: Part) -> None:
    clock = ManualClock()
    course = Course(part, clock, plays=True, length_s=60)
    assert part.process.stdin
    part.process.communicate(b"\n")
    assert not course.over()
    clock.sleep(60)
    assert course.over()


def processes(folder: Path) -> dict[int, str]:
    """The number and command line of every process that has the folder in it."""
    found = {}
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended while we looked
            continue
        if str(folder) in words and int(place.parent.name) != os.getpid():
            found[int(place.parent.name)] = words
    return found


def the_process(folder: Path, words: str) -> int:
    (number,) = (number for number, command in processes(folder).items() if words in command)
    return number


def demo_command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "device.cli", "demo", "--folder", str(folder), *options]


def start_demo(folder: Path, *options: str) -> subprocess.Popen[str]:
    """A demo in an environment with a proxy that answers nobody."""
    return subprocess.Popen(
        demo_command(folder, *options),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "http_proxy": "http://127.0.0.1:9"},
    )


@pytest.mark.slow
@pytest.mark.waits
def test_the_demo_plays_a_recording_and_ends_by_itself_leaving_no_process(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "limb.csv", recording())
    folder = tmp_path / "it's \"ours\" \\ & Jürgen's"
    demo = start_demo(folder, "--recording", str(file), "--speed", "1e6", "--for", "30")
    out, errors = demo.communicate(timeout=LONG_S)
    assert re.search(r"therapist's page:  http://127\.0\.0\.1:\d+/", out)
    assert "the recording has ended; the page stays open" in out
    assert errors == ""
    assert processes(folder) == {}


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.usefixtures("heeded_hangup")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_the_demo_stops_all_of_it(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "demo"
    demo = start_demo(folder, "--history", "0")
    eventually((folder / "device.db").exists, what="the device's database")
    demo.send_signal(number)
    _, errors = demo.communicate(timeout=LONG_S)
    assert (demo.returncode, errors) == (0, "")
    assert processes(folder) == {}


@pytest.mark.slow
@pytest.mark.waits
def test_a_part_that_fails_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    demo = start_demo(tmp_path / "demo", "--recording", str(tmp_path / "none.csv"))
    _, errors = demo.communicate(timeout=LONG_S)
    assert demo.returncode == 1
    assert "device ended with status 1" in errors
    assert "none.csv" in errors
    assert processes(tmp_path / "demo") == {}


@pytest.mark.slow
@pytest.mark.waits
def test_a_broker_that_is_killed_is_started_again_at_the_same_port_and_the_person_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo = start_demo(folder, "--history", "0")
    eventually((folder / "device.db").exists, what="the device's database")
    before = the_process(folder, "/broker/")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: {before} != {n for n, words in processes(folder).items() if "/broker/" in words}, what="news")
    eventually(lambda: any("/broker/" in words for words in processes(folder).values()), what="another broker")
    demo.send_signal(signal.SIGTERM)
    out, errors = demo.communicate(timeout=LONG_S)
    (port,) = re.findall(r"broker        127.0.0.1:(\d+)", out)
    assert f"the broker has stopped; restarting it at 127.0.0.1:{port}" in out
    assert (demo.returncode, errors, processes(folder)) == (0, "", {})


class Seat:
    """A person at a terminal in which the demo runs."""

    def __init__(self, folder: Path) -> None:
        self._person, self._program = pty.openpty()
        command = ["setsid", "--ctty", *demo_command(folder, "--history", "0")]
        self.demo = subprocess.Popen(command, stdin=self._program, stdout=self._program, stderr=self._program)
        self._seen = b""

    def sees(self) -> str:
        """Everything that came on the screen so far."""
        while select.select([self._person], [], [], 0)[0]:
            self._seen += os.read(self._person, 4096)
        return self._seen.decode()

    def types(self, keys: bytes) -> None:
        os.write(self._person, keys)

    def echoes(self) -> bool:
        flags: int = termios.tcgetattr(self._program)[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)

    def ended(self) -> bool:
        self.sees()  # who does not read stops the writer
        return self.demo.poll() is not None

    def leave(self) -> None:
        """Close the terminal."""
        os.close(self._person)
        os.close(self._program)
        self.demo.wait(LONG_S)


@pytest.mark.slow
@pytest.mark.waits
def test_at_a_terminal_the_demo_says_in_words_what_the_lights_say(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "demo")
    eventually(lambda: "it is recording" in seat.sees(), what="the lights")
    seat.types(b"h ")
    # That hold accepts the programme; the demo's person opens a session after 20 s.
    eventually(lambda: "ready: a tap starts the exercise" in seat.sees(), what="the hold")
    eventually(lambda: "move with the middle light" in seat.sees(), what="the tap")
    seat.types(b"q")
    eventually(seat.ended, what="the end")
    assert (seat.demo.returncode, seat.echoes(), processes(tmp_path)) == (0, True, {})
    seat.leave()


@pytest.mark.slow
@pytest.mark.waits
def test_closing_the_terminal_ends_all_of_the_demo(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "demo")
    eventually(lambda: "it is recording" in seat.sees(), what="the lights")
    seat.leave()
    assert processes(tmp_path) == {}
    assert "Traceback" not in (tmp_path / "demo" / "device.log").read_text()


@pytest.mark.slow
@pytest.mark.waits
def test_a_device_that_is_killed_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "demo")
    eventually(lambda: "it is recording" in seat.sees(), what="the lights")
    assert not seat.echoes()
    os.kill(the_process(tmp_path, " run "), signal.SIGKILL)
    eventually(seat.ended, what="the end")
    assert seat.echoes()
    assert "device ended with status -9" in seat.sees()
    assert (seat.demo.returncode, processes(tmp_path)) == (1, {})
    seat.leave()
