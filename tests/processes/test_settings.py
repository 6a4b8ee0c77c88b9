"""Settings as the programs live with them under systemd: refused, corrected, and changed in mid-boot."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.configurations import device_configuration
from tests.support.processes import LONG_S, eventually


@contextmanager
def unattended(command: str, config: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The program as systemd starts it, and its log."""
    log = config.with_name("log")
    environment = os.environ | {"STATE_DIRECTORY": str(config.parent)}
    with log.open("ab") as out:
        words = [sys.executable, "-m", "device.cli", command, "--config", str(config)]
        process = subprocess.Popen(words, stderr=out, stdin=subprocess.DEVNULL, env=environment)
    try:
        yield process, log
    finally:
        process.terminate()
        assert process.wait(LONG_S) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.parametrize("command", ["run", "sync", "clinic"])
def test_a_refused_configuration_is_taken_once_it_is_corrected_and_ends_no_program(
    command: str, tmp_path: Path
) -> None:
    config = tmp_path / "easeband.toml"
    good = device_configuration(tmp_path, f'sync = "{tmp_path}/sync.db"\nclinic = "sqlite:///{tmp_path}/clinic.db"\n')
    good += "[web]\nport = 0\n"
    config.write_text(good.replace('"band-1"', '"Anna Maier"'))
    with unattended(command, config) as (process, log):
        eventually(lambda: "and no person's name" in log.read_text(), what="words on what is wrong")
        config.write_text(good)
        eventually(lambda: "settings of" in log.read_text(), what="the corrected one taken")
        assert process.poll() is None


@pytest.mark.slow
@pytest.mark.waits
def test_the_last_good_configuration_goes_on_when_the_next_one_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "easeband.toml"
    config.write_text(device_configuration(tmp_path))
    with unattended("run", config) as (_, log):
        eventually(lambda: "records to" in log.read_text(), what="a first start")
    config.write_text(device_configuration(tmp_path).replace("band-1", "Band 1"))
    with unattended("run", config) as (_, log):
        eventually(
            lambda: log.read_text().count("device band-1 records to") == 2, what="measuring by the last good one"
        )
        assert "the last good one is followed" in log.read_text()
