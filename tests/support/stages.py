"""The stages of the analysis in front of the one under test, over whole recordings.

Knows their order; must never know what a test expects of them.
"""

from collections.abc import Iterable

import numpy as np

from device.parameters import PARAMETERS, Parameters
from device.signals.gyro_bias import UNKNOWN, GyroBias, Turn, Turns
from device.signals.rows import Cleaner, Rows
from device.signals.samples import Floats, Samples
from device.signals.turning import Step, Steps, Turning, Vector
from device.signals.windows import Window, Windower


def cleaned(samples: Samples) -> Rows:
    return Cleaner(PARAMETERS.sampling).push(samples)


def turns_of(samples: Samples) -> list[Turn]:
    """How the limb turned, the gyroscope's offset taken out once it is known."""
    turning, bias = Turning(PARAMETERS.sampling), GyroBias(PARAMETERS.stillness)
    return [turn for steps in (turning.push(cleaned(samples)), turning.finish()) for turn in bias.push(steps)]


class Corrected:
    """Windows without the gyroscope's offset."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        sampling = parameters.sampling
        self._cleaner, self._windower, self._turning = Cleaner(sampling), Windower(sampling), Turning(sampling)
        self.bias = GyroBias(parameters.stillness)

    def push(self, samples: Samples) -> list[Window]:
        rows = self._cleaner.push(samples)
        self.bias.push(self._turning.push(rows))
        return self._corrected(self._windower.push(rows))

    def finish(self) -> list[Window]:
        self.bias.push(self._turning.finish())
        return self._corrected(self._windower.finish())

    def _corrected(self, windows: Iterable[Window]) -> list[Window]:
        return [self.bias.corrected(window) for window in windows]


def steps_in_columns(steps: Iterable[Step]) -> Steps:
    """Made by hand one by one."""
    every = list(steps)
    return Steps(
        np.array([step.time_s for step in every], dtype=float),
        _rows(step.rotation_dps for step in every),
        _rows(step.acceleration_g for step in every),
        _rows(step.tenth_dps for step in every),
        _rows(step.tenth_g for step in every),
        np.array([step.after_gap for step in every], dtype=bool),
        np.array([step.measured for step in every], dtype=bool),
    )


def turns_in_columns(turns: Iterable[Turn]) -> Turns:
    """Likewise."""
    every = list(turns)
    offsets = _rows(UNKNOWN if turn.offset_dps is None else turn.offset_dps for turn in every)
    return Turns(
        np.array([turn.time_s for turn in every], dtype=float),
        _rows(turn.rotation_dps for turn in every),
        _rows(turn.acceleration_g for turn in every),
        np.array([turn.after_gap for turn in every], dtype=bool),
        np.array([turn.still for turn in every], dtype=bool),
        offsets,
    )


def _rows(vectors: Iterable[Vector]) -> Floats:
    return np.array(list(vectors), dtype=float).reshape(-1, 3)
