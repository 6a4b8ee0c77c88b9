"""`easeband demo`: the whole line on this computer, from a simulated limb to the therapist's page.

Knows which programs make up the product and how to start and end them; must never know what they do. Each is the same
command that systemd starts on a real device.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from device.clock import SystemClock
from device.config import Web
from device.stopping import Stopping
from sync.broker import HOST, BrokerFailed, start_broker

DEVICE = "demo-limb"
HISTORY_MINUTES = 60  # lived through at full speed before the demo reaches the present
USUAL_PORT = Web.port
PAGE_WAIT_S = 60.0
LOOK_S = 0.2
END_S = 15.0  # how long a program may take to end by itself
LOG_LINES = 15  # of a program that failed, shown to the person

CONFIG = """\
[device]
id = "{device}"

[files]
device = {device_db}
sync = {sync_db}
clinic = {clinic_url}

[broker]
host = "{host}"
port = {broker_port}

[web]
host = "{host}"
port = {web_port}
"""


class DemoFailed(Exception):
    """A part of the demo did not start or ended by itself; the message repeats what it said last."""


@dataclass(frozen=True)
class Part:
    """One running program of the demo."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to end; after END_S, end it."""
        self.process.terminate()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def check(self) -> None:
        """Raise DemoFailed if it ended with an error."""
        if self.process.poll():
            raise DemoFailed(f"{self.name} ended with status {self.process.returncode}; it said:\n{self._last_words()}")

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LOG_LINES:])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband demo`."""
    parser.add_argument(
        "--recording", type=Path, metavar="FILE", help="play this CSV or NPZ recording through the chip's registers"
    )
    parser.add_argument("--speed", default="1", metavar="N", help="simulated time runs N times faster (default 1)")
    parser.add_argument(
        "--history",
        metavar="MINUTES",
        help=f"minutes of the past to live through first (default {HISTORY_MINUTES}, 0 with --recording)",
    )
    parser.add_argument("--for", dest="length_s", type=float, metavar="SECONDS", help="end by itself after so long")
    parser.add_argument("--folder", type=Path, help="keep databases and logs here (default: a temporary folder)")
    parser.add_argument("--port", type=int, help=f"of the page (default {USUAL_PORT}, or a free one if that is taken)")


def run(arguments: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C, `q`, or the time is over; 1 with a message when a part fails."""
    stopping = Stopping()
    try:
        with ExitStack() as opened:
            folder = arguments.folder or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="easeband-")))
            _run(arguments, folder, opened, stopping)
    except (DemoFailed, BrokerFailed) as failed:
        print(f"\neaseband demo: {failed}", file=sys.stderr)
        return 1
    return 0


def _run(arguments: argparse.Namespace, folder: Path, opened: ExitStack, stopping: Callable[[], bool]) -> None:
    clock, port = SystemClock(), _web_port(arguments.port)
    ends_s = clock.monotonic_s() + (arguments.length_s if arguments.length_s is not None else float("inf"))
    folder.mkdir(parents=True, exist_ok=True)
    broker = opened.enter_context(start_broker(folder / "broker"))
    config = write_config(folder, broker.port, port)
    print(f"broker        127.0.0.1:{broker.port} (MQTT, this computer only)\nfiles         {folder}", flush=True)
    parts = [opened.enter_context(start_part(name, config, folder)) for name in ("clinic", "sync")]
    _wait_for_page(port, parts[0], clock, stopping)
    print(f"\n  therapist's page:  http://{HOST}:{port}/\n\nCtrl-C ends everything.", flush=True)
    device = opened.enter_context(start_device(arguments, config, folder))
    _watch([*parts, device], device, arguments, clock, lambda: stopping() or clock.monotonic_s() >= ends_s)
    print("\nending ...", flush=True)


def start_part(name: str, config: Path, folder: Path) -> Part:
    """`easeband NAME`, its log in a file."""
    log = folder / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own command
            _command(name, config), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    return Part(name, process, log)


def start_device(arguments: argparse.Namespace, config: Path, folder: Path) -> Part:
    """`easeband run` over simulated hardware; it has the terminal for its lights and button."""
    log = folder / "device.log"
    with log.open("ab") as out:
        process = subprocess.Popen([*_command("run", config), *_device_options(arguments)], stderr=out)  # noqa: S603 - our own command
    return Part("device", process, log)


def _command(name: str, config: Path) -> list[str]:
    return [sys.executable, "-m", "device.cli", name, "--config", str(config)]


def _device_options(arguments: argparse.Namespace) -> list[str]:
    recording = arguments.recording
    history = arguments.history or ("0" if recording else str(HISTORY_MINUTES))
    return ["--simulated", *([str(recording)] if recording else []), "--speed", arguments.speed, "--history", history]


def _watch(
    parts: Sequence[Part], device: Part, arguments: argparse.Namespace, clock: SystemClock, over: Callable[[], bool]
) -> None:
    """Return when it is over, or when the person ended the device; raise DemoFailed when a part fails."""
    said = False
    while not over():
        for part in parts:
            part.check()
        if device.process.poll() == 0 and not said:
            if not arguments.recording:
                return
            said = True
            print("the recording has been played to its end; the page stays until Ctrl-C", flush=True)
        clock.sleep(LOOK_S)


def _wait_for_page(port: int, clinic: Part, clock: SystemClock, stopping: Callable[[], bool]) -> None:
    ends_s = clock.monotonic_s() + PAGE_WAIT_S
    while not (stopping() or _answers(port)):
        clinic.check()
        if clock.monotonic_s() > ends_s:
            raise DemoFailed(f"no answer from http://{HOST}:{port}/ within {PAGE_WAIT_S:g} s; see {clinic.log}")
        clock.sleep(LOOK_S)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=1):
            return True
    except OSError:
        return False


def _web_port(asked: int | None) -> int:
    if asked is not None:
        return asked
    return _free(USUAL_PORT) or _free(0)


def _free(port: int) -> int:
    """The port if nothing listens there, any free one for 0; 0 if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def write_config(folder: Path, broker_port: int, web_port: int) -> Path:
    """The path of a configuration for everything in `folder`."""
    path = folder / "easeband.toml"
    text = CONFIG.format(
        device=DEVICE,
        device_db=_quoted(folder / "device.db"),
        sync_db=_quoted(folder / "sync.db"),
        clinic_url=_quoted(f"sqlite:///{(folder / 'clinic.db').resolve()}"),
        host=HOST,
        broker_port=broker_port,
        web_port=web_port,
    )
    path.write_text(text, encoding="utf-8")
    return path


def _quoted(value: object) -> str:
    """A TOML literal string."""
    return "'" + str(value) + "'"
