"""A device without a configuration is not silent: fault light, again and again, until somebody corrects it."""

import pytest
from gpiozero import Device

from device.health import PartState
from device.program import wait_until_corrected
from device.system.clock import PacedClock
from drivers.simulated.panel import SimulatedPanel

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z


class RefusedUntil:
    """A configuration that is corrected at some moment."""

    def __init__(self, clock: PacedClock, pins: SimulatedPanel, until_s: float) -> None:
        self._clock, self._pins, self._until_s = clock, pins, until_s
        self.lit_s = list[float]()

    def states(self) -> list[PartState]:
        return [PartState("configuration", works=False, text="refused")]

    def corrected(self) -> bool:
        if self._pins.levels() == (0, 0, 1):
            self.lit_s.append(self._clock.monotonic_s())
        return self._clock.monotonic_s() >= self._until_s


def test_the_fault_light_blinks_for_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 s of every 2 s, by the light language; a tenth is looked at, so half of 100 s is about 500 looks."""
    clock, pins = PacedClock(NINE_UTC_S), SimulatedPanel()
    monkeypatch.setattr(Device, "pin_factory", pins.factory)
    refused = RefusedUntil(clock, pins, 100.0)
    wait_until_corrected(refused, clock, lambda: False)
    assert len(refused.lit_s) == pytest.approx(500, abs=15)
    assert (refused.lit_s[0] < 1, refused.lit_s[-1] > 98) == (True, True)
    assert pins.levels() == (0, 0, 0)


def test_it_ends_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pins = PacedClock(NINE_UTC_S), SimulatedPanel()
    monkeypatch.setattr(Device, "pin_factory", pins.factory)
    wait_until_corrected(RefusedUntil(clock, pins, 100.0), clock, lambda: clock.monotonic_s() > 5)
    assert clock.monotonic_s() < 6
