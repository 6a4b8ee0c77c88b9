"""The stages of the analysis in front of the one under test, over whole recordings.

Knows their order; must never know what a test expects of them.
"""

from collections.abc import Iterable

from device.parameters import PARAMETERS, Parameters
from device.signals.gyro_bias import GyroBias, Turn
from device.signals.rows import Cleaner, Rows
from device.signals.samples import Samples
from device.signals.turning import Turning
from device.signals.windows import Window, Windower


def cleaned(samples: Samples) -> Rows:
    return Cleaner(PARAMETERS.sampling).push(samples)


def turns_of(samples: Samples) -> list[Turn]:
    """How the limb turned, the gyroscope's offset taken out once it is known."""
    turning, bias = Turning(PARAMETERS.sampling), GyroBias(PARAMETERS.stillness)
    return [bias.push(step) for step in (*turning.push(cleaned(samples)), *turning.finish())]


class Corrected:
    """Windows without the gyroscope's offset."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        sampling = parameters.sampling
        self._cleaner, self._windower, self._turning = Cleaner(sampling), Windower(sampling), Turning(sampling)
        self.bias = GyroBias(parameters.stillness)

    def push(self, samples: Samples) -> list[Window]:
        rows = self._cleaner.push(samples)
        for step in self._turning.push(rows):
            self.bias.push(step)
        return self._corrected(self._windower.push(rows))

    def finish(self) -> list[Window]:
        for step in self._turning.finish():
            self.bias.push(step)
        return self._corrected(self._windower.finish())

    def _corrected(self, windows: Iterable[Window]) -> list[Window]:
        return [self.bias.corrected(window) for window in windows]
