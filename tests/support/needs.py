"""What a test needs of this computer: it is left out without it, except where all tests must run."""

import os
from importlib.util import find_spec

import pytest

from sync.demo.broker import find_program
from tests.support.postgresql import find_postgresql


def need_program(name: str) -> None:
    """Skip the test where the program is not installed; fail instead where EASEBAND_TEST_ALL is set."""
    _need(name, is_there=find_program(name) is not None)


def need_postgresql() -> None:
    """Likewise; its driver is a package of ours."""
    _need("postgresql", is_there=find_postgresql() is not None)
    _need("psycopg", is_there=find_spec("psycopg") is not None)


def need_package(name: str) -> None:
    """Likewise of a package that only a test uses."""
    _need(name, is_there=find_spec(name) is not None)


def _need(name: str, *, is_there: bool) -> None:
    if is_there:
        return
    if os.environ.get("EASEBAND_TEST_ALL"):
        pytest.fail(f"EASEBAND_TEST_ALL is set, but {name} is not installed")
    pytest.skip(f"{name} is not installed")
