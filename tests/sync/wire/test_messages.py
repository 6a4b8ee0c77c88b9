"""The messages between device and clinic: what goes in comes out, and nothing else is let in."""

import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import (
    AxisParts,
    DayDocument,
    DayEpisode,
    DaySet,
    KindCount,
    MovementDirection,
    Quarter,
    Summary,
)
from device.records.decoding import to_plain
from device.records.facts import EpisodeKind
from sync.wire.headlines import Today, today
from sync.wire.messages import (
    PAYLOAD_LIMIT_BYTES,
    BadMessage,
    Incoming,
    Receipt,
    Status,
    content_of,
    day_json,
    day_of,
    decode,
    encode_day,
    encode_receipt,
    encode_status,
    encode_today,
    glanced_day,
)
from sync.wire.packing import unpacked
from sync.wire.thinning import DETAIL_FIRST, thin
from tests.support.documents.any import PLAIN, counts, dates, devices, documents, full_of_episodes, texts
from tests.support.examples import examples

DAY_TOPIC = "easeband/v1/left-arm/up/day/2026-11-22"
TOPICS = (DAY_TOPIC, "easeband/v1/left-arm/up/today", "easeband/v1/left-arm/up/status")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def day_payload(**changes: object) -> bytes:
    return json.dumps(to_plain(PLAIN) | changes).encode()


@pytest.mark.slow
@given(documents)
def test_any_day_document_arrives_as_it_was_sent(document: DayDocument) -> None:
    message = encode_day(document)
    assert decode(message.topic, message.payload) == document
    seen, size_bytes = glanced_day(message.topic, message.payload)
    assert (to_plain(seen), size_bytes) == (to_plain(document), len(unpacked(message.payload)))


@pytest.mark.costly
@given(documents)
def test_headline_numbers_of_any_day_arrive(document: DayDocument) -> None:
    message = encode_today(document)
    assert decode(message.topic, message.payload) == today(document)


@given(devices, dates, texts, st.integers(1, 10**15))
def test_any_receipt_arrives(device: str, day: str, store: str, revision: int) -> None:
    receipt = Receipt(1, device, day, store, revision)
    message = encode_receipt(receipt)
    assert decode(message.topic, message.payload) == receipt


@given(st.builds(Status, st.just(1), devices, st.booleans(), texts, texts, sensor=texts, backlog_days=counts))
def test_any_status_arrives(status: Status) -> None:
    message = encode_status(status)
    assert decode(message.topic, message.payload) == status


@given(st.sampled_from(TOPICS) | st.text(), st.binary())
def test_any_bytes_are_a_message_or_a_bad_message(topic: str, payload: bytes) -> None:
    decoded_or_refused(topic, payload)


@given(st.sampled_from(TOPICS), json_values)
def test_any_json_is_a_message_or_a_bad_message(topic: str, value: object) -> None:
    decoded_or_refused(topic, json.dumps(value).encode())


@given(st.sampled_from([f.name for f in fields(DayDocument)]), json_values)
def test_a_document_with_any_one_value_changed_is_a_message_or_a_bad_message(name: str, value: object) -> None:
    decoded_or_refused(DAY_TOPIC, day_payload(**{name: value}))


def decoded_or_refused(topic: str, payload: bytes) -> None:
    """At a glance the same."""
    with suppress(BadMessage):
        assert isinstance(decode(topic, payload), Incoming)
    if day_of(topic):
        assert said_of(lambda: glanced_day(topic, payload)[0]) == said_of(lambda: decode(topic, payload))


def said_of(read: Callable[[], object]) -> object:
    try:
        return to_plain(read())
    except BadMessage as problem:
        return str(problem)


