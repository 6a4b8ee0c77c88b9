"""The motion sensor MPU-6050: starting it, emptying its FIFO, and starting again whenever something was lost.

Knows the order of register accesses; must never know the time of day, files or what movement means. It is asked
two to ten times a second; the chip's INT line is not wired and not used, since the FIFO waits 0.7 s for who is late.
"""

import errno
from collections.abc import Callable
from typing import Final

from drivers.i2c import Bus, BusError
from drivers.mpu6050.frames import (
    STATE_BYTES,
    STATE_START,
    FifoLook,
    Frames,
    RestartReason,
    at,
    columns_of,
    confirmed,
    differing,
    joined_looks,
    look_trouble,
    no_frames,
    parse,
    to_frames,
    unsure,
)
from drivers.mpu6050.models import (
    FILTER_DELAY_S,
    MODELS,
    MPU6050,
    QUIET_RATE_HZ,
    SAMPLE_RATE_HZ,
    Model,
    Settings,
    accepted,
)
from drivers.mpu6050.pace import FrameCount, PaceMoment, frame_count
from drivers.mpu6050.registers import (
    ADDRESS,
    ADDRESS_HIGH,
    MEASUREMENT_BYTES,
    POWER_RESET,
    POWER_SLEEP,
    USER_FIFO_RESET,
    WHO_AM_I_MPU6050,
    Register,
)
from drivers.mpu6050.self_test import PUSHED, AxisTest, self_tested

__all__ = ["FILTER_DELAY_S", "SAMPLE_RATE_HZ", "Frames", "Model", "Mpu6050", "NoFrames", "NotConfigured", "WrongChip"]

RESET_S: Final = 0.1  # register map, DEVICE_RESET: wait 100 ms
PATIENCE_S: Final = 2.0  # ours: some chips do not answer, or keep no setting, for 0.25 s and more after a reset
ASKED_AGAIN_S: Final = 0.02  # ours: a chip that is not ready yet is asked 50 times a second
# 0.1 s after a start: the gyroscope takes 30 ms (product specification; Linux' inv_mpu6050 waits 60), and its filter of
# 42 Hz then 10 ms more (three times 1 / (2 pi 42 Hz)).
SETTLING_FRAMES: Final = 10
FIFO_RESTART: Final = (  # the FIFO can only be emptied while nothing goes in; register map, USER_CTRL
    (Register.FIFO_EN, 0),
    (Register.USER_CTRL, 0),
    (Register.USER_CTRL, USER_FIFO_RESET),
)
NEEDS_START: Final = {"sensor asleep", "settings lost", "sensor stopped"}  # else, emptying the FIFO is enough ...
ENOUGH_RESTARTS: Final = 2  # ... once: without a frame since, the second restart is a start, and there is no third
HELD_LINES: Final = 0x00, 0xFF


class WrongChip(Exception):
    """Another chip answers at this address; the message says which was expected and what to check."""


class NotConfigured(Exception):
    """The chip did not keep a setting; the message says which, and what to check."""


class NoFrames(Exception):
    """The chip answers, and whatever is done gives no frames; the message says why, and what to check."""


