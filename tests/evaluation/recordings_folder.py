"""The folder with the recordings, as a command is given it.

Knows which data sets belong in it; must never know what is in them.
"""

import argparse
from pathlib import Path

SETS = (
    "geotec_smartwatch_100hz/sw.npz",
    "spar_shoulder_50hz/spar.npz",
    "gym_reps_100hz/sets.npz",
    "car_phone_fixed/trip17.npz",
    "pd_tremor_windows/tim_tremor.npz",
    "paradigma_ppp_100hz/imu.npz",
    "mpu6050_real_logs",
)


def folder_of(text: str) -> Path:
    """The folder, for argparse: refused with what is missing and where it comes from."""
    folder = Path(text)
    missing = [name for name in SETS if not (folder / name).exists()]
    if missing:
        raise argparse.ArgumentTypeError(
            f"{folder} lacks {', '.join(missing)}: tests/evaluation/README.md says what they are and where to get them"
        )
    return folder
