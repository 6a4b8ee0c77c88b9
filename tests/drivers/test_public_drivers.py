"""Public drivers of the chip, unmodified, read the simulated one as the data sheet says.

So what our own driver reads is no chip of our own invention.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from tests.drivers.rig import Floats
from tests.peers.drivers import PEERS
from tests.peers.environment import CannotInstall, interpreter, run

QUANTITIES = {"acceleration": slice(0, 3), "temperature": slice(3, 4), "rotation": slice(4, 7)}


@dataclass(frozen=True)
class Quirk:
    """What a driver itself does to a value: it comes out multiplied by `factor` and rounded to `step`."""

    why: str
    factor: float = 1.0
    step: float = 0.0


POWER_OF_TWO = "takes 32768 counts for the full scale; the data sheet says 131 and 16.4 counts per deg/s"
QUIRKS: Mapping[tuple[str, str], Quirk] = {
    ("mpu6050-pi", "rotation"): Quirk(POWER_OF_TWO, 131 / 131.072),
    ("mpu6050-pi", "temperature"): Quirk("rounds to 0.01 degrees C", step=0.01),
    ("FaBo9Axis-MPU9250-Python3", "rotation"): Quirk(POWER_OF_TWO, 131 / 131.072, 0.001),
    ("FaBo9Axis-MPU9250-Python3", "acceleration"): Quirk("rounds to 0.001 g, which is 16 counts", step=0.001),
    ("FaBo9Axis-MPU9250-Python3", "temperature"): Quirk("rounds to 0.001 degrees C", step=0.001),
    ("mpu9250-jmdev", "rotation"): Quirk(POWER_OF_TWO, 16.4 / 16.384),
}
NONE = Quirk("")


@dataclass(frozen=True)
class Comparison:
    """One driver: what it said and the truth by the data sheet [n, 7], and units per count [7]."""

    name: str
    said: Floats
    truth: Floats
    unit: Floats

    def off_counts(self, quantity: str) -> float:
        """The largest error, in counts."""
        columns = QUANTITIES[quantity]
        return float((np.abs(self.said - self.truth) / self.unit)[:, columns].max())

    def unexplained_counts(self, quantity: str) -> float:
        """The same with the driver's own quirk taken out."""
        columns, quirk = QUANTITIES[quantity], QUIRKS.get((self.name, quantity), NONE)
        off = np.abs(self.said - self.truth * quirk.factor) - quirk.step / 2
        return float(np.maximum(0, off / self.unit)[:, columns].max())


def compare(name: str) -> Comparison:
    poses = json.loads(run("tests.peers.bench", name, "poses").splitlines()[-1])
    said, counts, unit, zero = (np.array([pose[key] for pose in poses]) for key in ("said", "counts", "unit", "zero"))
    return Comparison(name, said, counts * unit + zero, unit[0])


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
def test_five_public_drivers_read_the_simulated_chip_within_a_count_but_for_what_they_do_themselves(
    comparisons: dict[str, Comparison], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print("", *lines(comparisons), sep="\n")
    off = {(name, q): seen.unexplained_counts(q) for name, seen in comparisons.items() for q in QUANTITIES}
    assert {where: counts for where, counts in off.items() if counts > 1} == {}
    assert len(comparisons) >= 5


@pytest.mark.slow
@pytest.mark.parametrize(("name", "quantity"), QUIRKS)
def test_what_a_driver_does_itself_is_really_there(
    name: str, quantity: str, comparisons: dict[str, Comparison]
) -> None:
    seen = comparisons[name]
    assert seen.off_counts(quantity) > 10 * seen.unexplained_counts(quantity)
