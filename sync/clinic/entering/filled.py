"""The form of a marker: its fields as they were typed, and the marker that they say.

Knows how a date, muscles and units are typed; must never know who typed them, SQL or HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sync.choices.clinic import MARKER_KINDS
from sync.clinic.markers import Marker
from sync.clinic.markers.marker import KIND_WORDS, BadMarker, Injected, checked_marker
from sync.clinic.wording.language import marked, spoken, with_decimal
from sync.clinic.wording.words import short_date

FIELDS: Final = ("kind", "day", "product", "muscles", "note")
BEFORE_THE_FIRST: Final = timedelta(days=182)  # ours: an injection of before the band may still act, see `cycles`


@dataclass(frozen=True)
class Dates:
    """Which days may be entered: up to today, at the clinic; and not long before the patient's first day with data."""

    today: date
    first: date | None = None


@dataclass(frozen=True)
class FilledMarker:
    """The fields as they were typed."""

    kind: str = MARKER_KINDS[0]
    day: str = ""
    product: str = ""
    muscles: str = ""
    note: str = ""


def marker_typed(form: Mapping[str, str]) -> FilledMarker:
    """What came with a form, whole: a dose that was cut would be another one."""
    return FilledMarker(**{name: form.get(name, "").strip() for name in FIELDS})


def filled_with(marker: Marker) -> FilledMarker:
    """The form of a marker that is to be corrected."""
    muscles = "\n".join(f"{one.muscle} {with_decimal(f'{one.units:g}')}" for one in marker.injected)
    return FilledMarker(marker.kind, marker.day.isoformat(), marker.product, muscles, marker.note)


def marker_of(filled: FilledMarker, dates: Dates) -> Marker:
    """What the fields say. Raises BadMarker with what is to be changed."""
    if filled.kind not in MARKER_KINDS:
        kinds = ", ".join(map(spoken, KIND_WORDS.values()))
        raise BadMarker(spoken("Choose what happened: one of {kinds}.", kinds=kinds))
    kind, is_injection = filled.kind, filled.kind == MARKER_KINDS[0]
    if not is_injection and (filled.product or filled.muscles):
        raise BadMarker(spoken(NO_PRODUCT, kind=spoken(KIND_WORDS[kind])))
    if kind == "note" and not filled.note:
        raise BadMarker(spoken("A note needs its text."))
    found = Marker(kind, _day(filled.day, dates), filled.note, filled.product)
    return checked_marker(replace(found, injected=tuple(map(_muscle, _lines(filled.muscles)))))


def _day(text: str, dates: Dates) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        said = spoken("Give the day as a date such as {day}.", day=dates.today.isoformat())
        raise BadMarker(said) from None
    if day > dates.today:
        raise BadMarker(spoken(IN_FUTURE, day=short_date(day.isoformat()), today=short_date(dates.today.isoformat())))
    if dates.first and day < dates.first - BEFORE_THE_FIRST:
        raise BadMarker(spoken(LONG_BEFORE, day=short_date(day.isoformat()), first=short_date(dates.first.isoformat())))
    return day


IN_FUTURE: Final = marked(
    "{day} is in the future: today is {today}. Enter what has happened; what is planned goes elsewhere."
)
LONG_BEFORE: Final = marked(
    "{day} is more than half a year before this patient's first day with data, {first}: is the year right? "
    "What was then no longer acts, and is on no chart."
)
NO_PRODUCT: Final = marked("A {kind} has no product and no muscles: empty those fields, or choose injection.")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]


def _muscle(line: str) -> Injected:
    """`biceps 50`, `biceps=50`, `flexor carpi radialis: 12,5`."""
    muscle, _, units = line.replace("=", " ").replace(":", " ").replace("\t", " ").strip().rpartition(" ")
    try:
        return Injected(muscle.strip(), float(units.replace(",", ".").removesuffix("U")))
    except ValueError:
        raise BadMarker(
            spoken(
                "Write each muscle and its units on a line of its own, as biceps 50; got {line}.", line=ascii(line[:60])
            )
        ) from None
