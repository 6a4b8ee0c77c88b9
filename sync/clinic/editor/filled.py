"""A programme on a form: what stands in each field, as text, whether or not it can be prescribed.

Knows fields, and how they become the plain data that a device reads, and come from them; must never know what is right.
What is no number stays a text, so that whoever judges sees what was typed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sync.clinic.editor.fields import TICKED, Field, fields_of, head_fields, usual_values

ITEM_FIELD: Final = re.compile(r"items\[(\d{1,3})\]\.(.+)", re.DOTALL)
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
BETWEEN_TIMES: Final = re.compile(r"[\s,;]+")
EXERCISE_NAME: Final = "exercise"
OF_CHECKUP, OF_SYMPTOMS = "checkup", "symptoms"

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """What stands in the fields of the head, and in those of each exercise."""

    head: Typed = field(default_factory=dict)
    items: tuple[Typed, ...] = ()

    def values(self) -> Iterator[tuple[str, str]]:
        """Each name with what stands there, as a form sends them."""
        yield from self.head.items()
        for number, item in enumerate(self.items):
            yield from ((f"items[{number}].{name}", value) for name, value in item.items())

    def with_item(self, exercise: str) -> "Filled":
        """One more at the end."""
        return replace(self, items=(*self.items, {EXERCISE_NAME: exercise, **usual_values(fields_of(exercise))}))

    def without_item(self, number: int) -> "Filled":
        """All but this one."""
        return replace(self, items=(*self.items[:number], *self.items[number + 1 :]))

    def with_item_sooner(self, number: int) -> "Filled":
        """It and the one before it change places."""
        if not 0 < number < len(self.items):
            return self
        before, one = self.items[number - 1 : number + 1]
        return replace(self, items=(*self.items[: number - 1], one, before, *self.items[number + 1 :]))


def filled_by(form: Typed) -> Filled:
    """What came from a browser, as far as fields of ours can hold it."""
    known = set(_names(head_fields()))
    items: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        if of_item := ITEM_FIELD.fullmatch(name):
            items.setdefault(int(of_item[1]), {})[of_item[2]] = value
    head = {name: value for name, value in form.items() if name in known}
    return Filled(head, tuple(_known(items[number]) for number in sorted(items)))


def _known(item: dict[str, str]) -> Typed:
    names = {EXERCISE_NAME, *_names(fields_of(item.get(EXERCISE_NAME, "")))}
    return {name: value for name, value in item.items() if name in names}


def _names(fields: Iterator[Field]) -> Iterator[str]:
    for one in fields:
        yield from (f"{one.path}.{box}" for box, _ in one.boxes) if one.boxes else (one.path,)


def an_empty_one(head: Typed) -> Filled:
    """Nothing but what is usual, and this."""
    return Filled({**usual_values(head_fields()), **head})


def filled_of(plain: Mapping[str, Any]) -> Filled:
    """What stands in the fields of a programme that is written so; what it leaves out is as usual."""
    items = [_of_item(item) for item in plain.get("items", ())]
    return Filled(_texts(plain, head_fields), tuple(items))


def _of_item(plain: Mapping[str, Any]) -> Typed:
    exercise = plain[EXERCISE_NAME]
    return {EXERCISE_NAME: exercise, **_texts(plain, lambda: fields_of(exercise))}


def _texts(plain: Mapping[str, Any], fields: Callable[[], Iterator[Field]]) -> Typed:
    usual, found = usual_values(fields()), dict[str, str]()
    for one in fields():
        value = _found(plain, one.path)
        if value is None and one.left_out:
            found[one.path] = one.left_out
        elif value is None:
            found |= {name: text for name, text in usual.items() if name == one.path or name.startswith(f"{one.path}.")}
        else:
            found |= _text(one, value)
    return found


def _found(plain: Any, path: str) -> Any:
    """What stands at this path; None for nothing."""
    for name in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(plain, Mapping):
            plain = plain.get(name)
        else:
            plain = plain[int(name)] if isinstance(plain, Sequence) and name.isdigit() else None
    return plain


def _text(one: Field, value: Any) -> Typed:
    if one.boxes:
        return {f"{one.path}.{box}": TICKED for box, _ in one.boxes if box in map(str, value)}
    if one.kind == "yes":
        return {one.path: TICKED} if value else {}
    if one.kind == "times":
        return {one.path: ", ".join(value)}
    return {one.path: str(value).removesuffix(".0") if isinstance(value, float) else str(value)}


def plain_of(filled: Filled, beside: Mapping[str, Any]) -> dict[str, Any]:
    """The plain data that a device reads; `beside`: what nobody types."""
    found: dict[str, Any] = {"schema": 1, **beside}
    for one in head_fields():
        _put(found, one, filled.head)
    for name, asked in ((OF_CHECKUP, ("parts", "times")), (OF_SYMPTOMS, ("numbers",))):
        if not any(found[name].get(part) for part in asked):
            del found[name]  # not asked for: nothing is ticked
    items = [_plain_item(item) for item in filled.items]
    return {**found, "items": items} if items or OF_CHECKUP not in found else found


def _plain_item(item: Typed) -> dict[str, Any]:
    found: dict[str, Any] = {EXERCISE_NAME: item.get(EXERCISE_NAME, "")}
    for one in fields_of(found[EXERCISE_NAME]):
        _put(found, one, item)
    return found


def _put(found: dict[str, Any], one: Field, values: Typed) -> None:
    """At its path, unless nothing was typed."""
    *above, name = one.path.split(".")
    for part in above:
        found = found.setdefault(part, {})
    value = _typed(one, values)
    if value is not None and name.endswith("]"):
        found.setdefault(name.partition("[")[0], []).append(value)
    elif value is not None:
        found[name] = value


def _typed(one: Field, values: Typed) -> Any:
    if one.boxes:
        ticked = [box for box, _ in one.boxes if f"{one.path}.{box}" in values]
        return [int(box) if box.isdigit() else box for box in ticked]
    text = values.get(one.path, "").strip()
    if one.kind == "yes":
        return one.path in values
    if one.kind == "times":
        return [time for time in BETWEEN_TIMES.split(text) if time]
    return (_number(text) if one.kind == "number" else _date(text) if one.kind == "date" else text) if text else None


def _number(text: str) -> int | float | str:
    """The text itself where it is none; a comma is a point."""
    if not NUMBER.fullmatch(text):
        return text
    plain = text.replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _date(text: str) -> date | str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.isoformat() == text else text
