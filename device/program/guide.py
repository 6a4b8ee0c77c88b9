"""Guides a person, by text and lights, until the sensor was held in as many positions as somebody wants.

Knows what is said and which light is lit when; must never know what makes a position, nor what follows from it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Generic, Protocol, TypeVar

from device.exercise import FlashGuard, lights
from device.exercise.light_language import SET_DONE_S, Cue
from device.program.ports import PanelPort
from device.sensor.positions import BLOCK_S, HalfSecond, Positions
from device.system.clock import Clock
from drivers.mpu6050 import Frames

LOOK_S: Final = 0.1  # lights and sensor; the shortest light lasts 0.3 s
TROUBLE_S: Final = 4.0  # ours: so long anyone may take to turn the band; what lasts longer is reported again and again
PATIENCE_S: Final = 120.0  # ours: so long without a new position, nobody is there any more
AT_ONCE: Final = {"holding", "taken"}

P = TypeVar("P")


class NobodyThere(Exception):
    """No position came for too long; the message says what was seen last."""


class Drained(Protocol):
    """A started sensor."""

    def drain(self) -> Frames:
        """Everything measured since the last call."""


class Guide(Generic[P]):
    """One person's calibration or baseline: `positions`, then `say_done`."""

    def __init__(self, clock: Clock, sensor: Drained, panel: PanelPort, found: Positions[P]) -> None:
        self._clock, self._sensor, self._panel, self._found = clock, sensor, panel, found
        self._cue, self._guard = Cue("ready"), FlashGuard()
        self._last, self._lasts_s = HalfSecond("moving", "nothing was measured"), 0.0

    def positions(self) -> Sequence[P]:
        """The positions. Raises NobodyThere when none comes for two minutes, and what the sensor raises."""
        give_up_s = self._clock.monotonic_s() + PATIENCE_S
        while not self._found.complete:
            if self._clock.monotonic_s() >= give_up_s:
                raise NobodyThere(f"no new position for {PATIENCE_S:.0f} s, nothing was changed: {self._last.text}")
            self._wait()
            for seen in self._found.push(self._sensor.drain()):
                self._heed(seen)
                if seen.kind == "taken":
                    give_up_s = self._clock.monotonic_s() + PATIENCE_S
        return self._found.positions

    def say_done(self) -> None:
        """Left and middle light together, fading."""
        now_s = self._clock.monotonic_s()
        self._cue = Cue("set done", now_s)
        while self._clock.monotonic_s() < now_s + SET_DONE_S:
            self._wait()

    def _wait(self) -> None:
        now_s = self._clock.monotonic_s()
        shown = self._guard.push(now_s, lights(self._cue, now_s))
        self._panel.show(shown.left, shown.middle, shown.right)
        self._clock.sleep(LOOK_S)

    def _heed(self, seen: HalfSecond) -> None:
        """The middle light while it lies still, the left one for a position, words for either and for long trouble."""
        now_s, new = self._clock.monotonic_s(), seen.kind != self._last.kind
        self._lasts_s = 0.0 if new else self._lasts_s + BLOCK_S
        self._last = seen
        if new:
            self._cue = replace(self._cue, since_s=now_s if seen.kind == "holding" else None)
        if seen.kind == "taken":
            self._cue = replace(self._cue, counted_s=now_s)
        if (new and seen.kind in AT_ONCE) or self._lasts_s >= TROUBLE_S:
            self._say(seen)

    def _say(self, seen: HalfSecond) -> None:
        self._lasts_s = 0.0
        number = len(self._found.positions) + (seen.kind != "taken")
        then = f"; {self._found.turn_hint}" if seen.kind == "taken" and not self._found.complete else ""
        print(f"{number} of {self._found.wanted}: {seen.text}{then}", flush=True)
