"""The fields in which a programme is written: their names, labels and what may stand in each.

Knows which fields a kind of exercise has, and reads the device's own limits for them; must never know HTML, or what was
typed. A field is called by the path that the device's faults name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from device.programme import items
from device.programme.catalogue import CATALOGUE, Form
from device.programme.items import (
    LONGEST_NOTE,
    MOST_BLOCK_S,
    MOST_BLOCKS_A_DAY,
    MOST_CHECKUPS_A_DAY,
    MOST_ITEMS,
    USUAL_BAND_DEG,
    USUAL_REST_S,
    WEEKDAYS,
)
from device.programme.words import PARTS_IN_WORDS
from device.programme.written import LONGEST_AUTHOR, LONGEST_LIMB, WrittenCheckup
from device.programme.written_items import WHOLE_DAY, WRITTEN_BY_FORM
from device.records.faults import number_limits
from device.symptoms.questions import MOST_EVERY_DAYS, MOST_SYMPTOMS
from sync.clinic.wording.language import spoken, with_decimal

FieldKind = Literal["text", "name", "number", "time", "times", "date", "site", "yes", "boxes"]
"""boxes: several, of which each has a name of its own. yes: one box."""

DAY_LABELS: Final = dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
WAKING: Final = ("08:00", "20:00")  # ours: when a new exercise may be asked for, unless somebody writes otherwise
TICKED: Final = "on"  # what browsers send for a box


@dataclass(frozen=True)
class Field:
    """usual: what stands in a new one. longest: letters of a text. boxes: the last part of each name, and its label.

    left_out: what a text means that says nothing of it; as usual if empty. Labels and what is to know are in English,
    to be spoken.
    """

    path: str
    label: str
    kind: FieldKind = "number"
    unit: str = ""
    usual: str = ""
    longest: int = 0
    boxes: tuple[tuple[str, str], ...] = ()
    more: str = ""  # to know while typing
    left_out: str = ""


@dataclass(frozen=True)
class Group:
    """Fields under one heading, to be spoken; `path` where a fault can be of all of them."""

    legend: str
    fields: tuple[Field, ...]
    path: str = ""


DAYS: Final = tuple(DAY_LABELS.items())
PART_LABELS: Final = tuple(
    (part, PARTS_IN_WORDS[part].replace("{midline_s:g} s", "as long as below")) for part in items.STAGES
)
HEAD: Final = (
    Group(
        "For whom and until when",
        (
            Field("limb", "Limb, in your own words", "text", longest=LONGEST_LIMB),
            Field("site", "Where the device is worn", "site", more="it must be what the device itself is set to"),
            Field("valid_from", "From", "date"),
            Field("valid_to", "To", "date", more="the last day; at most a year after the first"),
        ),
    ),
    Group(
        "Names",
        (
            Field("author", "Prescribed by", "text", longest=LONGEST_AUTHOR, more="stands on the patient's card"),
            Field(
                *("id", "Name of the programme", "name"),
                more="lower-case letters, digits and -; it is sent to the device, so never a person's name",
            ),
            Field("rating", "Ask after each session how it was", "yes", usual=TICKED),
        ),
    ),
)
SETS: Final = Field("sets", "Sets", usual="1")
REPETITIONS: Final = Field("repetitions", "Repetitions in a set")
REST: Final = Field("rest_s", "Rest between sets", unit="s", usual=f"{USUAL_REST_S:g}")
RANGE: Final = Group(
    "How far",
    (
        Field("range.count_from_deg", "Counts from", unit="°"),
        Field("range.target_deg", "Target", unit="°"),
        Field("range.cap_deg", "Nothing counts beyond", unit="°"),
    ),
    "range",
)
TEMPO: Final = Group(
    "Pace of the light",
    (
        Field("tempo.out_s", "Out", unit="s", usual="3"),
        Field("tempo.hold_s", "Hold", unit="s", usual="1"),
        Field("tempo.back_s", "Back", unit="s", usual="3"),
        Field("tempo.pause_s", "Pause", unit="s", usual="1"),
        Field("most_dps", "Too fast above (may stay empty)", unit="°/s"),
    ),
    "tempo",
)
BEAT: Final = Group("Pace of the light", (Field("period_s", "Out and back once every", unit="s"),))
HOLD: Final = Field("hold_s", "Seconds", unit="s")
BAND: Final = Field("band_deg", "Kept within", unit="°", usual=f"{USUAL_BAND_DEG:g}")
HOW_MUCH: Final = "How much"
WHEN: Final = Group(
    "When",
    (
        Field("schedule.per_day", "Times a day", usual="1"),
        Field("schedule.window[0]", "Not before", "time", usual=WAKING[0], left_out=WHOLE_DAY[0]),
        Field("schedule.window[1]", "Not after", "time", usual=WAKING[1], left_out=WHOLE_DAY[1]),
        Field("schedule.days", "Days", "boxes", boxes=DAYS),
    ),
    "schedule.window",
)
STOP: Final = Group(
    "When the device ends it by itself",
    (
        Field("stop.most_min", "After", unit="min", usual=f"{MOST_BLOCK_S / 60:g}"),
        Field("stop.tremor_rise_pct", "When tremor has grown by (may stay empty)", unit="%"),
    ),
)
NOTE: Final = Group("", (Field("note", "Note for the patient's card (may stay empty)", "text", longest=LONGEST_NOTE),))
GROUPS_BY_FORM: Final[Mapping[Form, tuple[Group, ...]]] = {
    "repetitions": (Group(HOW_MUCH, (SETS, REPETITIONS, REST)), TEMPO, RANGE, WHEN, STOP, NOTE),
    "swing": (Group(HOW_MUCH, (SETS, REPETITIONS, REST)), BEAT, RANGE, WHEN, STOP, NOTE),
    "hold": (Group(HOW_MUCH, (SETS, HOLD, BAND, REST)), WHEN, STOP, NOTE),
    "rest": (Group(HOW_MUCH, (SETS, HOLD, REST)), WHEN, STOP, NOTE),
}
CHECKUP_GROUP: Final = Group(
    "Check-up",
    (
        Field("checkup.parts", "Parts", "boxes", boxes=PART_LABELS),
        Field(
            *("checkup.times", "Opens at", "times"),
            more=f"local times such as 09:00, 18:00; {MOST_CHECKUPS_A_DAY} at most",
        ),
        Field("checkup.midline_s", "The middle is held for", unit="s", usual="20"),
        Field("checkup.days", "Days", "boxes", boxes=DAYS),
    ),
)
SYMPTOM_LABELS: Final = tuple((str(n + 1), f"symptom {n + 1}") for n in range(MOST_SYMPTOMS))
SYMPTOM_GROUP: Final = Group(
    "Questions about the patient's own symptoms",
    (
        Field("symptoms.numbers", "Ask about", "boxes", boxes=SYMPTOM_LABELS),
        Field("symptoms.every_days", "Days from one asking to the next", usual="1"),
        Field("symptoms.at", "At (empty: after the first session)", "time", more="07:00 to 20:00"),
    ),
)
TICKED_AT_FIRST: Final = ("schedule.days", "checkup.days")
WHAT_ALL_ARE: Final = (
    f"At most {MOST_ITEMS} exercises and {MOST_BLOCKS_A_DAY} blocks a day; a block, all sets of one exercise, lasts"
    f" {MOST_BLOCK_S / 60:g} minutes at most. The device never asks for more, whatever is written here."
)


def groups_of(exercise: str) -> tuple[Group, ...]:
    """The groups of fields of such an item; none of one that is not in the catalogue."""
    return GROUPS_BY_FORM[CATALOGUE[exercise].form] if exercise in CATALOGUE else ()


def fields_of(exercise: str) -> Iterator[Field]:
    """Their fields."""
    for group in groups_of(exercise):
        yield from group.fields


def head_fields() -> Iterator[Field]:
    """Those that are of no exercise."""
    for group in (*HEAD, CHECKUP_GROUP, SYMPTOM_GROUP):
        yield from group.fields


def usual_values(fields: Iterator[Field]) -> dict[str, str]:
    """What stands in new ones."""
    found: dict[str, str] = {}
    for field in fields:
        if field.usual:
            found[field.path] = field.usual
        if field.path in TICKED_AT_FIRST:
            found |= {f"{field.path}.{box}": TICKED for box, _ in field.boxes}
    return found


def limits_in_words(field: Field, exercise: str = "") -> str:
    """What the device takes there."""
    if field.longest:
        return spoken("at most {number} characters", number=field.longest)
    low, high = _limits(exercise).get(field.path, (None, None))
    if low is None:
        return ""
    least = with_decimal(f"{low:g}")
    if high is None:
        return spoken("{low} or more", low=least)
    return spoken("{low} to {high}", low=least, high=with_decimal(f"{high:g}")) + _spaced(field.unit)


@cache
def _limits(exercise: str) -> dict[str, tuple[float, float | None]]:
    """The range that the device's own reading has for each field; the joint's cap is lower than any range."""
    if exercise not in CATALOGUE:
        asked = ("symptoms.every_days", 1, MOST_EVERY_DAYS)
        return {path: (low, high) for path, low, high in (*number_limits(WrittenCheckup, "checkup"), asked)}
    one = CATALOGUE[exercise]
    found = {path: (low, high) for path, low, high in number_limits(WRITTEN_BY_FORM[one.form])}
    for path in found:
        if path.startswith("range."):
            found[path] = found[path][0], one.cap_deg or found[path][1]
    return found


def _spaced(unit: str) -> str:
    return unit if unit.startswith("°") else f" {unit}".rstrip()
