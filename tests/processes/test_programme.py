"""A programme from the therapist's terminal through a real broker to the patient's button, and its course back."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from device.cli import main
from device.prescription import KeptProgramme, programme_of
from device.programme import Programme
from device.simulation.bench import Bench
from device.simulation.people.living import LivingPerson
from device.system.clock import PacedClock, SystemClock
from device.system.config import read_config
from sync.clinic.signing import new_signing_key, public_key_of
from sync.clinic.wording.words import local_date
from sync.demo.broker import start_broker
from sync.demo.prescribed import demo_programme
from sync.demo.run import start_part
from sync.wire.client import Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connection
from tests.support.configurations import whole_configuration
from tests.support.needs import need_program
from tests.support.processes import eventually
from tests.support.visits import Site, plain, visit_to

pytestmark = pytest.mark.slow

TOPIC = "easeband/v1/band-1/down/programme"
QUIET_S = 600.0  # the made-up person rests in this part of the hour
SOON_S, LATER_S = 690.0, 1200.0  # when sessions begin: the device has looked for a message by then
LONG_S = 300.0


class Clinic:
    """Broker, clinic and sync as processes; the device's loop in simulated time, over the same files."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self.folder = folder
        broker = opened.enter_context(start_broker(folder / "broker", programs=["mosquitto"]))
        self.path, self.file = folder / "easeband.toml", folder / "arm.toml"
        more = (
            f'programme = "{folder}/none.toml"\nclinic_keys = "{folder}/keys"\nclinic_key = "{folder}/clinic-key.pem"\n'
        )
        more += f'[broker]\nhost = "127.0.0.1"\nport = {broker.port}\n[web]\nport = 0\n'
        self.path.write_text(whole_configuration(folder, more))
        self._pair(folder / "keys")
        for name in ("clinic", "sync"):
            opened.enter_context(start_part(name, self.path, folder))
        self.config = read_config(self.path, "sync")
        self.address = self._address()
        self._visit = visit_to(f"sqlite:///{folder}/clinic.db")
        self.bench = self._bench(opened)

    def _pair(self, keys: Path) -> None:
        keys.mkdir()
        new_signing_key(keys)
        (self.folder / "clinic-key.pem").write_text(public_key_of(keys))

    def _address(self) -> str:
        log = self.folder / "clinic.log"
        eventually(lambda: "pages at http" in log.read_text(), what="the clinic's address")
        found = re.search(r"pages at (http://\S+)", log.read_text())
        assert found
        return found[1].rstrip("/")

    def _bench(self, opened: ExitStack) -> Bench:
        config, clock = read_config(self.path, "run"), PacedClock(SystemClock().utc_s(), start_s=QUIET_S)
        programme = self.write(1)
        person = LivingPerson(programme.items, (SOON_S, LATER_S))
        return Bench(config, clock, person, opened, prescribes=KeptProgramme(config, clock))

    def write(self, version: int) -> Programme:
        text = demo_programme(local_date(SystemClock().utc_s(), "UTC")).replace(
            "version = 1\n", f"version = {version}\n"
        )
        self.file.write_text(text)
        programme = programme_of(text)
        assert isinstance(programme, Programme)
        return programme

    def prescribe(self, *words: str) -> None:
        assert main(["clinic", "prescribe", "band-1", *(words or (str(self.file),)), "--config", str(self.path)]) == 0

    def inbox(self) -> bytes:
        path = self.folder / "programme-message.json"
        return path.read_bytes() if path.exists() else b""

    def live_until(self, condition: Callable[[], bool]) -> None:
        until_s = self.bench.clock.monotonic_s() + LONG_S
        while not condition():
            assert self.bench.clock.monotonic_s() < until_s, self.says()
            self.bench.step(finger=False)

    def says(self) -> list[tuple[int, str]]:
        path = self.folder / "health.json"
        programmes = json.loads(path.read_text())["programmes"] if path.exists() else []
        return [(one["version"], one["state"]) for one in programmes]

    def page(self) -> str:
        return plain(Site(self.address, self._visit).get("/patients/band-1")[1])

    def shows(self, words: str) -> None:
        eventually(lambda: words in self._page_or_nothing(), what=f"{words!r} on the page")

    def _page_or_nothing(self) -> str:
        try:
            return self.page()
        except OSError:  # nothing has come from the device yet
            return ""

    def publish(self, payload: bytes) -> None:
        """Anybody's message, kept by the broker."""
        with Connection(self.config.broker, Session("anybody"), SystemClock().monotonic_s) as link:
            link.connect()
            assert link.publish([Message(TOPIC, payload)]) == [0]
        eventually(lambda: self.inbox() == payload, what="the message at the device")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    need_program("mosquitto")
    with ExitStack() as opened:
        yield Clinic(tmp_path, opened)


def test_a_programme_is_prescribed_accepted_begun_and_shown_and_a_changed_one_refused(clinic: Clinic) -> None:
    clinic.prescribe()
    eventually(lambda: clinic.inbox() != b"", what="the programme at the device")
    clinic.live_until(lambda: clinic.says() == [(1, "received")])
    clinic.shows("demo version 1")
    clinic.shows("waits for the patient")
    clinic.live_until(lambda: clinic.says() == [(1, "accepted")])
    clinic.shows("accepted by the patient")
    clinic.live_until(lambda: clinic.says() == [(1, "started")])
    clinic.shows("begun: a session was done")

    clinic.write(2)
    before = clinic.inbox()
    clinic.prescribe()
    eventually(lambda: clinic.inbox() not in (b"", before), what="the second one at the device")
    changed = json.loads(clinic.inbox())
    changed["text"] = changed["text"].replace("repetitions = 6", "repetitions = 60")
    clinic.publish(json.dumps(changed).encode())
    clinic.live_until(lambda: clinic.says() == [(1, "started"), (2, "refused")])
    clinic.shows("refused by the device")
    clinic.shows("its signature does not fit: somebody changed it on the way, or it is not from the clinic")
    assert clinic.bench.loop.exercising is False

    clinic.prescribe("--withdraw")
    eventually(lambda: b'"text":""' in clinic.inbox(), what="that it is taken back")
    clinic.live_until(lambda: clinic.says() == [(1, "started")])
    clinic.shows("taken back")
