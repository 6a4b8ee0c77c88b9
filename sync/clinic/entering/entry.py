"""One marker entered, corrected or taken back by a person, in a clinic's database; and what came of it.

Knows who may be told what when two change the same marker; must never know HTML, HTTP or what a marker means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sync.clinic.database.values import NotStorable
from sync.clinic.entering.filled import Dates, FilledMarker, filled_with, marker_of, marker_typed
from sync.clinic.markers import ChangedMeanwhile, Marker, Markers, NoSuchMarker
from sync.clinic.markers.marker import BadMarker
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import sentence

NONE_SEEN: Final = -1  # 0 would ask for no look at what is there
NOTHING_FILLED: Final = FilledMarker()
CHANGED: Final = marked(
    "Somebody else has changed this entry meanwhile. Nothing of theirs was lost, and yours is not stored yet: what you "
    "typed stands below. Look at what they entered, then store yours once more, or leave it."
)
GONE: Final = marked(
    "Somebody else has taken this entry back meanwhile. What you typed stands below: if it is right, store it as a new "
    "entry."
)


@dataclass(frozen=True)
class Editor:
    """Who enters something, when, and of which patient."""

    device: str
    by: str
    utc_s: float
    dates: Dates


@dataclass(frozen=True)
class Entered:
    """What came of it: nothing to say where it is stored. `filled` is what is shown again; `now` the entry as it is."""

    is_stored: bool
    filled: FilledMarker = NOTHING_FILLED
    problem: str = ""
    is_conflict: bool = False
    now: Marker | None = None


class MarkerDesk:
    """Where markers are handed in. Every method raises ClinicUnavailable."""

    def __init__(self, markers: Markers) -> None:
        self._markers = markers

    def known(self, device: str, number: int) -> Marker | None:
        """The marker that holds under this number."""
        return next((one for one in self._markers.of(device) if one.number == number), None)

    def versions(self, device: str, number: int) -> list[tuple[Marker, bool]]:
        """Every version of it, and whether it was taken back by it."""
        return [(one, gone) for one, gone in self._markers.history(device) if one.number == number]

    def add(self, editor: Editor, form: Mapping[str, str]) -> Entered:
        """A new one."""
        filled = marker_typed(form)
        try:
            marker = marker_of(filled, editor.dates)
            self._markers.add(editor.device, replace(marker, entered_by=editor.by, entered_utc_s=editor.utc_s))
        except (BadMarker, NotStorable) as problem:
            return Entered(is_stored=False, filled=filled, problem=sentence(str(problem)))
        return Entered(is_stored=True)

    def correct(self, editor: Editor, number: int, form: Mapping[str, str]) -> Entered:
        """Another version in the place of the one that the form was filled in over."""
        filled, seen = marker_typed(form), _version(form)
        try:
            marker = replace(marker_of(filled, editor.dates), number=number, version=seen)
            if not self.known(editor.device, number):
                return self._conflict(editor.device, number, filled)
            self._markers.change(editor.device, replace(marker, entered_by=editor.by, entered_utc_s=editor.utc_s))
        except (BadMarker, NotStorable) as problem:
            now = self.known(editor.device, number)
            return Entered(is_stored=False, filled=filled, problem=sentence(str(problem)), now=now)
        except (ChangedMeanwhile, NoSuchMarker):
            return self._conflict(editor.device, number, filled)
        return Entered(is_stored=True)

    def take_back(self, editor: Editor, number: int, form: Mapping[str, str]) -> Entered:
        """Away with it; its history stays."""
        try:
            self._markers.remove(editor.device, number, editor.by, editor.utc_s, _version(form))
        except ChangedMeanwhile:
            return self._conflict(editor.device, number, None)
        except NoSuchMarker:  # somebody else took it back: as was asked
            return Entered(is_stored=True)
        return Entered(is_stored=True)

    def _conflict(self, device: str, number: int, filled: FilledMarker | None) -> Entered:
        now = self.known(device, number)
        shown = filled or (filled_with(now) if now else FilledMarker())
        return Entered(
            is_stored=False, filled=shown, problem=spoken(CHANGED if now else GONE), is_conflict=True, now=now
        )


def _version(form: Mapping[str, str]) -> int:
    """The version that was looked at; one that nobody sees is none that holds."""
    seen = form.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < len("1000000000") else 0
    return number or NONE_SEEN
