"""The JSON Schemas that others read: they are what the code says, and what is sent is what they say."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from device.day.document import DayDocument
from device.health import PartState, ProgrammeState
from device.records.decoding import to_plain
from sync.wire.messages import (
    Message,
    Receipt,
    Status,
    UnsentDay,
    encode_day,
    encode_receipt,
    encode_status,
    encode_today,
)
from sync.wire.thinning import thin
from tests.house.test_packages import ROOT
from tests.support.documents.any import PLAIN, documents
from tests.support.documents.rich import a_rich_day
from tests.support.payloads import plain
from tests.support.schemas import FOLDER, texts
from tests.support.signed import payload

RICH = a_rich_day()
SHIPPED = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
STATUS = Status(
    *(1, "left-arm", True, "1.0", "7", "estimated", "no gaps", 3, "the broker refuses up/today", "no more"),
    unreadable_days=(UnsentDay("2026-11-20", "torn"),),
    unreadable_days_in_all=1,
    parts=(PartState("sensor", works=False, text="no answer"),),
    programmes=(ProgrammeState("arm-2026", 3, "accepted", since_utc_s=1_772_442_000.0),),
)
RECEIPT = Receipt(1, "left-arm", "2026-11-22", "a-store", 7)


def faults(name: str, payload: bytes) -> list[str]:
    """What the schema has against a payload."""
    return [error.message for error in Draft202012Validator(SHIPPED[name]).iter_errors(json.loads(plain(payload)))]


def test_the_files_are_what_the_code_says() -> None:
    shipped = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert shipped == texts(), "the wire changed: run `python -m tests.support.schemas`, and read what others will see"


def test_there_is_one_for_each_topic_below_the_root() -> None:
    assert {shipped["title"] for shipped in SHIPPED.values()} == {
        "easeband/v1/<device>/up/day/<date>",
        "easeband/v1/<device>/up/today",
        "easeband/v1/<device>/up/status",
        "easeband/v1/<device>/down/receipt/<date>",
        "easeband/v1/<device>/down/programme",
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_they_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SHIPPED[name])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("day.json", encode_day(PLAIN)),
        ("day.json", encode_day(RICH)),
        ("day.json", encode_day(thin(RICH, 2_000))),
        ("today.json", encode_today(RICH)),
        ("status.json", encode_status(STATUS)),
        ("status.json", encode_status(Status(1, "left-arm", online=False))),
        ("receipt.json", encode_receipt(RECEIPT)),
        ("receipt.json", encode_receipt(replace(RECEIPT, content="0" * 64))),
        ("programme.json", Message("any", payload("a text"))),
    ],
)
def test_what_is_sent_is_what_they_say(name: str, message: Message) -> None:
    assert faults(name, message.payload) == []


@pytest.mark.costly
@given(documents)
def test_so_is_any_day_and_its_headline_numbers(document: DayDocument) -> None:
    assert faults("day.json", encode_day(document).payload) == []
    assert faults("today.json", encode_today(document).payload) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"revision": -1}, "-1 is less than the minimum of 0"),
        ({"day": 20261122}, "20261122 is not of type 'string'"),
        ({"schema": 2}, "2 is not one of [1]"),
    ],
)
def test_what_is_wrong_is_refused(change: dict[str, Any], said: str) -> None:
    assert faults("receipt.json", json.dumps(to_plain(RECEIPT) | change).encode()) == [said]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_links_each_of_them_where_it_names_the_topic(name: str) -> None:
    page = (ROOT / "sync" / "README.md").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in page if line.startswith(f"| `{SHIPPED[name]['title']}` |")]
    assert row.endswith(f"| [{name}](schemas/{name}) |")
