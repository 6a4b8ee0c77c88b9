"""Words from a newer version: passed over, counted and told; whatever else is wrong is still refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from device.records.decoding import to_plain
from sync.wire.messages import BadMessage, Status, decode, encode_day
from tests.support.documents.any import PLAIN
from tests.support.payloads import plain

TOPIC = "easeband/v1/left-arm/up/day/2026-11-22"


def payload(change: dict[str, Any]) -> bytes:
    return json.dumps(to_plain(PLAIN) | change).encode()


def plain_items(name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = to_plain(PLAIN)[name]
    return items


def test_an_episode_of_an_unknown_kind_is_left_out_and_told_and_the_rest_of_the_day_is_there() -> None:
    first, *rest = plain_items("episodes")
    taken = decode(TOPIC, payload({"episodes": [first | {"kind": "tic"}, *rest]}))
    assert taken == replace(PLAIN, episodes=PLAIN.episodes[1:], passed_over=(("episodes: kind 'tic'", 1),))


def test_each_word_is_counted() -> None:
    items = [item | {"kind": "tic"} for item in plain_items("episodes")]
    (done,) = plain_items("sets")
    taken = decode(TOPIC, payload({"episodes": items, "sets": [done | {"stopped": "fell asleep"}]}))
    expected = (("episodes: kind 'tic'", 3), ("sets: stopped 'fell asleep'", 1))
    assert taken == replace(PLAIN, episodes=(), sets=(), passed_over=expected)


def test_an_unknown_context_costs_no_episode() -> None:
    first, *rest = plain_items("episodes")
    taken = decode(TOPIC, payload({"episodes": [first | {"context": "swimming"}, *rest]}))
    assert taken == replace(PLAIN, passed_over=(("context 'swimming'", 1),))


def test_an_unknown_word_for_the_clocks_trust_is_taken_as_an_estimate() -> None:
    taken = decode(TOPIC, payload({"quality": {"clock": "by satellite"}}))
    quality = replace(PLAIN.quality, clock="estimated")
    assert taken == replace(PLAIN, quality=quality, passed_over=(("clock 'by satellite'", 1),))


def test_a_kind_that_is_unknown_in_the_counts_is_left_out_of_them() -> None:
    totals = to_plain(PLAIN.totals) | {"kinds": [{"kind": "tic", "count": 2}, {"kind": "jerk", "count": 3}]}
    taken = decode(TOPIC, payload({"totals": totals}))
    assert taken.passed_over == (("kinds: kind 'tic'", 1),)  # type: ignore[union-attr]  # a day
    assert [kind.kind for kind in taken.totals.kinds] == ["jerk"]  # type: ignore[union-attr]  # a day


def test_a_status_with_an_unknown_word_is_taken() -> None:
    said = json.dumps({"schema": 1, "device": "left-arm", "online": True, "clock": "by satellite"}).encode()
    taken = decode("easeband/v1/left-arm/up/status", said)
    assert taken == Status(1, "left-arm", online=True, clock="estimated")


def test_what_the_device_itself_passed_over_arrives_and_is_added_to() -> None:
    before = replace(PLAIN, passed_over=(("Tic", 4),))
    assert decode(TOPIC, encode_day(before).payload) == before
    said = json.loads(plain(encode_day(before).payload))
    said["quality"]["clock"] = "by satellite"
    assert decode(TOPIC, json.dumps(said).encode()).passed_over == (("Tic", 4), ("clock 'by satellite'", 1))  # type: ignore[union-attr]  # a day


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": 3}, "schema 3 is newer than 2"),
        ({"episodes": [{"kind": "tic", "start": 7}, 5]}, "episodes"),
        ({"quality": {"clock": 5}}, "quality.clock: expected one of"),
        ({"quality": {"clock": "by satellite", "gaps": "many"}}, "quality.gaps: expected a whole number"),
    ],
)
def test_what_is_no_newer_word_is_still_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadMessage, match=said):
        decode(TOPIC, payload(change))


def test_a_day_that_contradicts_itself_is_refused_with_a_few_reasons_and_how_many_more() -> None:
    marks = [{"start": "now"}] * 100
    with pytest.raises(BadMessage, match=r"contradicts itself: marks\[0\]\.start: .*marks\[2\].*; and 17 more"):
        decode(TOPIC, payload({"marks": marks}))
