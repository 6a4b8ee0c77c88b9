"""Which units a recording's numbers are in: by the names of its columns, or suspected by what the numbers are.

Knows what gravity and a turning limb look like; must never know files, and converts nothing that does not ask for it.
"""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from device.recordings.naming.names import DEG_A_RAD
from device.signals.grid import usual_step_s
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats, Samples

BLOCK_STEP_S: Final = 0.5  # ours: between blocks, each twice as long: so a tremor fades and how the limb turns is kept
NEAR_G: Final = 0.8, 1.25  # ours: of the expected number; an accelerometer errs by a tenth
A_MG: Final = 1000.0  # milli-g in a g
COUNTS_A_G: Final = 16_384, 8192, 4096, 2048, 256, 64  # 2 to 16 g over 16 bits; 256: ADXL345; 64: Empatica E4
FULL_SCALE: Final = 32_768  # counts, of 16 bits with a sign
NEAR_COUNTS: Final = 0.9, 1.11  # ours: nearer, since their steps are powers of 2
LEAST_G: Final = 0.2  # ours: a limb that is mostly still shows 1
MOST_LIMB_DPS: Final = 4000.0  # ours: twice the range of the usual gyroscopes
LEAST_TURNING_TIMES: Final = 0.07  # ours: real recordings in deg/s show 0.1 and more; 16.4 counts and more are in one
IN_OTHER_UNITS: Final = (
    "if it is in mdeg/s or raw counts, name it gx_mdps, gy_mdps, gz_mdps (NPZ: gyr_mdps), or say --units"
    " rotation=mdps or --range-dps 250, and it is converted"
)
FAST_PERCENT: Final = 95  # ours
NEAR_TURNING: Final = 0.5, 2.0  # ours: limbs do more than turn; on real recordings in deg/s it was 0.1 to 7 times
PUSHED_SHARE: Final = 0.1  # ours: of gravity; where the limb is pushed more, acceleration says little of how it turns
LEAST_ALIKE: Final = 0.5  # ours: correlation of both sensors' turning; on wrists it is 0.4 to 0.95
LEAST_TURNING_DPS: Final = 2.0  # ours: rms by gravity; noise alone makes it 0.1


def suspicions(samples: Samples) -> Iterator[str]:
    """What seems to be in other units than g and deg/s, in words: what was seen, what was expected, what to do."""
    size = max(round(BLOCK_STEP_S / usual_step_s(samples.time_s)), 1)
    if len(samples) < 2 * size:
        return
    acceleration, rotation, steps_s = _blocks(samples, size)
    middle = float(np.median(np.linalg.norm(acceleration, axis=1)))
    if not middle:
        return
    yield from suspected_size(middle)
    yield from _of_rotation(samples, _times_as_fast(acceleration, rotation, steps_s))


def suspected_size(middle: float) -> Iterator[str]:
    """By its median size, which is 1 g on a limb that is mostly still."""
    if _near(middle, STANDARD_GRAVITY_MPS2, NEAR_G):
        yield (
            f"acceleration has a median of {middle:.1f}, as in m/s²; expected g, 1 where a limb is still: divide it by"
            f" {STANDARD_GRAVITY_MPS2}, or name it ax_mps2, ay_mps2, az_mps2 (NPZ: acc_mps2), and it is converted"
        )
    if _near(middle, A_MG, NEAR_G):
        yield (
            f"acceleration has a median of {middle:.0f}, as in milli-g; expected g, 1 where a limb is still: divide it"
            " by 1000, name it ax_mg, ay_mg, az_mg (NPZ: acc_mg), or say --units acceleration=mg, and it is converted"
        )
    counts = [count for count in COUNTS_A_G if _near(middle, count, NEAR_COUNTS)]
    if counts and not _near(middle, A_MG, NEAR_G):
        yield (
            f"acceleration has a median of {middle:.0f}, as in raw counts ({counts[0]} in a g); expected g, 1 where a"
            f" limb is still: say the range that the sensor was set to, such as --range-g {FULL_SCALE / counts[0]:g},"
            " and it is converted"
        )
    if middle < LEAST_G:
        yield (
            f"acceleration has a median of {middle:.2g}, as without gravity or in another unit; expected g, 1 where a"
            " limb is still: export it with gravity, since how the limb is held cannot be told without"
        )


