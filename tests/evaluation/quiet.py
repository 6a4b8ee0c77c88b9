"""Whether a worn band is ever taken for one that lies so surely that its sensor may rest: recordings and made-up limbs.

Run from the project's root: `python -m tests.evaluation.quiet ../shared/data`. The rule of `device.analysis.lying` asks
for thirty pieces of twenty seconds in a row that are calm, and the day's rule for a quarter of an hour beside. No
recording here is that long, so each is asked more strictly: is any piece of it calm, wherever it begins? Pieces begin
every second; a recording without a gap and of less than twenty seconds is one piece. "Nearest" is the smallest that
the largest of an axis' rms over its limit ever was: below 1 is calm. Recordings without a gyroscope never let the
sensor rest; what their acceleration alone would say is told. Then a table: how soon it is known to lie.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from device.analysis.lying import PIECE, Lying, is_calm, varies_by
from device.parameters import PARAMETERS
from device.signals.rows import Cleaner
from device.signals.samples import Floats, Samples
from device.signals.turning import STEP_S, Steps, Turning
from tests.evaluation.made_up.__main__ import movements as limbs
from tests.evaluation.made_up.resting import RESTING
from tests.evaluation.movement_data import COUNTS_PER_G, Movement, movements, person, shaken_hand
from tests.evaluation.recordings_folder import folder_of
from tests.evaluation.table import print_cells

RATE_HZ: Final = 100
NOISE_G, NOISE_DPS = 0.0033, 0.041  # the data sheet's, an axis, through the filter of 44 and 42 Hz
EVERY: Final = round(1 / STEP_S)
AXES: Final = 3
COOLING_DPS_S, COOLING_G_S, COOLS_S = 0.01, 1e-5, 600.0  # a band taken off the skin, at first: 1 °C a minute
HOUR_S: Final = 3600.0
ASLEEP_S: Final = 1200.0
SEEDS: Final = 4
STILLEST: Final = ("asleep", "heartbeat, hand on the chest", "engine that idles, 3 to 8 cylinders")
WIDTHS = (60, 9, 8, 6, 8)


def steps_of(samples: Samples) -> Steps:
    """All steps of turning that were measured."""
    steps = Turning(PARAMETERS.sampling).push(Cleaner(PARAMETERS.sampling).push(samples))
    return steps.only(steps.measured)


def pieces(steps: Steps) -> Iterator[Floats]:
    """Every piece without a gap in it."""
    values = np.hstack([steps.tenth_dps, steps.tenth_g])
    edges = [0, *(steps.after_gap[1:].nonzero()[0] + 1).tolist(), len(steps)]
    if len(steps) < PIECE and edges == [0, len(steps)]:
        yield values
    for start, end in pairwise(edges):
        yield from (values[at : at + PIECE] for at in range(start, end - PIECE + 1, EVERY))


def print_worn(name: str, recordings: Sequence[Samples]) -> None:
    """How often a piece of these is calm, and how near one comes."""
    worn_s = sum(float(one.time_s[-1] - one.time_s[0]) for one in recordings)
    every = [piece for one in recordings for piece in pieces(steps_of(one))]
    nearest = min((float(varies_by(piece).max()) for piece in every), default=np.inf)
    print_cells((name, f"{worn_s / HOUR_S:.2f} h", len(every), sum(map(is_calm, every)), f"{nearest:.1f}"), WIDTHS)


def recorded(folder: Path) -> Iterator[tuple[str, list[Samples]]]:
    """By what their wearer did; the car had no wearer."""
    by_kind: dict[str, list[Movement]] = {}
    for movement in movements(folder):
        by_kind.setdefault(movement.kind, []).append(movement)
    for kind in ("walking", "physiotherapy", "gym"):
        yield f"recorded: {kind}", [one.samples for one in by_kind[kind]]
    yield "recorded: a day with Parkinson's disease", [person(folder)]
    yield "recorded: a motor that shakes a hand, off for 32 s at first", [shaken_hand(folder)]


def print_seated(folder: Path) -> None:
    """Seated rest by acceleration alone, which is not enough for anybody."""
    path = folder / "unm_pd_hand_acc/unm_rest_100hz.npz"
    if not path.exists():
        return
    stored = np.load(path)
    varies, seconds = list[float](), 0.0
    for name in stored.files:
        if stored[name].ndim != 2 or stored[name].shape[1] < AXES:
            continue
        felt_g = stored[name][:, :AXES].astype(float) / COUNTS_PER_G
        steps = steps_of(Samples(np.arange(len(felt_g)) / RATE_HZ, felt_g, np.zeros_like(felt_g)))
        varies += [float(varies_by(piece)[AXES:].max()) for piece in pieces(steps)]
        seconds += len(felt_g) / RATE_HZ
    calm = sum(one <= 1 for one in varies)
    cells = ("seated rest, acceleration alone", f"{seconds / HOUR_S:.2f} h", len(varies), calm, f"{min(varies):.1f}")
    print_cells(cells, WIDTHS)


def asleep(seed: int, degrees: float, breaths_hz: float, pulse_dps: float) -> Samples:
    """A limb that breath turns by so much from end to end, and each heartbeat sets ringing; the data sheet's noise."""
    random = np.random.default_rng([seed, round(degrees * 1000)])
    time_s = np.arange(round(ASLEEP_S * RATE_HZ)) / RATE_HZ
    breath = 2 * np.pi * breaths_hz * (time_s + 0.3 * np.sin(2 * np.pi * 0.02 * time_s))
    beat_s = np.mod(time_s, 0.9 + 0.1 * random.random())
    pulse = pulse_dps * np.exp(-beat_s / 0.2) * np.sin(2 * np.pi * 5.5 * beat_s)
    turning = degrees / 2 * 2 * np.pi * breaths_hz * np.cos(breath) + pulse
    axis, up = (one / np.linalg.norm(one) for one in random.normal(size=(2, AXES)))
    tilt_rad = np.radians(degrees / 2 * np.sin(breath))
    felt_g = up + tilt_rad[:, np.newaxis] * np.cross(up, axis)
    return noisy(random, time_s, felt_g, turning[:, np.newaxis] * axis + random.normal(0, 3, AXES), 1.0)


