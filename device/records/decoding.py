"""Frozen dataclasses from plain data (TOML tables, JSON objects, database rows) and back, with errors for people.

Knows types and ranges; must never know where the data came from or what it means.
"""

import dataclasses
import math
import types
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class BadValue(ValueError):
    """A value that cannot be taken: the message names where it stood, what was expected and what was seen."""


@dataclasses.dataclass(frozen=True)
class Range:
    """Lowest and highest number that is accepted, both included. Stands in `Annotated[float, Range(0, 1)]`."""

    low: float
    high: float = math.inf

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"{self.low:g} or more"
        return f"from {self.low:g} to {self.high:g}"


def to_plain(value: object) -> Any:
    """The value with dataclasses as dicts and tuples as lists, ready for JSON or TOML."""
    if dataclasses.is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: type[T], data: object, where: str = "", *, ignore_unknown: bool = False) -> T:
    """A `cls` (a dataclass) made from a mapping.

    `where` begins every error's path. Unknown names are an error unless `ignore_unknown` (data from a newer version).
    Raises BadValue.
    """
    value = _take(cls, data, where, ignore_unknown)
    assert isinstance(value, cls)  # noqa: S101 - states what _take did, for the type checker
    return value


def _take(kind: Any, data: object, where: str, ignore: bool) -> object:  # noqa: FBT001 - a type form; passed through
    origin = get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _take_dataclass(kind, data, where, ignore)
    if origin is Annotated:
        return _take_annotated(kind, data, where, ignore)
    if origin in (Union, types.UnionType):
        return _take_optional(kind, data, where, ignore)
    if origin is Literal:
        return _take_choice(kind, data, where)
    if origin is tuple:
        return _take_tuple(kind, data, where, ignore)
    return _take_scalar(kind, data, where)


def _take_dataclass(kind: Any, data: object, where: str, ignore: bool) -> object:  # noqa: FBT001
    if not isinstance(data, dict):
        raise _unexpected(where, "a table of names and values", data)
    hints, fields = _hints(kind), {f.name: f for f in dataclasses.fields(kind)}
    unknown = [str(name) for name in data if name not in fields]
    if unknown and not ignore:
        raise BadValue(f"{_path(where, unknown[0])}: unknown name; known here: {', '.join(sorted(fields))}")
    for name, f in fields.items():
        if name not in data and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
            raise BadValue(f"{_path(where, name)}: missing")
    return kind(**{n: _take(hints[n], data[n], _path(where, n), ignore) for n in fields if n in data})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _take_annotated(kind: Any, data: object, where: str, ignore: bool) -> object:  # noqa: FBT001
    base, *rules = get_args(kind)
    value = _take(base, data, where, ignore)
    for rule in rules:
        if isinstance(rule, Range) and isinstance(value, int | float) and not rule.low <= value <= rule.high:
            raise _unexpected(where, f"a number {rule}", value)
    return value


def _take_optional(kind: Any, data: object, where: str, ignore: bool) -> object:  # noqa: FBT001
    if data is None and type(None) in get_args(kind):
        return None
    (inner,) = (arg for arg in get_args(kind) if arg is not type(None))
    return _take(inner, data, where, ignore)


def _take_choice(kind: Any, data: object, where: str) -> object:
    for choice in get_args(kind):
        if type(choice) is type(data) and choice == data:
            return choice
    raise _unexpected(where, "one of " + ", ".join(repr(c) for c in get_args(kind)), data)


def _take_tuple(kind: Any, data: object, where: str, ignore: bool) -> object:  # noqa: FBT001
    if not isinstance(data, list | tuple):
        raise _unexpected(where, "a list", data)
    args = get_args(kind)
    if args[-1] is Ellipsis:
        args = (args[0],) * len(data)
    if len(args) != len(data):
        raise _unexpected(where, f"a list of {len(args)} values", data)
    pairs = enumerate(zip(args, data, strict=True))
    return tuple(_take(arg, item, f"{where}[{n}]", ignore) for n, (arg, item) in pairs)


SCALARS: dict[type, str] = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def _take_scalar(kind: type, data: object, where: str) -> object:
    if kind is float and type(data) is int:
        data = _as_float(data, where)
    if type(data) is not kind or (kind is float and not math.isfinite(data)):  # type: ignore[arg-type]  # a float here
        raise _unexpected(where, SCALARS[kind], data)
    return data


def _as_float(number: int, where: str) -> float:
    try:
        return float(number)
    except OverflowError:
        raise _unexpected(where, SCALARS[float], number) from None


def _unexpected(where: str, expected: str, seen: object) -> BadValue:
    return BadValue(f"{where or 'value'}: expected {expected}, got {_shown(seen)}")


MOST_SHOWN = 60  # characters of a wrong value that a message repeats


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        text = "a very large number"
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
