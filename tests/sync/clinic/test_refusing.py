"""What is kept and logged of a message that cannot be taken: bounded, on one line, however it was made."""

import logging

import pytest

from sync.clinic.database.refusals import Refusal
from sync.clinic.refusing import RefusedLog, plain, refusal_of, tidy
from sync.wire.client import Delivery
from tests.support.clocks import ManualClock

DAY_TOPIC = "easeband/v1/band-02/up/day/2026-03-02"
OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of no bytes


def refused(topic: str = DAY_TOPIC, payload: bytes = b"{}", reason: str = "totals: missing") -> Refusal:
    return refusal_of(Delivery(topic, payload, 1, 1), reason)


def test_a_refused_day_is_kept_under_its_device_and_day() -> None:
    assert refused(payload=b"") == Refusal("band-02", "2026-03-02", OF_NOTHING, DAY_TOPIC, "totals: missing", 0, "")


@pytest.mark.parametrize(
    ("topic", "device", "subject"),
    [
        ("easeband/v1/band-02/up/status", "band-02", "status"),
        ("easeband/v1/Band 2/up/day/x", "Band 2", "x"),
        ("easeband/v1/band-02", "unknown", "easeband/v1/band-02"),
        ("elsewhere", "unknown", "elsewhere"),
    ],
)
def test_a_refused_message_is_kept_under_whatever_its_topic_says(topic: str, device: str, subject: str) -> None:
    found = refused(topic)
    assert (found.device, found.subject) == (device, subject)


def test_nothing_that_is_kept_grows_with_the_message_or_holds_a_control_character() -> None:
    found = refused("easeband/v1/a\x1b" + "b" * 60_000 + "/up/x", b"\x00\xff\x1b[2J" * 50_000, "x\n\u202e" * 50_000)
    texts = (found.device, found.subject, found.topic, found.reason, found.beginning)
    assert [len(text) <= 500 for text in texts] == [True] * 5
    assert all(text.isprintable() for text in texts)
    assert found.size_bytes == 300_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [("fine", "fine"), ("a\nb\x1b", r"a\nb\x1b"), ("a" * 11, "a" * 9 + "…"), ("\x00" * 9, r"\x00\x00\…")],
)
def test_a_text_is_bounded_and_on_one_line(text: str, shown: str) -> None:
    assert plain(text, 10) == shown


def test_a_status_keeps_its_values_and_loses_what_is_too_long_and_what_cannot_be_seen() -> None:
    said = {"online": True, "backlog_days": 3, "trouble": "a\nb" * 1000, "parts": ({"text": "\x1b"},) * 1000}
    kept = tidy(said)
    assert (kept["online"], kept["backlog_days"], len(kept["trouble"]), len(kept["parts"])) == (True, 3, 500, 50)
    assert kept["parts"][0] == {"text": r"\x1b"}


def test_a_flood_of_refused_messages_is_ten_lines_a_minute_and_a_count(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    clock = ManualClock()
    lines = RefusedLog(clock.monotonic_s)
    for _ in range(100):
        lines.write([refused()] * 50)
    assert len(caplog.records) == 10
    assert caplog.messages[0] == "refused easeband/v1/band-02/up/day/2026-03-02 of 2 bytes: totals: missing"
    clock.sleep(61.0)
    lines.write([refused()])
    assert caplog.messages[10:] == [
        "refused 4990 more messages in the last minute, most of them 4990 of band-02",
        "refused easeband/v1/band-02/up/day/2026-03-02 of 2 bytes: totals: missing",
    ]
