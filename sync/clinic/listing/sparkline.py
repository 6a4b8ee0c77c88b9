"""Tremor at rest over the last days as a line, with gaps where there is nothing to compare, and the same in words.

Knows which day says enough; must never know HTML, colours or SQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.trends.measures import LEAST_OF_S
from sync.clinic.wording.language import counted, spoken
from sync.clinic.wording.words import percent, sentence

STEP: Final = 8  # pixels from day to day
HEIGHT: Final = 28
MARGIN: Final = 3
LEAST_TOP: Final = 0.2  # a share: so that a steady patient with little tremor looks steady


@dataclass(frozen=True)
class Sparkline:
    """`lines` join valid days that follow each other; `dots` are all of them; `gaps` where a day says too little."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    gaps: tuple[float, ...]
    words: str


def sparkline(days: Sequence[OutlineDay | None]) -> Sparkline | None:
    """Of these days, the first one first; None where none can be compared."""
    shares = [_share(day) for day in days]
    known = [share for share in shares if share is not None]
    if not known:
        return None
    top = max(LEAST_TOP, *known)
    places = [(_x(n), None if share is None else _y(share / top)) for n, share in enumerate(shares)]
    return Sparkline(
        width=_x(len(days) - 1) + MARGIN,
        height=HEIGHT,
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in _runs(places)),
        dots=tuple((x, y) for x, y in places if y is not None),
        gaps=tuple(x for x, y in places if y is None),
        words=_words(known, len(shares)),
    )


def _share(day: OutlineDay | None) -> float | None:
    """Never zero where it is not known."""
    if day is None or not day.is_valid or (day.rest_s or 0) < LEAST_OF_S:
        return None
    return min(1.0, (day.rest_tremor_s or 0) / (day.rest_s or 1))


def _x(number: int) -> int:
    return MARGIN + STEP * number


def _y(height: float) -> float:
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * height, 1)


def _runs(places: Sequence[tuple[int, float | None]]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for x, y in places:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if len(run) > 1]


def _words(known: Sequence[float], in_all: int) -> str:
    missing = in_all - len(known)
    low, high = percent(min(known)), percent(max(known))
    text = counted(
        "tremor at rest on {known} of {number} day: {span}, last {last}{without}",
        "tremor at rest on {known} of {number} days: {span}, last {last}{without}",
        in_all,
        known=len(known),
        span=low if len(known) == 1 else spoken("{low} to {high}", low=low, high=high),
        last=percent(known[-1]),
        without=_without(missing) if missing else "",
    )
    return sentence(text)


def _without(missing: int) -> str:
    return counted("; {number} day without, or worn too little", "; {number} days without, or worn too little", missing)
