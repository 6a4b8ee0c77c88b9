"""What a log's own transfers say of the chip behind them: its gyroscope, its frames and how long its FIFO lasts. Pure.

Knows the registers that tell; must never know what a measurement means.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from drivers.bus_events import Event, Transfer
from drivers.models import BASE_RATE_HZ, MODELS, MPU6050, Model
from drivers.registers import (
    AXES,
    FIFO_EN_ACCELERATION,
    FIFO_EN_ROTATION,
    FIFO_EN_TEMPERATURE,
    MEASUREMENT_BYTES,
    Register,
)

MEASUREMENTS: Final = {  # by the bit of FIFO_EN: how many it puts into a frame
    FIFO_EN_TEMPERATURE: 1,
    FIFO_EN_ACCELERATION: AXES,
    **dict.fromkeys(FIFO_EN_ROTATION, 1),
}
# By the writes in which a driver with the gyroscope differs from one without it: whether it runs.
GYROSCOPE_BY_WRITE: Final[Mapping[tuple[int, bytes], bool]] = {
    (register, bytes([value])): gyroscope
    for gyroscope in (True, False)
    for register, value in MPU6050.settings_for(gyroscope=gyroscope).items()
    if MPU6050.settings_for(gyroscope=not gyroscope)[register] != value
}


def with_gyroscope(events: Iterable[Event]) -> bool:
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


class Chip:
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
