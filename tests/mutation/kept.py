"""What became of mutants, kept between runs, so that a run can be stopped and only what changed is tried again.

Knows files and when a result still holds; must never know how a mutant is made or tried.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(".mutation")


@dataclass(frozen=True)
class Result:
    """survived: no test noticed. by: the test that did."""

    survived: bool
    by: str = ""


class Kept:
    """The results of one package.

    A survivor is tried again when anything in the tests of its package changes, a killed one when the test function
    that killed it does. Code in other modules is not looked at: after larger changes, remove the folder.
    """

    def __init__(self, package: str, tests: Iterable[Path]) -> None:
        """Reads what is there."""
        self._path = FOLDER / f"{package}.jsonl"
        self._sources = {str(path): path.read_text() for path in tests}
        self._all = _digest(json.dumps(self._sources, sort_keys=True))
        self._known: dict[str, Result] = {}
        for line in self._path.read_text().splitlines() if self._path.exists() else ():
            key, survived, by, digest = json.loads(line)
            if digest == self._digest_for(by, survived=survived):
                self._known[key] = Result(survived, by)

    def get(self, source: str) -> Result | None:
        """What became of this mutant, None if that is not known."""
        return self._known.get(_digest(source))

    def add(self, source: str, result: Result) -> None:
        """From now on it is known."""
        self._path.parent.mkdir(exist_ok=True)
        key = _digest(source)
        self._known[key] = result
        digest = self._digest_for(result.by, survived=result.survived)
        with self._path.open("a") as file:
            file.write(json.dumps([key, result.survived, result.by, digest]) + "\n")

    def _digest_for(self, by: str, *, survived: bool) -> str:
        if survived or not by:
            return self._all
        file, _, test = by.partition("::")
        return _digest(function_in(self._sources.get(file, ""), test.partition("[")[0]))


@cache
def function_in(source: str, name: str) -> str:
    """One function of a module as text, "" without it."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return next((ast.unparse(node) for node in functions if node.name == name), "")


def files_in(folders: Sequence[Path]) -> list[Path]:
    """Every file of tests in these folders."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
