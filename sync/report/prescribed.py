"""What was prescribed in the period, in one sentence: the programme of the last day that had one.

Knows a plan and the exercises' titles; must never know paper.
"""

from collections.abc import Sequence

from device.day.document import DayDocument
from device.programme.catalogue import CATALOGUE
from device.records.facts import PlannedItem
from sync.clinic.wording.words import count, exact_duration


def prescribed_words(documents: Sequence[DayDocument]) -> str:
    """Bend and straighten the elbow: 2 sessions of 1 set of 8; empty where nothing was prescribed."""
    plans = [document.plan for document in documents if document.plan and document.plan.due]
    if not plans:
        return ""
    last = plans[-1]
    items = "; ".join(map(_item, last.due))
    return f"{items} (a day; programme {last.programme}, version {last.version})"


def _item(item: PlannedItem) -> str:
    title = CATALOGUE[item.exercise].title if item.exercise in CATALOGUE else item.exercise
    each = item.repetitions if item.repetitions is not None else exact_duration(item.hold_s or 0)
    sessions = f"{count(item.sessions, 'session')} of " if item.sessions > 1 else ""
    return f"{title}: {sessions}{count(item.sets, 'set')} of {each}"
