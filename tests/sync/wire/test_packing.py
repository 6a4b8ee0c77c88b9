"""Compressed days: what was sent is what is read, and no message takes more memory than it may."""

import cProfile
import pstats
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.decoding import BadValue
from sync.wire.messages import BadMessage, decode, encode_day
from sync.wire.packing import compressed, is_compressed, unpacked
from sync.wire.thinning import thin
from tests.support.documents.any import PLAIN

DAY_TOPIC = "easeband/v1/left-arm/up/day/2026-11-22"
JSON = unpacked(encode_day(PLAIN).payload)


@given(st.binary(max_size=2000).map(lambda rest: b"{" + rest), st.integers(1, 9))
def test_whatever_is_compressed_comes_back(content: bytes, level: int) -> None:
    assert unpacked(zlib.compress(content, level)) == content
    assert unpacked(compressed(content)) == content
    assert compressed(compressed(content)) == compressed(content)
    assert (is_compressed(compressed(content)), is_compressed(content)) == (True, False)


@pytest.mark.parametrize("level", [1, 6, 9])
def test_a_compressed_day_says_what_the_plain_one_says(level: int) -> None:
    assert decode(DAY_TOPIC, zlib.compress(JSON, level)) == decode(DAY_TOPIC, JSON) == PLAIN


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (zlib.compress(JSON)[:-5], "expected one whole zlib stream"),
        (zlib.compress(JSON) + b"{}", "expected one whole zlib stream"),
        (b"\x78 is no zlib", "expected what zlib compressed, got 12 bytes"),
        (zlib.compress(b""), "expected JSON in UTF-8, got 0 bytes"),
        (zlib.compress(b"\xff"), "expected JSON in UTF-8"),
        (zlib.compress(JSON.replace(b"left-arm", b"rightarm")), "device: expected 'left-arm' as in the topic"),
        (zlib.compress(b'{"schema":3}'), "schema 3 is newer than 2|missing"),
        (zlib.compress(zlib.compress(JSON)), "expected JSON"),
    ],
)
def test_a_compressed_day_that_cannot_be_taken_is_refused_in_words(payload: bytes, said: str) -> None:
    with pytest.raises(BadMessage, match=said):
        decode(DAY_TOPIC, payload)


@pytest.mark.parametrize("kind", ["today", "status"])
def test_only_days_come_compressed(kind: str) -> None:
    with pytest.raises(BadMessage, match="expected JSON in UTF-8"):
        decode(f"easeband/v1/left-arm/up/{kind}", zlib.compress(b"{}"))


@pytest.mark.costly
def test_a_message_that_would_unpack_to_gigabytes_takes_two_megabytes_and_is_refused() -> None:
    bomb = zlib.compress(bytes(100_000_000), 9)
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(BadValue, match="expected one whole zlib stream of at most 2000000 bytes"):
        unpacked(bomb)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 5_000_000


def test_a_day_that_fits_is_compressed_once_to_see_that() -> None:
    watched = cProfile.Profile()
    assert watched.runcall(thin, PLAIN, 100_000) is PLAIN
    calls = {name: count for (_, _, name), (count, *_) in pstats.Stats(watched).stats.items()}  # type: ignore[attr-defined]  # not in typeshed
    assert calls["compressed"] == 1
