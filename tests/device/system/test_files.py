"""What a command says and returns when nobody takes what it prints."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from device.records.facts import Dating, Mark
from device.snippets.folder import SnippetFolder
from device.snippets.ring import SnippetRing
from tests.support.configurations import device_configuration
from tests.support.limbs import still

Ended = tuple[int, str]


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
