"""Three tables: limbs with dystonia, activities without tremor, and other rhythms. Some minutes, no recording needed.

Run from the project's root: `python -m tests.evaluation.made_up`. *Told* is a second called tremor, *found* one at its
frequency; the size is the median of found over true. Limbs with dystonia wear it at nine sites, in any direction.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one processor; has to be said before numpy is loaded

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np

from device.analysis.offline import analysed
from device.analysis.pipeline import Analysed
from device.parameters import PARAMETERS
from device.recordings.time_order import in_order
from device.records.facts import Episode
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.tremor.verdict import Reading
from tests.evaluation.bootstrap import Interval, resampled, share_of_units
from tests.evaluation.cases import MOST_ON, NEAR_HZ, NEAR_SHARE, SECOND
from tests.evaluation.made_up.dystonia import DYSTONIA
from tests.evaluation.made_up.hands import HANDS
from tests.evaluation.made_up.movement import Movement
from tests.evaluation.made_up.resting import RESTING
from tests.evaluation.made_up.sensor import LEVER_M, LEVERS_M, LeverRange, Sensor
from tests.evaluation.made_up.shapes import SHAPES, Truth
from tests.evaluation.made_up.walking import WALKING
from tests.evaluation.progress import step
from tests.evaluation.table import print_cells, share

ACTIVITIES: dict[str, Callable[[Movement], None]] = {**WALKING, **HANDS, **RESTING}
SEEDS, LENGTH_S, HOUR_S = 12, 90.0, 3600
RATES_HZ = (100, 100, 50, 62.5, 125, 200)  # each seed's sensor is another one
JITTERS_S, LOST = (0, 0, 0.0005), (0, 0, 0, 0.01)
WIDTHS = (36, 16, 22, 22, 31, 26)
USUAL = (LEVER_M,)
ANYWHERE = tuple(LEVERS_M.values())

FOUND_HEAD = ("seconds assessed", "told", "found", "median error", "size")

ClockReading = tuple[float, float, float, float]
"""The rhythm's frequency in Hz and size in deg/s, and both as found; 0 where it was not."""


def movements(name: str, levers_m: Sequence[LeverRange] = USUAL) -> Iterator[tuple[Movement, Sensor]]:
    """Limbs that do nothing yet, each with its sensor."""
    for seed in range(SEEDS):
        rate_hz, jitter_s, lost = (values[seed % len(values)] for values in (RATES_HZ, JITTERS_S, LOST))
        sensor = Sensor(rate_hz, jitter_s, lost, levers_m[seed % len(levers_m)])
        yield Movement(np.random.default_rng([crc32(name.encode()), seed]), LENGTH_S), sensor


def analysis(limb: Movement, sensor: Sensor) -> list[Analysed]:
    """What `easeband analyse` makes of it."""
    return list(
        analysed(in_order([sensor.measured(limb.random, limb.rotation_dps, limb.joint_g)], PARAMETERS.sampling).samples)
    )


def assessable(portions: list[Analysed]) -> list[Reading]:
    """The seconds that got a verdict."""
    return [reading for portion in portions for reading in portion.readings if reading.tremor is not None]


def print_false(name: str) -> None:
    """Seconds and episodes of rhythm in an activity that has none, and how many limbs have such seconds."""
    done: list[list[Analysed]] = []
    with step(name):
        for limb, sensor in movements(name):
            ACTIVITIES[name](limb)
            done.append(analysis(limb, sensor))
    wrong = [[bool(reading.tremor) for reading in assessable(one)] for one in done]
    of_all, limbs = share_of_units(map(share, wrong)), sum(map(any, wrong))
    seconds = of_all.share.total
    hourly = sum(map(rhythmic_episodes, done)) * HOUR_S / seconds
    false = shown(f"{of_all.percent:.1f} %", of_all.interval, 1)
    print_cells((name, seconds, false, f"{hourly:.1f}", f"{limbs} of {SEEDS}", ""), WIDTHS)


