"""Whatever comes down to a device: receipts are taken, a programme is kept, and nothing else does anything."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.uplink.coming import ComingDown, ProgrammeInbox
from sync.wire.client import Delivery
from sync.wire.messages import Receipt, encode_receipt

DOWN = "easeband/v1/band-01/down"
RECEIPT = Receipt(1, "band-01", "2026-11-22", "a-store", 7)


def delivery(topic: str, payload: bytes) -> Delivery:
    return Delivery(topic, payload, 1, 1)


def of(receipt: Receipt) -> Delivery:
    message = encode_receipt(receipt)
    return delivery(message.topic, message.payload)


@pytest.fixture
def coming(tmp_path: Path) -> ComingDown:
    return ComingDown("band-01", ProgrammeInbox("band-01", tmp_path / "programme-message.json"))


def test_receipts_come_back_and_a_programme_is_kept(coming: ComingDown, tmp_path: Path) -> None:
    arrived = [delivery(f"{DOWN}/programme", b"a programme"), of(RECEIPT), delivery(f"{DOWN}/receipt/2026-11-22", b"")]
    assert coming.take(arrived, 0.0) == [RECEIPT]
    assert (tmp_path / "programme-message.json").read_bytes() == b"a programme"
    assert coming.trouble is None


def test_what_is_for_another_device_or_no_receipt_is_ignored_and_told(coming: ComingDown) -> None:
    other = Receipt(1, "band-09", "2026-11-22", "a-store", 7)
    assert coming.take([of(other)], 0.0) == []
    assert coming.trouble == (
        "messages to this device are ignored that are none of ours, such as"
        " 'easeband/v1/band-09/down/receipt/2026-11-22': it is no receipt for this device"
    )


@pytest.mark.costly
def test_a_flood_is_a_line_a_minute_and_one_sentence(coming: ComingDown, caplog: pytest.LogCaptureFixture) -> None:
    told = set()
    for n in range(2000):
        coming.take([delivery(f"{DOWN}/receipt/2026-11-22", b"\xff" * (n + 1))] * 10, n * 0.1)
        told.add(coming.trouble)
    assert [message[:22] for message in caplog.messages] == [
        "ignored 10 messages, t",
        "ignored 6000 messages,",
        "ignored 6000 messages,",
        "ignored 6000 messages,",
    ]
    assert len(told) == 4


def test_a_programme_that_cannot_be_kept_is_told(coming: ComingDown) -> None:
    coming.take([delivery(f"{DOWN}/programme", b"x" * 2_000_000)], 0.0)
    assert coming.trouble == "a programme that came cannot be kept: expected at most 100000 bytes, got 2000000"


topics = st.sampled_from(
    [
        f"{DOWN}/receipt/2026-11-22",
        f"{DOWN}/receipt",
        f"{DOWN}/",
        DOWN,
        f"{DOWN}/programme/x",
        "easeband/v1/x/up/status",
    ]
) | st.text(max_size=80)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
plain = {"schema": 1, "device": "band-01", "day": "2026-11-22", "store": "a-store", "revision": 7}
changed = st.tuples(st.sampled_from([*plain, "content"]), values).map(lambda change: plain | {change[0]: change[1]})
payloads = st.one_of(
    st.binary(max_size=300),
    (values | changed).map(lambda value: json.dumps(value).encode(errors="surrogatepass")),
    st.sampled_from(
        [b"[" * 100_000, b'{"a":' * 90_000, b"9" * 5000, b"\x78\x9c" + b"\x00" * 50, b"\xff\xfe{}", b"x" * 10**6]
    ),
)


@given(topics, payloads)
def test_whatever_comes_is_never_an_error(topic: str, payload: bytes) -> None:
    coming = ComingDown("band-01")
    for receipt in coming.take([delivery(topic, payload)], 0.0):
        assert receipt.device == "band-01"
    assert (coming.trouble or "").isprintable()
    assert len(coming.trouble or "") < 500
