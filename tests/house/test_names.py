"""A name stands once in the house: whoever looks for it finds one thing.

Of classes, functions and names of types that holds for all without an underscore, of constants for those that another
module imports: a table of a module's own may be called like another's.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pytest

from tests.house.test_packages import ALL, importing, parsed

ALLOWED = {
    "add_arguments": "every command has one, which device.cli calls",
    "run": "likewise",
    "log": "every module that logs has its own logger",
    "Floats": "the shortest name of one numpy type; drivers, which import only drivers, cannot take the device's",
    "Counts": "likewise, within drivers",
}


@cache
def defined(source: str) -> tuple[str, ...]:
    """The names that a module gives to something at its top, each once."""
    return tuple(dict.fromkeys(_defined(source)))


def _defined(source: str) -> Iterator[str]:
    for node in parsed(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


@cache
def imported(source: str) -> frozenset[str]:
    return frozenset(_imported(source))


def _imported(source: str) -> Iterator[str]:
    for node in importing(source):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def alike(modules: Mapping[str, str]) -> dict[str, list[str]]:
    """Names that stand in several modules, and in which."""
    places = defaultdict(list)
    for module, source in modules.items():
        for name in defined(source):
            places[name].append(module)
    taken = {name for source in modules.values() for name in imported(source)}
    return {name: where for name, where in places.items() if len(where) > 1 and is_shared(name, taken)}


def is_shared(name: str, taken: Iterable[str]) -> bool:
    """Whether other modules see it: not with an underscore before it, nor a constant that nobody imports."""
    return not name.startswith("_") and (not name.isupper() or name in taken)


def test_a_name_stands_once_in_the_house() -> None:
    found = alike(ALL)
    assert {name: where for name, where in found.items() if name not in ALLOWED} == {}


@pytest.mark.parametrize("name", ALLOWED)
def test_an_exception_that_is_no_longer_needed_goes(name: str) -> None:
    assert name in alike(ALL)


@pytest.mark.parametrize(
    "planted",
    ["class Minute:\n    pass", "def day_document():\n    pass", "Direction = str", "DERIVATION = 1", "DAY_S: int = 3"],
)
def test_a_planted_name_is_seen(planted: str) -> None:
    assert set(alike(ALL | {"device.attic": planted})) - set(alike(ALL)) == {defined(planted)[0]}


@pytest.mark.parametrize("fine", ["_near = 1", "ADVICE = 2", "def run() -> int:\n    Minute = 1\n    return Minute"])
def test_what_no_other_module_sees_may_be_called_alike(fine: str) -> None:
    assert set(alike(ALL | {"device.attic": fine})) == set(alike(ALL))
