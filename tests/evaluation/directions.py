"""The axis and the dispersion of movement told from 30 s with a sensor's noise, against known truth.

Run from the project's root: `python -m tests.evaluation.directions`; it needs no recording. Turning is noise within
each band, about an axis at random, as dispersed as was published of cervical dystonia (and of controls). Truth is what
the definition gives of the movement itself, before noise and filters; beside it stands how far these 30 s are from the
person's own lasting axis and dispersion, which no sensor can know better.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from device.analysis.pipeline import Pipeline
from device.records.facts import Directions, TurnBand, TurnSums
from device.records.turn_sums import added, dispersion_deg, main_axis, usual_dispersion_deg
from device.signals.samples import Floats, Samples
from tests.evaluation.table import print_cells
from tests.support.figures import ROUNDED_DPS, ROUNDED_G
from tests.support.limbs import mounting

RATE_HZ, STILL_S, MOVES_S = 100, 10, 30
OFFSET_DPS = np.array([3.0, -2.0, 1.0])
HEAD = ("turning", "found", "axis off, median / p90", "dispersion off", "axis off own", "dispersion off own")
WIDTHS = (22, 9, 26, 26, 28, 28)


@dataclass(frozen=True)
class Published:
    """One band of the congress abstract: its frequency, and how dispersed; speed_dps: ours."""

    name: str
    band: TurnBand
    low_hz: float
    high_hz: float
    dispersion_deg: float
    speed_dps: float


CASES = (
    Published("control, 0.31 Hz", "slow", 0.15, 1.0, 3.16, 10),
    Published("dystonia, 0.27 Hz", "slow", 0.15, 1.0, 36.59, 10),
    Published("dystonia, 2.61 Hz", "middle", 2.0, 3.9, 23.93, 5),
    Published("dystonia, 5.07 Hz", "fast", 4.9, 6.5, 15.67, 5),
    Published("little, 2.61 Hz", "middle", 2.0, 3.9, 23.93, 1.0),
    Published("little, 5.07 Hz", "fast", 4.9, 6.5, 15.67, 1.0),
)


def sizes_for(wanted_deg: float) -> Floats:
    """Mean squares about three axes, the second twice the third, that have this dispersion."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if usual_dispersion_deg((1, middle, middle / 2)) < wanted_deg else (low, middle)
    return np.array([1, low, low / 2])


def moving(case: Published, random: np.random.Generator) -> Floats:
    """[n, 3] turning within the band, about x most."""
    n = MOVES_S * RATE_HZ
    frequencies = np.fft.rfftfreq(n, 1 / RATE_HZ)
    inside = (frequencies >= case.low_hz) & (frequencies <= case.high_hz)
    spectrum = inside[:, None] * (random.normal(size=(len(inside), 3)) + 1j * random.normal(size=(len(inside), 3)))
    noise = np.fft.irfft(spectrum, n, axis=0)
    sizes = sizes_for(case.dispersion_deg)
    return np.asarray(noise / noise.std() * np.sqrt(sizes / sizes.sum()) * case.speed_dps)


def truth(turning: Floats) -> tuple[Floats, float]:
    """Axis and dispersion by their definition."""
    axis = np.linalg.eigh(turning.T @ turning)[1][:, -1]
    speed = np.linalg.norm(turning, axis=1)
    angles = np.degrees(np.arccos(np.clip(np.abs(turning @ axis) / speed, 0, 1)))
    return axis, float(speed @ angles / speed.sum())


def told(turning: Floats, band: TurnBand, matrix: Floats, random: np.random.Generator) -> tuple[Floats, float] | None:
    """What the device makes of it, in the limb's axes."""
    shown = np.concatenate([np.zeros((STILL_S * RATE_HZ, 3)), turning @ matrix.T]) + OFFSET_DPS
    n = len(shown)
    up = matrix @ [0, 0, 1]
    samples = Samples(
        np.arange(n) / RATE_HZ,
        up + random.normal(0, ROUNDED_G, (n, 3)),
        shown + random.normal(0, ROUNDED_DPS, (n, 3)),
    )
    pipeline = Pipeline()
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    sums = [one for record in records if isinstance(record, Directions) for one in record.sums if one.band == band]
    return _merged(sums, matrix) if sums else None


def _merged(sums: list[TurnSums], matrix: Floats) -> tuple[Floats, float]:
    return np.array(main_axis(added(sums)).axis) @ matrix, dispersion_deg(sums)


def apart_deg(one: Floats, other: Floats) -> float:
    """Between two axes."""
    return float(np.degrees(np.arccos(min(1.0, abs(float(one @ other))))))


def errors(case: Published, trials: int) -> Iterator[tuple[float, float, float, float]]:
    """Axis and dispersion off the truth, and off the person's own, in degrees."""
    for number in range(trials):
        random, matrix = np.random.default_rng(number), mounting(number)
        turning = moving(case, random)
        found, (axis, true_deg) = told(turning, case.band, matrix, random), truth(turning)
        if found is not None:
            own = apart_deg(found[0], np.array([1.0, 0, 0])), abs(found[1] - case.dispersion_deg)
            yield apart_deg(found[0], axis), abs(found[1] - true_deg), *own


def main() -> None:
    """Print a row a band."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--trials", type=int, default=100, help="of each band")
    trials = words.parse_args().trials
    print_cells(HEAD, WIDTHS)
    for case in CASES:
        found = list(errors(case, trials))
        columns = [np.quantile(column, [0.5, 0.9]) for column in np.array(found).T]
        print_cells((case.name, f"{len(found)}/{trials}", *(f"{m:.1f} / {p:.1f}" for m, p in columns)), WIDTHS)


if __name__ == "__main__":
    main()
