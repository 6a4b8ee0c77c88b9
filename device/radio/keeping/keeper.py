"""The loop that keeps Wi-Fi as planned: looks, decides, switches, tells. It begins and ends with Wi-Fi on.

Knows the order of steps and what to do with a switch that does not move; must never know how a switch works.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from device.radio.keeping.windows import RadioNeed, RadioPlan, Windows
from device.radio.told import TOLD_EVERY_S, RadioTold, put
from device.records.calendar import zone_or_utc
from device.system.clock import Clock

ON_LOOK_S: Final = 2.0  # ours: so long Wi-Fi stays on after all is delivered, at most
OFF_LOOK_S: Final = 5.0  # ours: so long somebody waits for it who asks
MOST_FAILURES: Final = 12  # a minute of them: then systemd's own line tries to switch it on, and starts us anew

log = logging.getLogger(__name__)


class SwitchRefuses(Exception):
    """Wi-Fi stays off although it is to be on; the message says what was tried."""


@dataclass(frozen=True)
class SwitchState:
    """How the switch is, as far as it shows."""

    off: bool
    cannot_change: bool


class MovesWifi(Protocol):
    """Wi-Fi's switch."""

    def turn(self, *, on: bool) -> str:
        """Move it; why it could not be, empty if it could."""

    def shown(self) -> SwitchState | None:
        """How it is; None where there is none."""


class WifiKeeper:
    """One device's Wi-Fi."""

    def __init__(
        self, switch: MovesWifi, windows: Windows, need: Callable[[], RadioNeed], clock: Clock, told: Path
    ) -> None:
        self._switch, self._windows, self._need, self._clock, self._file = switch, windows, need, clock, told
        self._trouble, self._failures = "", 0
        self._said: RadioTold | None = None

    def run(self, stopping: Callable[[], bool]) -> None:
        """Keep it until asked to stop. Raises SwitchRefuses."""
        try:
            while not stopping():
                plan = self.step()
                self._clock.sleep(ON_LOOK_S if plan.on else OFF_LOOK_S)
        finally:
            self._switch.turn(on=True)

    def step(self) -> RadioPlan:
        """One look and what follows from it. Raises SwitchRefuses."""
        plan = self._windows.push(self._clock.monotonic_s(), self._need())
        if self._said is None or (self._said.on, self._said.why) != (plan.on, plan.why):
            log.info("%s", in_words(plan, self._clock))
        self._apply(plan)
        self._tell(plan)
        return plan

    def _apply(self, plan: RadioPlan) -> None:
        """Move the switch where it is not as planned, also where somebody else moved it."""
        shown = self._switch.shown()
        wrong = shown is None or shown.off == plan.on
        why_not = self._switch.turn(on=plan.on) if wrong else ""
        trouble = why_not or _why_useless(shown)
        if trouble and trouble != self._trouble:
            log.error("%s", trouble)
        self._trouble = trouble
        self._failures = self._failures + 1 if plan.on and wrong and shown else 0
        if self._failures > MOST_FAILURES:
            raise SwitchRefuses(f"Wi-Fi is off after {self._failures} attempts to switch it on: {trouble}")

    def _tell(self, plan: RadioPlan) -> None:
        now_s, until_s = self._clock.monotonic_s(), plan.until_s if math.isfinite(plan.until_s) else None
        boot, trouble = self._clock.dating().boot, self._trouble
        told = RadioTold(
            1, boot, now_s, plan.on, plan.why, plan.since_s, until_s, plan.in_window, trouble, self._windows.every_s
        )
        before = self._said and replace(self._said, written_s=now_s)
        if self._said and told == before and now_s - self._said.written_s < TOLD_EVERY_S:
            return
        try:
            put(self._file, told)
        except OSError as error:
            log.warning("%s: %s: the others do not hear how Wi-Fi is", self._file, error.strerror)
        self._said = told


def _why_useless(shown: SwitchState | None) -> str:
    if shown is None:
        return "this computer shows no Wi-Fi that could be switched (rfkill list): set windows = false in [radio]"
    return "Wi-Fi is switched off by a part of this computer, which no program can undo" if shown.cannot_change else ""


def in_words(plan: RadioPlan, clock: Clock) -> str:
    """For the log."""
    if plan.on:
        return f"Wi-Fi on: {plan.why}"
    return f"Wi-Fi off: {plan.why}; on again at {hour_of(plan.until_s, clock)} at the latest"


def hour_of(moment_s: float, clock: Clock) -> str:
    """A monotonic moment as people read it."""
    dating = clock.dating()
    when = datetime.fromtimestamp(clock.utc_s() + moment_s - clock.monotonic_s(), zone_or_utc(dating.timezone))
    return f"{when:%H:%M}"
