"""What JSON may hold that any program and any database can take: I-JSON, RFC 7493.

Knows texts and numbers; must never know what they say.
"""

import re
from collections.abc import Iterator
from string import digits

from device.records.decoding import BadValue

WHOLE_NUMBER_LIMIT = 2**53 - 1  # I-JSON, RFC 7493 section 2.2

# What RFC 7493 forbids stands behind one of these two, and hardly any payload has either: looking is quick.
ESCAPE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
DIGITS = bytes(ord("0" if chr(n) in digits else "." if chr(n) == "." else " ") for n in range(256))
LONG_NUMBER = b" " + b"0" * len(str(WHOLE_NUMBER_LIMIT))  # as DIGITS shows it, and not behind a decimal point


def may_break_i_json(payload: bytes) -> bool:
    """Whether this JSON has to be looked at leaf by leaf."""
    return LONG_NUMBER in payload.translate(DIGITS) or ESCAPE.search(payload) is not None


def check_leaves(data: object) -> None:
    """Raise BadValue for the first text or number that it must not hold."""
    for leaf in _leaves(data):
        _check_leaf(leaf)


def _leaves(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield name
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    else:
        yield data


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # RFC 7493 section 2.1 for the surrogates; databases refuse NUL


def _check_leaf(leaf: object) -> None:
    if isinstance(leaf, str) and UNSTORABLE.search(leaf):
        raise BadValue("payload: expected texts without NUL and lone surrogates (RFC 7493), got one with them")
    if isinstance(leaf, int) and abs(leaf) > WHOLE_NUMBER_LIMIT:
        raise BadValue("payload: expected whole numbers below 2**53 (RFC 7493), got a larger one")
