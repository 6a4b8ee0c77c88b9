"""`easeband card`: two files that print as they look."""

import re
from pathlib import Path

import pytest

from device.cli import main
from device.programme.example import EXAMPLE_PROGRAMME


@pytest.mark.costly
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


@pytest.mark.costly
def test_the_programme_that_a_therapist_wrote_is_on_the_card(tmp_path: Path) -> None:
    written = tmp_path / "programme.toml"
    written.write_text(EXAMPLE_PROGRAMME)
    assert main(["card", "--to", str(tmp_path), "--programme", str(written)]) == 0
    assert "Hold the arm out" in (tmp_path / "card.svg").read_text()


def test_a_programme_with_faults_is_not_printed_and_each_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "programme.toml"
    written.write_text("schema = 1\nid = 5\n")
    assert main(["card", "--to", str(tmp_path), "--programme", str(written)]) == 1
    said = capsys.readouterr().err
    assert "no programme that a device would take" in said
    assert "id: expected a text, got 5" in said
    assert not (tmp_path / "card.svg").exists()


def test_without_the_programme_that_was_asked_for_there_is_no_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "--to", str(tmp_path), "--programme", str(tmp_path / "none.toml")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    config = tmp_path / "easeband.toml"
    config.write_text(
        f'[device]\nid = "band"\n[files]\ndevice = "{tmp_path}/device.db"\nprogramme = "{tmp_path}/p.toml"\n'
    )
    assert main(["card", "--to", str(tmp_path), "--config", str(config)]) == 1
    assert "has not accepted a programme" in capsys.readouterr().err