def noisy(random: np.random.Generator, time_s: Floats, felt_g: Floats, turning_dps: Floats, times: float) -> Samples:
    """With so many times the data sheet's noise."""
    shape = (len(time_s), AXES)
    noise_g, noise_dps = (times * random.normal(0, one, shape) for one in (NOISE_G, NOISE_DPS))
    return Samples(time_s, felt_g + noise_g, turning_dps + noise_dps)


def table(seed: int, times: float) -> Samples:
    """A band that was just laid down, with so many times the noise; it cools."""
    random = np.random.default_rng([seed, 99])
    time_s = np.arange(round(ASLEEP_S * RATE_HZ)) / RATE_HZ
    cooled = (COOLS_S * (1 - np.exp(-time_s / COOLS_S)))[:, np.newaxis]
    return noisy(random, time_s, np.array([0, 0, 1.0]) + COOLING_G_S * cooled, 1.0 + COOLING_DPS_S * cooled, times)


def lies_after_s(samples: Samples) -> float | None:
    """When it is known to lie; None: not in this time."""
    lying, steps = Lying(), steps_of(samples)
    for end in range(PIECE, len(steps), PIECE):
        lying.push(steps.only(slice(end - PIECE, end)))
        if lying.lies(float(steps.time_s[end - 1])):
            return float(steps.time_s[end - 1])
    return None


def print_lying(times: float) -> None:
    """How soon, over some tables."""
    after = [lies_after_s(table(seed, times)) for seed in range(SEEDS)]
    known = [one for one in after if one is not None]
    said = f"{len(known)} of {SEEDS}" + (f", after {max(known) / 60:.1f} min at the latest" if known else "")
    print_cells((f"on a table, {times:g} times the noise", said), (60, 40))


def main(folder: Path) -> None:
    """Both tables."""
    print_cells(("worn", "time", "pieces", "calm", "nearest"), WIDTHS)
    for name, recordings in recorded(folder):
        print_worn(name, recordings)
    print_seated(folder)
    for name in STILLEST:
        made = []
        for limb, sensor in limbs(name):
            RESTING[name](limb)
            made.append(sensor.measured(limb.random, limb.rotation_dps, limb.joint_g))
        print_worn(f"made up: {name}", made)
    for degrees in (0.6, 0.3, 0.2, 0.15, 0.1, 0.05):
        for hertz in (0.12, 0.25):
            name = f"made up: breath of {degrees:g}° at {60 * hertz:.0f} a minute alone"
            print_worn(name, [asleep(seed, degrees, hertz, 0.0) for seed in range(SEEDS)])
    print_worn("made up: pulse of 0.4 deg/s, no breath", [asleep(seed, 0.0, 0.25, 0.4) for seed in range(SEEDS)])
    print()
    for times in (1.0, 1.5, 2.0, 3.0):
        print_lying(times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=folder_of)
    main(parser.parse_args().folder)
