"""Public drivers of the chip, unmodified, read the simulated one: our own driver reads no chip of our own making.

Five of them give all six axes of motion within one count of what stands in the chip's registers, with nothing taken
out; four give the temperature so; two give all of it. Every one is within a count of what it makes of the registers
itself, and where that is not what the data sheet says, it is named here and seen to be there. The packages are as
published; what they import of their platform (smbus, CircuitPython's port, MicroPython's modules) is stood in for by
`tests.peers`, over smbus2.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from tests.peers.drivers import PEERS
from tests.peers.environment import CannotInstall, interpreter, run
from tests.support.bench import Floats

QUANTITIES = {"acceleration": slice(0, 3), "temperature": slice(3, 4), "rotation": slice(4, 7)}
MOTION = ("acceleration", "rotation")
MOTION_AS_THEY_ARE = {
    "mpu6050-raspberrypi",
    "adafruit-circuitpython-mpu6050",
    "py-imu-mpu6050",
    "jmrpi-spark",
    "micropython-mpu9250",
}
TEMPERATURE_AS_THEY_ARE = {
    "mpu6050-raspberrypi",
    "adafruit-circuitpython-mpu6050",
    "mpu9250-jmdev",
    "FaBo9Axis-MPU9250-Python3",
}


def same(counts: Floats) -> Floats:
    return counts


def times(factor: float) -> Callable[[Floats], Floats]:
    return lambda counts: counts * factor


def plus(offset: float) -> Callable[[Floats], Floats]:
    return lambda counts: counts + offset


def low_byte_signed(counts: Floats) -> Floats:
    return counts - 256 * (np.mod(counts, 256) >= 128)


@dataclass(frozen=True)
class Quirk:
    """What a driver itself does: `makes` other counts of the register's, and rounds the value to `step`."""

    why: str
    makes: Callable[[Floats], Floats] = same
    step: float = 0.0


POWER_OF_TWO = "takes 32768 counts for the full scale; the data sheet says 131 and 16.4 counts per deg/s"
QUIRKS: Mapping[tuple[str, str], Quirk] = {
    ("py-imu-mpu6050", "temperature"): Quirk("takes the low byte for signed", low_byte_signed),
    ("jmrpi-spark", "temperature"): Quirk(
        "adds 12412 counts; the data sheet says 36.53 * 340", plus(12412 - 36.53 * 340)
    ),
    ("micropython-mpu9250", "temperature"): Quirk("takes 21 degrees C off the counts", plus(-21)),
    ("mpu6050-pi", "rotation"): Quirk(POWER_OF_TWO, times(131 / 131.072)),
    ("mpu6050-pi", "temperature"): Quirk("rounds to 0.01 degrees C", step=0.01),
    ("FaBo9Axis-MPU9250-Python3", "rotation"): Quirk(POWER_OF_TWO, times(131 / 131.072), 0.001),
    ("FaBo9Axis-MPU9250-Python3", "acceleration"): Quirk("rounds to 0.001 g, which is 16 counts", step=0.001),
    ("FaBo9Axis-MPU9250-Python3", "temperature"): Quirk("rounds to 0.001 degrees C", step=0.001),
    ("mpu9250-jmdev", "rotation"): Quirk(POWER_OF_TWO, times(16.4 / 16.384)),
}
NONE = Quirk("")


@dataclass(frozen=True)
class Comparison:
    """One driver: what it said [n, 7], what stood in the chip [n, 7], units per count and at count 0 [7]."""

    name: str
    said: Floats
    counts: Floats
    unit: Floats
    zero: Floats

    def off_counts(self, quantity: str) -> float:
        """The largest error by the data sheet, in counts."""
        return self._off_counts(quantity, NONE)

    def unexplained_counts(self, quantity: str) -> float:
        """The largest error that is not the driver's own quirk, in counts."""
        return self._off_counts(quantity, QUIRKS.get((self.name, quantity), NONE))

    def _off_counts(self, quantity: str, quirk: Quirk) -> float:
        off = np.abs(self.said - (quirk.makes(self.counts) * self.unit + self.zero)) - quirk.step / 2
        return float(np.maximum(0, off / self.unit)[:, QUANTITIES[quantity]].max())


def compare(name: str) -> Comparison:
    poses = json.loads(run("tests.peers.bench", name, "poses").splitlines()[-1])
    said, counts, unit, zero = (np.array([pose[key] for pose in poses]) for key in ("said", "counts", "unit", "zero"))
    return Comparison(name, said, counts, unit[0], zero[0])


@pytest.fixture(scope="module")
def comparisons() -> dict[str, Comparison]:
    try:
        interpreter()
    except CannotInstall as error:
        if os.environ.get("EASEBAND_TEST_ALL"):
            raise
        pytest.skip(f"the public drivers cannot be installed: {error}")
    return {name: compare(name) for name in PEERS}


def lines(comparisons: Mapping[str, Comparison]) -> Iterator[str]:
    yield (
        f"{'largest error in counts':32}"
        + "".join(f"{quantity:>14}" for quantity in QUANTITIES)
        + "   else left  of the driver's own making"
    )
    for name, seen in comparisons.items():
        own = {quirk.why for (whose, _), quirk in QUIRKS.items() if whose == name}
        left = max(seen.unexplained_counts(quantity) for quantity in QUANTITIES)
        off = "".join(f"{seen.off_counts(quantity):14.3f}" for quantity in QUANTITIES)
        yield f"{name:32}{off}{left:12.3f}  {'; '.join(sorted(own))}"


@pytest.mark.slow
def test_five_unmodified_public_drivers_read_all_six_axes_of_motion_within_a_count(
    comparisons: dict[str, Comparison], found: Callable[[str], None]
) -> None:
    found("\n".join(lines(comparisons)))
    off = {name: max(seen.off_counts(quantity) for quantity in MOTION) for name, seen in comparisons.items()}
    assert {name for name, counts in off.items() if counts <= 1} == MOTION_AS_THEY_ARE
    assert len(MOTION_AS_THEY_ARE) >= 5


@pytest.mark.slow
def test_four_unmodified_public_drivers_read_the_temperature_within_a_count(comparisons: dict[str, Comparison]) -> None:
    within = {name for name, seen in comparisons.items() if seen.off_counts("temperature") <= 1}
    assert within == TEMPERATURE_AS_THEY_ARE


@pytest.mark.slow
def test_every_driver_is_within_a_count_once_what_it_does_itself_is_taken_out(
    comparisons: dict[str, Comparison],
) -> None:
    off = {(name, q): seen.unexplained_counts(q) for name, seen in comparisons.items() for q in QUANTITIES}
    assert {where: counts for where, counts in off.items() if counts > 1} == {}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "quantity"), QUIRKS)
def test_what_a_driver_does_itself_is_really_there(
    name: str, quantity: str, comparisons: dict[str, Comparison]
) -> None:
    seen = comparisons[name]
    assert seen.off_counts(quantity) > 10 * seen.unexplained_counts(quantity)
