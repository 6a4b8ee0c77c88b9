"""The battery and the supply as parts of the device: looked at once a minute, told in words, and the last wish.

Knows when to look, how it is told and where the wish is left; must never know registers, nor switch anything off.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from device.battery.judgement import BatteryJudge, BatteryVerdict
from device.health.parts import BatteryState, PartState
from device.system.clock import Clock
from drivers.battery import BatteryReading, BatteryUnreadable

log = logging.getLogger(__name__)

LOOK_S: Final = 60.0  # ours: a battery of 10 h loses 1 % in six minutes
LONGEST_LOOK_S: Final = 600.0  # at a board that does not answer: a stuck bus costs a second each time
STEP_PERCENT: Final = 10  # what is sent to the clinic: each change is a message
WISH_NAME: Final = "power-off"
BATTERY, BOARD, SUPPLY = "battery", "battery board", "supply"
LOW: Final = "{:.0f} % left and no power from outside: charge it"
EMPTY: Final = "{:.0f} % left: the device switches itself off, and what was recorded is kept; charge it"
WEAK: Final = "it is too weak now (below 4.63 V): use one of 5 V and 2.5 A and a short cable, or charge the battery"


class ReadsBattery(Protocol):
    """A battery, by whatever board."""

    def read(self) -> BatteryReading:
        """What it tells now. Raises BatteryUnreadable."""


class BatteryWatch:
    """One battery. What it is like goes to the light and the clinic as the part "battery"."""

    def __init__(self, battery: ReadsBattery, judge: BatteryJudge, clock: Clock, wish: Path) -> None:
        """`wish`: the file by which systemd is asked to switch the computer off."""
        self._battery, self._judge, self._clock, self._wish = battery, judge, clock, wish
        self._next_s, self._look_s = clock.monotonic_s(), LOOK_S
        self._seen: BatteryReading | None = None
        self._judged, self._problem, self._wished = BatteryVerdict(), "", False

    def states(self) -> list[PartState]:
        """Whether the battery will last, and whether it can be read."""
        self._look()
        board = PartState(BOARD, works=not self._problem, text=self._problem or "it answers")
        return [board] if self._seen is None else [PartState(BATTERY, not self._judged.low, self._text), board]

    def state(self) -> BatteryState | None:
        """The last look, for `easeband status` and whoever wants to know of power from outside."""
        seen = self._seen
        if seen is None or self._problem:
            return None
        return BatteryState(round(seen.percent), seen.volts, seen.external, seen.charging, self._judged.low)

    def _look(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s < self._next_s:
            return
        try:
            self._take(self._battery.read())
        except BatteryUnreadable as error:
            if str(error) != self._problem:
                log.error("the battery cannot be read: %s", error)
            self._problem, self._look_s = str(error), min(2 * self._look_s, LONGEST_LOOK_S)
        self._next_s = now_s + self._look_s

    def _take(self, seen: BatteryReading) -> None:
        before, self._judged = self._judged, self._judge.push(seen)
        self._seen, self._problem, self._look_s = seen, "", LOOK_S
        if self._judged.low and not before.low:
            log.warning("battery: %s", self._text)
        if self._judged.empty and not self._wished:
            self._leave_wish()

    def _leave_wish(self) -> None:
        """easeband-power-off.path sees it; the recorder then ends as at any switching off, its records on the card."""
        log.error("battery: %s", self._text)
        try:
            self._wish.touch()
        except OSError as error:
            log.error("%s: %s: the device runs on until its battery is empty", self._wish, error.strerror)
        else:
            self._wished = True

    @property
    def _text(self) -> str:
        assert self._seen is not None  # noqa: S101 - whoever asks has looked
        percent = self._seen.percent
        if self._judged.empty:
            return EMPTY.format(percent)
        if self._judged.low:
            return LOW.format(percent)
        powered = "power from outside" if self._seen.external or self._seen.charging else "no power from outside"
        return f"about {percent // STEP_PERCENT * STEP_PERCENT:.0f} %, {powered}"


class SupplyWatch:
    """The supply of a Pi: told where its firmware says that it is too weak now; nothing on other computers."""

    def __init__(self, under_voltage: Callable[[], bool | None], clock: Clock) -> None:
        self._asked, self._clock = under_voltage, clock
        self._next_s, self._weak = clock.monotonic_s(), False
        self._told = True

    def states(self) -> list[PartState]:
        """How it is, once a minute."""
        if self._clock.monotonic_s() >= self._next_s:
            self._next_s = self._clock.monotonic_s() + LOOK_S
            weak = self._asked()
            self._told, self._weak = weak is not None, bool(weak)
        return [PartState(SUPPLY, not self._weak, WEAK if self._weak else "it holds")] if self._told else []
