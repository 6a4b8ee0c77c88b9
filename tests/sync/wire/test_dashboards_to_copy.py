"""The dashboards that people copy name only what the device sends."""

import json
import re
from dataclasses import fields
from typing import Any

import pytest

from sync.wire.headlines import Today
from sync.wire.home_assistant import discovery
from sync.wire.messages import Status
from tests.house.test_packages import ROOT

FOLDER = ROOT / "sync" / "dashboards"
FLOW: list[dict[str, Any]] = json.loads((FOLDER / "node_red.json").read_text(encoding="utf-8"))
HOME_ASSISTANT = (FOLDER / "home_assistant.yaml").read_text(encoding="utf-8")
ENTITY = re.compile(r"\b(?:binary_)?sensor\.\w+")


def entity_ids(device: str) -> set[str]:
    """As Home Assistant makes them: the names of the device and the entity, in lower case with `_` for all else."""
    said = discovery(device)
    names = [(part["platform"], f"{said['device']['name']} {part['name']}") for part in said["components"].values()]
    return {f"{platform}.{re.sub('[^a-z0-9]+', '_', name.lower())}" for platform, name in names}


def test_home_assistants_names_every_entity_that_is_worth_a_card_and_no_other() -> None:
    assert set(ENTITY.findall(HOME_ASSISTANT)) == entity_ids("band-01") - {
        "sensor.easeband_band_01_assessable_share_of_wearing"
    }


def test_home_assistants_shows_an_attribute_that_there_is() -> None:
    (name,) = re.findall(r"attribute: (\w+)", HOME_ASSISTANT)
    assert f"'{name}':" in discovery("band-01")["components"]["trouble"]["json_attributes_template"]


def test_node_red_subscribes_to_topics_of_every_device() -> None:
    assert [node["topic"] for node in FLOW if node["type"] == "mqtt in"] == [
        "easeband/v1/+/up/today",
        "easeband/v1/+/up/status",
    ]


@pytest.mark.parametrize(("kind", "message", "count"), [("today", Today, 9), ("status", Status, 3)])
def test_node_red_shows_fields_that_there_are(kind: str, message: type[Today | Status], count: int) -> None:
    (page,) = [node["template"] for node in FLOW if node["type"] == "template"]
    shown = set(re.findall(rf"{{{{[#^/]?{kind}\.(\w+)}}}}", page))
    assert len(shown) == count
    assert shown <= {part.name for part in fields(message)}


def test_node_red_needs_no_node_that_is_not_in_it_and_writes_to_nobody() -> None:
    kinds = {"tab", "mqtt-broker", "mqtt in", "function", "debug", "http in", "template", "http response"}
    assert {node["type"] for node in FLOW} == kinds


def test_node_red_wires_lead_somewhere() -> None:
    ids = {node["id"] for node in FLOW}
    ends = {end for node in FLOW for wire in node.get("wires", []) for end in wire}
    assert ends | {node["broker"] for node in FLOW if node["type"] == "mqtt in"} <= ids
