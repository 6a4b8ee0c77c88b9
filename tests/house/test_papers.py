"""The pages on safety and security: each control that is said to be shown by a test is, and each table is whole."""

import re
from pathlib import Path

import pytest

from tests.house.test_packages import ROOT

SAFETY, SECURITY = (ROOT / "systemd" / name for name in ("SAFETY.md", "SECURITY.md"))
LINKED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def links(text: str) -> list[tuple[str, str]]:
    return LINKED.findall(text)


def gone(text: str) -> list[str]:
    """Linked tests that are not there."""
    return [f"{file}::{name}" for file, name in links(text) if not is_there(ROOT / file, name)]


def is_there(file: Path, name: str) -> bool:
    return file.is_file() and re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table's rows below this heading, without its own two lines."""
    section = page.read_text(encoding="utf-8").split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("page", [SAFETY, SECURITY], ids=lambda page: page.stem)
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert gone(text) == []
    assert len(links(text)) >= 10


def test_every_risk_has_a_control_that_a_test_shows() -> None:
    risks = rows(SAFETY, "# Risks, and what holds them")
    assert len(risks) == 14
    assert [risk[0] for risk in risks if not links(risk[-1])] == []


def test_all_thirteen_provisions_are_answered_and_those_without_a_test_say_so() -> None:
    provisions = rows(SECURITY, "## ETSI EN 303 645")
    assert [row[0].split()[0] for row in provisions] == [f"5.{number}" for number in range(1, 14)]
    assert [row[0].split()[0] for row in provisions if not links(row[-1])] == ["5.2"]


@pytest.mark.parametrize(
    "planted",
    ["`tests/house/test_papers.py::test_that_was_taken_away`", "`tests/house/test_no_such_file.py::test_it`"],
)
def test_a_planted_test_that_is_not_there_is_seen(planted: str) -> None:
    assert len(gone(planted)) == 1
