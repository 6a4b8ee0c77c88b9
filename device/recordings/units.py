"""Which units a recording's numbers are in: by the names of its columns, or suspected by what the numbers are.

Knows what gravity and a turning limb look like; must never know files, and converts nothing that does not ask for it.
"""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from device.signals.grid import usual_step_s
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats, Samples

DEG_A_RAD: Final = math.degrees(1)
OTHERS: Final = {  # what else a column or array may be called: the name for it here, and what makes it that
    **{f"a{axis}_mps2": (f"a{axis}_g", 1 / STANDARD_GRAVITY_MPS2) for axis in "xyz"},
    **{f"g{axis}_radps": (f"g{axis}_dps", DEG_A_RAD) for axis in "xyz"},
    "acc_mps2": ("acc_g", 1 / STANDARD_GRAVITY_MPS2),
    "gyr_radps": ("gyr_dps", DEG_A_RAD),
}
BLOCK_STEP_S: Final = 0.5  # ours: between blocks, each twice as long: so a tremor fades and how the limb turns is kept
NEAR_G: Final = 0.8, 1.25  # ours: of the expected number; an accelerometer errs by a tenth
NEAR_TURNING: Final = 0.5, 2.0  # ours: limbs do more than turn; on real recordings in deg/s it was 0.1 to 7 times
PUSHED_SHARE: Final = 0.1  # ours: of gravity; where the limb is pushed more, acceleration says little of how it turns
LEAST_ALIKE: Final = 0.5  # ours: correlation of both sensors' turning; on wrists it is 0.4 to 0.95
LEAST_TURNING_DPS: Final = 2.0  # ours: rms by gravity; noise alone makes it 0.1


def own_name(name: str) -> str:
    """The name, in the units used here, of what a column or array holds."""
    return OTHERS.get(name, (name, 1.0))[0]


def factor(name: str) -> float:
    """What a column's or array's numbers are to be multiplied by."""
    return OTHERS.get(name, (name, 1.0))[1]


def suspicions(samples: Samples) -> Iterator[str]:
    """What seems to be in other units than g and deg/s, in words: what was seen, what was expected, what to do."""
    size = max(round(BLOCK_STEP_S / usual_step_s(samples.time_s)), 1)
    if len(samples) < 2 * size:
        return
    acceleration, rotation, steps_s = _blocks(samples, size)
    middle = float(np.median(np.linalg.norm(acceleration, axis=1)))
    if not middle:
        return
    if _near(middle, STANDARD_GRAVITY_MPS2, NEAR_G):
        yield (
            f"acceleration has a median of {middle:.1f}, as in m/s²; expected g, 1 where a limb is still: divide it by"
            f" {STANDARD_GRAVITY_MPS2}, or name it ax_mps2, ay_mps2, az_mps2 (NPZ: acc_mps2), and it is converted"
        )
    times = _times_as_fast(acceleration, rotation, steps_s)
    if _near(times, DEG_A_RAD, NEAR_TURNING):
        yield (
            f"gravity turned {times:.0f} times as fast as the gyroscope says, as in rad/s; expected deg/s: multiply it"
            f" by {DEG_A_RAD:.4f}, or name it gx_radps, gy_radps, gz_radps (NPZ: gyr_radps), and it is converted"
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
