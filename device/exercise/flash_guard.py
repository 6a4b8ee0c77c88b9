"""The guard that keeps the lights safe for photosensitive people.

Knows brightness over time; must never know what the lights say.
"""

from collections import deque

from device.exercise.light_language import DARK, Lights

# A flash begins when a light is brighter by a tenth of full than at some moment of the last tenth of a second, counted
# since its own last flash began. WCAG 2.3.1 allows three flashes a second; lights that rise together flash once.
FLASH_RISE = 0.1
FLASH_WITHIN_S = 0.1
FLASH_PITCH_S = 1.0  # ours, over all lights together


class FlashGuard:
    """The last stage before the lights: whatever is asked for, at most one flash a second comes out.

    A light that would flash too soon stays as it is until it may; going darker and fading slowly are always free.
    """

    def __init__(self) -> None:
        self._flashed_s = float("-inf")
        self._recent = [_Recent(), _Recent(), _Recent()]

    def push(self, now_s: float, wanted: Lights) -> Lights:
        """The lights to show at `now_s`, which never goes back."""
        levels = (wanted.left, wanted.middle, wanted.right)
        flashes = [recent.would_flash(now_s, level) for recent, level in zip(self._recent, levels, strict=True)]
        allowed = now_s - self._flashed_s >= FLASH_PITCH_S
        if allowed and any(flashes):
            self._flashed_s = now_s
        cases = zip(self._recent, levels, flashes, strict=True)
        return Lights(*(recent.show(now_s, level, flash=flash, allowed=allowed) for recent, level, flash in cases))


class _Recent:
    """The levels of one light in the last tenth of a second, oldest first; the first was in force when that began."""

    def __init__(self) -> None:
        self._shown: deque[tuple[float, float]] = deque([(float("-inf"), DARK)])

    def would_flash(self, now_s: float, level: float) -> bool:
        while len(self._shown) > 1 and self._shown[1][0] <= now_s - FLASH_WITHIN_S:
            self._shown.popleft()
        return level - min(shown for _, shown in self._shown) >= FLASH_RISE

    def show(self, now_s: float, level: float, *, flash: bool, allowed: bool) -> float:
        if flash and allowed:
            self._shown.clear()
        if flash and not allowed:
            level = min(level, self._shown[-1][1])
        self._shown.append((now_s, level))
        return level
