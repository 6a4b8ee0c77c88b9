"""Plain data becomes checked values, or an error that says where, what was expected and what was seen."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.decoding import BadValue, Range, from_json, from_plain, glance, to_json, to_plain


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
    size_deg: Annotated[float, Range(0)] | None = None


outers = st.builds(
    Outer,
    name=st.text(),
    count=st.integers(),
    on=st.booleans(),
    inner=st.builds(Inner, share=st.floats(0, 1)),
    pairs=st.lists(st.tuples(st.text(), st.integers())).map(tuple),
    colour=st.sampled_from(["white", "blue"]),
    size_deg=st.none() | st.floats(0, allow_infinity=False),
)
plain_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
GOOD = {"name": "a", "count": 1, "on": True, "inner": {"share": 0.5}}


@given(outers)
def test_what_became_plain_comes_back_the_same(value: Outer) -> None:
    assert from_plain(Outer, to_plain(value)) == value


@given(outers)
def test_a_glance_finds_the_same_values(value: Outer) -> None:
    assert to_plain(glance(Outer, to_json(value), json.loads)) == to_plain(value)


def test_a_glance_knows_defaults_and_ignores_unknown_names() -> None:
    seen = glance(Outer, json.dumps(GOOD | {"new": 5}), json.loads)
    assert (seen.pairs, seen.colour, seen.size_deg, seen.inner.share) == ((), "white", None, 0.5)


@given(st.sampled_from(sorted(GOOD)), plain_data)
def test_a_glance_refuses_what_a_long_look_refuses_in_the_same_words(name: str, value: object) -> None:
    text = json.dumps(GOOD | {name: value})
    seen = [outcome(read, text) for read in (from_json, glance)]
    assert seen[0] == seen[1]


def test_a_glance_is_no_way_around_what_a_class_checks_itself() -> None:
    @dataclass(frozen=True)
    class Checked:
        count: int

        def __post_init__(self) -> None:
            raise BadValue("count: too many")

    with pytest.raises(TypeError, match="Checked checks itself when it is made"):
        glance(Checked, '{"count": 5}', json.loads)


def outcome(read: Callable[[type[Outer], str, Callable[[str], object]], Outer], text: str) -> object:
    """What is read, by its names: msgspec leaves defaults to the class, and writes only what is an object's own."""
    try:
        value = read(Outer, text, json.loads)
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(Outer)}
    except BadValue as problem:
        return str(problem)


@given(outers)
def test_what_became_json_comes_back_the_same(value: Outer) -> None:
    assert from_json(Outer, to_json(value), json.loads) == value


@pytest.mark.costly
@given(st.sampled_from(sorted(GOOD)), plain_data)
def test_json_is_taken_or_refused_with_the_same_words_as_the_data_in_it(name: str, data: object) -> None:
    text = json.dumps({**GOOD, name: data})
    try:
        taken = from_plain(Outer, json.loads(text), "x", ignore_unknown=True)
    except BadValue as error:
        with pytest.raises(BadValue) as seen:
            from_json(Outer, text, json.loads, "x")
        assert str(seen.value) == str(error)  # noqa: PT017 - refusing is right too
    else:
        assert from_json(Outer, text, json.loads, "x") == taken


@pytest.mark.parametrize(
    "text",
    [
        '{"share": 0.5, "new": NaN}',
        '{"share": 0.5, "new": 1e999}',
        '{"share": 0.5, "new": [{"share": "\\ud800"}]}',
        '{"share": "x", "share": 0.5}',
    ],
)
def test_what_stands_under_an_unknown_name_or_an_earlier_of_two_equal_ones_does_not_matter(text: str) -> None:
    assert from_json(Inner, text, json.loads) == Inner(0.5)


def test_data_with_lone_surrogates_are_a_bad_value() -> None:
    with pytest.raises(BadValue, match=r"x: expected texts without lone surrogates, got '\\ud800'"):
        from_plain(Inner, {"share": 0.5, "\ud800": 1}, "x", ignore_unknown=True)


def test_numbers_of_numpy_become_plain_ones() -> None:
    assert to_plain(Inner(np.float64(0.5))) == {"share": 0.5}
    assert type(to_plain(Inner(np.float64(0.5)))["share"]) is float
    assert to_json(Inner(np.float64(0.5))) == '{"share":0.5}'


@pytest.mark.costly
@given(plain_data)
def test_anything_else_is_a_bad_value_and_never_another_exception(data: object) -> None:
    with pytest.raises(BadValue):
        from_plain(Outer, data)


@pytest.mark.costly
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
        ({"inner": {"share": 0, "spare": 1}}, "x.inner.spare: unknown name; known here: share"),
        ({"inner": {"share": -1}}, "x.inner.share: expected a number from 0 to 1, got -1"),
        ({"inner": None}, "x.inner: expected a table of names and values, got None"),
        ({"size_deg": float("inf")}, "x.size_deg: expected a number, got inf"),
        ({"size_deg": -1}, "x.size_deg: expected a number 0 or more, got -1"),
        ({"pairs": [["a", 1], ["b", None]]}, "x.pairs[1][1]: expected a whole number, got None"),
        ({"on": 1}, "x.on: expected true or false, got 1"),
        ({"name": "`$.x` - at `$.y`", "count": "a"}, "x.count: expected a whole number, got 'a'"),
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


class Named(NamedTuple):
    """In JSON a list, in which each place has a name here."""

    word: str
    share: float | None


@dataclass(frozen=True)
class Listed:
    """As outlines are."""

    rows: tuple[Named, ...] = ()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["a"]], "rows[0]: expected a list of 2 values, got ['a']"),
        ([["a", 0.5], ["b", "c"]], "rows[1][1]: expected a number, got 'c'"),
        ([[None, 0.5]], "rows[0][0]: expected a text, got None"),
        ([["a", float("nan")]], "rows[0][1]: expected a number, got nan"),
        (["a"], "rows[0]: expected a list, got 'a'"),
    ],
)
def test_an_error_in_a_list_whose_places_have_names_says_the_same(rows: list[object], message: str) -> None:
    assert from_plain(Listed, {"rows": [["a", None]]}) == Listed((Named("a", None),))
    with pytest.raises(BadValue) as seen:
        from_plain(Listed, {"rows": rows})
    assert str(seen.value) == message
