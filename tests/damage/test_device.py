"""A sample of the search; all of it by `python -m tests.damage.device --count 10000`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.damage.device import one_case
from tests.damage.device_folder import Made, make
from tests.support.needs import need_program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    folder = tmp_path_factory.mktemp("made")
    return [make(folder / "clean", clean=True), make(folder / "cut", clean=False)]


@pytest.mark.costly
@pytest.mark.parametrize("number", range(1, 11))
def test_a_device_whose_files_are_damaged_measures_and_tells(made: list[Made], tmp_path: Path, number: int) -> None:
    outcome = one_case(made, number, tmp_path / "case")
    assert outcome.faults == [], outcome.damage


@pytest.mark.slow
def test_so_does_it_in_three_hundred_other_cases(made: list[Made], tmp_path: Path) -> None:
    for number in range(100_000, 100_300):
        outcome = one_case(made, number, tmp_path / str(number))
        assert outcome.faults == [], f"case {number}: {outcome.damage}"


@pytest.mark.slow
def test_so_does_it_when_reads_and_writes_fail() -> None:
    need_program("cc")
    search = [sys.executable, "-m", "tests.damage.device", "--io", "--count", "60", "--seed", "200000"]
    done = subprocess.run(search, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
