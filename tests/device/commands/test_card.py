"""`easeband card`: two files that print as they look."""

import re
from pathlib import Path

import pytest

from device.cli import main


def test_the_card_is_an_svg_and_a_pdf_of_one_page_a4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "--to", str(tmp_path / "new"), "--language", "de"]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / "new" / name) for name in ("card.svg", "card.pdf")]
    assert 'width="210mm" height="297mm"' in (tmp_path / "new" / "card.svg").read_text()
    pdf = (tmp_path / "new" / "card.pdf").read_bytes()
    (box,) = re.findall(rb"MediaBox \[([0-9. ]+)\]", pdf)
    assert [float(edge) for edge in box.split()] == pytest.approx([0, 0, 595.276, 841.89], abs=0.01), "points"


def test_an_unknown_language_and_a_folder_that_is_none_are_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["card", "--to", str(tmp_path / "file" / "inside")]) == 1
    assert main(["card", "--to", str(tmp_path), "--language", "xx"]) == 1
    said = capsys.readouterr().err
    assert "easeband card: " in said
    assert "expected one of en, de, got xx" in said
    assert "is a file, no folder" in said
