"""A marker: what was done on which day, to which muscles, by whom it was entered; and how it is written.

Knows what may be said and how it reads; must never know SQL, HTML or what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sync.choices.clinic import MARKER_KINDS, MarkerKind
from sync.clinic.wording.language import marked, spoken, with_decimal
from sync.clinic.wording.words import capital, units_words

KIND_WORDS: Final[dict[MarkerKind, str]] = {
    "injection": marked("injection"),
    "drug change": marked("drug change"),
    "stimulator setting": marked("stimulator setting"),
    "visit": marked("visit"),
    "note": marked("note"),
}
MOST_NOTE_LETTERS: Final = 500  # ours: what is read at a glance
MOST_NAME_LETTERS: Final = 64  # as the name of a person who signs in
MOST_MUSCLES: Final = 20
MOST_UNITS: Final = 5000.0  # above any dose of any product: a slip of the finger
EARLIEST: Final = date(1990, 1, 1)  # the first years of the treatment
LATEST: Final = date(2099, 12, 31)


class BadMarker(ValueError):
    """What cannot be a marker; the message says what was seen and what to write instead."""


class EnteredAlready(BadMarker):
    """The same stands there already; the message says so."""


@dataclass(frozen=True)
class Injected:
    """One muscle, and how many units of the product went into it."""

    muscle: str
    units: float


@dataclass(frozen=True)
class Marker:
    """Something that happened on `day`, a local date. `number` tells it from others of the device; 0 is none yet.

    `product` and `injected` are of injections alone: units of one product are not those of another.
    """

    kind: MarkerKind
    day: date
    note: str = ""
    product: str = ""
    injected: tuple[Injected, ...] = ()
    number: int = 0
    version: int = field(default=0, compare=False)  # of this number; 0 is none yet
    entered_by: str = field(default="", compare=False)
    entered_utc_s: float = field(default=0.0, compare=False)

    @property
    def units(self) -> float:
        """All units together."""
        return sum(one.units for one in self.injected)

    @property
    def words(self) -> str:
        """Injection, Botox 75 U: biceps 50, brachioradialis 25."""
        return ": ".join(filter(None, (_headline(self), _muscles(self.injected), self.note)))


def checked_marker(found: Marker) -> Marker:
    """The marker itself. Raises BadMarker."""
    if found.kind not in MARKER_KINDS:
        raise BadMarker(f"kind: expected one of {', '.join(MARKER_KINDS)}, got {found.kind!r}")
    if not EARLIEST <= found.day <= LATEST:
        raise BadMarker(f"day: expected a date from {EARLIEST} to {LATEST}, got {found.day}")
    if found.kind != "injection" and (found.injected or found.product):
        raise BadMarker(f"a {found.kind} has no muscles, units or product: write them into its note")
    if found.kind == "note" and not found.note:
        raise BadMarker("a note says nothing without its text: add --note '...'")
    _refuse_text("note", found.note, MOST_NOTE_LETTERS)
    _refuse_text("product", found.product, MOST_NAME_LETTERS)
    _refuse_text("by", found.entered_by, MOST_NAME_LETTERS)
    _refuse_muscles(found.injected)
    return found


def checked_entry(found: Marker, others: Iterable[Marker]) -> Marker:
    """The marker itself, as one beside these. Raises BadMarker, and EnteredAlready of the same again."""
    seen: set[str] = set()
    for one in found.injected:
        if (known := " ".join(one.muscle.casefold().split())) in seen:
            raise BadMarker(spoken(MUSCLE_TWICE, muscle=one.muscle))
        seen.add(known)
    same = next((one for one in others if one.number != found.number and _said(one) == _said(found)), None)
    if same:
        raise EnteredAlready(spoken(THE_SAME, words=same.words, person=same.entered_by or spoken("somebody")))
    return found


def _said(one: Marker) -> tuple[object, ...]:
    muscles = sorted((given.muscle, given.units) for given in one.injected)
    return one.kind, one.day, one.note, one.product, tuple(muscles)


def injected(text: str) -> Injected:
    """`biceps=50`, as it is typed. Raises BadMarker."""
    muscle, _, units = text.rpartition("=")
    try:
        return Injected(muscle.strip(), float(units))
    except ValueError:
        raise BadMarker(f"expected a muscle and its units as biceps=50, got {text[:MOST_NAME_LETTERS]!r}") from None


def _refuse_muscles(muscles: Sequence[Injected]) -> None:
    if len(muscles) > MOST_MUSCLES:
        raise BadMarker(spoken("expected at most {most} muscles, got {seen}", most=MOST_MUSCLES, seen=len(muscles)))
    for one in muscles:
        _refuse_text("muscle", one.muscle, MOST_NAME_LETTERS)
        if not one.muscle:
            raise BadMarker(spoken("expected the name of a muscle before the units, as biceps=50"))
        if not 0 < one.units <= MOST_UNITS:  # also what is no number
            said = spoken(UNITS_EXPECTED, muscle=one.muscle, most=_plain(MOST_UNITS), seen=_plain(one.units))
            raise BadMarker(said)


def _plain(number: float) -> str:
    return with_decimal(f"{number:g}")


MUSCLE_TWICE: Final = marked(
    "{muscle} stands there twice: give it one line with all of its units, or say what tells the two apart, as left and "
    "right"
)
THE_SAME: Final = marked(
    "the same is entered for this day already, by {person}: {words}. It was not stored a second time. If it did happen "
    "twice, say in the note what is different"
)
UNITS_EXPECTED: Final = marked("{muscle}: expected more than 0 and at most {most} units, got {seen}")
FIELD_WORDS: Final = {
    "note": marked("note"),
    "product": marked("product"),
    "by": marked("by"),
    "muscle": marked("muscle"),
}


def _refuse_text(name: str, text: str, most: int) -> None:
    field_name = spoken(FIELD_WORDS[name])
    if len(text) > most:
        said = spoken(
            "{field}: expected at most {most} letters, got {seen}", field=field_name, most=most, seen=len(text)
        )
        raise BadMarker(said)
    if not text.isprintable():  # NUL and half surrogates fit in no database text
        seen = ascii(text[:MOST_NAME_LETTERS])
        raise BadMarker(spoken("{field}: expected printable text on one line, got {seen}", field=field_name, seen=seen))


def _headline(found: Marker) -> str:
    units = units_words(found.units) if found.injected else ""
    kind = capital(spoken(KIND_WORDS[found.kind]))
    return ", ".join(filter(None, (kind, " ".join(filter(None, (found.product, units))))))


def _muscles(muscles: Sequence[Injected]) -> str:
    return ", ".join(f"{one.muscle} {with_decimal(f'{one.units:g}')}" for one in muscles)
