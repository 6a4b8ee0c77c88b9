"""What Home Assistant is told of a device, and what it then makes of the messages."""

import json
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import pytest

from device.health import PartState
from sync.wire.headlines import Today
from sync.wire.home_assistant import discovery, encode_discovery
from sync.wire.messages import Message, Status, encode_status, encode_today
from tests.support.documents.any import PLAIN

TODAY_TOPIC, STATUS_TOPIC = "easeband/v1/left-arm/up/today", "easeband/v1/left-arm/up/status"
WELL = Status(1, "left-arm", online=True, firmware="1.0", clock="synced", sensor="no gaps", backlog_days=2)
COMPONENTS: dict[str, dict[str, Any]] = discovery("left-arm")["components"]
# Home Assistant's own words, from its pages on MQTT sensors and binary sensors.
SENSOR_CLASSES = {"date", "duration", "frequency", "enum"}
BINARY_CLASSES = {"connectivity", "problem"}
UNITS = {"duration": "s", "frequency": "Hz"}
COMMON = {"platform", "unique_id", "name", "state_topic", "value_template", "availability", "availability_mode"}
OPTIONAL = {"device_class", "entity_category", "json_attributes_template", "json_attributes_topic"}
OF_SENSORS = {"state_class", "unit_of_measurement", "options", "expire_after"}


def rendered(template: str, message: Message, today: str = PLAIN.day) -> str:
    """As Home Assistant renders it: Jinja, the payload as `value_json`, and `now`."""
    made = jinja2.Environment(autoescape=False).from_string(template)  # noqa: S701 - states, not pages
    return made.render(
        value_json=json.loads(message.payload),
        now=lambda: datetime.fromisoformat(f"{today}T12:00"),
        as_datetime=datetime.fromisoformat,
        as_local=lambda moment: moment.astimezone(ZoneInfo("Europe/Berlin")),
    )


def state(name: str, message: Message) -> str:
    return rendered(COMPONENTS[name]["value_template"], message)


def available(name: str, status: Status, today: str) -> bool:
    messages = {STATUS_TOPIC: encode_status(status), TODAY_TOPIC: encode_today(PLAIN)}
    asked = COMPONENTS[name].get("availability", [])
    return all(rendered(one["value_template"], messages[one["topic"]], today) == "online" for one in asked)


def test_the_message_is_retained_at_the_topic_of_the_device() -> None:
    message = encode_discovery("left-arm")
    assert (message.topic, message.retain, message.expiry_s) == ("homeassistant/device/left-arm/config", True, None)
    assert json.loads(message.payload) == discovery("left-arm")
    assert len(message.payload) < 16_000


def test_every_field_of_today_and_status_has_an_entity_or_is_an_attribute_or_names_the_message() -> None:
    names = {part.name for part in (*fields(Today), *fields(Status))}
    attributes = {"certificate_until", "limits", "parts", "programmes", "rests_until", "unreadable_days"}
    assert names - set(COMPONENTS) == {"schema", "device", "revision", *attributes}
    assert set(COMPONENTS) <= names
    assert all(f"value_json.{name}" in COMPONENTS["trouble"]["json_attributes_template"] for name in attributes)


def test_an_entity_shows_its_field_as_it_was_sent() -> None:
    today, status = encode_today(PLAIN), encode_status(WELL)
    shown = {name: state(name, today) for name in COMPONENTS if COMPONENTS[name]["state_topic"] == TODAY_TOPIC}
    assert len(shown) == 16
    assert shown == {name: str(json.loads(today.payload)[name]) for name in shown}
    assert [state(name, status) for name in ("firmware", "clock", "sensor", "backlog_days")] == [
        *("1.0", "synced", "no gaps", "2")
    ]


def test_no_data_is_unknown_and_never_zero() -> None:
    assert state("tremor_percent_of_rest", encode_today(PLAIN)) == "None"  # Home Assistant's word for unknown
    assert state("sensor", encode_status(replace(WELL, sensor=None))) == "None"


def test_a_state_is_never_longer_than_home_assistant_takes() -> None:
    assert len(state("sensor", encode_status(replace(WELL, sensor="x" * 300)))) == 255


