"""The motion sensor MPU-6050: starting it, emptying its FIFO, and starting again whenever something was lost.

Knows the order of register accesses; must never know the time of day, files or what movement means. It asks the chip
five times a second; the chip's INT line is not wired and not used, since the FIFO waits 0.7 s for whoever is late.
"""

from collections.abc import Callable
from typing import Final

from drivers.alignment import Counts
from drivers.bus import Bus, BusError
from drivers.frames import (
    STATE_BYTES,
    STATE_START,
    Frames,
    Look,
    RestartReason,
    at,
    columns_of,
    differing,
    no_frames,
    parse,
    to_frames,
    trouble,
)
from drivers.models import FILTER_DELAY_S, MODELS, MPU6050, SAMPLE_RATE_HZ, Model, Settings
from drivers.registers import (
    ADDRESS,
    MEASUREMENT_BYTES,
    POWER_RESET,
    POWER_SLEEP,
    USER_FIFO_RESET,
    WHO_AM_I_MPU6050,
    Register,
)
from drivers.self_test import AxisTest, self_tested

__all__ = ["FILTER_DELAY_S", "SAMPLE_RATE_HZ", "Frames", "Model", "Mpu6050", "NotConfigured", "WrongChip"]

RESET_S: Final = 0.1  # register map, DEVICE_RESET: wait 100 ms
SETTLING_FRAMES: Final = 10  # 0.1 s: the gyroscope takes up to 60 ms to start, then the filter has to fill
FIFO_RESTART: Final = (  # the FIFO can only be emptied while nothing goes in; register map, USER_CTRL
    (Register.FIFO_EN, 0),
    (Register.USER_CTRL, 0),
    (Register.USER_CTRL, USER_FIFO_RESET),
)
NEEDS_START: Final = {"sensor asleep", "settings lost"}  # after anything else, emptying the FIFO is enough


class WrongChip(Exception):
    """Another chip answers at this address; the message says which was expected and what to check."""


class NotConfigured(Exception):
    """The chip did not keep a setting; the message says which, and what to check."""


