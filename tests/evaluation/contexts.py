"""Found and not found by kind of movement and by context as the device tells it, with tremor on top and without.

Knows how to count; must never know why a second was judged as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from device.tremor.verdict import Reading
from tests.evaluation.cases import Judged, found
from tests.evaluation.movement_data import PARTS, Part
from tests.evaluation.table import print_cells
from tests.evaluation.targets import Judgements

OUTCOMES = ("found", "at another frequency", "not found", "not assessable")
WIDTHS = (16, 34, 10, 9, 10, 20, 10, 14)
HEAD = ("tremor on top", "part", "seconds", *OUTCOMES)

Place = tuple[str, str, Part]
Grouping = Callable[[Judged, Reading], str]


def print_contexts(done: Judgements) -> None:
    """Percent of the seconds in each row. Without a tremor on top, what is found is false."""
    _print(done, "movement", lambda one, _: one.case.movement.kind)
    _print(done, "context as told", lambda _, reading: reading.context or "unknown")


def _print(done: Judgements, name: str, group: Grouping) -> None:
    print(f"\nFound and not found by {name}, % of the seconds in the row")
    print_cells((name, *HEAD), WIDTHS)
    counts: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for place, outcome in _outcomes(done, group):
        counts[place][outcome] += 1
    for place in sorted(counts, key=lambda place: (*place[:2], PARTS.index(place[2]))):
        total = counts[place].total()
        print_cells((*place, total, *(f"{100 * counts[place][outcome] / total:.2f}" for outcome in OUTCOMES)), WIDTHS)


def _outcomes(done: Judgements, group: Grouping) -> Iterator[tuple[Place, str]]:
    for (_, top), parts in done.items():
        for part in PARTS:
            for one in parts[part]:
                yield from (((group(one, reading), str(top), part), _outcome(one, reading)) for reading in one.readings)


def _outcome(one: Judged, reading: Reading) -> str:
    if reading.tremor is None:
        return "not assessable"
    if not reading.tremor:
        return "not found"
    added = one.case.tremor
    return "found" if added is None or found(added, reading) else "at another frequency"
