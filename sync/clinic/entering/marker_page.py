"""The page on which one marker is entered or corrected: the form, what it said before, and what is wrong with it.

Knows labels and what stands where; must never know HTML, SQL or HTTP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sync.choices.clinic import MARKER_KINDS, MarkerKind
from sync.clinic.entering.entry import Entered
from sync.clinic.entering.filled import FilledMarker, filled_with
from sync.clinic.markers import Marker
from sync.clinic.markers.marker import KIND_WORDS, MOST_NAME_LETTERS, MOST_NOTE_LETTERS
from sync.clinic.pages.tables import Table
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import moment, short_date

NEW, CORRECT = marked("Enter something"), marked("Correct an entry")


@dataclass(frozen=True)
class MarkerForm:
    """The form: where it goes, what stands in it. `version` is that of the entry it is filled in over, 0 for none."""

    action: str
    filled: FilledMarker
    version: int = 0
    today: str = ""
    kinds: tuple[MarkerKind, ...] = MARKER_KINDS
    kind_words: Mapping[MarkerKind, str] = field(default_factory=KIND_WORDS.copy)
    longest_name: int = MOST_NAME_LETTERS
    longest_note: int = MOST_NOTE_LETTERS


@dataclass(frozen=True)
class MarkerPage:
    """`now` is what another person entered meanwhile, in words."""

    name: str
    device: str
    title: str
    form: MarkerForm
    problem: str
    now: str
    history: Table


def marker_form(
    device: str, today: date, marker: Marker | None = None, filled: FilledMarker | None = None
) -> MarkerForm:
    """The form of a new marker, or of one that is to be corrected; with what was typed, if anything was."""
    if marker is None:
        return MarkerForm(
            f"/patients/{device}/markers", filled or FilledMarker(day=today.isoformat()), 0, today.isoformat()
        )
    action = f"/patients/{device}/markers/{marker.number}"
    return MarkerForm(action, filled or filled_with(marker), marker.version, today.isoformat())


def marker_page(
    name: str, form: MarkerForm, versions: Sequence[tuple[Marker, bool]], timezone: str, entered: Entered | None = None
) -> MarkerPage:
    """The page; `entered` is what came of a form that could not be stored."""
    now = entered.now.words if entered and entered.is_conflict and entered.now else ""
    return MarkerPage(
        name,
        form.action.split("/")[2],
        spoken(CORRECT if form.version else NEW),
        form,
        entered.problem if entered else "",
        now,
        history_table(versions, timezone),
    )


def history_table(versions: Sequence[tuple[Marker, bool]], timezone: str) -> Table:
    """Every version of one marker, the last one first."""
    rows = tuple(
        (
            moment(one.entered_utc_s, timezone),
            one.entered_by or spoken("somebody"),
            spoken("taken back") if is_gone else f"{short_date(one.day.isoformat())}: {one.words}",
        )
        for one, is_gone in reversed(versions)
    )
    columns = (spoken("When"), spoken("Who"), spoken("What it said"))
    return Table(spoken("The last one first; all are kept."), columns, rows, "")
