"""What goes wrong with a simulated chip, each at its own time. Knows chips; must never know how a driver recovers."""

import errno
import math
import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from drivers.mpu6050.registers import Register
from drivers.simulated.chip import SimulatedChip

KERNEL_GIVES_UP_S: Final = 1.0  # the time-out of the kernel's i2c-bcm2835 driver for one transfer


class Timed(Protocol):
    """A fault that strikes from `start_s` on, and no more once it has struck at or after `end_s`."""

    @property
    def start_s(self) -> float: ...  # noqa: D102 - the class says it

    @property
    def end_s(self) -> float: ...  # noqa: D102

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """As `drivers.simulated.chip.Fault`."""


@dataclass
class Once:
    """Something that happens to a chip in one moment: at the first transfer from `start_s` on."""

    start_s: float
    _struck: bool = field(default=False, init=False)

    @property
    def end_s(self) -> float:
        """The same moment."""
        return self.start_s

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Happen, if it is time and has not happened yet."""
        if not self._struck and now_s >= self.start_s:
            self._struck = True
            self._happen(chip)

    def _happen(self, chip: SimulatedChip) -> None:
        raise NotImplementedError


@dataclass
class BrownOut(Once):
    """The supply drops for a moment: the chip answers at once again, but asleep and with every setting lost."""

    def _happen(self, chip: SimulatedChip) -> None:
        chip.power_on()


@dataclass
class BitFlip(Once):
    """These bits of a register turn over."""

    register: int = field(kw_only=True)
    bits: int = field(kw_only=True)

    def _happen(self, chip: SimulatedChip) -> None:
        chip.flip(self.register, self.bits)


@dataclass
class BrokenRead(Once):
    """The next read of more than `after_bytes` breaks off there; those bytes have left the chip."""

    after_bytes: int = field(kw_only=True)
    number: int = errno.EIO

    def _happen(self, chip: SimulatedChip) -> None:
        chip.break_off(self.after_bytes, self.number)


@dataclass
class Stall(Once):
    """The computer has other things to do for `length_s`, in the midst of whatever it was doing with the chip."""

    length_s: float = field(kw_only=True)
    sleep: Callable[[float], None] = field(kw_only=True)

    def _happen(self, chip: SimulatedChip) -> None:  # noqa: ARG002 - the chip does not notice
        self.sleep(self.length_s)


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
            raise _refused(errno.EREMOTEIO)


@dataclass
class HeldLow:
    """SDA is held low from `start_s` to `end_s`: every transfer takes the kernel's patience and fails."""

    start_s: float
    end_s: float
    sleep: Callable[[float], None]

    def strike(self, chip: SimulatedChip, now_s: float) -> None:  # noqa: ARG002 - the chip measures on
        """Wait and raise as the kernel does."""
        if self.start_s <= now_s < self.end_s:
            self.sleep(KERNEL_GIVES_UP_S)
            raise _refused(errno.ETIMEDOUT)


@dataclass
class Paused:
    """From `start_s` to `end_s` the chip takes no samples, and nothing in its registers says so."""

    start_s: float
    end_s: float
    _paused_until_s: float = field(default=-math.inf, init=False)

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Skip the time that has passed."""
        from_s, until_s = max(self.start_s, self._paused_until_s), min(now_s, self.end_s)
        if until_s > from_s:
            chip.pause(from_s, until_s)
            self._paused_until_s = until_s


@dataclass
class Impostor:
    """From `start_s` to `end_s` WHO_AM_I reads `who_am_i`, as if another chip stood there."""

    start_s: float
    end_s: float
    who_am_i: int
    _genuine: int | None = field(default=None, init=False)

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Put the number in, and the right one back at the end."""
        if self.start_s <= now_s < self.end_s:
            self._genuine = chip.registers[Register.WHO_AM_I] if self._genuine is None else self._genuine
            chip.registers[Register.WHO_AM_I] = self.who_am_i
        elif self._genuine is not None:
            chip.registers[Register.WHO_AM_I], self._genuine = self._genuine, None


@dataclass
class SlowReset:
    """From `start_s` to `end_s` each reset takes `takes_s`: in it nothing answers.

    A chip that `answers` shows its reset bit instead and loses what is written.
    """

    takes_s: float
    answers: bool = False
    start_s: float = -math.inf
    end_s: float = math.inf
    _busy: bool = field(default=False, init=False)

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """Be busy with the last reset, if that was not long ago."""
        until_s = chip.reset_s + self.takes_s
        if self.start_s <= chip.reset_s < self.end_s and now_s < until_s:
            self._busy = True
            self._stay_away(chip, until_s)
        elif self._busy:
            self._busy = False
            chip.end_reset()

    def _stay_away(self, chip: SimulatedChip, until_s: float) -> None:
        if not self.answers:
            raise _refused(errno.EREMOTEIO)
        chip.stay_in_reset(until_s)


class Schedule:
    """Many faults as one: only those whose time it is are asked."""

    def __init__(self, faults: Iterable[Timed]) -> None:
        self._waiting = deque(sorted(faults, key=lambda fault: fault.start_s))
        self._active: list[Timed] = []

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        """All that is due; the first one that raises keeps the transfer from the chip, and the others still strike."""
        while self._waiting and self._waiting[0].start_s <= now_s:
            self._active.append(self._waiting.popleft())
        refused = [error for fault in self._active if (error := _struck(fault, chip, now_s))]
        self._active = [fault for fault in self._active if fault.end_s > now_s]
        if refused:
            raise refused[0]


def _struck(fault: Timed, chip: SimulatedChip, now_s: float) -> OSError | None:
    try:
        fault.strike(chip, now_s)
    except OSError as error:
        return error
    return None


def _refused(number: int) -> OSError:
    return OSError(number, os.strerror(number))
