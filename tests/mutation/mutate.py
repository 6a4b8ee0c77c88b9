"""`make mutate`: how many changes for the worse the tests of each package notice, and which they do not.

Knows packages, their tests and what to print; must never know how a mutant is made. PACKAGE=device.exercise is one
package or module, SAMPLE=200 so many of its mutants drawn with SEED=1.
"""

import argparse
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house.test_packages import PACKAGES
from tests.mutation.attempt import Attempt, Replaced, attempt, load_once
from tests.mutation.kept import FOLDER, Kept, Result, files_in
from tests.mutation.mutants import Mutant, mutants_of

BESIDE = ("drivers.mpu6050",)  # it talks to the bus, and everything it decides is tested against a simulated one
TESTED_BY = {  # where the mirrored folder is not what tests a package
    "device.parameters": (
        "device/signals",
        "device/tremor",
        "device/episodes",
        "device/repetitions",
        "device/analysis",
    ),
}
FIRST_LIMIT_S = 600.0  # for the tests of the code as it is
TIMES, MORE_S = 3.0, 10.0  # a mutant may take so many times as long, and a little more
TOLD_EVERY = 20  # mutants
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Tried:
    """A mutant of a file."""

    path: Path
    mutant: Mutant


@dataclass(frozen=True)
class Score:
    """How many of the mutants that were tried a test noticed, and of how many there are."""

    killed: int
    tried: int
    total: int

    def __str__(self) -> str:
        """For people."""
        if not self.tried:
            return "no mutants"
        text = f"{self.killed / self.tried:6.1%} of {self.tried} mutants noticed"
        low, high = self.interval()
        return text if self.tried == self.total else f"{text}, drawn from {self.total}: {low:.0%} to {high:.0%}"

    def interval(self) -> tuple[float, float]:
        """Where the share of all mutants lies with 95 % confidence (Wilson 1927)."""
        share, square = self.killed / self.tried, NORMAL_95**2 / self.tried
        middle = (share + square / 2) / (1 + square)
        half = NORMAL_95 / (1 + square) * math.sqrt(share * (1 - share) / self.tried + square / self.tried / 4)
        return middle - half, middle + half


def main(arguments: Sequence[str] | None = None) -> int:
    """Every package asked for, each with its survivors, and the scores of all at the end."""
    options = _parser().parse_args(arguments)
    load_once()
    scores = {package: _package(package, options.sample, options.seed) for package in options.package or all_packages()}
    for package, score in scores.items():
        print(f"{package:24} {score}")
    return 0


def all_packages() -> list[str]:
    """The pure packages of the house, and what is as strictly tested."""
    return [*(name for name, package in PACKAGES.items() if package.pure), *BESIDE]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("package", nargs="*", help="package or module; all pure packages without one")
    parser.add_argument("--sample", type=int, help="try only so many mutants of each, drawn by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    return parser


def files_of(package: str) -> list[Path]:
    """The modules of a package, or the one of this name."""
    place = Path(*package.split("."))
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def folders_for(package: str) -> list[Path]:
    """The folders whose tests are to notice: the one that mirrors the package, or the nearest above it."""
    if package in TESTED_BY:
        return [Path("tests", folder) for folder in TESTED_BY[package]]
    place = Path("tests", *package.split("."))
    return [next(folder for folder in (place, *place.parents) if folder.is_dir())]


def _package(package: str, sample: int | None, seed: int) -> Score:
    tests = folders_for(package)
    every = [Tried(path, mutant) for path in files_of(package) for mutant in mutants_of(path.read_text())]
    drawn = every if sample is None else random.Random(seed).sample(every, min(sample, len(every)))
    print(f"{package}: {len(drawn)} of {len(every)} mutants, tested by {', '.join(map(str, tests))}", flush=True)
    survivors = list(_survivors(drawn, tests, Kept(package, files_in(tests))))
    _keep_diffs(package, survivors)
    return Score(len(drawn) - len(survivors), len(drawn), len(every))


def _survivors(drawn: Sequence[Tried], tests: Sequence[Path], kept: Kept) -> Iterator[Tried]:
    unknown = [tried for tried in drawn if kept.get(tried.mutant.source) is None]
    if unknown:
        _try_all(unknown, tests, kept)
    for tried in drawn:
        result = kept.get(tried.mutant.source)
        if result and result.survived:
            yield tried


def _try_all(unknown: Sequence[Tried], tests: Sequence[Path], kept: Kept) -> None:
    asis, limit_s = _as_it_is(tests, {tried.path for tried in unknown})
    kills: Counter[str] = Counter()
    begun_s = time.monotonic()
    for number, tried in enumerate(unknown, 1):
        ranks = {test: -kills[test] or seconds for test, seconds in asis.seconds.items()}
        noticing = _noticing(tried, asis, tests)
        found = attempt(noticing, _replaced(tried), ranks, limit_s) if noticing else Attempt(passed=True)
        kills[found.failed] += not found.passed
        kept.add(tried.mutant.source, Result(found.passed, found.failed))
        _progress(number, len(unknown), tried, found, time.monotonic() - begun_s)


def _noticing(tried: Tried, asis: Attempt, tests: Sequence[Path]) -> list[Path]:
    """The files of tests that enter the changed function; all where it is in none, or runs while modules are loaded."""
    if tried.mutant.function is None:
        return list(tests)
    changed = {(str(tried.path.resolve()), line) for line in tried.mutant.function}
    if changed & asis.entered.get("", set()):
        return list(tests)
    return [Path(test) for test, entered in asis.entered.items() if entered & changed]


def _as_it_is(tests: Sequence[Path], changed: Iterable[Path]) -> tuple[Attempt, float]:
    """What the tests say of the code as it is and what they run of it, and how long a mutant may take."""
    begun_s = time.monotonic()
    found = attempt(tests, None, {}, FIRST_LIMIT_S, list(changed))
    if not found.passed:
        sys.exit(f"the tests have to pass before anything is changed: {found.failed or 'they do not run'}")
    return found, TIMES * (time.monotonic() - begun_s) + MORE_S


def _replaced(tried: Tried) -> Replaced:
    module = ".".join(tried.path.with_suffix("").parts).removesuffix(".__init__")
    return Replaced(module, tried.path.resolve(), tried.mutant.source)


def _progress(number: int, total: int, tried: Tried, found: Attempt, spent_s: float) -> None:
    if number % TOLD_EVERY == 0:
        print(f"{number} of {total} tried, {spent_s / number * (total - number) / 60:.0f} min to go", flush=True)
    if found.passed:
        print(f"survived: {tried.path}:{tried.mutant.line}\n{_diff(tried)}", flush=True)


def _diff(tried: Tried) -> str:
    return tried.mutant.diff(tried.path.read_text(), str(tried.path))


def _keep_diffs(package: str, survivors: Sequence[Tried]) -> None:
    FOLDER.mkdir(exist_ok=True)
    texts = (f"{tried.path}:{tried.mutant.line}\n{_diff(tried)}\n" for tried in survivors)
    (FOLDER / f"{package}.diff").write_text("\n".join(texts))


if __name__ == "__main__":
    sys.exit(main())
