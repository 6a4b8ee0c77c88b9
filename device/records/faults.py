"""All that is wrong with plain data which should become a dataclass, a line each, where decoding stops at the first.

Knows fields, tables and how many lines a person reads; must never know where the data came from or what it means.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from device.records.decoding import BadValue, as_seen, from_plain

MOST_UNKNOWN: Final = 3  # names of one table that are told one by one


def every_fault(kind: Any, data: object, where: str = "") -> Iterator[str]:
    """What `from_plain` would refuse, in the order of the fields, with unknown names at the end.

    A list counts as one value: its first fault is told.
    """
    if not (dataclasses.is_dataclass(kind) and isinstance(data, Mapping)):
        yield from _fault_of_value(kind, data, where)
        return
    kinds = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        if field.name in data:
            yield from every_fault(kinds[field.name], data[field.name], _place(where, field.name))
        elif field.default is field.default_factory is dataclasses.MISSING:
            yield f"{_place(where, field.name)}: missing"
    yield from _unknown_names(kinds, data, where)


def number_limits(kind: Any, where: str = "") -> Iterator[tuple[str, float, float | None]]:
    """Lowest and highest of each number that such a dataclass takes, by its path; None where no number is too high."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        path = _place(where, name)
        if dataclasses.is_dataclass(hint):
            yield from number_limits(hint, path)
        for range_ in _ranges(hint):
            yield path, range_.ge, range_.le


def _ranges(hint: Any) -> Iterator[Any]:
    """What stands in `Annotated`, also beside None."""
    for one in (hint, *get_args(hint)):
        if get_origin(one) is Annotated:
            yield from (range_ for range_ in one.__metadata__ if range_.ge is not None)


def _fault_of_value(kind: Any, data: object, where: str) -> Iterator[str]:
    try:
        from_plain(kind, data, where)
    except BadValue as error:
        yield str(error)


def _unknown_names(known: Mapping[str, Any], data: Mapping[Any, object], where: str) -> Iterator[str]:
    unknown = [name for name in data if name not in known]
    for name in unknown[:MOST_UNKNOWN]:
        yield f"{_place(where, name)}: unknown name; known here: {', '.join(sorted(known))}"
    if len(unknown) > MOST_UNKNOWN:
        yield f"{where or 'at the top'}: {len(unknown) - MOST_UNKNOWN} more unknown names"


def _place(where: str, name: object) -> str:
    """The path to it; a name that no field can have is shown as a text, which has no line breaks."""
    plain = isinstance(name, str) and name.replace("-", "_").isidentifier() and len(name) <= len(as_seen(name))
    return f"{where}.{name if plain else as_seen(name)}".removeprefix(".")
