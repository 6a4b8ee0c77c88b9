"""The form in which a programme is written, ready to be shown: each field with what stands there and what is wrong.

Knows what stands where; must never know HTML, HTTP or what is right.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from device.programme.catalogue import CATALOGUE, EXERCISES
from device.programme.items import MOST_ITEMS
from device.records.facts import CheckupPart
from device.records.sites import CHECKUPS, GUIDES, SITES
from sync.clinic.editor.fields import (
    CHECKUP_GROUP,
    HEAD,
    SYMPTOM_GROUP,
    Field,
    Group,
    groups_of,
    limits_in_words,
)
from sync.clinic.editor.filled import EXERCISE_NAME, Filled, Typed
from sync.clinic.editor.judging import FieldFault
from sync.clinic.wording.language import IN_ENGLISH, PAGE_LANGUAGE, marked, spoken, with_decimal
from sync.clinic.wording.words import capital

WHOLE: Final = "whole"  # where a fault stands that is of no field
PART_NAMES: Final[dict[CheckupPart, str]] = {
    "rest": marked("rest"),
    "hold": marked("hold"),
    "midline": marked("midline"),
    "straight": marked("straight"),
    "trick": marked("sensory trick"),
}
DATE_LETTERS: Final = "0123456789-"


@dataclass(frozen=True)
class ShownBox:
    """One box to tick."""

    name: str
    label: str
    ticked: bool
    more: str = ""


@dataclass(frozen=True)
class ShownField:
    """name: as it is sent. limits: what the device takes. faults: what is wrong with it."""

    name: str
    label: str
    kind: str
    value: str
    unit: str = ""
    limits: str = ""
    more: str = ""
    longest: int = 0
    faults: tuple[str, ...] = ()
    boxes: tuple[ShownBox, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """For labels and links."""
        return element_id(self.name)


@dataclass(frozen=True)
class ShownGroup:
    """Fields under one heading."""

    legend: str
    fields: tuple[ShownField, ...]
    id: str = ""
    faults: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class ShownItem:
    """One exercise on the form."""

    number: int
    exercise: str
    title: str
    how: str
    caution: str
    groups: tuple[ShownGroup, ...]
    faults: tuple[str, ...]
    id: str
    is_last: bool


@dataclass(frozen=True)
class FormPage:
    """All of it. wrong: where each fault stands, and what it says. fitting, others: exercises that can be added."""

    head: tuple[ShownGroup, ...]
    items: tuple[ShownItem, ...]
    checkup: ShownGroup
    symptoms: ShownGroup
    wrong: tuple[tuple[str, str], ...]
    site: str
    fitting: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    may_add: bool


def element_id(name: str) -> str:
    """A name as an HTML element may be called and linked to."""
    return "".join(letter if letter.isalnum() else "-" for letter in name).strip("-") or WHOLE


def form_page(filled: Filled, faults: Sequence[FieldFault], symptoms: Mapping[int, str]) -> FormPage:
    """`symptoms`: what the patient's own are called in this clinic."""
    site = filled.head.get("site", "")
    shown = _Shown(filled, faults)
    return FormPage(
        head=tuple(shown.group(group, filled.head) for group in HEAD),
        items=tuple(shown.item(number) for number in range(len(filled.items))),
        checkup=shown.group(CHECKUP_GROUP, filled.head, more=_checkup_advice(site)),
        symptoms=shown.group(SYMPTOM_GROUP, filled.head, names={str(n): name for n, name in symptoms.items()}),
        wrong=tuple((shown.anchor(fault), shown.spoken(fault)) for fault in faults),
        site=site,
        fitting=tuple((one.name, spoken(one.title)) for one in EXERCISES if site in one.sites),
        others=tuple((one.name, spoken(one.title)) for one in EXERCISES if site not in one.sites),
        may_add=len(filled.items) < MOST_ITEMS,
    )


def _checkup_advice(site: str) -> str:
    guide = next((CHECKUPS[one] for one in SITES if one == site), None)
    if guide is None:
        return ""
    parts = ", ".join(spoken(PART_NAMES[part]) for part in guide.parts)
    return spoken("On the {site}: {parts} ({why}).", site=spoken(site), parts=parts, why=spoken(guide.why))


