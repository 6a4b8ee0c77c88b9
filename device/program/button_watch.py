"""How often the button has to be looked at: not at all while nobody is near it, and finely timed once it moved.

Knows levels, edges and their times; must never know what a press is for.
"""

from typing import Final

from device.exercise.button import PressEvent, PressReader
from device.program.ports import PanelPort
from device.system.clock import Wakes

TICK_S: Final = 0.020  # lights that change, and a button whose edges nobody tells
TOUCHED_TICK_S: Final = 0.005  # while a finger is there: an 11 Hz tremor opens the contact for 0.03 s at a time
WATCHED_S: Final = 0.100  # ours, after an edge: longer than a switch bounces, and than one cycle of an 11 Hz tremor


class ButtonWatch:
    """Reads one button of a panel."""

    def __init__(self, panel: PanelPort) -> None:
        self._panel, self._reader = panel, PressReader()
        self._watched_until_s = float("-inf")

    @property
    def held_s(self) -> float:
        """As `PressReader.held_s`."""
        return self._reader.held_s

    @property
    def stuck_s(self) -> float:
        """As `PressReader.stuck_s`."""
        return self._reader.stuck_s

    @property
    def moved(self) -> bool:
        """Whether there was an edge since the last look."""
        edges = self._panel.edges
        return edges is not None and edges.wait(0)

    def look(self, now_s: float) -> list[PressEvent]:
        """What the press became by a look at this moment."""
        moved = self.moved
        closed = self._panel.pressed()
        events = self._reader.push(now_s, closed)
        # a sleeve presses for hours: only that it lets go is news, and an edge tells
        left_pressed = closed and self._reader.stuck_s > 0 and self._panel.edges is not None
        if moved or ((closed or self._reader.touched) and not left_pressed):
            self._watched_until_s = now_s + WATCHED_S
        return events

    def rests(self, now_s: float) -> bool:
        """Whether nothing can be missed until the next edge."""
        return self._panel.edges is not None and now_s >= self._watched_until_s

    def wakes(self, now_s: float) -> Wakes | None:
        """What ends a sleep early: an edge, unless it is looked at often anyway. A loose wire has thousands."""
        return self._panel.edges if self.rests(now_s) else None

    def tick_s(self, now_s: float) -> float:
        """How soon to look again otherwise."""
        return TOUCHED_TICK_S if now_s < self._watched_until_s else TICK_S
