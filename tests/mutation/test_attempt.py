"""A mutant is tried in a process of its own, and what its tests say is understood."""

from pathlib import Path

import pytest

from tests.mutation.attempt import NoTests, Replaced, attempt

pytestmark = [
    pytest.mark.slow,  # a pytest inside of pytest, half a second each
    pytest.mark.filterwarnings(
        "ignore:.*multi-threaded.*fork:DeprecationWarning"
    ),  # pytest-xdist has threads, make mutate none
]
TEST = "from planted import two\n\ndef test_it_is_two():\n    assert two() == 2\n"


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    (tmp_path / "planted.py").write_text("def two():\n    return 2\n")
    (tmp_path / "test_planted.py").write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return [tmp_path / "test_planted.py"]


def in_place(tests: list[Path], source: str) -> Replaced:
    return Replaced("planted", tests[0].with_name("planted.py"), source)


def test_code_as_it_is_passes_and_tells_which_tests_enter_which_function(tests: list[Path]) -> None:
    planted = tests[0].with_name("planted.py")
    found = attempt(tests, None, {}, 60.0, watched=[planted])
    assert found.passed
    assert list(found.seconds) == ["test_planted.py::test_it_is_two"]
    assert found.entered == {"test_planted.py": {(str(planted), 1)}}


@pytest.mark.parametrize("source", ["def two():\n    return 3\n", "def two():\n    return None\n"])
def test_a_change_that_a_test_notices_is_told_with_the_test(tests: list[Path], source: str) -> None:
    found = attempt(tests, in_place(tests, source), {}, 60.0)
    assert (found.passed, found.failed) == (False, "test_planted.py::test_it_is_two")


def test_a_change_that_makes_no_difference_survives(tests: list[Path]) -> None:
    assert attempt(tests, in_place(tests, "def two():\n    return 1 + 1\n"), {}, 60.0).passed


def test_a_module_that_no_longer_loads_is_noticed(tests: list[Path]) -> None:
    assert not attempt(tests, in_place(tests, "1 / 0"), {}, 60.0).passed


def test_a_change_that_never_ends_is_noticed(tests: list[Path]) -> None:
    found = attempt(tests, in_place(tests, "def two():\n    while True: pass\n"), {}, 3.0)
    assert (found.passed, found.failed) == (False, "too slow")


def test_a_folder_without_tests_is_no_survivor(tests: list[Path]) -> None:
    tests[0].write_text("")
    with pytest.raises(NoTests, match="no test found"):
        attempt(tests, None, {}, 60.0)