class _Shown:
    """What is wrong, by the field or group that it is of."""

    def __init__(self, filled: Filled, faults: Sequence[FieldFault]) -> None:
        self._filled, self._known = filled, set(_paths(filled))
        self._at: dict[str, list[str]] = {}
        for fault in faults:
            self._at.setdefault(fault.field(self._known), []).append(fault.text)

    def anchor(self, fault: FieldFault) -> str:
        """Where it stands."""
        return element_id(fault.field(self._known))

    def spoken(self, fault: FieldFault) -> str:
        """With the label of what it is of."""
        label = _paths(self._filled).get(fault.field(self._known), "")
        return f"{capital(label)}: {fault.text}" if label else fault.text

    def group(
        self, group: Group, values: Typed, before: str = "", more: str = "", names: Mapping[str, str] | None = None
    ) -> ShownGroup:
        """With all its fields, whose names begin so."""
        exercise, path = values.get(EXERCISE_NAME, ""), f"{before}{group.path}" if group.path else ""
        fields = tuple(self._field(one, values, before, exercise, names or {}) for one in group.fields)
        legend = spoken(group.legend) if group.legend else ""
        return ShownGroup(legend, fields, element_id(path) if path else "", self._of(path), more)

    def _of(self, path: str) -> tuple[str, ...]:
        return tuple(self._at.get(path, ())) if path else ()

    def _field(self, one: Field, values: Typed, before: str, exercise: str, names: Mapping[str, str]) -> ShownField:
        name, value = f"{before}{one.path}", values.get(one.path, "")
        boxes = (
            ShownBox(f"{name}.{box}", spoken(label or box), f"{one.path}.{box}" in values, names.get(box, ""))
            for box, label in one.boxes
        )
        return ShownField(
            name=name,
            label=spoken(one.label),
            kind=_as_browsers_keep(one, value),
            value=with_decimal(value) if one.kind == "number" else value,
            unit=one.unit,
            limits=limits_in_words(one, exercise),
            more=spoken(one.more) if one.more else "",
            longest=one.longest,
            faults=self._of(name),
            boxes=tuple(boxes),
            choices=_sites(value) if one.kind == "site" else (),
        )

    def item(self, number: int) -> ShownItem:
        """One exercise."""
        values, before = self._filled.items[number], f"items[{number}]."
        name = values.get(EXERCISE_NAME, "")
        known = CATALOGUE.get(name)
        return ShownItem(
            number=number,
            exercise=name,
            title=spoken(known.title) if known else name,
            how=spoken(known.how) if known else "",
            caution=spoken(known.caution) if known else "",
            groups=tuple(self.group(group, values, before) for group in groups_of(name)),
            faults=(*self._of(f"items[{number}].{EXERCISE_NAME}"), *self._of(f"items[{number}]")),
            id=element_id(f"items[{number}]"),
            is_last=number == len(self._filled.items) - 1,
        )


def _as_browsers_keep(one: Field, value: str) -> str:
    """A browser shows nothing in a field for dates unless it is one: what was typed must not be lost."""
    is_date = not value or (set(value) <= set(DATE_LETTERS) and len(value) == len("2026-01-31"))
    return "text" if one.kind == "date" and not is_date else one.kind


def _sites(value: str) -> tuple[tuple[str, str], ...]:
    known = tuple((site, f"{spoken(site)}: {spoken(GUIDES[site].mounting)}") for site in SITES)
    return known if value in SITES or not value else ((value, value), *known)


def _paths(filled: Filled) -> dict[str, str]:
    """Every field and group that a fault can be of, with what it is called."""
    found = dict(_of_groups((*HEAD, CHECKUP_GROUP, SYMPTOM_GROUP), "", ""))
    for number, item in enumerate(filled.items):
        title = spoken("Exercise {number}", number=number + 1)
        found |= {f"items[{number}]": title, f"items[{number}].{EXERCISE_NAME}": title}
        found |= dict(_of_groups(groups_of(item.get(EXERCISE_NAME, "")), f"items[{number}].", f"{title}, "))
    return found


def _of_groups(groups: Collection[Group], before: str, called: str) -> Iterator[tuple[str, str]]:
    for group in groups:
        if group.path:
            yield f"{before}{group.path}", f"{called}{_within(spoken(group.legend))}"
        yield from (
            (f"{before}{one.path}", called + _within(spoken(one.label).partition(" (")[0])) for one in group.fields
        )


def _within(label: str) -> str:
    """As it stands in a sentence: where a language keeps its capitals, so does the label."""
    return label.lower() if PAGE_LANGUAGE.get() is IN_ENGLISH else label
