"""How often a ride in a car is told from everything else: `python -m tests.evaluation.rides ../shared/data`.

Knows how a ride is put together; must never know what makes the context.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import numpy as np

from device.analysis.offline import analysed
from device.parameters import GRID_HZ, PARAMETERS, WINDOW_S
from device.recordings.time_order import in_order
from device.records.facts import Context
from device.signals.samples import Samples
from tests.evaluation.movement_data import PARTS, Part, movements, person
from tests.evaluation.recordings_folder import folder_of

HALF_S = 365.0  # of the person's recording
RIDES = 3  # the hand's seconds begin elsewhere in each
BETWEEN_S = 17
LEAST_REST_S = 8  # shorter ones are pauses in movement


def contexts(samples: Samples) -> Counter[Context | None]:
    """Assessable seconds by context."""
    portions = analysed(in_order([samples], PARAMETERS.sampling).samples)
    return Counter(r.context for portion in portions for r in portion.readings if r.tremor is not None)


def resting(hand: Samples) -> Samples:
    """The stretches in which the hand rests and does not only pause, joined."""
    seconds = [r.second_s for portion in analysed(hand) for r in portion.readings if r.context == "rest"]
    stretches = np.split(seconds, np.flatnonzero(np.diff(seconds) > 1) + 1)
    resting_s = np.concatenate([stretch for stretch in stretches if len(stretch) >= LEAST_REST_S])
    return _only(hand, np.isin(np.floor(hand.time_s), resting_s))


def ride(hand: Samples, car: Samples, start: int) -> Samples:
    """The car's movement added to the hand's, which is repeated to be as long."""
    assert hand.rotation_dps is not None
    assert car.rotation_dps is not None
    time_s = np.arange(int(car.time_s[-1] * GRID_HZ)) / GRID_HZ
    rows = (np.arange(len(time_s)) + start) % len(hand)
    shaking_g = car.acceleration_g - car.acceleration_g.mean(axis=0)
    added = [[np.interp(time_s, car.time_s, axis) for axis in values.T] for values in (shaking_g, car.rotation_dps)]
    return Samples(
        time_s, hand.acceleration_g[rows] + np.transpose(added[0]), hand.rotation_dps[rows] + np.transpose(added[1])
    )


def cases(folder: Path, part: Part) -> Iterator[tuple[str, Samples]]:
    """(name, samples) of rides and of what is none."""
    recorded, number = person(folder), PARTS.index(part)
    half = (recorded.time_s - recorded.time_s[0]) // HALF_S == number
    hand = resting(_only(recorded, half))
    yield "person", _only(recorded, half)
    for movement in movements(folder):
        if movement.part == part:
            yield movement.kind, movement.samples
        if movement.part == part and movement.kind == "car":
            for n in range(RIDES):
                yield "car and a resting hand", ride(hand, movement.samples, n * BETWEEN_S * GRID_HZ)


def lines(folder: Path) -> Iterator[str]:
    """The share of each context in each case."""
    for part in PARTS:
        found: dict[str, Counter[Context | None]] = {}
        for name, samples in cases(folder, part):
            if len(samples) > WINDOW_S * GRID_HZ:
                found.setdefault(name, Counter()).update(contexts(samples))
        yield from (_line(part, name, counts) for name, counts in found.items())


def _line(part: Part, name: str, counts: Counter[Context | None]) -> str:
    kinds: Iterable[Context] = get_args(Context)
    shares = (f"{kind} {100 * counts[kind] / counts.total():6.2f} %" for kind in kinds)
    return f"{part:7s} {name:24s} {counts.total():6d} s  {'  '.join(shares)}"


def _only(samples: Samples, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Samples:
    assert samples.rotation_dps is not None
    return Samples(samples.time_s[which], samples.acceleration_g[which], samples.rotation_dps[which])


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=folder_of, help="the recordings")
    for line in lines(parser.parse_args().folder):
        print(line, flush=True)


if __name__ == "__main__":
    main()
