"""Accelerometer and gyroscope from two files, each with times of its own, as one recording.

Knows how to bring one onto the other's times; must never know formats.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from device.parameters import PARAMETERS
from device.recordings.files import Recording
from device.recordings.naming.bad import BadRecording
from device.recordings.naming.names import A_ROTATION
from device.signals.grid import resampled, usual_step_s
from device.signals.rows import Rows, rising
from device.signals.samples import Floats, Samples

LEAST_SHARE: Final = 0.5  # ours: of the accelerometer's samples that the gyroscope must have been running at


def joined_by_time(acceleration: Samples, path: Path, asked: Recording) -> Samples:
    """The samples with the rotation of another file, between its samples. Raises BadRecording, also for that file.

    `asked` is the recording of the accelerometer, which is told how the other one was taken.
    """
    other = Recording(path, asked.asked.of(A_ROTATION))
    try:
        turning = other.settled(other.portions())
    except BadRecording as error:
        raise BadRecording(f"{path}: {error}") from None
    rotation_dps = _at(acceleration.time_s, turning)
    found = np.isfinite(rotation_dps[:, 0])
    if np.count_nonzero(found) < LEAST_SHARE * len(found):
        raise BadRecording(_apart(acceleration.time_s, turning.time_s, path))
    asked.told += [f"gyroscope: {words}" for words in other.told]
    asked.told.append(f"gyroscope: from {path}, at {np.count_nonzero(found)} of {len(found)} samples of acceleration")
    return replace(acceleration, rotation_dps=rotation_dps)


def _at(time_s: Floats, turning: Samples) -> Floats:
    """[n, 3] rotation at n times, NaN where the gyroscope has no sample near."""
    known = np.isfinite(turning.time_s) & np.isfinite(turning.acceleration_g).all(axis=1)
    order = np.argsort(turning.time_s[known], kind="stable")
    values = turning.acceleration_g[known][order]  # of a file with rotation alone, this is the rotation
    rows = rising(Rows(turning.time_s[known][order], np.hstack([values, values])), PARAMETERS.sampling.least_step_s)
    if len(rows) < 2:
        return np.full((len(time_s), 3), np.nan)
    sampling = PARAMETERS.sampling
    longest_s = min(
        max(sampling.bridged_steps * usual_step_s(rows.time_s), sampling.bridged_s), sampling.bridged_most_s
    )
    at_s = np.where(np.isfinite(time_s), time_s, -np.inf)
    right = np.clip(rows.time_s.searchsorted(at_s), 1, len(rows) - 1)
    inside = (at_s >= rows.time_s[0]) & (at_s <= rows.time_s[-1])
    near = inside & (rows.time_s[right] - rows.time_s[right - 1] <= longest_s)
    found = np.full((len(time_s), 3), np.nan)
    found[near] = resampled(rows, at_s[near], longest_s, fine=False)[:, :3]
    return found


def _apart(one_s: Floats, other_s: Floats, path: Path) -> str:
    one, other = (f"{np.nanmin(time_s):.15g} to {np.nanmax(time_s):.15g} s" for time_s in (one_s, other_s))
    return (
        f"{path}: its times ({other}) are mostly not those of the accelerometer's file ({one}); expected two files of"
        " one recording, with times from one clock: name the columns of it, such as --columns t=NAME"
    )
