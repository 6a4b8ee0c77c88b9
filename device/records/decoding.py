"""Frozen dataclasses from plain data (TOML tables, JSON texts, database rows) and back, with errors for people.

Knows types and ranges; must never know where the data came from or what it means. msgspec decodes; when it refuses,
the data are looked at once more for words that say where, what was expected and what was seen.
"""

import dataclasses
import math
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T")


class BadValue(ValueError):
    """A value that cannot be taken: the message names where it stood, what was expected and what was seen."""


def Range(low: float, high: float = math.inf) -> msgspec.Meta:  # noqa: N802 - stands where types stand
    """Lowest and highest number that is accepted, both included: the second half of `Annotated[float, …]`."""
    return msgspec.Meta(ge=low) if high == math.inf else msgspec.Meta(ge=low, le=high)


def to_plain(value: object) -> Any:
    """The value with dataclasses as dicts, ready for JSON or TOML."""
    return msgspec.to_builtins(value, enc_hook=_as_plain_float)


def to_json(value: object) -> str:
    """JSON with its names in order. Infinity and what is no number become null: they are for `from_json` to refuse."""
    return msgspec.json.encode(value, enc_hook=_as_plain_float, order="sorted").decode()


def _as_plain_float(value: object) -> float:
    """Numbers of numpy are floats to everybody but msgspec."""
    if isinstance(value, float):
        return float(value)
    raise NotImplementedError(f"{type(value).__name__} has no plain form")


def from_json(cls: type[T], text: str, loads: Callable[[str], object], where: str = "") -> T:
    """A `cls` (a dataclass) made from JSON. Names that it does not know are ignored: data from a newer version.

    Only what msgspec refuses at once is read by `loads`, which is json's: then it is explained, or taken after all
    (an unknown name that is NaN, or a name that stands twice, first with a wrong value). `where` begins every error's
    path. Raises BadValue and what `loads` raises.
    """
    try:
        return msgspec.json.decode(text, type=cls)
    except msgspec.DecodeError:
        return from_plain(cls, loads(text), where, ignore_unknown=True)


def glance(cls: type[T], text: str, loads: Callable[[str], object]) -> T:
    """As `from_json`, three times quicker, for one look at thousands of texts.

    What comes back has the names and values of a `cls` and is none: it equals nothing, and `replace` does not take it.
    """
    try:
        return cast("T", msgspec.json.decode(text, type=_light(cls)))  # type: ignore[arg-type]  # a class can be hashed
    except msgspec.DecodeError:
        return from_plain(cls, loads(text), ignore_unknown=True)


@cache
def _light(cls: type) -> type[Any]:
    """What msgspec makes quickest, with the names, types and defaults of a dataclass.

    It holds no references in a circle, so that the garbage collector need not look at it. What a class checks by itself
    would be lost: such a class is refused.
    """
    if hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} checks itself when it is made: read it by from_json")
    hints = get_type_hints(cls, include_extras=True)
    fields = [_light_field(field, _light_hint(hints[field.name])) for field in dataclasses.fields(cls)]
    return msgspec.defstruct(f"Light{cls.__name__}", fields, frozen=True, gc=False)


def _light_field(field: dataclasses.Field[Any], hint: Any) -> Any:
    if field.default is dataclasses.MISSING:
        return field.name, hint
    default = field.default
    if dataclasses.is_dataclass(default):
        return field.name, hint, msgspec.convert(to_plain(default), hint)
    return field.name, hint, default


