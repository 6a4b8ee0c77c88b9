"""What a second of data costs in instructions, on any processor: the analysis over a minute of movement from a file.

    python -m tests.benchmarks.instructions make FILE          # active movement, the dearest there is
    python -m tests.benchmarks.instructions run FILE SECONDS   # decides and prints nothing: to be counted

Count `run` twice, for 10 and for 60 seconds, under an emulator that counts (qemu-aarch64 with its plugin for
instructions, or valgrind), and divide the difference by 50: start-up is in both. systemd/ENERGY.md has the figures.
"""

import sys

import numpy as np

from device.analysis.pipeline import Pipeline
from device.signals.samples import Samples

RATE_HZ, LOOK_S, MADE_S = 100, 0.3, 60


def make(path: str) -> None:
    """Write the movement."""
    from tests.benchmarks.hours import MOTIONS, hour_of  # noqa: PLC0415 - needs the simulation, which `run` does not

    portions = [portion for portion, _ in zip(hour_of(MOTIONS["active"]), range(MADE_S * 5), strict=False)]
    rotation_dps = np.concatenate([one.rotation_dps for one in portions if one.rotation_dps is not None])
    np.savez(
        path,
        time_s=np.concatenate([one.time_s for one in portions]),
        acceleration_g=np.concatenate([one.acceleration_g for one in portions]),
        rotation_dps=rotation_dps,
    )


def run(path: str, seconds: float) -> None:
    """Push so many seconds of it through the pipeline, in portions as the loop drains them."""
    with np.load(path) as made:
        time_s, acceleration_g, rotation_dps = made["time_s"], made["acceleration_g"], made["rotation_dps"]
    pipeline, count, each = Pipeline(), round(seconds * RATE_HZ), round(LOOK_S * RATE_HZ)
    for first in range(0, count, each):
        part = slice(first, min(first + each, count))
        pipeline.push(Samples(time_s[part], acceleration_g[part], rotation_dps[part]))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        run(sys.argv[2], float(sys.argv[3]))
