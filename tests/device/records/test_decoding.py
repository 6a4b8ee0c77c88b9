"""Plain data becomes checked values, or an error that says where, what was expected and what was seen."""

from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.decoding import BadValue, Range, from_plain, to_plain


@dataclass(frozen=True)
class Inner:
    """A nested value."""

    share: Annotated[float, Range(0, 1)]


@dataclass(frozen=True)
class Outer:
    """One field of every supported type."""

    name: str
    count: int
    on: bool
    inner: Inner
    pairs: tuple[tuple[str, int], ...] = ()
    colour: Literal["white", "blue"] = "white"
    size_deg: float | None = None


outers = st.builds(
    Outer,
    name=st.text(),
    count=st.integers(),
    on=st.booleans(),
    inner=st.builds(Inner, share=st.floats(0, 1)),
    pairs=st.lists(st.tuples(st.text(), st.integers())).map(tuple),
    colour=st.sampled_from(["white", "blue"]),
    size_deg=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
plain_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
GOOD = {"name": "a", "count": 1, "on": True, "inner": {"share": 0.5}}


@given(outers)
def test_what_became_plain_comes_back_the_same(value: Outer) -> None:
    assert from_plain(Outer, to_plain(value)) == value


@given(plain_data)
def test_anything_else_is_a_bad_value_and_never_another_exception(data: object) -> None:
    with pytest.raises(BadValue):
        from_plain(Outer, data)


@given(st.sampled_from(sorted(GOOD)), plain_data)
def test_one_wrong_field_is_taken_as_its_type_or_named_in_the_error(name: str, data: object) -> None:
    try:
        taken = from_plain(Outer, {**GOOD, name: data})
    except BadValue as error:
        assert str(error).startswith(name)  # noqa: PT017 - refusing is right too
    else:
        assert from_plain(Outer, to_plain(taken)) == taken


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": "1"}, "x.count: expected a whole number, got '1'"),
        ({"count": True}, "x.count: expected a whole number, got True"),
        ({"count": 1.0}, "x.count: expected a whole number, got 1.0"),
        ({"inner": {"share": 1.5}}, "x.inner.share: expected a number from 0 to 1, got 1.5"),
        ({"inner": {"share": float("nan")}}, "x.inner.share: expected a number, got nan"),
        ({"inner": {"share": 10**400}}, "x.inner.share: expected a number, got 1000"),
        ({"inner": {}}, "x.inner.share: missing"),
        ({"inner": []}, "x.inner: expected a table of names and values, got []"),
        ({"colour": "red"}, "x.colour: expected one of 'white', 'blue', got 'red'"),
        ({"pairs": [["a"]]}, "x.pairs[0]: expected a list of 2 values, got ['a']"),
        ({"pairs": "ab"}, "x.pairs: expected a list, got 'ab'"),
        ({"speling": 1}, "x.speling: unknown name; known here: colour, count,"),
    ],
)
def test_an_error_says_where_what_was_expected_and_what_was_seen(change: dict[str, object], message: str) -> None:
    with pytest.raises(BadValue) as seen:
        from_plain(Outer, {**GOOD, **change}, "x")
    assert str(seen.value).startswith(message)


def test_unknown_names_pass_where_data_may_come_from_a_newer_version() -> None:
    assert from_plain(Outer, {**GOOD, "new": 1}, ignore_unknown=True) == from_plain(Outer, GOOD)


def test_a_whole_number_is_a_number() -> None:
    assert from_plain(Inner, {"share": 1}) == Inner(1.0)
