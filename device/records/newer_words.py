"""What a newer version writes and this one does not know: passed over and counted, never fatal.

Knows which words a value may hold, by its types; must never know what they mean.

A list loses the items with such a word; a name that may have no value has none; a clock's trust counts as an estimate,
since it is no word for none. What is left out is told: the rest of the day is worth more than none of it.
"""

from collections import Counter
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

STAND_INS: Final = {"clock": "estimated"}
MOST_KINDS: Final = 20  # of what was passed over
MOST_OF_A_WORD: Final = 40  # characters

PassedOver = tuple[tuple[str, int], ...]


def without_newer_words(kind: type, data: object) -> tuple[object, PassedOver]:
    """The plain data of a `kind` without the words that it does not know, and what was left out, with how often."""
    passing = _Passing()
    kept = passing.taken(kind, data, "")
    return (data if isinstance(kept, _Unknown) else kept), tuple(passing.over.most_common(MOST_KINDS))


@dataclass(frozen=True)
class _Unknown:
    """A part that cannot be taken because of one word."""

    said: str


@dataclass
class _Passing:
    over: Counter[str] = field(default_factory=Counter)

    def taken(self, kind: Any, data: object, name: str) -> object:
        """The data as far as they can be taken; _Unknown where they cannot be without a word."""
        kind = _bare(kind)
        if is_dataclass(kind) and isinstance(data, dict):
            return self._table(kind, data)
        if get_origin(kind) is tuple and isinstance(data, list) and get_args(kind)[-1] is Ellipsis:
            return self._list(get_args(kind)[0], data, name)
        if get_origin(kind) is Literal and isinstance(data, str) and data not in get_args(kind):
            return _Unknown(f"{name} {data[:MOST_OF_A_WORD]!a}")
        return data

    def _table(self, kind: Any, data: dict[str, object]) -> object:
        kept = dict(data)
        for name, hint in _hints_of(kind).items():
            if name not in data:
                continue
            value = self.taken(hint, data[name], name)
            if isinstance(value, _Unknown):
                if not _is_optional(hint) and name not in STAND_INS:
                    return value
                self.over[value.said] += 1
                value = STAND_INS.get(name)
            kept[name] = value
        return kept

    def _list(self, kind: Any, data: list[object], name: str) -> list[object]:
        taken = [self.taken(kind, item, name) for item in data]
        self.over.update(f"{name}: {item.said}" for item in taken if isinstance(item, _Unknown))
        return [item for item in taken if not isinstance(item, _Unknown)]


@cache
def _hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)


def _bare(hint: Any) -> Any:
    """The type that stands beside `None`."""
    if _is_optional(hint):
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    return hint
