"""Letters between a device and its clinic: which are genuine, and what becomes of those that are not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.identity.letters import (
    PAIR,
    BadLetter,
    PairingAnswer,
    PairingRequest,
    RenewalAnswer,
    asker,
    opened,
    plain_letter,
    read_letter,
    request_topic,
    said_unsealed,
    sealed,
)

KEY, OTHER = "ab" * 32, "cd" * 32
LETTER = PairingRequest(1, "what is asked")


def test_a_letter_is_opened_with_the_key_that_sealed_it_alone() -> None:
    assert opened(PairingRequest, sealed(LETTER, KEY), KEY) == LETTER
    for key in (OTHER, ""):
        with pytest.raises(BadLetter, match="not genuine"):
            opened(PairingRequest, sealed(LETTER, KEY), key)


def test_a_letter_that_nobody_sealed_is_not_opened() -> None:
    with pytest.raises(BadLetter, match="not genuine"):
        opened(PairingAnswer, sealed(PairingAnswer(1, "used"), ""), KEY)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_goes_unseen(place: int, change: int) -> None:
    """Or the letter still says the same: JSON has more than one way to write a text."""
    whole = bytearray(sealed(LETTER, KEY))
    whole[place % len(whole)] ^= change
    try:
        assert opened(PairingRequest, bytes(whole), KEY) == LETTER
    except BadLetter:
        return


def test_a_refusal_that_nobody_sealed_can_be_told_to_a_person() -> None:
    assert said_unsealed(sealed(PairingAnswer(1, "unknown"), "")) == "unknown"
    assert said_unsealed(sealed(PairingAnswer(1), KEY)) is None
    assert said_unsealed(b"anything") is None


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"[" * 10_000,
        b'{"schema":1}',
        b'{"schema":2,"body":"","code":""}',
        b'{"schema":1,"body":7,"code":""}',
        b'{"schema":1,"body":"","code":"\\ud800"}',
        json.dumps({"schema": 1, "body": "x" * 20_000, "code": ""}).encode(),
        b"9" * 5000,
    ],
)
def test_what_is_no_letter_is_refused(payload: bytes) -> None:
    with pytest.raises(BadLetter):
        opened(PairingRequest, payload, KEY)


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[]", b'{"schema":1,"certificate":7}', b"9" * 5000, b" " * 20_000])
def test_what_is_no_answer_is_refused(payload: bytes) -> None:
    with pytest.raises(BadLetter):
        read_letter(RenewalAnswer, payload)


def test_a_newer_version_may_say_more() -> None:
    newer = json.loads(plain_letter(RenewalAnswer(1, None, "a certificate"))) | {"new": 1}
    assert read_letter(RenewalAnswer, json.dumps(newer).encode()).certificate == "a certificate"


def test_who_asks_stands_in_the_topic() -> None:
    assert asker(request_topic(PAIR, "0a1b"), PAIR) == "0a1b"
    assert asker("easeband/renewal/band-1/request", PAIR) == ""
    assert asker("easeband/pair/0a1b/answer", PAIR) == ""
