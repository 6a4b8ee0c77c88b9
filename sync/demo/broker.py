"""A broker process of our own on this computer, for the demo and the tests: mosquitto, else iotcore from PyPI.

Knows how the two are started; must never know what goes through them. Only this computer can reach it.
"""

import errno
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

from sync.wire.client import PACKET_LIMIT_BYTES

HOST: Final = "127.0.0.1"
PROGRAMS: Final = ("mosquitto", "iotcore")  # in order of preference
START_ATTEMPTS, ATTEMPT_S = 200, 0.05
PORT_ATTEMPTS: Final = 4  # before the last one
IN_USE: Final = os.strerror(errno.EADDRINUSE)  # as mosquitto and iotcore say it too
STOP_TIMEOUT_S: Final = 10.0
SYSTEM_PROGRAMS: Final = "/usr/sbin:/usr/local/sbin"  # where Debian puts mosquitto, often not on PATH

MOSQUITTO: Final = """\
# matters only where root starts it: mosquitto would change to a user who cannot write here
user root
listener {port} {host}
allow_anonymous true
max_packet_size {packet_limit}
max_inflight_messages 20
max_queued_messages 10000
persistence true
persistence_location {folder}/
autosave_interval 10
"""

IOTCORE: Final = """\
id = 0
[router]
id = 0
max_connections = 100
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
[v5.1]
name = "v5"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = {packet_limit}
max_inflight_count = 100
dynamic_filters = true
"""


class BrokerFailed(Exception):
    """The broker process did not start; the message repeats what it said."""


class AddressInUse(BrokerFailed):
    """Somebody else has the port."""


class BrokerProcess:
    """A broker that listens on 127.0.0.1:`port` between `start` and `stop`, and can be started there again."""

    def __init__(self, command: Sequence[str], folder: Path, port: int) -> None:
        self.port = port
        self._command, self._log = command, folder / "broker.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """The running broker."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the process is there at this moment."""
        return self._process is not None and self._process.poll() is None

    @property
    def process_number(self) -> int:
        """Of the process that runs; 0 before the first start."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Return when it accepts connections. Raises BrokerFailed, AddressInUse where somebody else accepts them."""
        if _accepts(self.port):
            raise AddressInUse(f"somebody else answers on {HOST}:{self.port}")
        said_before = len(self._said())
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
        for _ in range(START_ATTEMPTS):
            if _ended_within(self._process, ATTEMPT_S):
                break
            if _accepts(self.port):
                return
        self.stop()
        said = self._said()[said_before:].strip() or "nothing"
        kind = AddressInUse if IN_USE in said else BrokerFailed
        raise kind(f"{' '.join(self._command)} does not answer on {HOST}:{self.port}; it said: {said}")

    def stop(self) -> None:
        """End it in an orderly way, so that it saves what it holds."""
        if self._process:
            self._process.terminate()
            self._process.wait(STOP_TIMEOUT_S)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(STOP_TIMEOUT_S)

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


def start_broker(
    folder: Path,
    port: int = 0,
    programs: Sequence[str] = PROGRAMS,
    settings: str = "",
    *,
    free: Callable[[], int] | None = None,
) -> BrokerProcess:
    """A running broker with its files in `folder`, on `port` or any free one; the first of `programs` that is there.

    `settings` are more lines for its configuration. `free` gives a port that is free, as it seems: whoever takes it
    first keeps it, and another is asked for. Raises BrokerFailed.
    """
    for _ in range(PORT_ATTEMPTS if not port else 0):
        with suppress(AddressInUse):
            return _started(folder, (free or free_port)(), programs, settings)
    return _started(folder, port or (free or free_port)(), programs, settings)


def _started(folder: Path, port: int, programs: Sequence[str], settings: str) -> BrokerProcess:
    folder.mkdir(parents=True, exist_ok=True)
    program = next((name for name in programs if find_program(name)), programs[-1])
    broker = BrokerProcess(COMMANDS[program](_configured(program, folder, port, settings)), folder, port)
    broker.start()
    return broker


def find_program(name: str) -> str | None:
    """Where the broker program is, None where it is not installed."""
    if name == "iotcore":
        return sys.executable if find_spec(name) else None
    return shutil.which(name) or shutil.which(name, path=SYSTEM_PROGRAMS)


def _mosquitto(configuration: Path) -> list[str]:
    return [find_program("mosquitto") or "mosquitto", "-c", str(configuration)]


def _iotcore(configuration: Path) -> list[str]:
    return [sys.executable, "-m", "iotcore", "--log-level", "CRITICAL", "--config", str(configuration)]


TEMPLATES = {"mosquitto": MOSQUITTO, "iotcore": IOTCORE}
SUFFIXES = {"mosquitto": ".conf", "iotcore": ".toml"}
COMMANDS = {"mosquitto": _mosquitto, "iotcore": _iotcore}


def _configured(program: str, folder: Path, port: int, settings: str) -> Path:
    text = TEMPLATES[program].format(host=HOST, port=port, folder=folder.resolve(), packet_limit=PACKET_LIMIT_BYTES)
    path = folder / f"{program}{SUFFIXES[program]}"
    path.write_text(text + settings, encoding="utf-8")
    return path


def free_port() -> int:
    """One that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
