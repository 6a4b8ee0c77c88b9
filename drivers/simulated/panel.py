"""Pins without a board: a finger for the button, and eyes for the lights.

Knows gpiozero's mock pins, which stand below `drivers.panel`; must never know what is shown or why it is pressed.
"""

from gpiozero.pins.mock import MockFactory, MockPWMPin

from drivers.pins import BUTTON_PIN, LEFT_PIN, MIDDLE_PIN, RIGHT_PIN


class SimulatedPanel:
    """The pins of one panel; `Panel(simulated.factory)` opens them."""

    def __init__(self) -> None:
        self.factory = MockFactory(pin_class=MockPWMPin)
        self._button = self.factory.pin(BUTTON_PIN)

    def press(self, *, down: bool) -> None:
        """Put the finger on the button, or take it away."""
        if down:
            self._button.drive_low()
        else:
            self._button.drive_high()

    def levels(self) -> tuple[float, float, float]:
        """The brightness of the left, middle and right light, 0 to 1."""
        return self._level(LEFT_PIN), self._level(MIDDLE_PIN), self._level(RIGHT_PIN)

    def _level(self, pin: int) -> float:
        return float(self.factory.pin(pin).state)
