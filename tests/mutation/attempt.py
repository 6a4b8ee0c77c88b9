"""One mutant tried: the tests of its package run in a process of their own that sees the mutant for the module.

Knows processes, imports and pytest; must never know what was changed. The process is forked from one that has loaded
pytest and numpy but none of our packages, so whatever a module computes while it is loaded is computed anew.
"""

import importlib.abc
import importlib.util
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType

import _pytest.config
import hypothesis.strategies
import numpy as np  # noqa: F401 - loaded once for all attempts
import pytest

MOST_MEMORY_BYTES = 4 << 30  # a mutant that fills more is noticed
EXAMPLES = 10  # of a property; a number that only many examples pin is not stated
OPTIONS = ("-x", "-q", "-m", "not slow", "--assert=plain", "-p", "no:cacheprovider")
NONE_COLLECTED = pytest.ExitCode.NO_TESTS_COLLECTED
Function = tuple[str, int]
Ranks = Mapping[str, float]
"""Tests by name; those with a low rank run first."""


class NoTests(Exception):
    """There is no test to try a mutant with; the message says where they were looked for."""


@dataclass(frozen=True)
class Attempt:
    """passed: every test. failed: the first that did not, "" where that was no single test, or "too slow".

    seconds: how long each took. entered: by file of tests, the functions that it entered, as file and first line; those
    that ran before any test are under "".
    """

    passed: bool
    failed: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    entered: dict[str, set[Function]] = field(default_factory=dict)


@dataclass(frozen=True)
class Replaced:
    """The module whose place another source takes."""

    module: str
    path: Path
    source: str


def load_once() -> None:
    """Load what every attempt needs; those that follow are quicker."""
    _pytest.config.get_config()


def attempt(
    tests: Sequence[Path], replaced: Replaced | None, ranks: Ranks, limit_s: float, watched: Sequence[Path] = ()
) -> Attempt:
    """What the tests say of the code, one module of it replaced. Raises NoTests.

    watched: files of which it is told which functions were entered, and by which tests.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _in_child(lambda: _run(tests, replaced, _Watch(ranks, watched)), writing)
    os.close(writing)
    told = _all_of(reading, child, limit_s)
    os.close(reading)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == NONE_COLLECTED:
        raise NoTests(f"no test found in {', '.join(map(str, tests))}")
    return _understood(told, passed=status == 0)


def _understood(told: bytes | None, *, passed: bool) -> Attempt:
    if told is None:
        return Attempt(passed=False, failed="too slow")
    try:
        failed, seconds, entered = json.loads(told)
    except ValueError:  # it ended before it could tell
        return Attempt(passed=False)
    return Attempt(passed, failed, seconds, {test: {(path, line) for path, line in found} for test, found in entered})


def _all_of(reading: int, child: int, limit_s: float) -> bytes | None:
    """What the child wrote until it ended; None if it took too long, and was ended with all that it started."""
    told = b""
    while select.select([reading], [], [], limit_s)[0]:
        more = os.read(reading, 1 << 16)
        if not more:
            return told
        told += more
    os.killpg(child, signal.SIGKILL)
    return None


def _in_child(run: Callable[[], tuple[int, bytes]], writing: int) -> None:
    """Never comes back."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    status = 1
    try:
        status, told = run()
        os.write(writing, told)
    finally:
        os._exit(status)


def _run(tests: Sequence[Path], replaced: Replaced | None, watch: "_Watch") -> tuple[int, bytes]:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # whatever else is installed: quicker, and the same everywhere
    if replaced:
        sys.meta_path.insert(0, _InPlaceOf(replaced))
    status = pytest.main([*OPTIONS, *map(str, tests)], plugins=[watch])
    entered = [(test, sorted(found)) for test, found in watch.entered.items()]
    return int(status), json.dumps([watch.failed, watch.seconds, entered]).encode()


class _Watch:
    """Puts quick tests first, remembers how long each took and which failed, and makes every attempt the same."""

    def __init__(self, ranks: Ranks, watched: Sequence[Path]) -> None:
        self._ranks = ranks
        self._watched = {str(path.resolve()) for path in watched}
        self.failed = ""
        self.seconds: dict[str, float] = {}
        self.entered: dict[str, set[Function]] = {}
        self._now = ""

    def pytest_configure(self) -> None:
        """The same examples for every mutant, and no time spent on the simplest one that fails."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        profile = hypothesis.settings(
            derandomize=True, database=None, deadline=None, phases=phases, max_examples=EXAMPLES
        )
        hypothesis.settings.register_profile("mutation", profile)
        hypothesis.settings.load_profile("mutation")
        if self._watched:
            sys.settrace(self._enter)

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> None:
        code = frame.f_code
        if code.co_filename in self._watched and code.co_name != "<module>":
            self.entered.setdefault(self._now, set()).add((code.co_filename, code.co_firstlineno))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._now = nodeid.partition("::")[0]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._ranks.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed = self.failed or report.nodeid


class _InPlaceOf(importlib.abc.MetaPathFinder):
    """Finds one module, and gives another source for it."""

    def __init__(self, replaced: Replaced) -> None:
        self._replaced = replaced

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != self._replaced.module:
            return None
        where = str(self._replaced.path)
        return importlib.util.spec_from_file_location(fullname, where, loader=_Loader(fullname, where, self._replaced))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, replaced: Replaced) -> None:
        super().__init__(name, path)
        self._replaced = replaced

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self._replaced.source.encode(), str(self._replaced.path))
