"""What dashboards find at the broker: numbers of this day only, and for Home Assistant what they are."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock, SystemClock
from device.system.config import Broker, Config, Device, Files
from sync.demo.broker import HOST, BrokerProcess, start_broker
from sync.uplink.uploader import run_uploader
from sync.wire.client import Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connection
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.needs import need_program
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, PROGRAMS, minute

NOON_S = DAY_S / 2
TODAY_TOPIC = f"easeband/v1/{DEVICE}/up/today"
DISCOVERY_TOPIC = f"homeassistant/device/{DEVICE}/config"


def write_day(folder: Path) -> None:
    """A minute of the first day."""
    with closing(Store(folder / "device.db")) as store:
        store.add([minute(600)], Dating("boot", FIRST_DAY_UTC_S, "UTC", "synced"))


def config(folder: Path, broker: Broker) -> Config:
    return Config(Device(DEVICE), files=Files(str(folder / "device.db"), str(folder / "sync.db")), broker=broker)


def sent(
    folder: Path, from_s: float, seconds: float, timezone: str = "UTC", *, home_assistant: bool = False
) -> list[Message]:
    """What went out in so many seconds, beginning so long after the first day began in Greenwich."""
    write_day(folder)
    line = LineWithoutNetwork(PacedClock(FIRST_DAY_UTC_S + from_s, timezone))
    asked = config(folder, Broker(home_assistant=home_assistant))
    run_uploader(asked, line.clock, lambda: line.clock.monotonic_s() >= seconds, line.connection)
    return line.sent


def todays(messages: list[Message]) -> list[int | None]:
    """How long the broker is to keep each message about today."""
    return [message.expiry_s for message in messages if message.topic == TODAY_TOPIC]


def test_numbers_of_today_are_kept_until_midnight(tmp_path: Path) -> None:
    (kept_s,) = todays(sent(tmp_path, NOON_S, 10.0))
    assert kept_s == 43_200


def test_midnight_is_that_of_where_the_patient_lives(tmp_path: Path) -> None:
    (kept_s,) = todays(sent(tmp_path, NOON_S, 10.0, "Europe/Berlin"))
    assert kept_s == 39_600  # an hour earlier than in Greenwich


def test_once_the_day_is_over_its_numbers_go_out_once_more_and_are_not_kept(tmp_path: Path) -> None:
    first_s, *more_s = todays(sent(tmp_path, DAY_S - 10.5, 60.0))
    assert first_s == 11
    assert more_s == [1]


def test_a_day_that_was_over_before_is_not_kept_either(tmp_path: Path) -> None:
    assert todays(sent(tmp_path, 3.5 * DAY_S, 60.0)) == [1]


def test_home_assistant_is_told_once_and_only_where_that_is_asked_for(tmp_path: Path) -> None:
    asked = sent(tmp_path, NOON_S, 60.0, home_assistant=True)
    assert [message.topic for message in asked].count(DISCOVERY_TOPIC) == 1
    never = sent(tmp_path / "another", NOON_S, 60.0)
    assert not [message for message in never if message.topic == DISCOVERY_TOPIC]


def test_home_assistant_is_told_once_that_it_is_not_asked_for_any_more(tmp_path: Path) -> None:
    sent(tmp_path, NOON_S, 60.0, home_assistant=True)
    sent(tmp_path, NOON_S, 60.0, home_assistant=True)
    off, later = (sent(tmp_path, NOON_S, 60.0) for _ in range(2))
    assert DISCOVERY_TOPIC not in [message.topic for message in later]
    (taken_back,) = [message for message in off if message.topic == DISCOVERY_TOPIC]
    assert (taken_back.payload, taken_back.retain, taken_back.content_type) == (b"", True, None)


class NothingForHomeAssistant(LineWithoutNetwork):
    """A broker that lets a device write below its own topics only, or takes small packets only."""

    code = 0x87

    def take(self, message: Message) -> int:
        return self.code if message.topic == DISCOVERY_TOPIC else super().take(message)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (0x87, r"0x87 not authorized$"),
        (
            0x95,
            r"0x95 packet too large: it has 149\d\d bytes: .*max_packet_size.* home_assistant = false in \[broker\]$",
        ),
    ],
)
def test_a_broker_that_refuses_it_is_told_of_and_takes_all_else(tmp_path: Path, code: int, told: str) -> None:
    write_day(tmp_path)
    line = NothingForHomeAssistant(PacedClock(FIRST_DAY_UTC_S + NOON_S))
    line.code = code
    asked = config(tmp_path, Broker(home_assistant=True))
    run_uploader(asked, line.clock, lambda: line.clock.monotonic_s() >= 60, line.connection)
    assert re.match(rf"the broker refuses homeassistant/device: {told}", line.status().trouble or "")
    assert line.days() == {"2026-11-20"}
    assert len(todays(line.sent)) == 1


class NoonClock(SystemClock):
    """Real seconds, which the network needs, at noon of the first day."""

    def utc_s(self) -> float:
        return FIRST_DAY_UTC_S + NOON_S

    def dating(self) -> Dating:
        return Dating("boot", self.utc_s() - self.monotonic_s(), "UTC", "synced")


@pytest.fixture(params=PROGRAMS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerProcess]:
    need_program(request.param)
    with start_broker(tmp_path / "broker", programs=[request.param]) as started:
        yield started


def retained(port: int, topic_filter: str) -> dict[str, dict[str, object]]:
    """What a dashboard finds that comes later."""
    with Connection(Broker(HOST, port), Session("dashboard"), NoonClock().monotonic_s) as link:
        link.connect()
        link.subscribe(topic_filter)
        return {delivery.topic: json.loads(delivery.payload) for delivery in link.receive(2.0)}


@pytest.mark.slow
def test_a_dashboard_that_comes_later_finds_the_device_and_its_numbers(broker: BrokerProcess, tmp_path: Path) -> None:
    write_day(tmp_path)
    clock, asked = NoonClock(), Broker(HOST, broker.port, home_assistant=True)
    end_s = clock.monotonic_s() + 2.0
    run_uploader(config(tmp_path, asked), clock, lambda: clock.monotonic_s() >= end_s)
    told = retained(broker.port, "homeassistant/#")
    assert list(told) == [DISCOVERY_TOPIC]
    worn = told[DISCOVERY_TOPIC]["components"]["worn_s"]  # type: ignore[index]  # JSON of any shape
    assert worn["state_topic"] == TODAY_TOPIC
    assert worn["value_template"] == "{{ value_json.worn_s }}"
    assert retained(broker.port, TODAY_TOPIC)[TODAY_TOPIC]["worn_s"] == 60