class Mpu6050:
    """The sensor at one address of an open bus.

    A drain is three transfers, 15 a second at five drains: the FIFO's count, its data, and one burst over all settings,
    the overflow bit and the measurements. Being last, the burst vouches for every frame before it is handed on. A count
    that is not what is due is read again; and while the limb turns so quickly that the burst explains nothing, a drain
    is two such looks.

    Without the `gyroscope`, it is in standby and frames have no rotation: 8 bytes each instead of 14. So it is while
    the chip is quiet, too, and there are 10 frames a second instead of 100.
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
        self._has_gyroscope, self._quiet = gyroscope, False
        self._model = MPU6050
        self._next_number = 0
        self._unsettled = 0  # frames still to be left out
        self._empty = PaceMoment(0.0, 0.0)  # when the FIFO was last emptied, by reading frames or by a restart
        self._restarts = 0  # since the last frame

    def start(self) -> Model:
        """Identify, reset and configure the chip and start its FIFO. The model, perhaps with a `warning`.

        Takes 0.1 s; up to 2 s for a chip that is slow after its reset.

        Raises BusError, WrongChip or NotConfigured.
        """
        self._restarts, self._quiet = 0, False
        self._start()
        return self._model

    def become_quiet(self) -> None:
        """Measure acceleration alone, ten times a second, until `measure_fully`. What was in the FIFO is lost.

        Takes 5 ms at 400 kHz. Raises what `start` raises; whatever was raised, `start` it again then.
        """
        self._switch(quiet=True)

    def measure_fully(self) -> None:
        """Measure as after `start`, and check the settings as it does; the chip is not reset. Takes 5 ms, raises alike.

        The first tenth of a second is left out.
        """
        if self._has_gyroscope:  # before its oscillator becomes the chip's clock
            self._set(Register.PWR_MGMT_2, self._model.settings[Register.PWR_MGMT_2])
        self._switch(quiet=False)

    def drain(self) -> Frames:
        """All frames since the last call.

        If that is more than 0.7 s ago (1.2 s without the gyroscope, 12 s of a quiet chip, half of all that for an
        MPU-6050's relative), they are lost, and `restarted` says so. Takes as long as the bus needs, 9 ms at 400 kHz
        and five drains a second, and 1 s if SDA or SCL is held low.

        Raises what `start` raises when a restart was needed and failed, and BusError or NoFrames when two in a row
        brought no frame. Then open the bus anew and `start`.
        """
        try:
            look, reason = self._sure_look()
        except BusError as error:
            return self._restart("bus error", error)
        if reason:
            return self._restart(reason)
        if look.read_bytes:
            self._restarts = 0
        return to_frames(look, self._model)

    def self_test(self) -> tuple[AxisTest, ...]:
        """How each axis answers the chip's self-test; takes 3 s, in which it should lie still.

        Afterwards the chip measures as after `start`, however the test went. Raises what `start` raises; WrongChip also
        for the MPU-6050's relatives, whose factory values follow another rule, and NotConfigured for a chip that lost
        its power during the test.
        """
        model = self.start()
        if model is not MPU6050:
            raise WrongChip(
                f"the self-test expects an MPU-6050 at {self._where()}, got {model.name}: its factory values follow "
                "another rule, so test it by calibrating"
            )
        try:
            self._set(Register.PWR_MGMT_2, 0)  # the test is of the gyroscope too
            tests = self_tested(self._bus, self._address, self._sleep)
            kept = {Register.PWR_MGMT_1: self._settings[Register.PWR_MGMT_1], Register.PWR_MGMT_2: 0, **PUSHED}
            self._check(kept, "it lost power during the test: check the power supply and repeat the test")
            return tests
        finally:
            self.start()

    def stop(self) -> None:
        """Put the chip to sleep. Raises BusError, at once if the bus is stuck."""
        self._set(Register.PWR_MGMT_1, POWER_SLEEP)

    def identify(self) -> Model:
        """Which chip answers. Nothing in it changes, so that another program may measure with it meanwhile.

        Raises BusError or WrongChip.
        """
        seen = self._who_am_i()
        if seen not in MODELS:
            raise WrongChip(
                f"expected an MPU-6050 (WHO_AM_I 0x{WHO_AM_I_MPU6050:02x}) or a relative ({accepted()}) at "
                f"{self._where()}, got 0x{seen:02x}: {_advice(seen)}"
            )
        return MODELS[seen]

    @property
    def model(self) -> Model:
        """Which chip `start` found, with its filter's delay; the MPU-6050 before that."""
        return self._model

    @property
    def room_s(self) -> float:
        """For how long the FIFO keeps frames before it overflows."""
        return self._room / self._rate_hz

    @property
    def _room(self) -> int:
        return self._model.fifo_bytes // self._frame_bytes

    @property
    def _gyroscope(self) -> bool:
        return self._has_gyroscope and not self._quiet

    @property
    def _rate_hz(self) -> float:
        return QUIET_RATE_HZ if self._quiet else SAMPLE_RATE_HZ

    @property
    def _columns(self) -> int:
        return columns_of(gyroscope=self._gyroscope)

    @property
    def _frame_bytes(self) -> int:
        return self._columns * MEASUREMENT_BYTES

    @property
    def _settings(self) -> Settings:
        return self._model.settings_for(gyroscope=self._gyroscope, rate_hz=self._rate_hz)

    def _switch(self, *, quiet: bool) -> None:
        self._restarts, self._quiet = 0, quiet
        self._configure()
        self._restart_fifo()
        self._unsettled = self._settling_frames

    @property
    def _settling_frames(self) -> int:
        return round(SETTLING_FRAMES * self._rate_hz / SAMPLE_RATE_HZ)

    def _who_am_i(self) -> int:
        try:
            return self._bus.read(self._address, Register.WHO_AM_I, 1)[0]
        except BusError as error:
            if error.errno != errno.EREMOTEIO or (other := self._at_other_address()) is None:
                raise
            raise BusError(f"{error}; {other}", error.errno) from error

    def _at_other_address(self) -> str | None:
        """What answers where AD0 would put the chip if it were wired the other way; None for nothing."""
        address = ADDRESS + ADDRESS_HIGH - self._address
        try:
            seen = self._bus.read(address, Register.WHO_AM_I, 1)[0]
        except BusError:
            return None
        name = MODELS[seen].name if seen in MODELS else "another chip"
        return (
            f"at 0x{address:02x} {name} answers (WHO_AM_I 0x{seen:02x}): "
            f"set address = 0x{address:02x} in [sensor], or wire AD0 the other way"
        )

    def _check(self, settings: Settings, advice: str) -> None:
        state = self._bus.read(self._address, STATE_START, STATE_BYTES)
        for register, value in differing(state, settings).items():
            raise NotConfigured(
                f"{self._model.name} at {self._where()}: {register.name} reads 0x{at(state, register):02x}, "
                f"expected 0x{value:02x} as written: {advice}"
            )

    def _where(self) -> str:
        return f"address 0x{self._address:02x} on {self._bus.path}"

    def _set(self, register: Register, value: int) -> None:
        self._bus.write(self._address, register, bytes([value]))

    def _restart(self, reason: RestartReason, error: BusError | None = None) -> Frames:
        if self._restarts == ENOUGH_RESTARTS:
            raise error or NoFrames(
                f"{self._model.name} at {self._where()}: expected frames, got none since {ENOUGH_RESTARTS} restarts, "
                f"now {reason}: check the power supply and the wiring, and what else keeps this computer busy"
            )
        before_s = self._monotonic_s()
        if reason in NEEDS_START or self._restarts:
            self._start()
        else:
            self._restart_fifo()
        self._restarts += 1
        told = str(error) if error else None
        return no_frames(before_s, self._monotonic_s(), reason, told, gyroscope=self._gyroscope)

    def _start(self) -> None:
        """All settings, and then the FIFO: what it did before they were checked is of no interest."""
        self._model = self.identify()
        until_s = self._monotonic_s() + PATIENCE_S
        self._patiently(self._reset, until_s)
        self._patiently(self._configure, until_s)
        self._restart_fifo()
        self._unsettled = self._settling_frames

    def _reset(self) -> None:
        self._set(Register.PWR_MGMT_1, POWER_RESET)
        self._sleep(RESET_S)

    def _configure(self) -> None:
        for register, value in self._settings.items():
            self._set(register, value)
        self._check(self._settings, "check the power supply and the wiring")

    def _patiently(self, step: Callable[[], None], until_s: float) -> None:
        """Do this again until the chip takes it. After that time, raises what it raised."""
        while True:
            try:
                return step()
            except (BusError, NotConfigured) as error:
                if (isinstance(error, BusError) and error.lasting) or self._monotonic_s() >= until_s:
                    raise
            self._sleep(ASKED_AGAIN_S)

    def _restart_fifo(self) -> None:
        for register, value in FIFO_RESTART:
            self._set(register, value)
        self._bus.read(self._address, Register.INT_STATUS, 1)  # an overflow until now is of no more interest
        before_s = self._monotonic_s()
        for register in (Register.FIFO_EN, Register.USER_CTRL):
            self._set(register, self._settings[register])
        self._empty = PaceMoment(before_s, self._monotonic_s())
        self._next_number = 0

    def _sure_look(self) -> tuple[FifoLook, RestartReason | None]:
        """A look, joined with the next one if it cannot be judged by itself, and why it cannot be trusted, if so."""
        look, reason = self._judged_look()
        if reason or not unsure(look):
            return look, reason
        more, reason = self._judged_look()
        return joined_looks(look, more), reason or (None if confirmed(look, more) else "misaligned")

    def _judged_look(self) -> tuple[FifoLook, RestartReason | None]:
        look = self._look()
        reason = look_trouble(look, self._settings)
        if not reason:
            self._count_in(look)
        return look, reason

    def _look(self) -> FifoLook:
        count = self._likely_count()
        data = self._take(count)
        read_s = self._monotonic_s() - count.moment.after_s
        counts = parse(data, self._columns)
        state = self._bus.read_once(self._address, STATE_START, STATE_BYTES)  # a failed one may have cleared INT_STATUS
        unsettled = min(self._unsettled, len(counts))
        first_number = self._next_number + unsettled
        return FifoLook(
            counts[unsettled:], first_number, *count.moment, state, len(data), read_s, unsettled, count.stopped
        )

    def _likely_count(self) -> FrameCount:
        """The FIFO's count, read again if it is not what was due: one bit may have turned over on the wire."""
        count = self._count()
        return count if count.likely else self._count()

    def _count(self) -> FrameCount:
        before_s = self._monotonic_s()
        available = int.from_bytes(self._bus.read(self._address, Register.FIFO_COUNTH, 2))
        moment = PaceMoment(before_s, self._monotonic_s())
        return frame_count(available // self._frame_bytes, moment, self._empty, self._room, self._rate_hz)

    def _take(self, count: FrameCount) -> bytes:
        """The FIFO's whole frames. Raises BusError, also if those are more than there can be."""
        if count.frames > count.most:
            raise BusError(
                f"{self._model.name} at {self._where()}: its FIFO says that it holds {count.frames} frames, "
                f"expected at most {count.most:.0f} after this time: check for long or loose wires"
            )
        length = count.frames * self._frame_bytes
        return self._bus.read_once(self._address, Register.FIFO_R_W, length) if length else b""

    def _count_in(self, look: FifoLook) -> None:
        """Let the next look begin where this one ended."""
        self._next_number = look.first_number + len(look.counts)
        self._unsettled -= look.unsettled
        if look.read_bytes:
            self._empty = PaceMoment(look.before_s, look.after_s)


def _advice(seen: int) -> str:
    """What to look at where this is no WHO_AM_I of ours: lines that are held read as all the same bits."""
    if seen in HELD_LINES:
        return "no chip says that: check its supply, SDA and SCL"
    return "check which module is wired there"
