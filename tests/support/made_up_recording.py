"""A made-up recording: rest, two kinds of tremor, walking, as the analysis' files hold them."""

from pathlib import Path

import numpy as np

from device.signals.samples import Samples
from device.simulation.people.person import FINE_TREMOR, REST, RESTING_TREMOR, WALKING, moved
from tests.support.figures import QUIET_DPS, QUIET_G

RATE_HZ = 100
ACTS = ((40, REST), (50, RESTING_TREMOR), (30, WALKING), (45, REST), (35, FINE_TREMOR), (40, REST))


def recording(seed: int = 1) -> Samples:
    """Four minutes of one limb, with the noise of a real sensor."""
    portions = [moved(act, np.arange(length_s * RATE_HZ) / RATE_HZ, length_s) for length_s, act in ACTS]
    acceleration_g, rotation_dps = (np.concatenate(parts) for parts in zip(*portions, strict=True))
    random = np.random.default_rng(seed)
    return Samples(
        np.arange(len(acceleration_g)) / RATE_HZ,
        acceleration_g + QUIET_G * random.standard_normal(acceleration_g.shape),
        rotation_dps + QUIET_DPS * random.standard_normal(rotation_dps.shape),
    )


def write_csv(path: Path, samples: Samples) -> Path:
    """The samples as a CSV file for `easeband analyse` and `--recording`."""
    rotation = samples.rotation_dps
    assert rotation is not None
    table = np.column_stack([samples.time_s, samples.acceleration_g, rotation])
    np.savetxt(path, table, fmt="%.6f", delimiter=",", header="t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps", comments="")
    return path
