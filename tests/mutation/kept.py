"""What became of mutants, kept between runs, so that a run can be stopped and only what changed is tried again.

Knows files and when a result still holds; must never know how a mutant is made or tried.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(".mutation")


@dataclass(frozen=True)
class Result:
    """survived: no test noticed. by: the test that did."""

    survived: bool
    by: str = ""


class Kept:
    """The results of one package.

    A survivor is tried again when a test of its package changes, a killed one when the file of the killing test does.
    Code in other modules is not looked at: after larger changes, remove the folder.
    """

    def __init__(self, package: str, tests: Iterable[Path]) -> None:
        """Reads what is there."""
        self._path = FOLDER / f"{package}.jsonl"
        self._tests = {str(path): _digest(path.read_text()) for path in tests}
        self._all = _digest(json.dumps(self._tests, sort_keys=True))
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
        return self._all if survived else self._tests.get(by.partition("::")[0], self._all)


def files_in(folders: Sequence[Path]) -> list[Path]:
    """Every file of tests in these folders."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
