"""An MPU-6050 as the wire sees it: registers, FIFO and its own clock, moved by whatever motion it is given.

Knows what the registers do and how chips fail; must never know how a driver uses them.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np

from drivers.registers import (
    FIFO_BYTES,
    FRAME_BYTES,
    INT_DATA_READY,
    INT_FIFO_OVERFLOW,
    POWER_RESET,
    POWER_SLEEP,
    USER_FIFO_ENABLE,
    USER_FIFO_RESET,
    WHO_AM_I_MPU6050,
    Register,
)
from drivers.simulated_sensors import Motion, Sensors, fifo_columns, sampling

REGISTERS: Final = 128
RESET_TAKES_S: Final = 0.03  # writes in the meantime are lost; the register map only says to wait 100 ms
READ_ONLY: Final = {
    Register.INT_STATUS,
    Register.FIFO_COUNTH,
    Register.FIFO_COUNTL,
    Register.WHO_AM_I,
    *range(Register.ACCEL_XOUT_H, Register.ACCEL_XOUT_H + FRAME_BYTES),
}


class Fault(Protocol):
    """Something that goes wrong with a chip at its own time."""

    def strike(self, chip: "SimulatedChip", now_s: float) -> None:
        """Called before every transfer. May change the chip, or raise OSError with the kernel's errno."""


def _after(register: int) -> int:
    return register if register == Register.FIFO_R_W else (register + 1) % REGISTERS


class SimulatedChip:
    """One chip. `read` and `write` are what travels on the wire; on each, the chip catches up with `now_s`.

    clock_error: by which fraction every period is longer than it should be.
    noise_seed: starts the noise of the data sheet; no noise without it.
    """

    def __init__(
        self,
        motion: Motion,
        now_s: Callable[[], float],
        *,
        who_am_i: int = WHO_AM_I_MPU6050,
        clock_error: float = 0.0,
        noise_seed: int | None = None,
        temperature_c: float = 30.0,
        faults: Sequence[Fault] = (),
    ) -> None:
        self.registers = bytearray(REGISTERS)
        self._sensors = Sensors(motion, noise_seed, temperature_c)
        self._now_s = now_s
        self._who_am_i = who_am_i
        self._clock_error = clock_error
        self._faults = faults
        self._deaf_until_s = -np.inf
        self.power_on()

    def power_on(self) -> None:
        """As after the supply has come back: asleep, everything at its reset value."""
        self.registers[:] = bytes(REGISTERS)
        self.registers[Register.PWR_MGMT_1] = POWER_SLEEP
        self.registers[Register.WHO_AM_I] = self._who_am_i
        self._pointer = 0
        self._fifo = bytearray()
        self._last_fifo_byte = b"\0"
        self._sampling = sampling(self.registers)
        self._since_s, self._taken = self._now_s(), 0

    def write(self, data: bytes) -> None:
        """A write message: the register, then values for it and those after it. OSError as the kernel would say it."""
        now_s = self._begin()
        if data:
            self._pointer = data[0] % REGISTERS
        for value in data[1:]:
            self._write_register(self._pointer, value, now_s)
            self._pointer = _after(self._pointer)

    def read(self, length: int) -> bytes:
        """A read message: `length` bytes from where the last message ended. OSError as the kernel would say it."""
        self._begin()
        taken = b""
        while len(taken) < length:
            taken += self._read_part(length - len(taken))
        return taken

    def _begin(self) -> float:
        now_s = self._now_s()
        for fault in self._faults:
            fault.strike(self, now_s)
        self._catch_up(now_s)
        return now_s

    def _read_part(self, length: int) -> bytes:
        if self._pointer == Register.FIFO_R_W:
            return self._read_fifo(length)
        limit = Register.FIFO_R_W if self._pointer < Register.FIFO_R_W else REGISTERS
        covered = range(self._pointer, min(self._pointer + length, limit))
        if Register.FIFO_COUNTH in covered:
            self.registers[Register.FIFO_COUNTH : Register.FIFO_R_W] = len(self._fifo).to_bytes(2)
        data = bytes(self.registers[covered.start : covered.stop])
        if Register.INT_STATUS in covered:
            self.registers[Register.INT_STATUS] = 0
        self._pointer = covered.stop % REGISTERS
        return data

    def _read_fifo(self, length: int) -> bytes:
        taken = bytes(self._fifo[:length])
        del self._fifo[:length]
        self._last_fifo_byte = taken[-1:] or self._last_fifo_byte
        return taken + self._last_fifo_byte * (length - len(taken))

    def _write_register(self, register: int, value: int, now_s: float) -> None:
        if register in READ_ONLY or now_s < self._deaf_until_s:
            return
        self.registers[register] = value
        if register == Register.PWR_MGMT_1 and value & POWER_RESET:
            self.power_on()
            self._deaf_until_s = now_s + RESET_TAKES_S
        if register == Register.USER_CTRL and value & USER_FIFO_RESET:
            self._reset_fifo(value)
        self._follow_settings(now_s)

    def _reset_fifo(self, value: int) -> None:
        self.registers[Register.USER_CTRL] = value & ~USER_FIFO_RESET
        if not value & USER_FIFO_ENABLE:  # register map: "when set to 1 while FIFO_EN equals 0"
            self._fifo.clear()

    def _follow_settings(self, now_s: float) -> None:
        new = sampling(self.registers)
        if new != self._sampling:
            self._sampling, self._since_s, self._taken = new, now_s, 0

    def _catch_up(self, now_s: float) -> None:
        """Take all samples that are due, working out only those that can still be seen."""
        rhythm = self._sampling
        tick_s = (1 + self._clock_error) / rhythm.base_hz
        due = int((now_s - self._since_s) / (tick_s * rhythm.ticks)) if rhythm.awake else 0
        if due <= self._taken:
            return
        columns = fifo_columns(self.registers)
        visible = 1 + FIFO_BYTES // (2 * len(columns)) if columns else 1
        numbers = np.arange(max(self._taken, due - visible), due, dtype=np.float64) + 1
        counts = self._sensors.measure(self.registers, self._since_s, tick_s, numbers * rhythm.ticks)
        self._show(counts[-1].tobytes())
        self._fill_fifo(counts[:, columns].tobytes(), 2 * len(columns) * (due - self._taken))
        self._taken = due

    def _show(self, data: bytes) -> None:
        self.registers[Register.ACCEL_XOUT_H : Register.ACCEL_XOUT_H + FRAME_BYTES] = data
        self.registers[Register.INT_STATUS] |= INT_DATA_READY

    def _fill_fifo(self, newest: bytes, length: int) -> None:
        """Put in `length` bytes, of which only the newest can be left, losing the oldest bytes when it is full."""
        if len(self._fifo) + length > FIFO_BYTES:
            self.registers[Register.INT_STATUS] |= INT_FIFO_OVERFLOW
        self._fifo += newest
        del self._fifo[:-FIFO_BYTES]