class Mpu6050:
    """The sensor at one address of an open bus.

    A drain is three transfers, 15 a second at five drains: the FIFO's count, its data, and one burst over all settings,
    the overflow bit and the temperature. Being last, the burst vouches for every frame before it is handed on.

    Without the `gyroscope`, it is in standby and frames have no rotation: 8 bytes each instead of 14.
    """

    def __init__(
        self,
        bus: Bus,
        monotonic_s: Callable[[], float],
        sleep: Callable[[float], None],
        address: int = ADDRESS,
        *,
        gyroscope: bool = True,
    ) -> None:
        self._bus = bus
        self._monotonic_s = monotonic_s
        self._sleep = sleep
        self._address = address
        self._gyroscope = gyroscope
        self._columns = columns_of(gyroscope=gyroscope)
        self._model = MPU6050
        self._next_number = 0
        self._unsettled = 0  # frames still to be left out
        self._owed: RestartReason | None = None  # a restart that has not succeeded yet

    def start(self) -> Model:
        """Identify, reset and configure the chip and start its FIFO; takes 0.1 s. The model, perhaps with a `warning`.

        Raises BusError, WrongChip or NotConfigured.
        """
        self._model = self._identify()
        self._set(Register.PWR_MGMT_1, POWER_RESET)
        self._sleep(RESET_S)
        for register, value in self._settings.items():
            self._set(register, value)
        self._restart_fifo()
        self._check_settings()
        self._unsettled = SETTLING_FRAMES
        self._owed = None
        return self._model

    def drain(self) -> Frames:
        """All frames since the last call.

        If that is more than 0.7 s ago (1.2 s without the gyroscope, half of both for an MPU-6050's relative), they are
        lost, and `restarted` says so. Takes as long as the bus needs, 9 ms at 400 kHz and five drains a second. While
        SDA or SCL is held low the first takes 2 s, a second for the look and one for the restart, and every other 1 s.

        Raises what `start` raises when a restart was needed and failed; the next call tries that restart again.
        """
        if self._owed:
            return self._restart(self._owed)
        try:
            look = self._look()
        except BusError:
            return self._restart("bus error")
        reason = trouble(look, self._settings)
        return self._restart(reason) if reason else to_frames(look, self._model)

    def self_test(self) -> tuple[AxisTest, ...]:
        """How each axis answers the chip's self-test; takes 3 s, in which it should lie still.

        Afterwards the chip measures as after `start`, however the test went. Raises what `start` raises; WrongChip also
        for the MPU-6050's relatives, whose factory values follow another rule.
        """
        model = self.start()
        if model is not MPU6050:
            raise WrongChip(
                f"the self-test expects an MPU-6050 at {self._where()}, got {model.name}: its factory values follow "
                "another rule, so test it by calibrating"
            )
        try:
            self._set(Register.PWR_MGMT_2, 0)  # the test is of the gyroscope too
            return self_tested(self._bus, self._address, self._sleep)
        finally:
            self.start()

    def stop(self) -> None:
        """Put the chip to sleep. Raises BusError."""
        self._set(Register.PWR_MGMT_1, POWER_SLEEP)

    @property
    def model(self) -> Model:
        """Which chip `start` found, with its filter's delay; the MPU-6050 before that."""
        return self._model

    @property
    def _settings(self) -> Settings:
        return self._model.settings_for(gyroscope=self._gyroscope)

    def _identify(self) -> Model:
        seen = self._bus.read(self._address, Register.WHO_AM_I, 1)[0]
        if seen not in MODELS:
            raise WrongChip(
                f"expected an MPU-6050 (WHO_AM_I 0x{WHO_AM_I_MPU6050:02x}) at {self._where()}, got 0x{seen:02x}: "
                "check which module is wired there"
            )
        return MODELS[seen]

    def _check_settings(self) -> None:
        state = self._bus.read_once(self._address, STATE_START, STATE_BYTES)
        for register, value in differing(state, self._settings).items():
            raise NotConfigured(
                f"{self._model.name} at {self._where()}: {register.name} reads 0x{at(state, register):02x}, "
                f"expected 0x{value:02x} as written: check the power supply and the wiring"
            )

    def _where(self) -> str:
        return f"address 0x{self._address:02x} on {self._bus.path}"

    def _set(self, register: Register, value: int) -> None:
        self._bus.write(self._address, register, bytes([value]))

    def _restart(self, reason: RestartReason) -> Frames:
        self._owed = reason
        before_s = self._monotonic_s()
        if reason in NEEDS_START:
            self.start()
        else:
            self._restart_fifo()
        self._owed = None
        return no_frames(before_s, self._monotonic_s(), reason, gyroscope=self._gyroscope)

    def _restart_fifo(self) -> None:
        for register, value in FIFO_RESTART:
            self._set(register, value)
        self._bus.read(self._address, Register.INT_STATUS, 1)  # an overflow until now is of no more interest
        for register in (Register.FIFO_EN, Register.USER_CTRL):
            self._set(register, self._settings[register])
        self._next_number = self._unsettled = 0

    def _look(self) -> Look:
        before_s = self._monotonic_s()
        count = int.from_bytes(self._bus.read(self._address, Register.FIFO_COUNTH, 2))
        after_s = self._monotonic_s()
        data = self._take(count)
        read_s = self._monotonic_s() - after_s
        counts = self._settled(data)
        state = self._bus.read_once(self._address, STATE_START, STATE_BYTES)  # a failed one may have cleared INT_STATUS
        return Look(counts, self._next_number - len(counts), before_s, after_s, state, len(data), read_s)

    def _take(self, available: int) -> bytes:
        """The FIFO's whole frames. Raises BusError, too if that is more than the FIFO can hold: then it was misread."""
        if available > self._model.fifo_bytes:
            raise BusError(
                f"{self._model.name} at {self._where()}: its FIFO's count reads {available}, "
                f"expected at most {self._model.fifo_bytes}: check for long or loose wires"
            )
        frame_bytes = self._columns * MEASUREMENT_BYTES
        length = available // frame_bytes * frame_bytes
        return self._bus.read_once(self._address, Register.FIFO_R_W, length) if length else b""

    def _settled(self, data: bytes) -> Counts:
        """The frames that come next in numbering, without those in which the chip was not settled yet."""
        counts = parse(data, self._columns)
        settled = counts[self._unsettled :]
        self._unsettled = max(0, self._unsettled - len(counts))
        self._next_number += len(counts)
        return settled
