"""A programme's plain data as TOML, to be signed and to be read by people.

Knows the part of TOML that a programme needs; must never know what a programme asks for. The standard library reads
TOML and does not write it, and a package for sixty lines of a signed text would be one more to trust.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

Scalar = str | bool | int | float | date
DELETE: Final = "\x7f"  # the one letter that JSON leaves as it is and TOML does not allow


def toml_of(plain: Mapping[str, object]) -> str:
    """The text. Tables of the top get a heading each, and so do the tables of a list; all below is in one line."""
    return "\n".join([*_own(plain), *_tables(plain), ""])


def _own(plain: Mapping[str, object]) -> Iterator[str]:
    for name, value in plain.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{name} = {_value(value)}"


def _tables(plain: Mapping[str, object]) -> Iterator[str]:
    for name, value in plain.items():
        if isinstance(value, Mapping):
            yield from ("", f"[{name}]", *_lines(value))
        elif _is_tables(value):
            assert isinstance(value, Sequence)  # noqa: S101 - it is a list of tables
            for table in value:
                yield from ("", f"[[{name}]]", *_lines(table))


def _lines(table: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} = {_value(value)}" for name, value in table.items())


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_lines(value))} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace(DELETE, "\\u007F")
    return str(value).lower() if isinstance(value, bool) else str(value)