def rhythmic_episodes(portions: list[Analysed]) -> int:
    """How many were logged."""
    records = chain.from_iterable(portion.records for portion in portions)
    return sum(isinstance(record, Episode) and record.kind == "rhythmic" for record in records)


def print_found(name: str, shape: Callable[[Movement], Truth], levers_m: Sequence[LeverRange] = USUAL) -> None:
    """How much of a rhythm is told, how much at its frequency, and how exactly."""
    limbs: list[Compared] = []
    with step(name):
        for limb, sensor in movements(name, levers_m):
            truth = shape(limb)
            limbs.append(compared(list(beside(truth, limb, assessable(analysis(limb, sensor))))))
    cells = [shown(f"{of(limbs):.{n}f}{unit}", resampled(limbs, of), n) for of, n, unit in FIGURES]
    print_cells((name, sum(len(limb.told) for limb in limbs), *cells), WIDTHS)


@dataclass(frozen=True)
class Compared:
    """Of each second of one limb in which a rhythm is there, [n] each: told, found, how far off, and size over true."""

    told: Flags
    found: Flags
    error_hz: Floats
    size: Floats


def compared(seconds: Sequence[ClockReading]) -> Compared:
    """What is told held against what is true."""
    hz, dps, told_hz, told_dps = np.reshape(seconds, (-1, 4)).T
    error_hz = np.abs(told_hz - hz)
    return Compared(told_hz > 0, error_hz < np.maximum(NEAR_HZ, NEAR_SHARE * hz), error_hz, told_dps / dps)


def told_percent(limbs: Sequence[Compared]) -> float:
    """Of all seconds."""
    return float(100 * np.concatenate([limb.told for limb in limbs]).mean())


def found_percent(limbs: Sequence[Compared]) -> float:
    """Of all seconds."""
    return float(100 * np.concatenate([limb.found for limb in limbs]).mean())


def error_hz(limbs: Sequence[Compared]) -> float:
    """The median over the seconds in which it was found."""
    return _median([limb.error_hz[limb.found] for limb in limbs])


def size(limbs: Sequence[Compared]) -> float:
    """Likewise."""
    return _median([limb.size[limb.found] for limb in limbs])


def _median(values: Sequence[Floats]) -> float:
    known = np.concatenate(values)
    return float(np.median(known)) if len(known) else np.nan


FIGURES: tuple[tuple[Callable[[Sequence[Compared]], float], int, str], ...] = (
    *((told_percent, 0, " %"), (found_percent, 0, " %")),
    *((error_hz, 3, " Hz"), (size, 2, "")),
)


def shown(figure: str, interval: Interval | None, decimals: int) -> str:
    """The figure, and from where to where the limbs that happened to be made let it be."""
    return figure if interval is None else f"{figure} {interval.shown(decimals)}"


def beside(truth: Truth, limb: Movement, readings: list[Reading]) -> Iterator[ClockReading]:
    """Readings of the seconds in which the rhythm is there most of the time."""
    for reading in readings:
        at_s = reading.second_s + SECOND
        hz, dps = (np.interp(at_s, limb.time_s, values) for values in (truth.frequency_hz, truth.rms_dps))
        if np.mean(dps > 0) > MOST_ON:
            told = (reading.frequency_hz or 0, reading.rms_dps or 0) if reading.tremor else (0, 0)
            yield float(hz.mean()), float(np.sqrt(np.mean(dps**2))), *told


def main() -> None:
    """Print all tables."""
    print_cells(("dystonia", *FOUND_HEAD), WIDTHS)
    for name, shape in DYSTONIA.items():
        print_found(name, shape, ANYWHERE)
    print()
    print_cells(("without tremor", "seconds assessed", "false seconds", "episodes an hour", "limbs", ""), WIDTHS)
    for name in ACTIVITIES:
        print_false(name)
    print()
    print_cells(("other rhythm that is there", *FOUND_HEAD), WIDTHS)
    for name, shape in SHAPES.items():
        print_found(name, shape)


if __name__ == "__main__":
    main()
