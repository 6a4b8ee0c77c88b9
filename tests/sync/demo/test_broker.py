"""Brokers of our own on this computer, for the demo and the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from sync.demo.broker import BrokerFailed, find_program, start_broker
from tests.support.needs import need_program


def test_a_program_that_is_not_installed_is_not_found() -> None:
    assert find_program("no-such-broker") is None


def test_a_broker_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    need_program("mosquitto")
    with pytest.raises(BrokerFailed, match="no_such_setting"):
        start_broker(tmp_path, programs=["mosquitto"], settings="no_such_setting true\n")


@pytest.mark.costly
def test_sync_loads_without_numpy_and_without_the_clinics_packages() -> None:
    script = (
        "import sys, sync.uplink.run; print(*{'numpy', 'sqlalchemy', 'fastapi', 'altair', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