def _of_rotation(samples: Samples, times: float) -> Iterator[str]:
    """By how gravity turns with it, and by what no limb can do."""
    if _near(times, DEG_A_RAD, NEAR_TURNING):
        yield (
            f"gravity turned {times:.0f} times as fast as the gyroscope says, as in rad/s; expected deg/s: multiply it"
            f" by {DEG_A_RAD:.4f}, or name it gx_radps, gy_radps, gz_radps (NPZ: gyr_radps), and it is converted"
        )
    rotation = samples.rotation_dps
    known = np.empty(0) if rotation is None else np.abs(rotation[np.isfinite(rotation)])
    fast_dps = float(np.percentile(known, FAST_PERCENT)) if len(known) else 0.0
    if fast_dps > MOST_LIMB_DPS:
        yield (
            f"the gyroscope shows {fast_dps:.0f} deg/s and more for {100 - FAST_PERCENT} % of the time; expected"
            f" deg/s, by which a limb turns up to {MOST_LIMB_DPS:.0f}: {IN_OTHER_UNITS}"
        )
    elif times < LEAST_TURNING_TIMES:
        yield (
            f"gravity turned {times:.2g} times as fast as the gyroscope says, as in mdeg/s or raw counts; expected"
            f" deg/s: {IN_OTHER_UNITS}"
        )


def _near(seen: float, expected: float, share: tuple[float, float]) -> bool:
    return share[0] * expected <= seen <= share[1] * expected


def _blocks(samples: Samples, size: int) -> tuple[Floats, Floats, Floats]:
    """Mean acceleration [k, 3], rotation [k, 3] and time from the block before [k - 1], one a half second."""
    columns = (samples.acceleration_g, samples.rotation_dps, samples.time_s[:, None])
    means = [_means(column, size, len(samples) // size) for column in columns]
    return means[0], means[1], np.diff(means[2][:, 0])


def _means(column: Floats | None, size: int, count: int) -> Floats:
    """Of blocks of two halves each, faded in and out: tremor that is cut off there looks like slow movement."""
    if column is None:
        return np.full((count - 1, 3), np.nan)
    halves = column[: size * count].reshape(count, size, -1)
    hann = np.hanning(2 * size + 2)[1:-1]
    rising, falling = np.split(hann / hann.sum(), 2)
    return np.asarray(rising @ halves[:-1] + falling @ halves[1:])


def _times_as_fast(acceleration: Floats, rotation: Floats, steps_s: Floats) -> float:
    """How many times as fast gravity turned, in deg/s, as the rotation says; NaN where nobody can tell.

    A limb that turns by w sees a direction u that stays outside of it, such as up, turn by -w x u.
    """
    size_g = np.linalg.norm(acceleration, axis=1)
    up = acceleration / np.maximum(size_g, np.finfo(float).tiny)[:, None]
    by_gravity_dps = np.degrees(np.diff(up, axis=0)) / steps_s[:, None]
    by_rotation = -np.cross((rotation[1:] + rotation[:-1]) / 2, (up[1:] + up[:-1]) / 2)
    free = np.abs(size_g / np.median(size_g) - 1) < PUSHED_SHARE
    counts = np.isfinite(by_rotation).all(axis=1) & (steps_s <= 2 * BLOCK_STEP_S) & free[1:] & free[:-1]
    seen_dps, said = by_gravity_dps[counts], by_rotation[counts]
    both, alone = float((seen_dps * said).sum()), float((said**2).sum())
    size = float((seen_dps**2).sum())
    if not alone or size < LEAST_TURNING_DPS**2 * len(seen_dps) or both < LEAST_ALIKE * math.sqrt(size * alone):
        return math.nan
    return both / alone
