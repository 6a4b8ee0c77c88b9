"""A clinic with its authority, a real mosquitto and the clinic's service, and devices that are paired with it.

Knows commands, folders and processes; must never know how any of it is done.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from device.system.clock import SystemClock
from device.system.config import Broker, Config, read_config
from sync.clinic.enrolment.authority import Authority, pem
from sync.clinic.enrolment.broker_check import unused_port
from sync.clinic.enrolment.keys_folder import KeysFolder
from sync.demo.broker import find_program
from sync.wire.client import Session
from sync.wire.identity.certificates import new_key, requested_key, signing_request
from sync.wire.messages import Message
from sync.wire.mqtt import BrokerUnreachable, Connection
from tests.support.processes import eventually

PYTHON = [sys.executable, "-m", "device.cli"]
HERE = "127.0.0.1"
READY = "devices can be paired"
CODE_LINE = "Code for "


class PairedClinic:
    """In one folder: `clinic/` is the clinic's computer, `mosquitto/` the broker's files, and one for each device."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.pairing_port = folder, unused_port(), unused_port()
        self.config = folder / "clinic" / "easeband.toml"
        self.config.parent.mkdir()
        self.config.write_text(
            f"[files]\nclinic = 'sqlite:///{folder}/clinic/clinic.db'\nclinic_keys = '{folder}/clinic/keys'\n"
            "[web]\nport = 0\n"
        )
        self.keys = KeysFolder(folder / "clinic" / "keys")
        self._broker: subprocess.Popen[bytes] | None = None
        self._service: subprocess.Popen[bytes] | None = None

    def init(self) -> subprocess.CompletedProcess[str]:
        ports = ("--port", str(self.port), "--pairing-port", str(self.pairing_port))
        return self.command("init", "--host", HERE, "--broker-folder", str(self.folder / "mosquitto"), *ports)

    def command(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return easeband("clinic", *words, "--config", str(self.config), typed=typed)

    def start(self) -> None:
        self.start_broker()
        self.start_service()

    def start_broker(self) -> None:
        """As its distribution starts it, with our part of the configuration in its folder."""
        etc = self.folder / "etc"
        (etc / "conf.d").mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / "mosquitto" / "easeband.conf", etc / "conf.d")
        user = "user root\n" if os.geteuid() == 0 else ""  # who may read this test's folder
        location = f"persistence_location {self.folder}/mosquitto/\n"
        (etc / "mosquitto.conf").write_text(f"{user}{location}log_dest stderr\ninclude_dir {etc}/conf.d\n")
        with (self.folder / "broker.log").open("ab") as log:
            command = [find_program("mosquitto") or "mosquitto", "-c", str(etc / "mosquitto.conf")]
            self._broker = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(lambda: b"running" in (self.folder / "broker.log").read_bytes(), what="mosquitto")

    def reload_broker(self) -> None:
        assert self._broker
        before = (self.folder / "broker.log").read_bytes().count(b"Reloading config")
        self._broker.send_signal(signal.SIGHUP)
        eventually(lambda: (self.folder / "broker.log").read_bytes().count(b"Reloading config") > before)

    def start_service(self) -> None:
        before = self.log().count(READY)  # of an earlier start
        with (self.folder / "service.log").open("ab") as log:
            self._service = subprocess.Popen([*PYTHON, "clinic", "--config", str(self.config)], stderr=log)
        eventually(lambda: self.log().count(READY) > before, what=self.log())

    def stop_service(self) -> None:
        if self._service:
            self._service.terminate()
            self._service.wait()

    def log(self) -> str:
        path = self.folder / "service.log"
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        self.stop_service()
        if self._broker:
            self._broker.kill()
            self._broker.wait()

    def code(self, device: str) -> str:
        said = self.command("enrol", device).stdout
        (line,) = [line for line in said.splitlines() if line.startswith(CODE_LINE)]
        return line.partition(": ")[2]

    def device(self, name: str) -> Path:
        """A device's configuration, which says nothing of a broker or a name."""
        path = self.folder / name / "easeband.toml"
        path.parent.mkdir(exist_ok=True)
        folder = path.parent
        path.write_text(f"[files]\nsync = '{folder}/sync.db'\ndevice = '{folder}/device.db'\n")
        return path

    def pair(self, config: Path, code: str, port: int = 0) -> subprocess.CompletedProcess[str]:
        return easeband("pair", code, "--host", HERE, "--port", str(port or self.pairing_port), "--config", str(config))

    def paired(self, name: str) -> Config:
        """A device that is paired: its configuration as sync reads it."""
        config = self.device(name)
        result = self.pair(config, self.code(name))
        assert result.returncode == 0, result.stderr
        return read_config(config, "sync")

    def authority(self) -> Authority:
        return self.keys.authority()

    def as_clinic(self) -> Broker:
        """The way to the broker as the clinic itself."""
        ca, certificate, key = (str(self.keys.folder / name) for name in ("ca.crt", "clinic.crt", "clinic.key"))
        return Broker(HERE, self.port, ca=ca, certificate=certificate, key=key)

    def certified(self, authority: Authority, name: str, days_ago: float = 0.0) -> Broker:
        """The way to the broker with a certificate that this authority made so many days ago."""
        key, own = new_key(), self.folder / f"{name}-{days_ago:g}.pem"
        now_utc_s = SystemClock("UTC").utc_s() - 86_400 * days_ago
        certificate = authority.for_device(name, requested_key(signing_request(key)), now_utc_s)
        own.write_text(pem(certificate) + key)
        return Broker(HERE, self.port, ca=str(self.keys.folder / "ca.crt"), certificate=str(own))


def easeband(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PYTHON, *words], capture_output=True, text=True, check=False, timeout=90, input=typed)


def refusal(broker: Broker, client: str = "anybody", *, unverified: bool = False) -> str:
    """Why the broker cannot be used; empty where it can."""
    session = replace(Session(client), unverified=unverified)
    try:
        with Connection(broker, session, SystemClock("UTC").monotonic_s) as link:
            link.connect()
    except BrokerUnreachable as problem:
        return str(problem)
    return ""


def code_for(broker: Broker, client: str, topic: str, *, unverified: bool = False, retain: bool = False) -> int:
    """The broker's answer to a message at this topic."""
    session = replace(Session(client), unverified=unverified)
    with Connection(broker, session, SystemClock("UTC").monotonic_s) as link:
        link.connect()
        return link.publish([Message(topic, b"{}", retain=retain)])[0]


@contextmanager
def listening(
    broker: Broker, client: str, topics: str, *, unverified: bool = False
) -> Iterator[Callable[[], list[str]]]:
    """The topics of what has come since the last call."""
    session = replace(Session(client), unverified=unverified)
    with Connection(broker, session, SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.subscribe(topics)
        yield lambda: [delivery.topic for delivery in link.receive(0.5)]


@contextmanager
def paired_clinic(folder: Path) -> Iterator[PairedClinic]:
    """A clinic that runs."""
    with closing(PairedClinic(folder)) as clinic:
        result = clinic.init()
        assert result.returncode == 0, result.stderr
        clinic.start()
        yield clinic
