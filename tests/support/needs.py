"""What a test needs of this computer: it is left out without it, except where all tests must run."""

import os

import pytest

from sync.demo.broker import find_program


def need_program(name: str) -> None:
    """Skip the test where the program is not installed; fail instead where EASEBAND_TEST_ALL is set."""
    if find_program(name):
        return
    if os.environ.get("EASEBAND_TEST_ALL"):
        pytest.fail(f"EASEBAND_TEST_ALL is set, but {name} is not installed")
    pytest.skip(f"{name} is not installed")
