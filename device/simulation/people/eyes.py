"""What somebody sees of three lights: not a moment, but what has been lit or dark for as long as a person looks.

Knows brightness over the last half second; must never know what a light means.
"""

from collections import deque
from typing import Final

Levels = tuple[float, float, float]

LIT, GLOWING, DARK_BELOW = 0.9, 0.05, 0.02  # of full: surely lit; anything at all; surely dark
NIGHT_MOST: Final = 0.05  # of full: the brightest that the lights ever are at night, as the card says
ADAPTED_S: Final = 60.0
LOOKED_S: Final = 0.6  # so long a person looks before it counts as seen
LOOK_SLACK_S: Final = 0.03  # one look between two others
REACTION_S: Final = 0.25  # from light to movement (Woods et al., 2015: visual reaction 0.23 s)


def _seen_by(levels: Levels, brightest: float) -> Levels:
    """As bright as they look where nothing was brighter: at night all lights are dim, and still told apart."""
    if not 0 < brightest <= NIGHT_MOST:
        return levels
    left, middle, right = (min(1.0, level / NIGHT_MOST) for level in levels)
    return left, middle, right


class Eyes:
    """The lights as they were looked at, every few hundredths of a second."""

    def __init__(self) -> None:
        self._brightest, self._brightest_s = 0.0, float("-inf")
        self._seen: deque[tuple[float, Levels]] = deque([(float("-inf"), (0.0, 0.0, 0.0))])

    def look(self, now_s: float, levels: Levels) -> None:
        """The three lights at this moment, which never goes back."""
        self._adapt(now_s, max(levels))
        self._seen.append((now_s, _seen_by(levels, self._brightest)))
        while now_s - self._seen[0][0] > LOOKED_S:
            self._seen.popleft()

    def _adapt(self, now_s: float, brightest: float) -> None:
        """In the dark a dim light is a bright one, until a brighter one comes."""
        if brightest >= self._brightest or now_s - self._brightest_s > ADAPTED_S:
            self._brightest, self._brightest_s = brightest, now_s

    @property
    def levels(self) -> Levels:
        """At this moment."""
        return self._seen[-1][1]

    def steadily(self, *, left: bool, middle: bool, right: bool) -> bool:
        """Whether exactly these have been lit, and the others dark, for as long as a person looks."""
        long_enough = self._seen[-1][0] - self._seen[0][0] >= LOOKED_S - LOOK_SLACK_S
        wanted = (left, middle, right)
        return long_enough and all(
            level >= LIT if lit else level <= DARK_BELOW
            for _, levels in self._seen
            for level, lit in zip(levels, wanted, strict=True)
        )

    def all_glow(self) -> bool:
        """Whether all three have been dim, and no fade, for as long as a person looks."""
        shown = [level for _, levels in self._seen for level in levels]
        return all(GLOWING <= level < LIT for level in shown) and max(shown) - min(shown) < GLOWING

    def middle_glows(self) -> bool:
        """Whether the middle one has been dim, and no fade, for as long as a person looks."""
        shown = [levels[1] for _, levels in self._seen]
        return all(GLOWING <= level < LIT for level in shown) and max(shown) - min(shown) < GLOWING

    def offer_checkup(self) -> bool:
        """Whether the left light is lit and the middle one dim, for as long as a person looks."""
        shown = [levels for _, levels in self._seen]
        return self.middle_glows() and all(left >= LIT and right <= DARK_BELOW for left, _, right in shown)

    def middle_before(self, now_s: float) -> float:
        """The middle light as it was a reaction ago."""
        return next((levels[1] for at_s, levels in reversed(self._seen) if at_s <= now_s - REACTION_S), 0.0)
