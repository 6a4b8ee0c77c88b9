"""From the bytes of one look at the chip to frames in g and deg/s, or to the reason why they cannot be trusted. Pure.

Knows the layout of the FIFO and of the registers; must never know the bus or the clock.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050.alignment import Counts, aligned, explained_by_registers, shown
from drivers.mpu6050.models import DPS_PER_COUNT, G_PER_COUNT, Model, Settings
from drivers.mpu6050.registers import (
    FRAME_COLUMNS,
    INT_FIFO_OVERFLOW,
    MEASUREMENT,
    POWER_SLEEP,
    SENSOR_AXES,
    TEMPERATURE_COLUMN,
    Register,
)

STATE_START: Final = Register.SMPLRT_DIV  # from here one burst covers all settings, overflow bit, measurements
STATE_BYTES: Final = Register.PWR_MGMT_2 - STATE_START + 1

Floats = NDArray[np.float64]
RestartReason = Literal["overflow", "misaligned", "bus error", "sensor asleep", "settings lost", "sensor stopped"]


@dataclass(frozen=True)
class Frames:
    """What one look into the FIFO found: n frames, one period apart.

    That none is missing between them is not said by the chip. It follows from the overflow bit, from where the numbers
    stand (`alignment.py`), from their count against the time (`pace.py`; the sensor package does that more
    sharply), and each of these can miss a little. A bit that turns over on the wire is passed on as a measurement
    unless it is in the newest frame and makes a difference of 0.25 g or 61 deg/s: I2C has no checksum.

    acceleration_g: [n, 3] in g. rotation_dps: [n, 3] in deg/s, None without the gyroscope. temperature_c: [n] in
    degrees C. Axes x y z as printed on the module, rotation counted right-handed about them; lying still with z up,
    acceleration is 0 0 +1. What was beyond the range is held at its end, counts -32768 or 32767: 4 g, 999 deg/s.
    first_number: the first frame's number, counted from 0 since the FIFO was last emptied by a restart.
    before_s, after_s: monotonic times around the look. At some moment between them the newest frame,
    `first_number + n - 1`, was there and the next one was not yet. It shows what happened the filter's delay earlier;
    `device.sensor.sample_clock` subtracts that, nothing here does.
    restarted: why the FIFO had to be restarted, None if it was not. Then n is 0, whatever was in the FIFO is lost, and
    numbers begin at 0 again. error: what the bus said, if that was the reason.
    read_bytes, read_s: how much the look read out of the FIFO in one transfer, and how long that took.
    """

    acceleration_g: Floats
    rotation_dps: Floats | None
    temperature_c: Floats
    first_number: int
    before_s: float
    after_s: float
    restarted: RestartReason | None = None
    error: str | None = None
    read_bytes: int = 0
    read_s: float = 0.0

    def __len__(self) -> int:
        """The number of frames."""
        return len(self.temperature_c)


@dataclass(frozen=True)
class FifoLook:
    """What one drain read: the FIFO's frames as counts [n, columns], and after them the registers from STATE_START on.

    Without the gyroscope, `columns` is 4 instead of 7. read_bytes, read_s: as in `Frames`. `unsettled` frames were left
    out before these. `stopped`: as in `drivers.mpu6050.pace.FrameCount`.
    """

    counts: Counts
    first_number: int
    before_s: float
    after_s: float
    state: bytes
    read_bytes: int = 0
    read_s: float = 0.0
    unsettled: int = 0
    stopped: bool = False


def columns_of(*, gyroscope: bool) -> int:
    """How many numbers a frame has: acceleration, temperature and, with the gyroscope, rotation."""
    return FRAME_COLUMNS if gyroscope else FRAME_COLUMNS - SENSOR_AXES


def parse(data: bytes, columns: int = FRAME_COLUMNS) -> Counts:
    """The FIFO's bytes, whole frames, as counts [n, columns]: acceleration, temperature and perhaps rotation."""
    return np.frombuffer(data, MEASUREMENT).reshape(-1, columns)


def to_frames(look: FifoLook, model: Model) -> Frames:
    """The look's counts in units."""
    counts = look.counts.astype(np.float64)
    return Frames(
        counts[:, :SENSOR_AXES] * G_PER_COUNT,
        counts[:, -SENSOR_AXES:] * DPS_PER_COUNT if counts.shape[1] == FRAME_COLUMNS else None,
        counts[:, TEMPERATURE_COLUMN] / model.counts_per_c + model.zero_c,
        look.first_number,
        look.before_s,
        look.after_s,
        read_bytes=look.read_bytes,
        read_s=look.read_s,
    )


def no_frames(
    before_s: float, after_s: float, reason: RestartReason, error: str | None = None, *, gyroscope: bool = True
) -> Frames:
    """What a restart between these times leaves: nothing, and the reason."""
    rotation_dps = np.empty((0, SENSOR_AXES)) if gyroscope else None
    return Frames(np.empty((0, SENSOR_AXES)), rotation_dps, np.empty(0), 0, before_s, after_s, reason, error)


def at(state: bytes, register: Register) -> int:
    """The register's value in a burst from STATE_START on."""
    return state[register - STATE_START]


def differing(state: bytes, settings: Settings) -> Settings:
    """The settings that the chip does not hold."""
    return {register: value for register, value in settings.items() if at(state, register) != value}


def look_trouble(look: FifoLook, settings: Settings) -> RestartReason | None:
    """Why the look's frames cannot be trusted, None if they can."""
    if at(look.state, Register.PWR_MGMT_1) & POWER_SLEEP:
        return "sensor asleep"
    if differing(look.state, settings):
        return "settings lost"
    if at(look.state, Register.INT_STATUS) & INT_FIFO_OVERFLOW:
        return "overflow"
    if look.stopped:
        return "sensor stopped"
    if ran_dry(look.counts):
        return "bus error"
    return None if aligned(look.counts, _registers(look)) else "misaligned"


def ran_dry(counts: Counts) -> bool:
    """Whether the last frame is one byte over and over, as an empty FIFO gives it: the count was misread, too high."""
    return bool(len(counts)) and len(set(counts[-1].tobytes())) == 1


def unsure(look: FifoLook) -> bool:
    """Whether a look without trouble has to be held against the next one."""
    return not explained_by_registers(look.counts, _registers(look))


def joined_looks(look: FifoLook, more: FifoLook) -> FifoLook:
    """Two looks in a row as one, with the moment of the second."""
    counts = np.concatenate([look.counts, more.counts])
    return replace(more, counts=counts, first_number=look.first_number, read_bytes=look.read_bytes, read_s=look.read_s)


def confirmed(look: FifoLook, more: FifoLook) -> bool:
    """Whether what the registers showed after the first look is in the FIFO where it belongs."""
    return shown(np.concatenate([look.counts[-1:], more.counts]), _registers(look))


def _registers(look: FifoLook) -> Counts:
    """The measurement registers, as many as a frame has columns."""
    start, columns = Register.ACCEL_XOUT_H - STATE_START, look.counts.shape[1]
    return np.frombuffer(look.state, MEASUREMENT, columns, start)
