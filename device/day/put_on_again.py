"""Whether the band was turned when it was put on again: the limb is then never held as it was before.

Knows minutes, wearing and tilts; must never know why a limb is held, or how a tilt was measured.

A sensor that was turned on the limb sees every position elsewhere, and its neutral position no longer holds. So after a
quarter of an hour without wearing, half an hour at rest has to come near some position of the day before that. If it
does not in a tenth of the time, no posture is counted until the band is put on anew. Which of the two was as at the
baseline is not known: the earlier one is believed. Lying down after the band was off looks the same, and is left out
like that. Not seen: a turn before the day's first half hour at rest, and one of less than 30 degrees or about the
vertical of the neutral position, which leaves tilt right. A turn while it is worn is `slipped.py`'s.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from device.day.slipped import Worn, since_turned
from device.day.wear_time import NOT_WORN_S
from device.records.facts import Dated, Directions, Minute
from device.records.tilts import TURNED, Cell, cells, judged_s

COMPARED_S = 1800  # ours: at rest, before and after
PLACE_SHARE = 0.02  # ours: of the time, from which on a position is one of the limb's
LEAST_AS_BEFORE = 0.1  # ours: a limb comes back to where it lies; one sensor's turn brings it near by chance


def without_turned(
    minutes: Sequence[Worn], off: frozenset[Dated], directions: Sequence[tuple[Dated, Directions]] = ()
) -> list[Worn]:
    """The same minutes, in order of time; those worn turned say so in place of how the limb was held.

    directions: of the same day; they tell of a band that turned while it was worn (`device.day.slipped`).
    """
    worn = [one for one in minutes if one[0] not in off]
    slipped = {dated for stretch in _stretches(worn) for dated, _ in since_turned(stretch, directions)}
    known = _without(minutes, slipped)
    turned = {dated for stretch in _turned([one for one in known if one[0] not in off]) for dated, _ in stretch}
    return _without(known, turned)


def _without(minutes: Sequence[Worn], turned: set[Dated]) -> list[Worn]:
    return [(dated, _unheld(minute) if dated in turned else minute) for dated, minute in minutes]


def _unheld(minute: Minute) -> Minute:
    seconds = judged_s(minute.posture)
    return replace(minute, posture=((TURNED, seconds),) if seconds else minute.posture)


def _turned(worn: Sequence[Worn]) -> Iterator[list[Worn]]:
    known = Counter[Cell]()
    for stretch in _stretches(worn):
        held = sum((cells(minute.posture) for _, minute in stretch), Counter[Cell]())
        compared = min(known.total(), held.total()) >= COMPARED_S
        if compared and _as_before(held, known) < LEAST_AS_BEFORE:
            yield stretch
        else:
            known += held


def _stretches(worn: Sequence[Worn]) -> Iterator[list[Worn]]:
    """Parted where the band was off, or nothing was recorded, for a quarter of an hour."""
    stretch: list[Worn] = []
    for dated, minute in worn:
        if stretch and dated.utc_s - _end_utc_s(*stretch[-1]) >= NOT_WORN_S:
            yield stretch
            stretch = []
        stretch.append((dated, minute))
    if stretch:
        yield stretch


def _end_utc_s(dated: Dated, minute: Minute) -> float:
    return dated.utc_s + minute.recorded_s


def _as_before(held: Counter[Cell], known: Counter[Cell]) -> float:
    places = [cell for cell, seconds in known.items() if seconds >= PLACE_SHARE * known.total()]
    near_s = sum(seconds for cell, seconds in held.items() if any(cell.is_next_to(place) for place in places))
    return near_s / held.total()
