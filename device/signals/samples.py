"""What the sensor measured, with the time of each measurement. Knows nothing of chips, files or what movement means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STANDARD_GRAVITY_MPS2 = 9.80665  # one g: the General Conference on Weights and Measures, 1901


@dataclass(frozen=True)
class Samples:
    """n samples in time order. A jump in `time_s` is a gap; nothing is ever filled in here.

    time_s: [n] monotonic seconds. acceleration_g: [n, 3] in g. rotation_dps: [n, 3] in deg/s, None without a gyroscope.
    """

    time_s: Floats
    acceleration_g: Floats
    rotation_dps: Floats | None

    def __len__(self) -> int:
        """The number of samples."""
        return len(self.time_s)
