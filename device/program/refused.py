"""What the device does while no configuration can be used: it shows the fault light, tells, and waits.

Knows lights, health and systemd; must never know what is wrong with the configuration.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Final, Protocol

from device.exercise import FlashGuard, lights
from device.exercise.light_language import FAULT_S, Cue
from device.health import HealthFile, health_beside
from device.program.kept_panel import KeptPanel
from device.program.parts import open_panel
from device.program.ports import TellsState
from device.system.clock import Clock
from device.system.config import Files
from device.system.systemd import notify

REFUSED_LOOK_S: Final = 0.1  # lights; the shortest lasts 1 s

PING_S: Final = 1.0  # the watchdog's patience is 6 s


class Refused(TellsState, Protocol):
    """A configuration that cannot be used: `device.settings.KeptConfiguration` or anything like it."""

    def corrected(self) -> bool:
        """Whether it can be used now."""


def wait_until_corrected(refused: Refused, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Return once it is worth reading the configuration again, or when asked to stop."""
    with ExitStack() as opened:
        panel, guard = open_panel(clock, opened), FlashGuard()
        health = HealthFile(health_beside(Files().device), clock)
        notify("READY=1")
        next_ping_s = clock.monotonic_s()
        while not stopping() and not refused.corrected():
            now_s = clock.monotonic_s()
            _show_fault(panel, guard, now_s)
            health.push([*refused.states(), *panel.states()])
            if now_s >= next_ping_s:
                notify("WATCHDOG=1")
                next_ping_s = now_s + PING_S
            clock.sleep(REFUSED_LOOK_S)


def _show_fault(panel: KeptPanel, guard: FlashGuard, now_s: float) -> None:
    """The fault's signal over and over: it lasts 30 s, and this fault lasts until somebody does something."""
    shown = guard.push(now_s, lights(Cue(fault_s=now_s - now_s % FAULT_S), now_s))
    panel.show(shown.left, shown.middle, shown.right)
