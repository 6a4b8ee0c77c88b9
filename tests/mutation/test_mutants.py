"""What is changed for the worse, what is not, and that a change is seen."""

from pathlib import Path

import pytest

from tests.mutation.mutants import mutants_of
from tests.mutation.mutate import Score, all_packages, folders_for


def changed(source: str) -> list[str]:
    return [mutant.source for mutant in mutants_of(source)]


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("A = 15", ["A = (16)", "A = (14)"]),
        ("A = 4.0", ["A = 5.0", "A = 3.2"]),
        ("A = 0.0", ["A = 1.0"]),
        ("A = True", ["A = False"]),
        ("a = b < c", ["a = (b <= c)", "a = (b >= c)"]),
        ("a = b == c", ["a = (b != c)"]),
        ("a = b and c", ["a = (b or c)"]),
        ("a = not b", ["a = (b)"]),
        ("a = -b", ["a = (b)"]),
        ("a = b + c", ["a = (b - c)"]),
        ("a = b * (c + d)", ["a = (b / (c + d))", "a = b * ((c - d))"]),
        ("a = min(b)", ["a = (max(b))"]),
        ("a = sorted(b, key=c)", ["a = (list(b))"]),
        ("if a:\n    b = c", ["if (not (a)):\n    b = c"]),
        ("a = [b for b in c if b]", ["a = [b for b in c if (not (b))]"]),
        ("a.b = c", ["pass"]),
        ("a += b", ["a -= b"]),
        ("a()", ["pass"]),
        ("def a():\n    return b", ["def a():\n    return None"]),
        ("for a in b:\n    continue", ["for a in b:\n    break"]),
        ("a: Annotated[float, Range(0.0)]", ["a: Annotated[float, Range(1.0)]"]),
    ],
)
def test_a_change_is_one_thing_for_the_worse(source: str, mutants: list[str]) -> None:
    assert changed(source) == mutants


@pytest.mark.parametrize(
    "source",
    [
        '"""Over 15 lines."""',
        "Event = Press | Tick",
        "a: tuple[int, Literal[1]]",
        "def a() -> Literal[1]: ...",
        "assert a > 1",
        'raise BadValue(f"expected {1 + 1}", 5)',
        'a = f"{b + 1:.2f}"',
        "a = zip(b, c, strict=True)",
        "@lru_cache(maxsize=8)\ndef a(): ...",
        'log.warning("late by %s", 1)',
    ],
)
def test_what_only_people_or_type_checkers_read_is_left_alone(source: str) -> None:
    assert changed(source) == []


def test_a_change_after_letters_of_more_than_a_byte_stands_where_it_should() -> None:
    assert changed('a = "90°", 1.0') == ['a = "90°", 1.25', 'a = "90°", 0.8']


def test_a_change_tells_the_lines_of_the_outermost_function_that_it_is_in() -> None:
    source = (
        "A = 1\nclass B:\n    @property\n    def c(self):\n        def d():\n            return e\n        f.g = d\n"
    )
    assert [mutant.function for mutant in mutants_of(source)] == [None, None, range(3, 8), range(3, 8)]


def test_a_difference_is_told_in_two_lines() -> None:
    (mutant,) = mutants_of("a = b\nc = d + e\n")
    assert mutant.diff("a = b\nc = d + e\n", "x.py").splitlines() == ["@@ -2 +2 @@", "-c = d + e", "+c = (d - e)"]


def test_a_score_over_a_sample_says_how_sure_it_is() -> None:
    assert str(Score(45, 50, 50)) == " 90.0% of 50 mutants noticed"
    assert str(Score(90, 100, 500)) == " 90.0% of 100 mutants noticed, drawn from 500: 83% to 94%"  # Wilson 1927


def test_every_package_has_folders_for_its_own() -> None:
    assert folders_for("device.exercise") == [Path("tests/device/exercise")]
    assert folders_for("device.exercise.button") == [Path("tests/device/exercise")]
    assert all(folder.is_dir() for package in all_packages() for folder in folders_for(package))