def _light_hint(hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        return _light(hint)  # type: ignore[arg-type]  # a class
    if get_origin(hint) in (Union, types.UnionType):
        return Union[tuple(map(_light_hint, get_args(hint)))]  # noqa: UP007 - of as many as there are
    if get_origin(hint) is tuple:
        return tuple[tuple(part if part is Ellipsis else _light_hint(part) for part in get_args(hint))]  # type: ignore[misc]  # built here
    return hint


def from_plain(cls: type[T], data: object, where: str = "", *, ignore_unknown: bool = False) -> T:
    """A `cls` (a dataclass) made from a mapping.

    `where` begins every error's path. Unknown names are an error unless `ignore_unknown` (data from a newer version).
    Raises BadValue.
    """
    for place in _places(cls, data):
        _refuse_what_msgspec_takes(place, where, ignore_unknown=ignore_unknown)
    try:
        return msgspec.convert(data, cls)
    except msgspec.ValidationError as error:
        if error.__cause__:  # what the class itself raised
            raise error.__cause__ from None
        raise _in_words(cls, data, where, str(error)) from None
    except UnicodeEncodeError as error:
        seen = as_seen(error.object)
        raise BadValue(f"{where or 'value'}: expected texts without lone surrogates, got {seen}") from None


@dataclasses.dataclass(frozen=True)
class _Place:
    """A value in the data, where it stands as msgspec writes it (`$.pairs[0]`), and what it should be."""

    path: str
    kind: Any
    allowed: msgspec.Meta | None
    data: Any


def _places(kind: Any, data: object, path: str = "$") -> Iterator[_Place]:
    """The data itself and everything in it that has a type."""
    place = _place(path, kind, data)
    yield place
    for name, part, inside in _parts(place):
        yield from _places(part, inside, path + name)


def _place(path: str, kind: Any, data: object) -> _Place:
    """With the type that stands in `Annotated` and beside `None`."""
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (arg for arg in get_args(kind) if arg is not type(None))
    if get_origin(kind) is Annotated:
        kind, allowed = get_args(kind)
        return _Place(path, kind, allowed, data)
    return _Place(path, kind, None, data)


def _parts(place: _Place) -> Iterator[tuple[str, Any, object]]:
    """Name, type and value of each."""
    data = place.data
    if _is_table(place):
        yield from ((f".{name}", kind, data[name]) for name, kind in _hints(place.kind).items() if name in data)
    elif isinstance(data, list | tuple) and (kinds := _kinds_in_list(place.kind)):
        kinds = (kinds[0],) * len(data) if kinds[-1] is Ellipsis else kinds
        yield from ((f"[{n}]", kind, item) for n, (kind, item) in enumerate(zip(kinds, data, strict=False)))


def _kinds_in_list(kind: Any) -> tuple[Any, ...]:
    """The types of what a tuple holds, or one whose places have names; nothing of anything else."""
    if get_origin(kind) is tuple:
        return get_args(kind)
    return tuple(_hints(kind)[name] for name in kind._fields) if hasattr(kind, "_fields") else ()


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _refuse_what_msgspec_takes(place: _Place, where: str, *, ignore_unknown: bool) -> None:
    """Infinity and numbers that are none, and names that a dataclass does not have. Raises BadValue."""
    if isinstance(place.data, float) and not math.isfinite(place.data):
        raise _unexpected(place, where)
    if ignore_unknown or not _is_table(place):
        return
    for name in place.data:
        if name not in _hints(place.kind):
            known = ", ".join(sorted(_hints(place.kind)))
            raise BadValue(f"{_spoken(where, f'{place.path}.{name}')}: unknown name; known here: {known}")


def _in_words(cls: Any, data: object, where: str, said: str) -> BadValue:
    """What msgspec `said`, which ends with the path unless it is of the whole."""
    path = said.rpartition(" - at `")[2].removesuffix("`") if said.endswith("`") and " - at `$" in said else "$"
    place = next(place for place in _places(cls, data) if place.path == path)
    return _missing(place, where) if _is_table(place) else _unexpected(place, where)


def _is_table(place: _Place) -> bool:
    return dataclasses.is_dataclass(place.kind) and isinstance(place.data, dict)


def _missing(place: _Place, where: str) -> BadValue:
    required = (f for f in dataclasses.fields(place.kind) if f.default is f.default_factory is dataclasses.MISSING)
    name = next(f.name for f in required if f.name not in place.data)
    return BadValue(f"{_spoken(where, f'{place.path}.{name}')}: missing")


def _unexpected(place: _Place, where: str) -> BadValue:
    return BadValue(f"{_spoken(where, place.path)}: expected {_expected(place)}, got {as_seen(place.data)}")


SCALARS: dict[type, str] = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def _expected(place: _Place) -> str:
    kind, data = place.kind, place.data
    if dataclasses.is_dataclass(kind):
        return "a table of names and values"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(repr(choice) for choice in get_args(kind))
    if kinds := _kinds_in_list(kind):
        return f"a list of {len(kinds)} values" if isinstance(data, list | tuple) else "a list"
    return f"a number {_range(place.allowed)}" if place.allowed and _is_a(kind, data) else SCALARS[kind]


def _range(allowed: msgspec.Meta) -> str:
    return f"{allowed.ge:g} or more" if allowed.le is None else f"from {allowed.ge:g} to {allowed.le:g}"


def _is_a(kind: type, data: object) -> bool:
    """Whether this is a number of the kind, be it in range or not."""
    try:
        return type(data) in (int, kind) and math.isfinite(data)  # type: ignore[arg-type]  # a number here
    except OverflowError:  # a whole number that no float can hold
        return kind is int


MOST_SHOWN = 60  # characters of a wrong value that a message repeats


def as_seen(value: object) -> str:
    """A wrong value as a message repeats it: in one line, and not all of a long one."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        text = "a very large number"
    except RecursionError:
        text = "lists or tables in each other without end"
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _spoken(where: str, path: str) -> str:
    """The path for people: after `where`, without msgspec's `$`."""
    return f"{where}{path[1:]}".removeprefix(".") or "value"
