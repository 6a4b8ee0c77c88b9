"""Three lights and one button on GPIO pins.

Knows gpiozero, pin numbers and polarity; must never know what a light means or how long a press lasts.
"""

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from gpiozero import PWMLED, InputDevice, PinFactoryFallback

# BCM numbers, clear of I2C (2, 3), UART (14, 15) and the identification EEPROM (0, 1).
LEFT_PIN = 17  # header pin 11, white: the device
MIDDLE_PIN = 27  # header pin 13, blue: the exercise
RIGHT_PIN = 22  # header pin 15, amber: attention
BUTTON_PIN = 23  # header pin 16, to ground (header pin 14)

LIGHT_PINS = (LEFT_PIN, MIDDLE_PIN, RIGHT_PIN)


class PanelMissing(OSError):
    """The lights or the button cannot be reached; the message says what was tried and what to check."""


@contextmanager
def _asking_for_pins(pin_factory: Any | None) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PinFactoryFallback)  # the message below says what matters of them
            yield
    except Exception as seen:
        raise PanelMissing(_missing(pin_factory, seen)) from seen


def _missing(pin_factory: Any | None, seen: Exception) -> str:
    tried = "gpiozero's default pin factory" if pin_factory is None else type(pin_factory).__name__
    return (
        f"no panel: {tried} could not open the lights on GPIO {LEFT_PIN}, {MIDDLE_PIN}, {RIGHT_PIN} and the button on "
        f"GPIO {BUTTON_PIN} ({type(seen).__name__}: {seen}); expected a Raspberry Pi with lgpio installed, a user "
        f"in the group gpio, and these pins used by no other program"
    )


class Panel:
    """The lights, dark at first, and the button. Nothing happens in the background: look, and set.

    pin_factory: gpiozero's way to the pins, None for the best one that this computer has. Raises PanelMissing.
    """

    def __init__(self, pin_factory: Any | None = None) -> None:
        with ExitStack() as opened, _asking_for_pins(pin_factory):
            self._lights = [opened.enter_context(PWMLED(pin, pin_factory=pin_factory)) for pin in LIGHT_PINS]
            self._button = opened.enter_context(InputDevice(BUTTON_PIN, pull_up=True, pin_factory=pin_factory))
            self._opened = opened.pop_all()
        self._shown = (0.0, 0.0, 0.0)

    def pressed(self) -> bool:
        """Whether the contact is closed at this moment, bounces and all."""
        return bool(self._button.is_active)

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of the lights, 0 to 1. Writes only what changed."""
        levels = (left, middle, right)
        for light, level, shown in zip(self._lights, levels, self._shown, strict=True):
            if level != shown:
                light.value = level
        self._shown = levels

    def close(self) -> None:
        """Turn the lights off and let go of the pins."""
        self.show(0.0, 0.0, 0.0)
        self._opened.close()
