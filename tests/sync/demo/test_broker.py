"""Brokers of our own on this computer, for the demo and the tests."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sync.demo.broker import AddressInUse, BrokerFailed, find_program, free_port, start_broker
from tests.support.needs import need_program


def test_a_program_that_is_not_installed_is_not_found() -> None:
    assert find_program("no-such-broker") is None


def test_a_broker_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    need_program("mosquitto")
    with pytest.raises(BrokerFailed, match="no_such_setting"):
        start_broker(tmp_path, programs=["mosquitto"], settings="no_such_setting true\n")


@pytest.mark.parametrize("program", ["mosquitto", pytest.param("iotcore", marks=pytest.mark.slow)])
@pytest.mark.parametrize("is_answered", [True, False])
def test_a_port_that_somebody_else_takes_first_is_left_to_them(
    tmp_path: Path, program: str, *, is_answered: bool
) -> None:
    """Whether who has it takes connections or not; a broker that is asked for this very port says so."""
    need_program(program)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen() if is_answered else None
        taken: int = other.getsockname()[1]
        ports = iter([taken, taken, free_port()])
        with start_broker(tmp_path / "any", programs=[program], free=lambda: next(ports)) as broker:
            assert broker.port != taken
            assert broker.running
        with pytest.raises(AddressInUse, match=str(taken)):
            start_broker(tmp_path / "this", taken, programs=[program])


@pytest.mark.costly
def test_sync_loads_without_numpy_and_without_the_clinics_packages() -> None:
    script = (
        "import sys, sync.uplink.run; print(*{'numpy', 'sqlalchemy', 'fastapi', 'altair', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
