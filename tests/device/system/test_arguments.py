"""Numbers on the command line."""

import argparse
import math
from collections.abc import Callable

import pytest

from device.system.arguments import minutes, port, positive, seconds


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        (positive, "0.5", 0.5),
        (positive, "1e6", 1e6),
        (positive, "inf", math.inf),
        (minutes, "0", 0),
        (minutes, "1440", 1440),
        (seconds, "0", 0),
        (seconds, "12.5", 12.5),
        (port, "8080", 8080),
    ],
)
def test_what_makes_sense_is_taken(kind: Callable[[str], float], text: str, number: float) -> None:
    assert kind(text) == number


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        (positive, ["0", "-1", "nan", "fast"], "a number above 0"),
        (minutes, ["-1", "1441", "nan", "inf", ""], "0 to 1440 minutes"),
        (seconds, ["-1", "nan", "inf", "soon"], "0 or more seconds"),
        (port, ["0", "65536", "80.5", "nan", "http"], "a whole number from 1 to 65535"),
    ],
)
def test_what_does_not_is_told_with_what_was_expected(
    kind: Callable[[str], float], texts: list[str], expected: str
) -> None:
    for text in texts:
        with pytest.raises(argparse.ArgumentTypeError) as told:
            kind(text)
        assert str(told.value) == f"expected {expected}, got {text!r}"
