import json
from pathlib import Path

import pytest

from sync.doctor.update import update_states

TOLD = {
    "outcome": "taken back",
    "version": "2.0",
    "previous": "1.9-1",
    "why": "it is not ready",
    "utc_s": 1_795_953_600,
}


def test_an_update_that_was_taken_back_is_told_with_why(tmp_path: Path) -> None:
    (tmp_path / "update.json").write_text(json.dumps(TOLD))
    (state,) = update_states(tmp_path / "update.json")
    assert (state.part, state.works) == ("update", False)
    assert state.text.startswith(
        "version 2.0 was taken back on 2026-11-29 12:00 UTC (it is not ready), 1.9-1 runs: look at its log"
    )


@pytest.mark.parametrize("written", [None, json.dumps({**TOLD, "outcome": "accepted", "why": ""})])
def test_no_update_and_one_that_stayed_are_nothing_to_tell(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / "update.json").write_text(written)
    assert update_states(tmp_path / "update.json") == []


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "update.json").write_text("{")
    (state,) = update_states(tmp_path / "update.json")
    assert "cannot be read" in state.text
