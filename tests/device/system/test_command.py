"""What a command says and returns when something is wrong, or nobody takes what it prints."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from device.records.facts import Dating, Mark
from device.snippets.folder import SnippetFolder
from device.snippets.ring import SnippetRing
from device.system.command import status_of
from tests.support.configurations import device_configuration
from tests.support.limbs import still

Ended = tuple[int, str]


def fails(error: Exception) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("a value of 3"), "easeband run: a value of 3\n"),
        (
            PermissionError(13, "Permission denied", "x.db"),
            "easeband run: [Errno 13] Permission denied: 'x.db': be root\n",
        ),
        (LookupError("no such day"), "easeband run: no such day: look again\n"),
    ],
)
def test_a_fault_ends_the_command_with_a_message_and_advice_if_there_is_any(
    error: Exception, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    advice: dict[type[Exception], str] = {PermissionError: "be root", LookupError: "look again"}
    assert status_of("run", lambda: fails(error), (ValueError,), advice) == 1
    assert capsys.readouterr() == ("", message)


def test_a_command_without_faults_says_nothing_and_its_status_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert [status_of("run", partial(int, number), (ValueError,)) for number in (0, 1)] == [0, 1]
    assert capsys.readouterr() == ("", "")


def test_what_no_command_expects_is_not_swallowed() -> None:
    with pytest.raises(KeyError):
        status_of("run", lambda: fails(KeyError("bug")), (ValueError,))


def ended(arguments: Sequence[str], output: int) -> Ended:
    command = [sys.executable, "-m", "device.cli", *arguments]
    done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False, timeout=60, text=True)
    return done.returncode, done.stderr


def without_a_reader(arguments: Sequence[str]) -> Ended:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return ended(arguments, writing)
    finally:
        os.close(writing)


def onto_a_full_disk(arguments: Sequence[str]) -> Ended:
    with Path("/dev/full").open("w") as full:
        return ended(arguments, full.fileno())


@pytest.fixture(params=["analyse", "analyse --json", "export"])
def arguments(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """A command that has something to print."""
    samples = still(100, rate_hz=50)
    ring = SnippetRing()
    ring.push(samples)
    ring.want([Mark(60.0)])
    SnippetFolder(tmp_path / "snippets", 5_000_000, lambda: Dating("boot", 0.0, "UTC", "synced")).keep(ring.finish())
    np.savez(tmp_path / "file.npz", t=samples.time_s, acc_g=samples.acceleration_g)
    config = tmp_path / "easeband.toml"
    config.write_text(device_configuration(tmp_path))
    file = str(tmp_path / "file.npz")
    commands = {"analyse": [file], "analyse --json": [file, "--json", "-"], "export": ["--config", str(config)]}
    return [request.param.partition(" ")[0], *commands[request.param]]


@pytest.mark.slow
def test_a_reader_that_goes_away_ends_the_command_quietly(arguments: list[str]) -> None:
    assert without_a_reader(arguments) == (141, "")


@pytest.mark.slow
def test_output_that_finds_no_room_is_told_as_such(arguments: list[str]) -> None:
    words = "its output cannot be written: No space left on device: make room, or name another place for it"
    assert onto_a_full_disk(arguments) == (1, f"easeband {arguments[0]}: {words}\n")
