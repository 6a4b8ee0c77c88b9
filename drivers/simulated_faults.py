"""What goes wrong with a simulated chip, each at its own time. Knows chips; must never know how a driver recovers."""

import errno
import math
import os
from dataclasses import dataclass, field

from drivers.simulated import SimulatedChip


@dataclass
class BrownOut:
    """The supply drops for a moment: the chip answers at once again, but asleep and with every setting lost."""

    at_s: float
    _struck: bool = field(default=False, init=False)

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Reset the chip at the first look after the moment."""
        if not self._struck and now_s >= self.at_s:
            self._struck = True
            chip.power_on()


@dataclass
class Unplugged:
    """The wires are off from `start_s` to `end_s`: nothing answers, and afterwards the chip is as after power-on."""

    start_s: float
    end_s: float = math.inf

    def __post_init__(self) -> None:
        self._lost_power = BrownOut(self.start_s)

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Raise what the kernel makes of an address that nobody acknowledges."""
        self._lost_power.strike(chip, now_s)
        if self.start_s <= now_s < self.end_s:
            raise OSError(errno.EREMOTEIO, os.strerror(errno.EREMOTEIO))
