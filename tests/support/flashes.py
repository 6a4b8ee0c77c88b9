"""What counts as a flash, looked for in what the lights did: by the rule of `device.exercise.flash_guard`."""

from collections.abc import Iterator

from device.exercise.flash_guard import FLASH_RISE, FLASH_WITHIN_S


def flash_onsets(shown: list[tuple[float, tuple[float, float, float]]]) -> Iterator[float]:
    """Moments at which any light has come up by FLASH_RISE within FLASH_WITHIN_S, once for each rise."""
    risen = [False, False, False]
    for place, (now_s, levels) in enumerate(shown):
        recent = [lights for then_s, lights in shown[max(0, place - 8) : place] if then_s >= now_s - FLASH_WITHIN_S]
        rises = [level - min((lights[n] for lights in recent), default=level) for n, level in enumerate(levels)]
        new = [rise >= FLASH_RISE and not before for rise, before in zip(rises, risen, strict=True)]
        risen = [rise >= FLASH_RISE for rise in rises]
        if any(new):
            yield now_s
