"""Comments and docstrings: the paths and modules that they name are there.

Knows Python's tokens; must never know what a comment says otherwise.
"""

import io
import tokenize
from collections.abc import Iterator

import pytest

from tests.house.test_packages import ROOT, TOPS
from tests.house.test_readmes import missing_in

LIMITS = (tokenize.INDENT, tokenize.NEWLINE, tokenize.ENCODING)  # what stands before a docstring, comments and NL aside


def remarks(source: str) -> Iterator[str]:
    """Every comment, and every string that is a statement by itself."""
    before = tokenize.ENCODING
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and before in LIMITS):
            yield token.string
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type


def misleading(source: str) -> list[str]:
    """Paths and modules that its comments and docstrings name and that are not there.

    Python's own tokenizer is slow: a source that names nothing missing anywhere is not taken apart.
    """
    if not missing_in(source):
        return []
    return [missing for remark in remarks(source) for missing in missing_in(remark)]


@pytest.mark.parametrize("top", [*TOPS, "tests"])
def test_every_path_that_a_comment_names_is_there(top: str) -> None:
    read = {path: misleading(path.read_text(encoding="utf-8")) for path in (ROOT / top).rglob("*.py")}
    assert {str(path.relative_to(ROOT)): missing for path, missing in read.items() if missing} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "PRESS_S = 1  # see tests/device/test_attic.py: five times",
        '"""Knows `device.attic.dust`; must never know dirt."""',
        'def f() -> None:\n    """As in drivers/attic.py."""',
        'A = 1\n"""From sync/attic/dust.py."""',
    ],
)
def test_a_planted_path_that_is_not_there_is_seen(planted: str) -> None:
    assert len(misleading(planted)) == 1


@pytest.mark.parametrize("fine", ["A = 1  # as in device/cli.py.", 'a = "tests/attic.py"', "A = device.attic.dust"])
def test_a_path_that_is_there_and_code_are_not_reported(fine: str) -> None:
    assert misleading(fine) == []
