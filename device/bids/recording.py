"""One run: samples in a table without a heading, the channels that its columns are, and how they were taken.

Knows the motion extension of BIDS; must never know datasets. Units are those of the SI, as BIDS asks.
"""

from typing import Any, Final

import numpy as np

from device import __version__
from device.signals.samples import STANDARD_GRAVITY_MPS2, Samples

CHANNEL_AXES: Final = ("x", "y", "z")
DECIMALS: Final = "%.6g"
LATENCY: Final = "%.9g"  # of an hour to the microsecond
LINES_AT_ONCE: Final = 10_000  # of an hour's 360,000: a small computer has no memory for all of them as numbers
POINT: Final = "band"


def motion_tsv(samples: Samples) -> str:
    """A line for each sample: acceleration, turning where there is a gyroscope, and the time from the first one."""
    parts = [samples.acceleration_g * STANDARD_GRAVITY_MPS2]
    parts += [] if samples.rotation_dps is None else [np.deg2rad(samples.rotation_dps)]
    latency_s = samples.time_s - samples.time_s[:1]
    rows = np.column_stack([*parts, latency_s])
    line = "\t".join([DECIMALS] * (rows.shape[1] - 1) + [LATENCY]) + "\n"
    blocks = (rows[start : start + LINES_AT_ONCE].tolist() for start in range(0, len(rows), LINES_AT_ONCE))
    return "".join("".join(line % tuple(row) for row in block) for block in blocks)


def channels_tsv(samples: Samples) -> str:
    """What each column of `motion_tsv` is."""
    rate = f"{sampling_hz(samples):.4g}"
    rows = ["name\tcomponent\ttype\ttracked_point\tunits\tsampling_frequency"]
    kinds = [("acc", "ACCEL", "m/s^2"), ("gyro", "GYRO", "rad/s")][: 1 if samples.rotation_dps is None else 2]
    for name, kind, unit in kinds:
        rows += [f"{name}_{axis}\t{axis}\t{kind}\t{POINT}\t{unit}\t{rate}" for axis in CHANNEL_AXES]
    return "\n".join([*rows, f"latency\tn/a\tLATENCY\tn/a\ts\t{rate}"]) + "\n"


def motion_json(samples: Samples, task: str, system: str) -> dict[str, Any]:
    """How the run was taken."""
    has_gyro = samples.rotation_dps is not None
    length_s = float(samples.time_s[-1] - samples.time_s[0])
    return {
        "TaskName": task,
        "TaskDescription": "Whatever the person did at that moment of an ordinary day",
        "TrackingSystemName": system,
        "SamplingFrequency": round(sampling_hz(samples), 3),
        "SamplingFrequencyEffective": round((len(samples) - 1) / length_s, 3) if length_s else 0.0,
        "RecordingDuration": round(length_s, 3),
        "RecordingType": "continuous",
        "MotionChannelCount": len(CHANNEL_AXES) * (2 if has_gyro else 1),
        "TrackedPointsCount": 1,
        "ACCELChannelCount": len(CHANNEL_AXES),
        "GYROChannelCount": len(CHANNEL_AXES) if has_gyro else 0,
        "LATENCYChannelCount": 1,
        "MissingValues": "a jump of the channel latency is a gap: nothing was filled in",
        "SoftwareVersions": __version__,
        "Manufacturer": "Easeband",
        "ManufacturersModelName": "MPU-6050",
    }


def sampling_hz(samples: Samples) -> float:
    """By the usual distance of two samples; 0 of a single one."""
    steps = np.diff(samples.time_s)
    return float(1 / np.median(steps)) if len(steps) and np.median(steps) > 0 else 0.0
