"""The real recordings as samples, each on its side of the split: parameters are tuned on one, reported on the other."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np

from device.signals.samples import Floats, Samples
from tests.support.figures import G

COUNTS_PER_G, COUNTS_PER_DPS = 4096, 16.4
Part = Literal["tuning", "report"]
Kind = Literal["rest", "drift", "walking", "physiotherapy", "gym", "car", "riding"]
PARTS: tuple[Part, Part] = ("tuning", "report")


@dataclass(frozen=True)
class Movement:
    """A stretch of movement without tremor."""

    kind: Kind
    part: Part
    samples: Samples
    source: str = ""  # the person, where several recordings are of one; else each is its own


def movements(folder: Path) -> Iterator[Movement]:
    """Walking split by person, physiotherapy by person, gym by every other set, the car by half."""
    walking = np.load(folder / "geotec_smartwatch_100hz/sw.npz")
    people = sorted({name[:3] for name in walking.files})
    for name in walking.files:
        yield Movement("walking", PARTS[people.index(name[:3]) % 2], from_counts(walking[name], 100), name[:3])
    physio = np.load(folder / "spar_shoulder_50hz/spar.npz")
    for number, subject in zip(physio["index"], physio["subject"], strict=True):
        yield Movement("physiotherapy", PARTS[int(subject > 3)], from_counts(physio[f"X{number:03}"], 50))
    gym = np.load(folder / "gym_reps_100hz/sets.npz")
    for number, name in enumerate(gym.files):
        yield Movement("gym", PARTS[number % 2], from_counts(gym[name], 100))
    car = np.load(folder / "car_phone_fixed/trip17.npz")["x"]
    for part, half in zip(PARTS, np.array_split(car, 2), strict=True):
        yield Movement("car", part, from_counts(half, 50))


def from_counts(counts: Floats, rate_hz: float) -> Samples:
    numbers = counts.astype(float)
    return Samples(np.arange(len(numbers)) / rate_hz, numbers[:, :3] / COUNTS_PER_G, numbers[:, 3:6] / COUNTS_PER_DPS)


def person(folder: Path) -> Samples:
    """Twelve minutes of one person with Parkinson's disease."""
    recorded = np.load(folder / "paradigma_ppp_100hz/imu.npz")
    return Samples(*(recorded[name].astype(float) for name in ("t", "acc_g", "gyr_dps")))


def person_verdicts(folder: Path) -> list[dict[str, str]]:
    """ParaDigMa's verdicts on windows of four seconds of the same recording."""
    with (folder / "paradigma_ppp_100hz/paradigma_expected_windows.csv").open() as file:
        return list(csv.DictReader(file))


def shaken_hand(folder: Path) -> Samples:
    """A motor shakes a hand at 5.5 to 5.75 Hz; a real MPU-6050 with some 120 pauses in two minutes."""
    path = folder / "mpu6050_real_logs/tremor_cycle1_20260121_141523.csv"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")][1:]
    numbers = np.array([line.split(",") for line in lines], dtype=float)
    return Samples(numbers[:, 0] / 1000, numbers[:, 1:4] / G, numbers[:, 4:7])


def motor(folder: Path) -> Samples:
    """A motor on a real MPU-6050 at 62.7 Hz, still for five seconds at both ends."""
    with (folder / "mpu6050_real_logs/motor_data_20241031_040618.csv").open() as file:
        rows = list(csv.DictReader(file))
    moments = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    time_s = np.array([(moment - moments[0]).total_seconds() for moment in moments])
    columns = [np.array([row[name] for row in rows], dtype=float) for name in MOTOR_COLUMNS]
    return Samples(time_s, np.column_stack(columns[:3]), np.column_stack(columns[3:]))


MOTOR_COLUMNS = ("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z")


@dataclass(frozen=True)
class RatedWindows:
    """Short accelerometer windows [n, 128, 3] in g at 50 Hz with the clinical rating of the recording they are from."""

    acceleration_g: Floats
    rating: Floats
    recording: Floats


def rated(folder: Path, name: str) -> RatedWindows:
    stored = np.load(folder / f"pd_tremor_windows/{name}.npz")
    return RatedWindows(stored["X"].astype(float) / G, stored["y"], stored["segment"])
