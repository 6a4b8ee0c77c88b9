"""Whether the FIFO's frames begin where a frame begins, or bytes were lost and every number stands elsewhere. Pure.

Knows what noise, warmth and a limb can change in how much time; must never know the bus, the clock or units.

A frame carries no mark, so a shift shows only in what the numbers say. They are held against the measurement registers,
which the same burst reads as the overflow bit: the chip writes one sample to both, so the registers hold the newest
frame or, if some time passed on the bus, one of the next few. Three questions are asked.

1. Is the temperature of every frame near the register's? Where another measurement stands, it hardly is. But it may be:
   an MPU-6050 counts 0 at 36.5 degrees C, and so does an axis at rest.
2. If the newest frame is not near the registers in every column, the limb moved, or the frames are shifted. Then every
   other place is tried at which frames could begin. Frames are shifted if one of these passes the first question and is
   much nearer to the registers. A limb at rest has one axis with gravity on it, so a shift puts it elsewhere: seen at
   once. A moving one is not turned into its own shift by a few hundredths of a second.
3. If no place explains the registers, nothing is known: a knock takes a limb from any number to any other within one
   frame. But whatever the limb did, the chip wrote what the registers showed to the FIFO too. So it is looked into
   again at once, and there that sample has to be.

What may be missed: without the gyroscope a frame of four columns that is nearly its own shift by two (x like z, and y
like the temperature), which then shows nearly the right numbers; and shifted frames of a moving limb of which the
newest is by chance within 0.25 g and 61 deg/s of the registers and no place twice as near, in a look in which the axis
at the temperature's place stays within 0.05 g or 12 deg/s. Of shifts at 35 to 39 degrees C in recorded daily life and
exercise, one look misses less than one in a thousand. The shift stays until it is seen, and the next look asks again.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050.registers import MEASUREMENT, MEASUREMENT_BYTES, TEMPERATURE_COLUMN

# All in counts, which are 1/340 degrees C, 1/8192 g and 1/32.8 deg/s.
NEAR: Final = 400  # 1.2 degrees C, 0.05 g, 12 deg/s; the data sheet's noise of 27 counts times fifteen
# Ours, so that no good frame of two million was doubted while the limb shook with up to 5 g and 1500 deg/s at 12 Hz:
MOVED: Final = 2000  # 0.25 g, 61 deg/s; further from the registers than this, a place explains nothing
MUCH_NEARER: Final = 2  # times
ENOUGH: Final = 5  # frames in a row whose temperature must fit at the other place

Counts = NDArray[np.int16]


def aligned(counts: Counts, registers: Counts) -> bool:
    """Whether these frames, counts [n, columns] from the FIFO, fit the measurement registers [columns], read later."""
    if not len(counts):
        return True
    now = registers.astype(np.int32)
    temperature = counts[:, TEMPERATURE_COLUMN].astype(np.int32)
    if abs(temperature - now[TEMPERATURE_COLUMN]).max() >= NEAR:
        return False
    return bool(abs(counts[-1] - now).max() <= NEAR) or not _fit_better_elsewhere(counts[-ENOUGH:], now)


def explained_by_registers(counts: Counts, registers: Counts) -> bool:
    """Whether the newest frame is where the registers are, or near enough to have moved there; True for no frames."""
    return not len(counts) or bool(abs(counts[-1].astype(np.int32) - registers).max() <= MOVED)


def shown(counts: Counts, registers: Counts) -> bool:
    """Whether one of these frames, the newest of a look and those after it, shows what the registers showed."""
    return bool((abs(counts.astype(np.int32) - registers).max(axis=1) <= NEAR).any())


def _fit_better_elsewhere(counts: Counts, now: NDArray[np.int32]) -> bool:
    """Whether frames that begin at another byte are much nearer to the registers, which read `now`."""
    off = abs(_turned(counts) - now)
    newest = off[-1].max(axis=-1)
    temperature = off[:, :, TEMPERATURE_COLUMN].max(axis=0)
    fits = (temperature < NEAR) & (newest < MOVED) & (newest * MUCH_NEARER < newest[0])
    return bool(fits.any())


def _turned(counts: Counts) -> Counts:
    """[n, frame's bytes, columns]: each frame read from each of its bytes on, with what stands before it at its end."""
    columns = counts.shape[1]
    data = np.frombuffer(counts.tobytes(), np.uint8).reshape(len(counts), -1)
    return data.take(_turns(columns * MEASUREMENT_BYTES), axis=1).view(MEASUREMENT)


@cache
def _turns(length: int) -> NDArray[np.intp]:
    """[length, length]: the places 0 to length - 1, beginning at each."""
    return np.add.outer(np.arange(length), np.arange(length)) % length
