"""An MPU-6050 as the wire sees it: registers, FIFO and its own clock, moved by whatever motion it is given.

Knows what the registers do, what is lost when the FIFO is full and how chips fail; must never know how a driver
uses them.
"""

import math
import os
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np

from drivers.mpu6050.registers import (
    FRAME_BYTES,
    INT_DATA_READY,
    INT_FIFO_OVERFLOW,
    INT_PIN_READ_CLEARS,
    POWER_RESET,
    POWER_SLEEP,
    SENSOR_AXES,
    USER_FIFO_ENABLE,
    USER_FIFO_RESET,
    USER_SIGNAL_RESET,
    WHO_AM_I_MPU6050,
    Register,
)
from drivers.simulated.models import Floats, personality
from drivers.simulated.self_test import HEALTHY, SelfTest
from drivers.simulated.sensors import Conditions, Defect, Motion, Sensors, fifo_columns, sampling


class Fifo:
    """Up to `size` bytes, of which the newest `unfinished` are still being written and cannot be seen yet."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = bytearray()
        self._last = b"\0"
        self.unfinished = 0

    def __len__(self) -> int:
        """How many bytes can be read."""
        return max(0, len(self._bytes) - self.unfinished)

    def put(self, newest: bytes, length: int) -> bool:
        """Put in `length` bytes, of which only the newest can be left. Whether it was full and lost its oldest."""
        lost = len(self._bytes) + length > self._size
        self._bytes += newest
        del self._bytes[: -self._size]
        return lost

    def take(self, length: int) -> bytes:
        """The oldest `length` bytes; where there are fewer, the last one is repeated."""
        taken = bytes(self._bytes[: min(length, len(self))])
        del self._bytes[: len(taken)]
        self._last = taken[-1:] or self._last
        return taken + self._last * (length - len(taken))

    def clear(self) -> None:
        """Lose everything."""
        self._bytes.clear()


REGISTERS: Final = 128
RESET_TAKES_S: Final = 0.03  # ours: writes in the meantime are lost; the register map only says to wait 100 ms
MEASUREMENTS: Final = range(Register.ACCEL_XOUT_H, Register.ACCEL_XOUT_H + FRAME_BYTES)
READ_ONLY: Final = {
    Register.INT_STATUS,
    Register.FIFO_COUNTH,
    Register.FIFO_COUNTL,
    Register.WHO_AM_I,
    *MEASUREMENTS,
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
    frame_takes_s: how long the chip takes to put a frame into its FIFO; a count in the meantime has a part of it.
    The others are those of `Conditions`.
    """

    def __init__(
        self,
        motion: Motion,
        now_s: Callable[[], float],
        *,
        who_am_i: int = WHO_AM_I_MPU6050,
        clock_error: float = 0.0,
        frame_takes_s: float = 0.0,
        temperature_c: float | Callable[[Floats], Floats] = 30.0,
        offset_g: Sequence[float] = (0.0, 0.0, 0.0),
        offset_dps: Sequence[float] = (0.0, 0.0, 0.0),
        noise_seed: int | None = None,
        low_pass: bool = False,
        faults: Sequence[Fault] = (),
        defects: Sequence[Defect] = (),
        self_test: SelfTest = HEALTHY,
    ) -> None:
        self.registers = bytearray(REGISTERS)
        conditions = Conditions(motion, temperature_c, offset_g, offset_dps, noise_seed, low_pass, defects, self_test)
        self._self_test = self_test
        self._personality = personality(who_am_i)
        self._sensors = Sensors(conditions, self._personality)
        self._now_s = now_s
        self._who_am_i = who_am_i
        self._clock_error = clock_error
        self._frame_takes_s = frame_takes_s
        self._faults = faults
        self.reset_s = (
            self._deaf_until_s
        ) = -np.inf  # when PWR_MGMT_1 last asked for a reset; until when writes are lost
        self._breaks: tuple[int, int] | None = None
        self.power_on()

    def power_on(self) -> None:
        """As after the supply has come back: asleep, everything at its reset value."""
        self.registers[:] = bytes(REGISTERS)
        self.registers[Register.PWR_MGMT_1] = POWER_SLEEP
        self.registers[Register.WHO_AM_I] = self._who_am_i
        self.registers[Register.SELF_TEST_X : Register.SELF_TEST_X + SENSOR_AXES + 1] = self._self_test.written_down()
        self._pointer = 0
        self._fifo = Fifo(self._personality.fifo_bytes)
        self._sampling = sampling(self.registers)
        self._since_s, self._taken = self._now_s(), 0

    def flip(self, register: int, bits: int) -> None:
        """Turn these bits of a register over, as a disturbance would."""
        now_s = self._now_s()
        self._catch_up(now_s)
        self._set_register(register, self.registers[register] ^ bits, now_s)

    def pause(self, from_s: float, until_s: float) -> None:
        """Take no samples between these times, and go on as if they had not been."""
        self._catch_up(from_s)
        self._since_s += until_s - from_s

    def stay_in_reset(self, until_s: float) -> None:
        """Lose all that is written until then, and let the reset bit say so."""
        self._deaf_until_s = until_s
        self.registers[Register.PWR_MGMT_1] |= POWER_RESET

    def end_reset(self) -> None:
        """Let the reset bit clear."""
        self.registers[Register.PWR_MGMT_1] &= ~POWER_RESET

    def break_off(self, after_bytes: int, number: int) -> None:
        """Let the next longer read fail with this errno when so many bytes have left the chip."""
        self._breaks = after_bytes, number

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
        if self._breaks is None or self._breaks[0] >= length:
            return self._take(length)
        (after_bytes, number), self._breaks = self._breaks, None
        self._take(after_bytes)
        raise OSError(number, os.strerror(number))

    def _begin(self) -> float:
        for fault in self._faults:
            fault.strike(self, self._now_s())
        now_s = self._now_s()  # a fault may have taken its time
        self._catch_up(now_s)
        return now_s

    def _take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            taken += self._read_part(length - len(taken))
        return taken

    def _read_part(self, length: int) -> bytes:
        if self._pointer == Register.FIFO_R_W:
            return self._fifo.take(length)
        limit = Register.FIFO_R_W if self._pointer < Register.FIFO_R_W else REGISTERS
        covered = range(self._pointer, min(self._pointer + length, limit))
        if Register.FIFO_COUNTH in covered:
            self.registers[Register.FIFO_COUNTH : Register.FIFO_R_W] = len(self._fifo).to_bytes(2)
        data = bytes(self.registers[covered.start : covered.stop])
        if Register.INT_STATUS in covered or self.registers[Register.INT_PIN_CFG] & INT_PIN_READ_CLEARS:
            self.registers[Register.INT_STATUS] = 0
        self._pointer = covered.stop % REGISTERS
        return data

    def _write_register(self, register: int, value: int, now_s: float) -> None:
        if register in READ_ONLY or now_s < self._deaf_until_s:
            return
        self._set_register(register, value, now_s)

    def _set_register(self, register: int, value: int, now_s: float) -> None:
        self.registers[register] = value
        if register == Register.PWR_MGMT_1 and value & POWER_RESET:
            self.power_on()
            self.reset_s, self._deaf_until_s = now_s, now_s + RESET_TAKES_S
        if register == Register.USER_CTRL:
            self._command(value)
        if register == Register.SIGNAL_PATH_RESET and value:
            self.registers[register] = 0
            self._clear_measurements()
        self._follow_settings(now_s)

    def _command(self, value: int) -> None:
        """What the bits of USER_CTRL do that clear themselves."""
        self.registers[Register.USER_CTRL] = value & ~(USER_FIFO_RESET | USER_SIGNAL_RESET)
        if value & USER_FIFO_RESET and not value & USER_FIFO_ENABLE:  # register map: "while FIFO_EN equals 0"
            self._fifo.clear()
        if value & USER_SIGNAL_RESET:
            self._clear_measurements()

    def _clear_measurements(self) -> None:
        self.registers[MEASUREMENTS.start : MEASUREMENTS.stop] = bytes(len(MEASUREMENTS))

    def _follow_settings(self, now_s: float) -> None:
        new = sampling(self.registers)
        if new != self._sampling:
            self._sampling, self._since_s, self._taken = new, now_s, 0

    def _catch_up(self, now_s: float) -> None:
        """Take all samples that are due, working out only those that can still be seen."""
        rhythm = self._sampling
        tick_s = (1 + self._clock_error) / rhythm.base_hz
        due = int((now_s - self._since_s) / (tick_s * rhythm.ticks)) if rhythm.awake else 0
        columns = fifo_columns(self.registers)
        if due > self._taken:
            visible = 1 + self._personality.fifo_bytes // (2 * len(columns)) if columns else 1
            numbers = np.arange(max(self._taken, due - visible), due, dtype=np.float64) + 1
            counts = self._sensors.measure(self.registers, self._since_s, tick_s, numbers * rhythm.ticks)
            self._show(counts[-1].tobytes())
            self._fill_fifo(counts[:, columns].tobytes(), 2 * len(columns) * (due - self._taken))
            self._taken = due
        if due and self._frame_takes_s:
            written = (now_s - self._since_s - due * tick_s * rhythm.ticks) / self._frame_takes_s
            self._fifo.unfinished = math.ceil(max(0.0, 1 - written) * 2 * len(columns))

    def _show(self, data: bytes) -> None:
        self.registers[MEASUREMENTS.start : MEASUREMENTS.stop] = data
        self.registers[Register.INT_STATUS] |= INT_DATA_READY

    def _fill_fifo(self, newest: bytes, length: int) -> None:
        if self._fifo.put(newest, length):
            self.registers[Register.INT_STATUS] |= INT_FIFO_OVERFLOW
