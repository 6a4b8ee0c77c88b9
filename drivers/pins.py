"""Which pin is which light and which the button, and the fault of those that cannot be reached.

Knows numbers alone; must never know how a pin is reached, nor import what reaches it: whoever puts the lights out after
a crash has no time for it.
"""

# BCM numbers, clear of I2C (2, 3), UART (14, 15) and the identification EEPROM (0, 1).
LEFT_PIN = 17  # header pin 11, white: the device
MIDDLE_PIN = 27  # header pin 13, blue: the exercise
RIGHT_PIN = 22  # header pin 15, amber: attention
BUTTON_PIN = 23  # header pin 16, to ground (header pin 14)

LIGHT_PINS = (LEFT_PIN, MIDDLE_PIN, RIGHT_PIN)

FACTORY_VARIABLE = "GPIOZERO_PIN_FACTORY"  # of the environment: by what gpiozero is to reach them


class PanelMissing(OSError):
    """The lights or the button cannot be reached; the message says what was tried and what to check."""
