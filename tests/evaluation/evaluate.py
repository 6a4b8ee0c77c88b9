"""Every target of the movement analysis on real recordings, the tuning part and the reporting part side by side.

Run from the project's root: `python -m tests.evaluation.evaluate ../shared/data`. Takes about a minute.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource

import numpy as np

from device.pipeline import Pipeline, analysed
from device.samples import Floats, Samples
from device.time_order import in_order
from device.tremor import Reading
from tests.evaluation.movement_data import (
    PARTS,
    Movement,
    motor,
    movements,
    person,
    person_verdicts,
    rated,
    shaken_hand,
)

NOISE_G, NOISE_DPS = 0.0015, 0.04  # a quiet MPU-6050
NO_SCORE = -9.0  # below every score: the limb lay still
SECONDS = 60  # of each synthetic recording


def readings(samples: Samples) -> list[Reading]:
    """What `easeband analyse` finds in a file of these samples."""
    return [reading for portion in analysed(in_order([samples]).samples) for reading in portion.readings]


def assessable(samples: Samples) -> list[Reading]:
    return [reading for reading in readings(samples) if reading.tremor is not None]


@dataclass(frozen=True)
class Tremor:
    """A sinusoid of rotation about a fixed axis."""

    frequency_hz: float
    peak_dps: float
    axis: Floats
    phase: float

    def added_to(self, samples: Samples) -> Samples:
        assert samples.rotation_dps is not None
        wave = self.peak_dps * np.sin(2 * np.pi * self.frequency_hz * samples.time_s + self.phase)
        return replace(samples, rotation_dps=samples.rotation_dps + wave[:, None] * self.axis)

    def found_in(self, reading: Reading) -> bool:
        return bool(reading.tremor) and abs((reading.frequency_hz or 0) - self.frequency_hz) < 0.5


def tremor(random: np.random.Generator, frequency_hz: float, peak_dps: float) -> Tremor:
    axis = random.normal(size=3)
    return Tremor(frequency_hz, peak_dps, axis / np.linalg.norm(axis), random.uniform(0, 2 * np.pi))


def share(found: list[bool]) -> str:
    return f"{100 * np.mean(found):6.2f} % of {len(found)}" if found else "     - "


def line(target: str, tuning: str, report: str) -> None:
    print(f"{target:54s} | {tuning:24s} | {report}")


def movement_targets(folder: Path) -> None:
    by_kind: dict[str, dict[str, list[Movement]]] = {}
    for movement in movements(folder):
        by_kind.setdefault(movement.kind, {part: [] for part in PARTS})[movement.part].append(movement)
    for kind, parts in by_kind.items():
        line(f"false seconds, {kind}", *(share(false_seconds(parts[part])) for part in PARTS))
        alone = [share(false_seconds([shaking_only(movement) for movement in parts[part]])) for part in PARTS]
        line("    the same with the accelerometer alone", *alone)
    for kind in ("walking", "physiotherapy", "gym"):
        for peak_dps in (100, 30):
            found = [share(found_in_movement(by_kind[kind][part], peak_dps)) for part in PARTS]
            line(f"tremor of {peak_dps} deg/s peak, 3-8 Hz, added to {kind}", *found)


def false_seconds(parts: list[Movement]) -> list[bool]:
    return [bool(reading.tremor) for movement in parts for reading in assessable(movement.samples)]


def shaking_only(movement: Movement) -> Movement:
    return replace(movement, samples=replace(movement.samples, rotation_dps=None))


def found_in_movement(parts: list[Movement], peak_dps: float) -> list[bool]:
    random = np.random.default_rng(1)
    found = []
    for movement in parts:
        added = tremor(random, random.uniform(3, 8), peak_dps)
        found += [added.found_in(reading) for reading in assessable(added.added_to(movement.samples))]
    return found


def still(random: np.random.Generator, rate_hz: float = 100) -> Samples:
    time_s = np.arange(SECONDS * rate_hz) / rate_hz
    gravity = np.array([0, 0, 1]) + random.normal(0, NOISE_G, (len(time_s), 3))
    return Samples(time_s, gravity, random.normal(0, NOISE_DPS, (len(time_s), 3)))


def rest_targets() -> None:
    random = np.random.default_rng(2)
    for frequency_hz in (2, 2.5, 3, 4, 5, 6, 8, 10, 12):
        at_rest, drifting = tremor(random, frequency_hz, 2), tremor(random, frequency_hz, 10)
        drift = tremor(random, 0.6, 30)
        rest = assessable(at_rest.added_to(still(random)))
        line(f"{frequency_hz} Hz, 2 deg/s at rest: found", "", share([at_rest.found_in(r) for r in rest]))
        error_hz = max(abs((r.frequency_hz or 0) - frequency_hz) for r in rest)
        error = max(abs((r.rms_dps or 0) * np.sqrt(2) / 2 - 1) for r in rest)
        line("    worst error of frequency and amplitude", "", f"{error_hz:.3f} Hz, {100 * error:.1f} %")
        under = assessable(drifting.added_to(drift.added_to(still(random))))
        line("    10 deg/s under a 0.6 Hz, 30 deg/s drift: found", "", share([drifting.found_in(r) for r in under]))


def rated_targets(folder: Path) -> None:
    windows = rated(folder, "tim_tremor")
    verdicts = [assessable(fifty_hertz(acceleration_g)) for acceleration_g in windows.acceleration_g]
    score = np.array([NO_SCORE if reading.score is None else reading.score for (reading,) in verdicts])
    tuning = windows.recording // 2 % 2 == 0
    parts = [rated_line(score[part], windows.rating[part], windows.recording[part]) for part in (tuning, ~tuning)]
    for target, values in zip(
        ("window sensitivity at 95 % specificity", *RATED), zip(*parts, strict=True), strict=True
    ):
        line(f"TIM, {target}", *values)


RATED = ("the same by recording", "rated seconds found", "unrated seconds found")


def rated_line(score: Floats, rating: Floats, recording: Floats) -> tuple[str, ...]:
    ids = np.unique(recording)
    medians = np.array([np.median(score[recording == number]) for number in ids])
    ratings = np.array([rating[recording == number][0] for number in ids])
    found = [f"{np.mean(score[which] >= 0):.3f}" for which in (rating > 0, rating == 0)]
    return sensitivity(score, rating), sensitivity(medians, ratings), *found


def sensitivity(score: Floats, rating: Floats) -> str:
    return f"{np.mean(score[rating > 0] > np.quantile(score[rating == 0], 0.95)):.3f}"


def fifty_hertz(acceleration_g: Floats) -> Samples:
    return Samples(np.arange(len(acceleration_g)) / 50, acceleration_g, None)


def person_beside_paradigma(folder: Path) -> None:
    ours = {reading.second_s: reading for reading in readings(person(folder))}
    counts = {(theirs, mine): 0 for theirs in (True, False) for mine in (True, False)}
    for row in person_verdicts(folder):
        start_s = float(row["time"])
        seconds = [ours[start_s + n] for n in range(4) if start_s + n in ours]
        counts[float(row["pred_tremor_checked"]) > 0, any(reading.tremor for reading in seconds)] += 1
    found = [reading.frequency_hz for reading in ours.values() if reading.tremor and reading.frequency_hz]
    print("\nOne person with Parkinson's disease, windows of 4 s (ours: any of the four seconds):")
    print(f"  both {counts[True, True]}, only ParaDigMa {counts[True, False]}, only ours {counts[False, True]}", end="")
    print(f", neither {counts[False, False]}; our {len(found)} seconds: median {np.median(found or [np.nan]):.1f} Hz")


def real_logs(folder: Path) -> None:
    print("\nReal MPU-6050 logs:")
    for name, samples in (("shaken hand (5.5-5.75 Hz)", shaken_hand(folder)), ("motor at 62.7 Hz", motor(folder))):
        print(f"  {name}: {np.sum(np.diff(samples.time_s) > 0.015)} pauses of more than 15 ms")
        for why, seconds in groupby(readings(samples), key=kind_of):
            run = list(seconds)
            found = [reading.frequency_hz for reading in run if reading.tremor and reading.frequency_hz]
            size = f", median {np.median(found):.2f} Hz" if found else ""
            print(f"    {run[0].second_s:5.0f} to {run[-1].second_s + 1:4.0f} s: {why}{size}")


def kind_of(reading: Reading) -> str:
    if reading.tremor:
        return "tremor"
    return "inert" if reading.inert else "no tremor" if reading.tremor is False else f"not assessable ({reading.why})"


def cost() -> None:
    hour = still_and_moving_hour()
    print("\nCost on one processor:")
    print(f"  whole recording at once      {cpu_s([hour]):5.2f} s CPU an hour")
    streamed = cpu_s(list(portions(hour, 20)))
    print(f"  streamed, five pushes a second {streamed:5.2f} s CPU an hour, {len(hour) / streamed:,.0f} samples/s")


def portions(samples: Samples, size: int) -> Iterator[Samples]:
    assert samples.rotation_dps is not None
    for start in range(0, len(samples), size):
        part = slice(start, start + size)
        yield Samples(samples.time_s[part], samples.acceleration_g[part], samples.rotation_dps[part])


def still_and_moving_hour() -> Samples:
    random = np.random.default_rng(3)
    time_s = np.arange(3600 * 100) / 100 + random.normal(0, 0.0002, 360_000)
    rotation_dps = np.cumsum(random.normal(0, 5, (len(time_s), 3)), axis=0) % 100
    return Samples(time_s, random.normal(0, 0.05, (len(time_s), 3)), rotation_dps)


def cpu_s(portions: list[Samples]) -> float:
    pipeline, before = Pipeline(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for portion in portions:
        pipeline.push(portion)
    pipeline.finish()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def main(folder: Path) -> None:
    line("target", "tuning part", "reporting part")
    movement_targets(folder)
    rest_targets()
    rated_targets(folder)
    person_beside_paradigma(folder)
    real_logs(folder)
    cost()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
