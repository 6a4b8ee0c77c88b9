"""The colours of charts that are no state's and no kind's, and what the shades of tremor stand for.

Knows colours and their words; must never know how anything is drawn.
"""

from itertools import pairwise
from typing import Final

from device.pictures import palette
from sync.clinic.wording.language import spoken
from sync.clinic.wording.words import percent

# The pages' style sheet knows each chart colour by its value, and gives it a pattern or its counterpart in the dark.
GRID_LINES, SPREAD_COLOUR = "#dfe3e8", "#6f8fb5"
LEFT_OUT: Final = palette.STATE_COLOURS["not worn"]  # days and weeks that are in no comparison
SHADES: Final = ("#e8f0f8", "#b5d0ea", "#7fb0dc", "#3f7fbe", "#0a4278")  # from little to much, as tremor elsewhere
SHADE_LIMITS: Final = (0.02, 0.05, 0.1, 0.2)  # shares of tremor, each about twice the one before


def shades_in_words() -> list[tuple[str, str]]:
    """Each colour with what it stands for, from little to much."""
    least, *_, most = limits = [percent(limit) for limit in SHADE_LIMITS]
    ends = [spoken("{low} to {high}", low=low, high=high) for low, high in pairwise(limits)]
    most_words = spoken("{share} and more of assessable time", share=most)
    words = [spoken("below {share}", share=least), *ends, most_words]
    return [*zip(words, SHADES, strict=True), (spoken("nothing could be judged"), LEFT_OUT)]


def shade(share: float | None) -> str:
    """The colour of a share of tremor."""
    if share is None:
        return LEFT_OUT
    return SHADES[sum(share >= limit for limit in SHADE_LIMITS)]