@pytest.mark.parametrize(
    ("topic", "payload", "said"),
    [
        (DAY_TOPIC, b"", "expected JSON"),
        (DAY_TOPIC, b"\xff", "expected JSON in UTF-8"),
        (DAY_TOPIC, b"[" * 100_000, "got hundreds"),
        (DAY_TOPIC, b"\x78\x9c", "expected one whole zlib stream of at most 2000000 bytes"),
        (DAY_TOPIC, zlib.compress(day_payload()) + b"{", "expected one whole zlib stream"),
        (DAY_TOPIC, zlib.compress(day_payload(new="x" * 2_000_000)), "expected one whole zlib stream"),
        (
            DAY_TOPIC,
            zlib.compress(day_payload(schema=3)),
            "schema 3 is newer than 2, the last that this firmware knows: update it here",
        ),
        (DAY_TOPIC, b"\x78not compressed", "expected what zlib compressed, got 15 bytes"),
        (
            DAY_TOPIC,
            day_payload(schema=3),
            "schema 3 is newer than 2, the last that this firmware knows: update it here",
        ),
        (DAY_TOPIC, day_payload(schema=0), "schema: expected one of 1, 2, got 0"),
        (DAY_TOPIC, day_payload(revision=0), "revision: expected a number 1 or more, got 0"),
        (DAY_TOPIC, day_payload(revision=2**53), "whole numbers below 2**53"),
        (DAY_TOPIC, day_payload(store="\ud800"), "lone surrogates"),
        (DAY_TOPIC, day_payload(algorithm="\x00"), "NUL"),
        (DAY_TOPIC, day_payload(extra="x" * PAYLOAD_LIMIT_BYTES), "expected at most"),
        (DAY_TOPIC, day_payload(new=2**53), "whole numbers below 2**53"),
        (DAY_TOPIC, day_payload(new=[-(2**53)]), "whole numbers below 2**53"),
        (DAY_TOPIC, day_payload(new={"\udfff": 1}), "lone surrogates"),
        (DAY_TOPIC, day_payload(new="\x00"), "NUL"),
        (DAY_TOPIC, day_payload(new="?").replace(b'"?"', b"[" * 100_000 + b"]" * 100_000), "got hundreds"),
        (DAY_TOPIC, day_payload(marks="?").replace(b'"?"', b"NaN"), "marks: expected a list, got nan"),
        (DAY_TOPIC, day_payload(episodes=[{"start": "?"}]), "episodes[0].duration_s: missing"),
        (DAY_TOPIC, day_payload(totals={"worn_s": True}), "totals.worn_s: expected a whole number, got True"),
        (DAY_TOPIC, day_payload(device="right-arm"), "device: expected 'left-arm' as in the topic, got 'right-arm'"),
        (DAY_TOPIC, day_payload(day="2026-11-23"), "day: expected '2026-11-22' as in the topic"),
        ("easeband/v1/left-arm/up/day/2026-02-30", day_payload(day="2026-02-30"), "expected a date"),
        ("easeband/v1/left-arm/up/day/20261122", day_payload(day="20261122"), "expected a date"),
        ("easeband/v1/left-arm/up/day", day_payload(), "topic: expected"),
        ("easeband/v1/left-arm/up/today/2026-11-22", b"{}", "topic: expected"),
        ("easeband/v1/Left Arm/up/day/2026-11-22", day_payload(), "topic: expected"),
        ("easeband/v2/left-arm/up/day/2026-11-22", day_payload(), "topic: expected"),
    ],
)
def test_a_bad_message_says_what_was_expected_and_what_came(topic: str, payload: bytes, said: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        decode(topic, payload)
    assert said in str(refusal.value)
    assert topic in str(refusal.value)


def test_names_from_a_newer_version_are_ignored() -> None:
    assert decode(DAY_TOPIC, day_payload(mood="good")) == PLAIN


@pytest.mark.parametrize(
    "new", [2**53 - 1, -(2**53) + 1, 0.12345678901234567, 1e22, "12345678901234567", "\U0001f600", "\\u0000"]
)
def test_what_only_looks_forbidden_passes(new: object) -> None:
    assert decode(DAY_TOPIC, day_payload(new=new)) == PLAIN


def test_dashboards_get_one_flat_object_with_units_in_the_names() -> None:
    numbers: dict[str, Any] = json.loads(encode_today(PLAIN).payload)
    assert numbers["worn_s"] == 36_000
    assert numbers["tremor_percent_of_assessable"] == 25.0
    assert not any(isinstance(value, list | dict) for value in numbers.values())


def test_repetitions_that_nobody_counted_are_in_no_sum_and_their_sets_are_told() -> None:
    blind = DaySet("2026-11-22T12:00:00+01:00", 80.0, "wrist-flexion", 10, "paced", not_counted="no gyroscope for 80 s")
    both = replace(PLAIN, sets=(*PLAIN.sets, blind))
    told = today(both)
    assert (told.sets, told.sets_not_counted, told.repetitions_done, told.repetitions_target) == (2, 1, 8, 10)
    assert b'"done_repetitions":null' not in encode_day(both).payload
    assert decode(DAY_TOPIC, encode_day(both).payload) == both


def test_headlines_of_a_device_that_counted_every_set_are_still_understood() -> None:
    plain = json.loads(encode_today(PLAIN).payload)
    del plain["sets_not_counted"], plain["tremor_percent_of_rest"]
    assert decode("easeband/v1/left-arm/up/today", json.dumps(plain).encode()) == today(PLAIN)


def test_dashboards_get_tremor_at_rest_which_compares_between_days() -> None:
    rested = replace(PLAIN, totals=replace(PLAIN.totals, rest_s=9_000, moving_s=21_000, rest_tremor_s=1_125))
    assert json.loads(encode_today(rested).payload)["tremor_percent_of_rest"] == 12.5
    assert json.loads(encode_today(PLAIN).payload)["tremor_percent_of_rest"] is None


def test_a_percentage_of_nothing_is_no_number() -> None:
    nothing = today(replace(PLAIN, totals=replace(PLAIN.totals, worn_s=0, assessable_s=0)))
    assert isinstance(nothing, Today)
    assert (nothing.assessable_percent_of_worn, nothing.tremor_percent_of_assessable) == (None, None)


def test_a_day_travels_compressed_and_says_so() -> None:
    message = encode_day(full_of_episodes(240))
    assert message.content_type == "application/json+zlib"
    assert len(message.payload) * 10 < len(day_json(full_of_episodes(240)))
    assert json.loads(zlib.decompress(message.payload))["device"] == "left-arm"
    assert encode_today(PLAIN).content_type == "application/json"


def test_the_content_of_a_day_is_the_same_word_in_either_version() -> None:
    assert content_of(replace(PLAIN, schema=2)) == content_of(replace(PLAIN, schema=1))


@pytest.mark.costly
def test_a_day_of_more_than_two_megabytes_leaves_out_detail_however_well_it_compresses() -> None:
    thinned = thin(full_of_episodes(25_000), PAYLOAD_LIMIT_BYTES)
    assert thinned.thinned == ("episodes",)
    assert 1_900_000 < len(day_json(thinned)) <= 2_000_000


def test_a_document_that_fits_is_not_thinned() -> None:
    assert thin(PLAIN, len(encode_day(PLAIN).payload)) == PLAIN


def test_thinning_keeps_the_longest_episodes_and_everything_else() -> None:
    document = full_of_episodes(1000)
    thinned = thin(document, 2_500)
    assert thinned.thinned == ("episodes",)
    assert replace(thinned, episodes=document.episodes, thinned=()) == document
    assert thinned.episodes == document.episodes[-len(thinned.episodes) :]
    assert len(thinned.episodes) > 300


def test_thinning_leaves_out_the_directions_of_quarter_hours_before_any_list() -> None:
    def turned(number: int) -> tuple[MovementDirection, ...]:
        return (MovementDirection("slow", "rest", 60 + number, AxisParts(1.0, 0.0, 0.0), 20.5 + number, 3.25 * number),)

    numbers = range(40, 60)
    document = full_of_episodes(20)
    document = replace(document, totals=replace(document.totals, directions=turned(30)))
    full = tuple(Quarter(number, Summary(worn_s=900, directions=turned(number))) for number in numbers)
    fewer = tuple(Quarter(number, Summary(worn_s=900)) for number in numbers)
    fitting = replace(document, quarters=fewer, thinned=("directions by quarter-hours",))
    assert thin(replace(document, quarters=full), len(encode_day(fitting).payload)) == fitting


def test_thinning_leaves_out_unconfirmed_episodes_first() -> None:
    jerk = DayEpisode("2026-11-22T10:00:00+01:00", 1e6, "jerk", "fast", confirmed=False)
    marked = replace(jerk, duration_s=0.2, confirmed=True)
    document = full_of_episodes(20)
    document = replace(document, episodes=(jerk, *document.episodes, replace(jerk, reason="?" * 10), marked))
    fitting = replace(document, episodes=(jerk, *document.episodes[1:-2], marked), thinned=("episodes",))
    thinned = thin(document, len(encode_day(fitting).payload))
    assert thinned == fitting


def test_a_day_of_a_thousand_episodes_fits_without_thinning() -> None:
    reason = "a turn of 312 deg/s within 0.15 s, 14 times the usual movement"
    jerk = DayEpisode(
        "2026-11-22T10:00:00+01:00", 0.15, "jerk", reason, context="rest", peak_dps=312.5, confirmed=False
    )
    kinds = tuple(KindCount(kind, 200, 100) for kind in get_args(EpisodeKind))
    whole = Summary(30_000, 400, 29_000, 900, 900, 5.125, 1.234567, 3.456789, 9_000, 9_000, 9_000, 900, 0.4567, kinds)
    quarters = tuple(Quarter(number, whole) for number in range(96))
    document = replace(PLAIN, episodes=(jerk,) * 1000, quarters=quarters, totals=whole)
    assert thin(document, PAYLOAD_LIMIT_BYTES) == document


def test_thinning_leaves_out_no_more_than_needed() -> None:
    document = full_of_episodes(20)
    fitting = replace(document, episodes=document.episodes[8:], thinned=("episodes",))
    thinned = thin(document, len(encode_day(fitting).payload))
    assert len(thinned.episodes) == 12


@pytest.mark.costly
@settings(max_examples=examples(40))
@given(documents, st.integers(0, 4000))
def test_thinning_fits_or_leaves_the_totals_alone(document: DayDocument, limit_bytes: int) -> None:
    thinned = thin(document, limit_bytes)
    assert thinned.totals == document.totals
    assert len(encode_day(thinned).payload) <= limit_bytes or not any(getattr(thinned, name) for name in DETAIL_FIRST)


@pytest.mark.costly
@settings(max_examples=examples(40))
@given(documents, st.integers(0, 4000))
def test_thinning_twice_changes_nothing(document: DayDocument, limit_bytes: int) -> None:
    thinned = thin(document, limit_bytes)
    assert thin(thinned, limit_bytes) == thinned


@pytest.mark.costly
@settings(max_examples=examples(40))
@given(documents, st.integers(0, 4000))
def test_what_is_incomplete_is_marked(document: DayDocument, limit_bytes: int) -> None:
    thinned = thin(document, limit_bytes)
    shorter = {name for name in DETAIL_FIRST if len(getattr(thinned, name)) < len(getattr(document, name))}
    assert shorter <= set(thinned.thinned)
