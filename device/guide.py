"""Guides a person, by text and lights, until the sensor has lain still as often as a calibration wants.

Knows what is said and which light is lit when; must never know how errors follow from positions, nor where they go.
"""

from dataclasses import replace
from typing import Final, Protocol

from device.calibration import CannotCalibrate, Position
from device.clock import Clock
from device.cues import SET_DONE_S, Cue, FlashGuard, lights
from device.loop import PanelPort
from device.still_positions import BLOCK_S, Measured, Step, StillPositions

LOOK_S: Final = 0.1  # lights and sensor; the shortest light lasts 0.3 s
TROUBLE_S: Final = 4.0  # ours: so long anyone may take to turn the band; what lasts longer is told, and told again
PATIENCE_S: Final = 120.0  # ours: so long without a new position, nobody is there any more
AT_ONCE: Final = {"holding", "taken"}


class Sensor(Protocol):
    """A started sensor."""

    def drain(self) -> Measured:
        """Everything measured since the last call."""


class Guide:
    """One person's calibration: `positions`, then `say_done`."""

    def __init__(self, clock: Clock, sensor: Sensor, panel: PanelPort, wanted: int) -> None:
        self._clock, self._sensor, self._panel = clock, sensor, panel
        self._wanted, self._found = wanted, StillPositions(wanted)
        self._cue, self._guard = Cue("ready"), FlashGuard()
        self._last, self._lasts_s = Step("moving", "nothing was measured"), 0.0

    def positions(self) -> list[Position]:
        """The still positions. Raises CannotCalibrate when none comes for two minutes, and what the sensor raises."""
        give_up_s = self._clock.monotonic_s() + PATIENCE_S
        while not self._found.complete:
            if self._clock.monotonic_s() >= give_up_s:
                raise CannotCalibrate(f"no new position for {PATIENCE_S:.0f} s, nothing was changed: {self._last.text}")
            self._wait()
            for step in self._found.push(self._sensor.drain()):
                self._heed(step)
                if step.kind == "taken":
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

    def _heed(self, step: Step) -> None:
        """The middle light while it lies still, the left one for a position, words for either and for long trouble."""
        now_s, new = self._clock.monotonic_s(), step.kind != self._last.kind
        self._lasts_s = 0.0 if new else self._lasts_s + BLOCK_S
        self._last = step
        if new:
            self._cue = replace(self._cue, since_s=now_s if step.kind == "holding" else None)
        if step.kind == "taken":
            self._cue = replace(self._cue, counted_s=now_s)
        if (new and step.kind in AT_ONCE) or self._lasts_s >= TROUBLE_S:
            self._say(step)

    def _say(self, step: Step) -> None:
        self._lasts_s = 0.0
        number = len(self._found.positions) + (step.kind != "taken")
        then = "; turn it to another side" if step.kind == "taken" and not self._found.complete else ""
        print(f"{number} of {self._wanted}: {step.text}{then}", flush=True)
