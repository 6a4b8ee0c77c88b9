"""Whether mosquitto takes the configuration: it is run for a moment, on free ports, and asked.

Knows how the program is started and tried; must never know why a rule is as it is.
"""

import errno
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from device.system.clock import Clock
from device.system.config import Broker
from sync.clinic.enrolment.authority import Authority, Certified
from sync.clinic.enrolment.broker_folder import BrokerFolder
from sync.clinic.enrolment.broker_settings import BROKER_SETTINGS, CA, Ports
from sync.wire.client import Session
from sync.wire.messages import UP_FILTER
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text

PROGRAM_FOLDERS: Final = "/usr/sbin:/usr/local/sbin"  # often not on PATH
HERE: Final = "127.0.0.1"
START_S: Final = 10.0
LOOK_S: Final = 0.05
STOP_S: Final = 10.0
PORT_ATTEMPTS: Final = 4  # before the last one
MAIN: Final = "main.conf"


class BadBroker(Exception):
    """Mosquitto does not take the configuration, or does not do what it asks: the message says what was seen."""


def find_mosquitto() -> str | None:
    """Where the program is; None where it is not installed."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=PROGRAM_FOLDERS)


class PortTaken(BadBroker):
    """Somebody else took a port that was free a moment before."""


def check_mosquitto(
    program: str, authority: Authority, clinic: Certified, clock: Clock, free: Callable[[], int] | None = None
) -> None:
    """Run it as it will be run, and knock. `free` gives a port that is free, as it seems. Raises BadBroker."""
    free = free or unused_port
    for _ in range(PORT_ATTEMPTS):
        with suppress(PortTaken):
            return _check_at(Ports(free(), free()), program, authority, clinic, clock)
    return _check_at(Ports(free(), free()), program, authority, clinic, clock)


def _check_at(ports: Ports, program: str, authority: Authority, clinic: Certified, clock: Clock) -> None:
    with TemporaryDirectory(prefix="easeband-") as name:
        folder = Path(name)
        _write(folder, ports, authority, clock.utc_s())
        (folder / "clinic.pem").write_text(clinic.certificate + clinic.key, encoding="ascii")
        with _running(program, folder, ports, clock):
            _knock(folder, ports, clock.monotonic_s)


def _write(folder: Path, ports: Ports, authority: Authority, now_utc_s: float) -> None:
    broker = BrokerFolder(folder)
    broker.write_settings(ports)
    broker.write_certificate(authority.for_broker([HERE], now_utc_s), authority.kept().certificate)
    broker.write_revoked(authority.revocations([], now_utc_s))
    user = "user root\n" if os.geteuid() == 0 else ""  # the folder is root's
    (folder / MAIN).write_text(f"{user}log_dest stderr\ninclude_dir {folder}/conf.d\n", encoding="utf-8")
    (folder / "conf.d").mkdir()
    shutil.copy(folder / BROKER_SETTINGS, folder / "conf.d")


@contextmanager
def _running(program: str, folder: Path, ports: Ports, clock: Clock) -> Iterator[None]:
    said = folder / "log"
    with said.open("wb") as log:
        process = subprocess.Popen([program, "-c", folder / MAIN], stdout=log, stderr=log, cwd=folder)  # noqa: S603 - ours
    try:
        end_s = clock.monotonic_s() + START_S
        while not (_listens(ports.devices) and _listens(ports.pairing)):
            if process.poll() is not None or clock.monotonic_s() > end_s:
                words = _last_words(said)
                kind = PortTaken if os.strerror(errno.EADDRINUSE) in words else BadBroker
                raise kind(f"mosquitto does not start with this configuration: {words}")
            clock.sleep(LOOK_S)
        yield
    finally:
        process.terminate()
        process.wait(STOP_S)


def _knock(folder: Path, ports: Ports, monotonic_s: Callable[[], float]) -> None:
    ca = str(folder / CA)
    clinic = Broker(HERE, ports.devices, ca=ca, certificate=str(folder / "clinic.pem"))
    try:
        with Connection(clinic, Session("clinic"), monotonic_s) as link:
            link.connect()
            code = link.subscribe(UP_FILTER)
        with Connection(Broker(HERE, ports.pairing, ca=ca), Session("0"), monotonic_s) as link:
            link.connect()
    except (BrokerUnreachable, ConnectionLost) as problem:
        raise BadBroker(f"mosquitto runs, but the clinic does not get in: {problem}") from problem
    if code >= REFUSED:
        raise BadBroker(f"mosquitto runs, but lets the clinic read nothing: {reason_text(code)}")
    _check_shut(Broker(HERE, ports.devices, ca=ca), monotonic_s)


def _check_shut(stranger: Broker, monotonic_s: Callable[[], float]) -> None:
    try:
        with Connection(stranger, Session("stranger"), monotonic_s) as link:
            link.connect()
    except BrokerUnreachable:
        return
    raise BadBroker("mosquitto runs, but lets somebody in who has no certificate")


def _last_words(said: Path) -> str:
    lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if "rror" in line] or lines[-1:]
    return "; ".join(errors) or "it said nothing"


def unused_port() -> int:
    """A TCP port that nobody listens on here at this moment."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
    return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HERE, port), timeout=1).close()
    except OSError:
        return False
    return True
