"""What holds for every test."""

import gc
import signal
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.support.examples import ALL, examples

# A busy computer makes a good property slow; slowness is measured by the benchmarks, not by a test's deadline.
# A change is accepted or refused by the same hundred examples each time; everybody else explores a few new ones.
settings.register_profile("easeband", deadline=None, print_blob=True, derandomize=ALL, max_examples=examples(100))
settings.load_profile("easeband")

LONGEST = ("tests/world/", "tests/damage/", "tests/processes/test_kills.py")  # of minutes
FOUND = "found"  # what a test measured, for whoever reads the end of the run

gc.disable()  # while tests are collected: next to nothing of what is loaded then is ever given up


def pytest_collection_finish() -> None:
    """What was loaded stays to the end, so the garbage collector need not look through it again and again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: else one processor waits at the end for a file of few long tests."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture
def heeded_hangup() -> Iterator[None]:
    """Also where the tests themselves were started with nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def found(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say what was measured: printed once all tests are done, from whichever process."""
    return lambda line: record_property(FOUND, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for report in terminalreporter.getreports("") if report.when == "teardown"]
    for line in (value for report in reports for name, value in report.user_properties if name == FOUND):
        terminalreporter.write_line(str(line))