BROKEN = PartState("sensor", works=False, text="no answer")
FINE = PartState("panel", works=True, text="works")


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (WELL, "OFF"),
        (replace(WELL, parts=(FINE,)), "OFF"),
        (replace(WELL, parts=(FINE, BROKEN)), "ON"),
        (replace(WELL, trouble="the broker refuses up/today"), "ON"),
    ],
)
def test_trouble_of_the_link_or_of_a_part_is_a_problem(status: Status, shown: str) -> None:
    assert state("trouble", encode_status(status)) == shown


def test_the_words_for_a_problem_are_its_attributes() -> None:
    status = replace(WELL, parts=(BROKEN,), trouble='a "word"', limits="no more")
    seen = json.loads(rendered(COMPONENTS["trouble"]["json_attributes_template"], encode_status(status)))
    assert seen == {
        "what_is_wrong": 'a "word"; sensor: no answer',
        "trouble": 'a "word"',
        "limits": "no more",
        "parts": [asdict(BROKEN)],
        "programmes": [],
        "unreadable_days": [],
        "certificate_until": None,
        "rests_until": None,
    }


def test_numbers_of_a_day_are_there_only_on_that_day_and_while_the_device_is_online() -> None:
    gone = Status(1, "left-arm", online=False)
    assert available("worn_s", WELL, PLAIN.day)
    assert not available("worn_s", WELL, "2030-01-01")
    assert not available("worn_s", gone, PLAIN.day)
    assert available("firmware", WELL, "2030-01-01")
    assert not available("firmware", gone, "2030-01-01")


def test_a_device_whose_wifi_is_off_on_purpose_is_there() -> None:
    resting = Status(1, "left-arm", online=False, rests_until=f"{PLAIN.day}T14:00:00+00:00")
    assert available("worn_s", resting, PLAIN.day)
    assert available("firmware", resting, PLAIN.day)
    assert state("online", encode_status(resting)) == "OFF"


def test_numbers_of_a_day_are_not_there_while_a_device_rests_over_its_midnight() -> None:
    """It says nothing when the day ends, and what it said before would be taken for the next day's."""
    resting = Status(1, "left-arm", online=False, rests_until=f"{PLAIN.day}T23:30:00+00:00")  # half past midnight there
    assert not available("worn_s", resting, PLAIN.day)
    assert available("firmware", resting, PLAIN.day)


def test_numbers_of_a_day_are_there_no_longer_than_a_device_may_rest() -> None:
    """One that vanished while it rested says no goodbye."""
    of_today = [part for part in COMPONENTS.values() if part["state_topic"] == TODAY_TOPIC]
    assert [part.get("expire_after") for part in of_today] == 16 * [18_000]  # 4 h, and an hour more
    assert not any("expire_after" in part for part in COMPONENTS.values() if part not in of_today)


def test_nothing_wrong_has_no_words() -> None:
    seen = json.loads(rendered(COMPONENTS["trouble"]["json_attributes_template"], encode_status(WELL)))
    assert seen["what_is_wrong"] == ""


def test_a_device_that_vanished_is_shown_as_disconnected_not_as_missing() -> None:
    assert "availability" not in COMPONENTS["online"]
    assert state("online", encode_status(WELL)) == "ON"
    assert state("online", encode_status(Status(1, "left-arm", online=False))) == "OFF"


def test_two_devices_share_no_id_and_no_topic() -> None:
    other = discovery("right-arm")["components"]
    for key in ("unique_id", "state_topic"):
        assert not {part[key] for part in COMPONENTS.values()} & {part[key] for part in other.values()}
    assert len({part["unique_id"] for part in COMPONENTS.values()}) == len(COMPONENTS)


@pytest.mark.parametrize("name", COMPONENTS)
def test_an_entity_uses_only_words_that_home_assistant_documents(name: str) -> None:
    component = COMPONENTS[name]
    is_sensor = component["platform"] == "sensor"
    assert set(component) <= COMMON | OPTIONAL | (OF_SENSORS if is_sensor else set())
    assert component.get("device_class") in {None, *(SENSOR_CLASSES if is_sensor else BINARY_CLASSES)}
    assert component.get("state_class") in {None, "measurement", "total_increasing"}
    assert component.get("unit_of_measurement") in {None, "%", "°", *UNITS.values()}
    if component.get("device_class") in UNITS:
        assert component["unit_of_measurement"] == UNITS[component["device_class"]]
    if "options" in component:
        assert component["options"] == ["synced", "estimated", "unknown"]
        assert not {"state_class", "unit_of_measurement"} & set(component)
