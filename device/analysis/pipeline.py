"""The whole analysis in its order: samples in, readings and finished records out.

Knows which stage follows which; must never know where samples come from or where records go.
"""

from dataclasses import dataclass

from device.analysis.minutes import MinuteSummariser
from device.episodes import EpisodeTracker, MovementKinds
from device.parameters import PARAMETERS, Parameters
from device.records.facts import Episode, Minute
from device.records.person import ANYBODY, Personal
from device.signals.gyro_bias import ZeroRate
from device.signals.samples import Samples
from device.signals.windows import Window, Windower
from device.tremor import Reading, describe, judge


@dataclass(frozen=True)
class Analysed:
    """What one portion of samples completed, each in order of time."""

    readings: tuple[Reading, ...]
    records: tuple[Episode | Minute, ...]


NOTHING = Analysed((), ())


class Pipeline:
    """Judges a stream of samples second by second. A second is judged once the second after it is over."""

    def __init__(self, parameters: Parameters = PARAMETERS, personal: Personal = ANYBODY) -> None:
        self._parameters = parameters
        self._windower, self._zero_rate = Windower(parameters), ZeroRate(parameters)
        self._episodes = EpisodeTracker(parameters)
        self._kinds = MovementKinds(personal, parameters)
        self._minutes = MinuteSummariser()

    @property
    def left_out(self) -> int:
        """How many samples so far were no numbers or came out of order."""
        return self._windower.left_out

    def push(self, samples: Samples) -> Analysed:
        """What is finished after these samples; the order of samples counts, how they are portioned does not."""
        return self._analysed(self._windower.push(samples))

    def finish(self) -> Analysed:
        """What is left at the end of the stream, open episodes and the last minute included."""
        rest = self._analysed(self._windower.finish())
        episodes = (*self._episodes.finish(), *self._kinds.finish())
        return Analysed(rest.readings, (*rest.records, *episodes, *self._minutes.finish()))

    def _analysed(self, cut: list[Window]) -> Analysed:
        if not cut:
            return NOTHING
        windows = [self._zero_rate.push(window) for window in cut]
        readings = tuple(judge(describe(window, self._parameters), self._parameters) for window in windows)
        followed = (self._followed(*judged) for judged in zip(windows, readings, strict=True))
        return Analysed(readings, tuple(record for records in followed for record in records))

    def _followed(self, window: Window, reading: Reading) -> list[Episode | Minute]:
        return [*self._episodes.push(reading), *self._kinds.push(window, reading), *self._minutes.push(reading)]
