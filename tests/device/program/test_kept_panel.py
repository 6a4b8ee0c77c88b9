"""Lights and button that come late, go, and come back: the loop never hears of it, people do."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.program.kept_panel import KeptPanel
from device.system.clock import PacedClock
from drivers.panel import Panel
from drivers.pins import BUTTON_PIN, LEFT_PIN
from drivers.simulated.panel import SimulatedPanel

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z


class BusyPins(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """Pins that somebody else holds until `free`."""

    free = False

    def pin(self, name: object) -> Any:
        if not self.free:
            raise RuntimeError("GPIO busy")
        return super().pin(name)


class WornPin(MockPWMPin):  # type: ignore[misc]  # likewise
    """A pin whose chip can go away."""

    gone = False

    def _get_state(self) -> float:
        if self.gone:
            raise OSError("unknown handle")
        return float(super()._get_state())

    def _set_state(self, value: float) -> None:
        if self.gone:
            raise OSError("unknown handle")
        super()._set_state(value)


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(NINE_UTC_S)


@pytest.fixture
def pins() -> BusyPins:
    return BusyPins(pin_class=MockPWMPin)


def tries(kept: KeptPanel, clock: PacedClock, opened: Callable[[], object], seconds: float) -> list[float]:
    """When within so many seconds of ticks the panel was looked for."""
    seen, before = list[float](), opened()
    while clock.monotonic_s() < seconds:
        kept.show(0, 0, 0)
        if opened() != before:
            seen.append(round(clock.monotonic_s()))
        before = opened()
        clock.sleep(0.1)
    return seen


def test_pins_that_are_busy_at_the_start_are_used_once_they_are_free(clock: PacedClock, pins: BusyPins) -> None:
    kept = KeptPanel(lambda: Panel(pins), clock)
    kept.show(0.5, 0, 0)
    assert not kept.pressed()
    pins.free = True
    clock.sleep(1.0)
    kept.show(0.5, 0, 0)
    pins.pin(BUTTON_PIN).drive_low()
    assert (pins.pin(LEFT_PIN).state, kept.pressed()) == (0.5, True)


def test_it_is_looked_for_after_1_2_4_8_16_and_then_every_30_seconds(clock: PacedClock, pins: BusyPins) -> None:
    count = 0

    def open_panel() -> Panel:
        nonlocal count
        count += 1
        return Panel(pins)

    kept = KeptPanel(open_panel, clock)
    assert tries(kept, clock, lambda: count, 100) == [1, 3, 7, 15, 31, 61, 91]


def test_what_is_wrong_is_told_once_for_each_reason_and_that_it_is_over(
    clock: PacedClock, pins: BusyPins, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        kept = KeptPanel(lambda: Panel(pins, tells_edges=True), clock)
        (seen,) = kept.states()
        tries(kept, clock, int, 40)
        pins.free = True
        tries(kept, clock, int, 100)
    assert (seen.part, seen.works) == ("panel", False)
    assert "stop the program that uses these pins" in seen.text[:300]
    assert [state.works for state in kept.states()] == [True]
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert "GPIO busy" in caplog.messages[0]


def test_pins_that_are_lost_in_mid_run_end_nothing_and_are_found_again(clock: PacedClock) -> None:
    pins = MockFactory(pin_class=WornPin)
    kept = KeptPanel(lambda: Panel(pins), clock)
    pins.pin(LEFT_PIN).__class__.gone = True
    kept.show(1, 1, 1)
    assert [state.works for state in kept.states()] == [False]
    assert not kept.pressed()
    WornPin.gone = False
    clock.sleep(1.0)
    kept.show(1, 1, 1)
    assert (pins.pin(LEFT_PIN).state, [state.works for state in kept.states()]) == (1, [True])


def test_a_lost_button_is_told_too(clock: PacedClock) -> None:
    pins = MockFactory(pin_class=WornPin)
    kept = KeptPanel(lambda: Panel(pins), clock)
    try:
        WornPin.gone = True
        assert not kept.pressed()
    finally:
        WornPin.gone = False
    assert "unknown handle" in kept.states()[0].text


def test_closing_a_panel_that_is_gone_raises_nothing(clock: PacedClock) -> None:
    kept = KeptPanel(lambda: Panel(MockFactory(pin_class=WornPin)), clock)
    kept.show(1, 1, 1)
    try:
        WornPin.gone = True
        kept.close()
    finally:
        WornPin.gone = False
    kept.close()


def test_gpiozero_looks_for_a_factory_anew_after_each_failure(
    clock: PacedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps to the first that it could make, which may be one without dimming while lgpio was not ready yet."""
    monkeypatch.setattr(Device, "pin_factory", BusyPins(pin_class=MockPWMPin))
    kept = KeptPanel(Panel, clock)
    assert Device.pin_factory is None
    good = SimulatedPanel()
    monkeypatch.setattr(Device, "pin_factory", good.factory)
    clock.sleep(1.0)
    kept.show(1, 0, 0)
    assert good.levels() == (1, 0, 0)
    kept.close()


def test_that_nobody_tells_of_edges_is_told_once(
    clock: PacedClock, pins: BusyPins, caplog: pytest.LogCaptureFixture
) -> None:
    kept = KeptPanel(lambda: Panel(pins), clock)
    assert kept.edges is not None, "without a panel nothing moves, and nothing need be looked at"
    assert not kept.edges.wait(0)
    pins.free = True
    tries(kept, clock, int, 3)
    kept.close()
    tries(kept, clock, int, 6)
    assert kept.edges is None
    assert caplog.text.count("looked at 50 times a second") == 1
