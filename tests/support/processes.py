"""Device database, broker, sync and collector as real files and processes, and what each of them holds."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from device.day.document import DayDocument
from device.records.facts import Dating, Episode, Minute, Record
from device.store.reader import DeviceReader
from device.store.writer import Store
from device.system.clock import SystemClock, boot_id
from device.system.config import Config, read_config
from sync.clinic.database.clinic import Clinic
from sync.demo.broker import BrokerProcess, start_broker
from sync.uplink.sync_db import SyncDb
from sync.wire.client import Session
from sync.wire.messages import DAY, Incoming, Message, Receipt, decode, topic
from sync.wire.mqtt import Connection
from tests.support.configurations import whole_configuration
from tests.support.documents.any import DEVICE

PROGRAMS = ("mosquitto", "iotcore")
LOOK_S = 0.05
RETAINED_S = 0.5  # until what is retained has come
LONG_S = 120.0  # far longer than anything here takes on a busy computer: only a failure waits so long
DAY_S = 86_400
FIRST_DAY_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z

BROKER = """\
[broker]
host = "127.0.0.1"
port = {port}
"""


def eventually(condition: Callable[[], bool], within_s: float = LONG_S, what: str = "") -> float:
    """The seconds it took until the condition held; fails when it does not hold in time."""
    clock = SystemClock("UTC")
    began_s = clock.monotonic_s()
    while not condition():
        assert clock.monotonic_s() - began_s < within_s, f"not within {within_s:g} s: {what}"
        clock.sleep(LOOK_S)
    return clock.monotonic_s() - began_s


class Rig:
    """One device, one broker, one clinic, in one folder."""

    def __init__(self, folder: Path, program: str, settings: str = "") -> None:
        self.folder = folder
        self.broker: BrokerProcess = start_broker(folder / "broker", programs=[program], settings=settings)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._path = folder / "easeband.toml"
        self._path.write_text(whole_configuration(folder, BROKER.format(port=self.broker.port), DEVICE))
        self.config: Config = read_config(self._path, "sync")

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self.broker.stop()

    def start_sync(self, through_port: int | None = None, program: str = "device.cli") -> subprocess.Popen[bytes]:
        """Straight to the broker, or through what stands at a port before it."""
        config = self._path
        if through_port is not None:
            config = self.folder / "sync.toml"
            config.write_text(whole_configuration(self.folder, BROKER.format(port=through_port), DEVICE))
        as_by_its_unit = {"MALLOC_TOP_PAD_": "4096", "EASEBAND_BOOT_ID": boot_id()}
        return self._start("sync", ["-m", program, "sync", "--config", str(config)], **as_by_its_unit)

    def start_collector(self) -> subprocess.Popen[bytes]:
        return self._start("clinic", ["-m", "tests.support.collector_alone", str(self._path)])

    def _start(self, name: str, arguments: list[str], **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments], stdout=log, stderr=log, env={**os.environ, **environment}
            )
        self._processes.append(process)
        return process

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def wait_for_more(self, name: str, words: str) -> None:
        """Return when the process has logged these words once more."""
        seen = self.log(name).count(words)
        eventually(lambda: self.log(name).count(words) > seen, what=f"{words!r} from {name}")

    def record(self, day: int, *records: Record) -> None:
        """Facts of the day of this number, such as the boot of that day would add them."""
        with closing(Store(self.folder / "device.db")) as store:
            store.add(records, Dating(f"boot-{day}", FIRST_DAY_UTC_S + day * DAY_S, "UTC", "synced"))

    def device_days(self) -> dict[str, DayDocument]:
        with closing(DeviceReader(self.folder / "device.db")) as reader:
            return {day: reader.document(day, DEVICE) for day, _ in reader.days()}

    def clinic_days(self) -> dict[str, DayDocument]:
        with closing(Clinic(self.config.files.clinic)) as clinic:
            stored = {day.day: clinic.day(DEVICE, day.day) for day in clinic.days(DEVICE)}
        return {
            day: replace(record.document, content=None, follows=None, sent_since=())
            for day, record in stored.items()
            if record
        }

    def receipts(self) -> dict[str, int]:
        with closing(DeviceReader(self.folder / "device.db")) as reader, SyncDb(self.folder / "sync.db") as database:
            return database.receipts(reader.store_id())

    def age_receipts(self, by_s: float) -> None:
        """As if they had come so long ago. Sync must not run meanwhile."""
        came_utc_s = SystemClock("UTC").utc_s() - by_s
        with closing(DeviceReader(self.folder / "device.db")) as reader, SyncDb(self.folder / "sync.db") as kept:
            store = reader.store_id()
            held = [Receipt(1, DEVICE, day, store, revision) for day, revision in kept.receipts(store).items()]
            kept.keep([replace(receipt, revision=0) for receipt in held], came_utc_s)  # the same again would be no news
            kept.keep(held, came_utc_s)

    def is_in_step(self) -> bool:
        """The clinic holds what the device holds, and the device knows."""
        held = self.device_days()
        return self.clinic_days() == held and self.receipts() == {day: d.revision for day, d in held.items()}

    def publish(self, *payloads: bytes) -> None:
        """Anybody's messages where a day should be; the broker retains the last one."""
        with Connection(self.config.broker, Session("anybody"), SystemClock("UTC").monotonic_s) as link:
            link.connect()
            link.publish([Message(topic(DEVICE, DAY, "2026-11-20"), payload) for payload in payloads])

    def retained(self, kind: str) -> list[str]:
        """Topics of what somebody who comes now finds of this kind."""
        with Connection(self.config.broker, Session("newcomer"), SystemClock("UTC").monotonic_s) as link:
            link.connect()
            link.subscribe(f"{topic(DEVICE, kind)}/#")
            return sorted(delivery.topic for delivery in link.receive(RETAINED_S) if delivery.payload)

    @contextmanager
    def dashboard(self, kind: str) -> Iterator[Callable[[], list[Incoming]]]:
        """A subscriber beside the clinic; each call gives what has come since the last one."""
        with Connection(self.config.broker, Session("dashboard"), SystemClock("UTC").monotonic_s) as link:
            link.connect()
            link.subscribe(topic(DEVICE, kind))

            def look() -> list[Incoming]:
                arrived = link.receive(LOOK_S)
                for delivery in arrived:
                    link.acknowledge(delivery)
                return [decode(delivery.topic, delivery.payload) for delivery in arrived]

            yield look


def minute(number: int, tremor_s: int = 10) -> Minute:
    """A worn minute of the day."""
    return Minute(60.0 * number, recorded_s=60, assessable_s=60, tremor_s=tremor_s, inert_s=0)


def episode(number: int) -> Episode:
    """A movement episode in the given minute of the day."""
    return Episode(60.0 * number, 30.0, "rhythmic", "tremor", frequency_hz=5.0, amplitude_deg=4.0)


def ends_cleanly(process: subprocess.Popen[bytes]) -> bool:
    """Whether SIGTERM ends it with status 0."""
    process.send_signal(signal.SIGTERM)
    return process.wait(LONG_S) == 0
