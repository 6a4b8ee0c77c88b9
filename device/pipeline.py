"""The whole analysis in its order: samples in, readings and finished records out.

Knows which stage follows which; must never know where samples come from or where records go.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from device.episodes import EpisodeTracker
from device.features import describe
from device.kinds import MovementKinds
from device.parameters import PARAMETERS, Parameters
from device.personal import ANYBODY, Personal
from device.records import Episode, Minute
from device.samples import Samples
from device.short import fitted
from device.summaries import MinuteSummariser
from device.tremor import Reading, judge
from device.windows import Window, Windower
from device.zero_rate import ZeroRate

PORTION = 20_000  # samples: some minutes of a recording


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


def analysed(
    recording: Samples, parameters: Parameters = PARAMETERS, personal: Personal = ANYBODY
) -> Iterator[Analysed]:
    """A whole recording in order of time, portion by portion.

    One too short for windows of the stream is moved to where one window holds it (see `device.short`).
    """
    samples, parameters = fitted(recording, parameters)
    pipeline = Pipeline(parameters, personal)
    for start in range(0, len(samples), PORTION):
        yield pipeline.push(_part(samples, slice(start, start + PORTION)))
    yield pipeline.finish()


def _part(samples: Samples, part: slice) -> Samples:
    rotation_dps = None if samples.rotation_dps is None else samples.rotation_dps[part]
    return Samples(samples.time_s[part], samples.acceleration_g[part], rotation_dps)
