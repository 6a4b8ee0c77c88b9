"""A table of days: a row for each, a column for each number with its unit, empty where nothing is known.

Knows columns; must never know where days come from.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, get_args

from device.day.document import DayDocument, PostureProfile, repetitions
from device.records.facts import RATINGS, EpisodeKind
from sync.clinic.trends.day_exercise import day_exercise, due_repetitions
from sync.clinic.trends.periods import VALID_WORN_S
from sync.report import one_line

TableCell = str | int | float | None
FORMULA: Final = ("=", "+", "-", "@")  # with these a table program takes a text for a formula
NOTHING_HELD: Final = PostureProfile()
TOTALS: Final = (
    *("worn_s", "not_worn_s", "assessable_s", "tremor_s", "rest_s", "rest_tremor_s", "moving_s", "vehicle_s"),
    *("frequency_hz", "amplitude_deg", "amplitude_p90_deg", "irregularity_hz"),
)
HELD: Final = ("near_s", "tilted_s", "far_s", "without_neutral_s", "turned_s", "tilt_deg")
KINDS: Final[tuple[EpisodeKind, ...]] = get_args(EpisodeKind)
NUMBERS: Final = (1, 2, 3)  # of own symptoms
DECIMALS: Final = 4


def days_csv(documents: Iterable[DayDocument]) -> str:
    """The table with a line of names, in the order of days; seconds are `_s`, degrees `_deg`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(COLUMNS_OF_DAYS)
    for document in sorted(documents, key=lambda day: day.day):
        writer.writerow([_cell(value(document)) for value in COLUMNS_OF_DAYS.values()])
    return text.getvalue()


def _cell(value: TableCell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, str):
        return _harmless(one_line(value))
    return value


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _total(name: str) -> Callable[[DayDocument], TableCell]:
    def total(day: DayDocument) -> TableCell:
        found: TableCell = getattr(day.totals, name)
        return found

    return total


def _held(name: str) -> Callable[[DayDocument], TableCell]:
    """Nothing where no posture is known of, which is no zero."""

    def held(day: DayDocument) -> TableCell:
        found: TableCell = getattr(day.totals.posture or NOTHING_HELD, name) if day.totals.posture else None
        return found

    return held


def _episodes(kind: EpisodeKind, name: str) -> Callable[[DayDocument], TableCell]:
    return lambda day: sum(getattr(one, name) for one in day.totals.kinds if one.kind == kind)


def _rated(rating: str) -> Callable[[DayDocument], TableCell]:
    return lambda day: sum(session.rating == rating for session in day.sessions)


def _answers(number: int) -> Callable[[DayDocument], TableCell]:
    """Each answer of the day; a question without one is `not answered`."""

    def answered(day: DayDocument) -> TableCell:
        asked = [answer for one in day.symptoms for answer in one.answers if answer.number == number]
        return "; ".join(answer.rating or "not answered" for answer in asked) or None

    return answered


def _gap_reasons(day: DayDocument) -> TableCell:
    counted = Counter(dict(day.quality.gap_reasons))
    return "; ".join(f"{reason} {number}" for reason, number in sorted(counted.items())) or None


def _due_sets(day: DayDocument) -> TableCell:
    return day_exercise(day.sets, day.plan).due_sets


def _repeated(name: str) -> Callable[[DayDocument], TableCell]:
    """Nothing where no programme was in force."""

    def repeated(day: DayDocument) -> TableCell:
        found: TableCell = getattr(due_repetitions(day.sets, day.plan), name) if day.plan else None
        return found

    return repeated


COLUMNS_OF_DAYS: Final[dict[str, Callable[[DayDocument], TableCell]]] = {
    "device": lambda day: day.device,
    "store": lambda day: day.store,
    "day": lambda day: day.day,
    "timezone": lambda day: day.timezone,
    "revision": lambda day: day.revision,
    "clock": lambda day: day.quality.clock,
    "site": lambda day: day.site,
    "is_valid": lambda day: int(day.totals.worn_s >= VALID_WORN_S),
    **{name: _total(name) for name in TOTALS},
    **{f"posture_{name}": _held(name) for name in HELD},
    **{f"episodes_{kind.replace(' ', '_')}": _episodes(kind, "count") for kind in KINDS},
    **{f"confirmed_{kind.replace(' ', '_')}": _episodes(kind, "confirmed") for kind in KINDS},
    "sets_due": _due_sets,
    "sets_done_to_the_end": lambda day: day_exercise(day.sets, day.plan).done_sets,
    "sets_done_in_part": lambda day: day_exercise(day.sets, day.plan).part_sets,
    "repetitions_due": _repeated("due"),
    "repetitions_done_of_due": _repeated("done"),
    "repetitions_asked_in_sets_begun": lambda day: repetitions(day.sets).target,
    "repetitions_done_in_sets_begun": lambda day: repetitions(day.sets).done,
    "sets_not_counted": lambda day: repetitions(day.sets).sets_not_counted,
    "sessions": lambda day: len(day.sessions),
    **{f"discomfort_{rating.replace(' ', '_')}": _rated(rating) for rating in RATINGS},
    **{f"symptom_{number}": _answers(number) for number in NUMBERS},
    "checkups_done": lambda day: sum(one.ended == "done" for one in day.checkups),
    "marks": lambda day: len(day.marks),
    "gaps": lambda day: day.quality.gaps,
    "gap_s": lambda day: day.quality.gap_s,
    "gap_reasons": _gap_reasons,
    "unreadable": lambda day: day.quality.unreadable,
    "firmware": lambda day: day.firmware,
    "algorithm": lambda day: day.algorithm,
}
