"""All faults of plain data, a line each."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from device.records.decoding import Range
from device.records.faults import every_fault, number_limits


@dataclass(frozen=True)
class Inner:
    length_s: Annotated[float, Range(1, 2)]
    name: str = ""


@dataclass(frozen=True)
class Outer:
    count: int
    inner: Inner
    more: tuple[int, ...] = ()


def test_what_is_right_has_no_fault() -> None:
    assert list(every_fault(Outer, {"count": 1, "inner": {"length_s": 1.5}, "more": [1, 2]})) == []


def test_every_fault_is_told_with_its_place_in_the_order_of_the_fields() -> None:
    plain = {"inner": {"length_s": 3, "name": 4, "nam": ""}, "count": "one", "more": [1, "2"]}
    assert list(every_fault(Outer, plain, "here")) == [
        "here.count: expected a whole number, got 'one'",
        "here.inner.length_s: expected a number from 1 to 2, got 3",
        "here.inner.name: expected a text, got 4",
        "here.inner.nam: unknown name; known here: length_s, name",
        "here.more[1]: expected a whole number, got '2'",
    ]


def test_what_is_missing_and_what_is_no_table_are_told() -> None:
    assert list(every_fault(Outer, {"inner": 7})) == [
        "count: missing",
        "inner: expected a table of names and values, got 7",
    ]
    assert list(every_fault(Outer, [])) == ["value: expected a table of names and values, got []"]


def test_of_many_unknown_names_three_are_told() -> None:
    plain = {"length_s": 1, **{f"x{n}": n for n in range(10_000)}}
    faults = list(every_fault(Inner, plain))
    assert faults[0] == "x0: unknown name; known here: length_s, name"
    assert faults[3:] == ["at the top: 9997 more unknown names"]


@pytest.mark.parametrize("name", ["a\nb", "", "\x1b[2J", 7, "x" * 1000, None])
def test_a_name_that_is_none_breaks_no_line(name: object) -> None:
    (fault,) = every_fault(Inner, {"length_s": 1, name: 1})
    assert fault.isprintable()
    assert len(fault) < 120


def test_a_value_without_end_is_a_fault_like_any_other() -> None:
    endless: list[object] = []
    for _ in range(100_000):
        endless = [endless]
    plain = {"length_s": endless, "name": "x" * 100_000}
    assert list(every_fault(Inner, plain)) == [
        "length_s: expected a number, got lists or tables in each other without end"
    ]


@dataclass(frozen=True)
class Limited:
    inner: Inner
    turns: Annotated[int, Range(0)] | None = None
    free: float = 0.0


def test_the_limits_of_numbers_are_those_that_faults_tell() -> None:
    assert list(number_limits(Limited)) == [("inner.length_s", 1, 2), ("turns", 0, None)]
    assert list(number_limits(Inner, "here")) == [("here.length_s", 1, 2)]
