"""A dataset of snippets: what each column is, and that the validator of BIDS itself finds no error."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from device.bids import bids_dataset, snippet_run
from device.signals.samples import Samples
from device.snippets.kept import Kept
from device.snippets.ring import Snippet
from tests.support.needs import need_program

NOON_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z
RUN = "sub-01/motion/sub-01_task-dailylife_tracksys-easeband_run-001"

PROGRAM: Final = Path(sys.executable).with_name("bids-validator-deno")  # installed beside this Python


def kept(trust: str = "synced", what: str = "mark", *, has_gyro: bool = True) -> Kept:
    """Three samples at 100 Hz, the second of which is the moment."""
    acceleration_g = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
    rotation_dps = np.array([[180.0, 0.0, 0.0]] * 3) if has_gyro else None
    samples = Samples(np.array([99.99, 100.0, 100.01]), acceleration_g, rotation_dps)
    return Kept(Path("any.npz"), Snippet(100.0, what, samples), NOON_UTC_S, trust)


def files_of(*snippets: Kept) -> dict[str, str]:
    return {file.path: file.text for file in bids_dataset(map(snippet_run, snippets))}


def test_samples_are_in_units_of_the_si_with_the_time_of_each() -> None:
    files = files_of(kept())
    assert files[f"{RUN}_motion.tsv"].splitlines() == [
        "0\t0\t9.80665\t3.14159\t0\t0\t0",
        "9.80665\t0\t0\t3.14159\t0\t0\t0.01",
        "0\t-9.80665\t0\t3.14159\t0\t0\t0.02",
    ]
    assert files[f"{RUN}_channels.tsv"].splitlines()[1] == "acc_x\tx\tACCEL\tband\tm/s^2\t100"
    assert json.loads(files[f"{RUN}_motion.json"])["SamplingFrequency"] == 100.0


def test_without_a_gyroscope_there_are_no_channels_of_it() -> None:
    files = files_of(kept(has_gyro=False))
    assert [line.split("\t")[0] for line in files[f"{RUN}_channels.tsv"].splitlines()] == [
        *("name", "acc_x", "acc_y", "acc_z", "latency"),
    ]
    assert files[f"{RUN}_motion.tsv"].splitlines()[0] == "0\t0\t9.80665\t0"


def test_each_run_says_what_it_was_taken_for_and_when_if_anybody_knows() -> None:
    scans = files_of(kept(), kept("unknown", "episode:\trhythmic\nmovement"))["sub-01/sub-01_scans.tsv"].splitlines()
    assert [line.split("\t")[1:] for line in scans] == [
        ["acq_time", "what"],
        ["2026-11-29T11:59:59Z", "mark"],
        ["n/a", "episode: rhythmic movement"],
    ]


def test_nobody_is_named() -> None:
    assert files_of(kept())["participants.tsv"] == "participant_id\nsub-01\n"


@pytest.mark.slow
@pytest.mark.parametrize("snippets", [(kept(),), (kept(), kept("unknown", "", has_gyro=False))], ids=["one", "two"])
def test_the_validator_of_bids_finds_no_error(tmp_path: Path, snippets: Sequence[Kept]) -> None:
    need_program(str(PROGRAM))
    for path, text in files_of(*snippets).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    command = [str(PROGRAM), str(tmp_path), "--format", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    issues = json.loads(result.stdout)["issues"]["issues"]
    assert [issue for issue in issues if issue["severity"] == "error"] == []
    assert result.returncode == 0
