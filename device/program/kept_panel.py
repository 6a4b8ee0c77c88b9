"""The lights and the button as the loop sees them: always there to be asked, whether or not the pins can be had.

Knows how to open, lose and find a panel again; must never know pins, nor what a light means.
"""

import logging
from collections.abc import Callable
from threading import Event
from typing import Final, Protocol

from device.health import PartState
from device.program.ports import PanelPort
from device.system.clock import Clock, Wakes
from drivers.pins import PanelMissing

log = logging.getLogger(__name__)

FIRST_PANEL_RETRY_S: Final = 1.0  # ours: another program may hold the pins while the device starts
LONGEST_PANEL_RETRY_S: Final = 30.0  # as for the sensor
NOTHING_MOVES: Final = Event()
NO_EDGES: Final = (
    "nobody tells when the button moves, so it is looked at 50 times a second, which shortens the life of a battery:"
    " expected /dev/gpiochip0 of a Raspberry Pi, and Linux 5.10 or newer"
)


class OpenedPanel(PanelPort, Protocol):
    """A panel that can be let go of."""

    def close(self) -> None:
        """Turn the lights off and let go of the pins."""


class KeptPanel:
    """A panel that is looked for again whenever it is missing. Without it, nothing is pressed and nothing shown."""

    def __init__(self, open_panel: Callable[[], OpenedPanel], clock: Clock) -> None:
        """`open_panel` gives a panel or raises PanelMissing; it is tried at once, and again until it does."""
        self._open, self._clock = open_panel, clock
        self._panel: OpenedPanel | None = None
        self._seen, self._levels = "", (0.0, 0.0, 0.0)
        self._retry_s, self._told_of_edges = FIRST_PANEL_RETRY_S, False
        self._retry_at_s = clock.monotonic_s()
        self._find()

    @property
    def edges(self) -> Wakes | None:
        """Those of the panel that is there; without one nothing ever happens."""
        return NOTHING_MOVES if self._panel is None else self._panel.edges

    def pressed(self) -> bool:
        """Whether the button is down at this moment; never without a panel."""
        if self._panel is None:
            return False
        try:
            return self._panel.pressed()
        except PanelMissing as error:
            self._lose(error)
            return False

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of each light, 0 to 1, and look for the panel where it is missing."""
        self._levels = (left, middle, right)
        if self._panel is not None or self._find():
            self._light()

    def states(self) -> list[PartState]:
        """Whether there are lights and a button, or why not."""
        text = self._seen or "lights and button answer"
        return [PartState("panel", works=self._panel is not None, text=text)]

    def close(self) -> None:
        """Turn the lights off and let go of the pins."""
        panel, self._panel = self._panel, None
        if panel is not None:
            self._let_go(panel)

    def _light(self) -> None:
        assert self._panel is not None  # noqa: S101 - show() says so
        try:
            self._panel.show(*self._levels)
        except PanelMissing as error:
            self._lose(error)

    def _find(self) -> bool:
        if self._clock.monotonic_s() < self._retry_at_s:
            return False
        try:
            self._panel = self._open()
        except PanelMissing as error:
            self._tell(error)
            return False
        if self._seen:
            log.info("lights and button work again")
        self._seen, self._retry_s = "", FIRST_PANEL_RETRY_S
        self._tell_of_edges(self._panel)
        return True

    def _tell_of_edges(self, panel: OpenedPanel) -> None:
        """In the log, once."""
        if panel.edges is None and not self._told_of_edges:
            log.warning("%s", NO_EDGES)
        self._told_of_edges = self._told_of_edges or panel.edges is None

    def _lose(self, error: PanelMissing) -> None:
        panel, self._panel = self._panel, None
        self._tell(error)
        if panel is not None:
            self._let_go(panel)

    def _tell(self, error: PanelMissing) -> None:
        """In the log once for each reason; the wait before the next try doubles."""
        if str(error) != self._seen:
            log.error("measuring continues without lights and button, which are looked for again: %s", error)
        self._seen = str(error)
        self._retry_at_s = self._clock.monotonic_s() + self._retry_s
        self._retry_s = min(2 * self._retry_s, LONGEST_PANEL_RETRY_S)

    def _let_go(self, panel: OpenedPanel) -> None:
        try:
            panel.close()
        except PanelMissing as error:
            log.info("the lights could not be put out: %s", error)
