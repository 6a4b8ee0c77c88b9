"""What the traffic of a bus log amounts to: transfers, failures, frames, overflows, gaps and rates. Pure.

Knows the registers that tell of losses, and of the chip behind them: its gyroscope, its frames and how long its FIFO
lasts; must never know the driver's plans or what a measurement means.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from drivers.bus_log.log_format import BusEvent, Ended, EndReason, Opened, Transfer, to_s
from drivers.i2c.speed import ADDRESSING, BITS_A_BYTE, LONG_READ
from drivers.mpu6050.models import BASE_RATE_HZ, MODELS, MPU6050, Model
from drivers.mpu6050.registers import (
    FIFO_EN_ACCELERATION,
    FIFO_EN_ROTATION,
    FIFO_EN_TEMPERATURE,
    INT_FIFO_OVERFLOW,
    MEASUREMENT_BYTES,
    POWER_RESET,
    SENSOR_AXES,
    USER_FIFO_ENABLE,
    USER_FIFO_RESET,
    Register,
)

MEASUREMENTS: Final = {  # by the bit of FIFO_EN: how many it puts into a frame
    FIFO_EN_TEMPERATURE: 1,
    FIFO_EN_ACCELERATION: SENSOR_AXES,
    **dict.fromkeys(FIFO_EN_ROTATION, 1),
}
# By the writes in which a driver with the gyroscope differs from one without it: whether it runs.
GYROSCOPE_BY_WRITE: Final[Mapping[tuple[int, bytes], bool]] = {
    (register, bytes([value])): gyroscope
    for gyroscope in (True, False)
    for register, value in MPU6050.settings_for(gyroscope=gyroscope).items()
    if MPU6050.settings_for(gyroscope=not gyroscope)[register] != value
}


def with_gyroscope(events: Iterable[BusEvent]) -> bool:
    """Whether the driver ran the gyroscope; reads on to the first write that tells, which precedes every frame.

    True where no write tells: up to there a driver with it and one without it do the same.
    """
    writes = (event for event in events if isinstance(event, Transfer) and event.direction == "w")
    told = (GYROSCOPE_BY_WRITE.get((write.register, write.data)) for write in writes)
    return next((gyroscope for gyroscope in told if gyroscope is not None), True)


def value_in(transfer: Transfer, register: Register) -> int | None:
    """The register's value if the burst covers it; the FIFO's data covers nothing."""
    place = register - transfer.register
    covered = transfer.register != Register.FIFO_R_W and 0 <= place < len(transfer.data)
    return transfer.data[place] if covered else None


class WatchedChip:
    """The chip as far as the transfers so far tell; `push` takes those that succeeded, in order.

    identities: how often WHO_AM_I read which value.
    """

    def __init__(self) -> None:
        self.identities = Counter[int]()
        self._model: Model | None = None
        self._written = dict[int, int]()

    def push(self, transfer: Transfer) -> None:
        """What one transfer says."""
        if transfer.direction == "w":
            self._written.update(enumerate(transfer.data, transfer.register))
        elif (who_am_i := value_in(transfer, Register.WHO_AM_I)) is not None:
            self.identities[who_am_i] += 1
            self._model = MODELS.get(who_am_i)

    @property
    def frame_bytes(self) -> int:
        """The length of a frame in the FIFO; 0 as long as nothing goes in."""
        bits = self._written.get(Register.FIFO_EN, 0)
        return MEASUREMENT_BYTES * sum(number for bit, number in MEASUREMENTS.items() if bits & bit)

    @property
    def fifo_s(self) -> float | None:
        """How long the FIFO takes to fill with whole frames; None as long as that is not known."""
        if not self.frame_bytes or self._model is None or Register.SMPLRT_DIV not in self._written:
            return None
        rate_hz = BASE_RATE_HZ / (1 + self._written[Register.SMPLRT_DIV])
        return self._model.fifo_bytes // self.frame_bytes / rate_hz


US_A_MS: Final = 1000


@dataclass(frozen=True)
class FifoRead:
    """One reading of the FIFO: how many frames came, and how long it lasts before it loses some (None: not known)."""

    time_us: int
    frames: int
    lasts_s: float | None


@dataclass
class Traffic:
    """Events so far, counted. `push` takes them in order."""

    first_us: int | None = None
    last_us: int = 0
    ended: EndReason | None = None
    transfers: Counter[str] = field(default_factory=Counter)
    refusals: Counter[int] = field(default_factory=Counter)
    chip: WatchedChip = field(default_factory=WatchedChip)
    fifo_reads: list[FifoRead] = field(default_factory=list)
    bits_a_ms: list[float] = field(default_factory=list)
    fifo_restarts: int = 0
    chip_resets: int = 0
    overflows: int = 0
    _overflowed: bool = False  # since the FIFO was last let run

    def push(self, event: BusEvent) -> None:
        """Count one event."""
        self.first_us = event.time_us if self.first_us is None else self.first_us
        self.last_us = event.time_us
        match event:
            case Opened(errno=number) if number:
                self.refusals[number] += 1
            case Ended():
                self.ended = event.why
            case Transfer():
                self._count(event)

    def _count(self, transfer: Transfer) -> None:
        self.transfers[transfer.direction] += 1
        if transfer.errno:
            self.refusals[transfer.errno] += 1
            return
        self.chip.push(transfer)
        if transfer.direction == "r":
            self._count_read(transfer)
        else:
            self._count_write(transfer)

    def _count_read(self, read: Transfer) -> None:
        if read.register == Register.FIFO_R_W:
            frame_bytes = self.chip.frame_bytes
            frames = read.length // frame_bytes if frame_bytes else 0
            self.fifo_reads.append(FifoRead(read.time_us, frames, self.chip.fifo_s))
        if _has(read, Register.INT_STATUS, INT_FIFO_OVERFLOW):
            self.overflows += not self._overflowed  # a full FIFO raises the bit again and again until it is emptied
            self._overflowed = True
        if read.length >= LONG_READ and read.took_us:
            self.bits_a_ms.append((ADDRESSING + read.length) * BITS_A_BYTE * US_A_MS / read.took_us)

    def _count_write(self, written: Transfer) -> None:
        self.fifo_restarts += _has(written, Register.USER_CTRL, USER_FIFO_RESET)
        self.chip_resets += _has(written, Register.PWR_MGMT_1, POWER_RESET)
        self._overflowed &= not _has(written, Register.USER_CTRL, USER_FIFO_ENABLE)

    @property
    def length_s(self) -> float:
        """From the first event to the last."""
        return to_s(self.last_us - (self.first_us or 0))

    @property
    def frames(self) -> int:
        """How many were read from the FIFO."""
        return sum(read.frames for read in self.fifo_reads)

    def rate_hz(self) -> float | None:
        """Frames a second between the first and the last reading of the FIFO, None if there is only one."""
        if len(self.fifo_reads) <= 1:
            return None
        first, last = self.fifo_reads[0], self.fifo_reads[-1]
        passed_us = last.time_us - first.time_us
        return (self.frames - first.frames) / to_s(passed_us) if passed_us > 0 else None

    def gaps(self) -> list[tuple[float, float]]:
        """When the FIFO was read too late after the last time, and how long after: seconds."""
        waits = [(earlier, to_s(later.time_us - earlier.time_us)) for earlier, later in pairwise(self.fifo_reads)]
        return [(to_s(read.time_us), wait_s) for read, wait_s in waits if read.lasts_s and wait_s > read.lasts_s]


def _has(transfer: Transfer, register: Register, bit: int) -> bool:
    return bool((value_in(transfer, register) or 0) & bit)
