"""The whole analysis in its order: samples in, readings and finished records out.

Knows which stage follows which; must never know where samples come from or where records go.
"""

from collections import deque
from dataclasses import dataclass, replace

from device.analysis.lying import Lying
from device.analysis.minutes import MinuteSummariser
from device.analysis.wearing import Wearing
from device.episodes import EpisodeTracker, MovementKinds
from device.measures import TurningSpeed, speeds_of
from device.parameters import PARAMETERS, Parameters
from device.posture import DirectionWatch, PostureWatch
from device.programme.seen import Watched
from device.records.facts import Directions, Episode, Minute, Unmeasured
from device.records.limb_axes import LimbAxes
from device.records.person import ANYBODY, Personal
from device.repetitions import TurningWatch
from device.signals.axes_alive import AxisWatch, DeadAxes
from device.signals.gyro_bias import NO_TURNS, GyroBias, Turns, turns_joined
from device.signals.rows import Cleaner, Rows
from device.signals.samples import Samples
from device.signals.turning import Turning
from device.signals.windows import Window, Windower
from device.tremor import MOSTLY, JudgedSecond, LateVerdicts, Reading, described

Found = Episode | Minute | Directions


@dataclass(frozen=True)
class Analysed:
    """What one portion of samples completed, each in order of time.

    judged: the readings with their windows, for whoever looks closer for a while. turns: how the limb turned, and
    watched: when that could be measured; for whoever counts an exercise. speeds: how fast it turned in each second, for
    whoever measures how an exercise was done. Readings and what follows from them come two seconds later.
    """

    readings: tuple[Reading, ...]
    records: tuple[Found, ...]
    turns: Turns = NO_TURNS
    watched: tuple[Watched, ...] = ()
    speeds: tuple[TurningSpeed, ...] = ()
    judged: tuple[JudgedSecond, ...] = ()


class Pipeline:
    """Judges a stream of samples second by second. A second is judged once the three seconds after it are over.

    What counts as a sample, which of the sensor's axes live and what the gyroscope's offset is are decided first, once
    for all that follows.
    """

    def __init__(
        self,
        parameters: Parameters = PARAMETERS,
        personal: Personal = ANYBODY,
        axes: LimbAxes | None = None,
        *,
        bias: GyroBias | None = None,
        wearing: Wearing | None = None,
    ) -> None:
        """`axes`: the limb's own in the sensor's, as far as they are known. bias, wearing: what is known already."""
        self._parameters, self._personal, self._limb = parameters, personal, axes
        sampling = parameters.sampling
        self._cleaner, self._axes = Cleaner(sampling), AxisWatch(parameters.liveness, sampling)
        self._windower = Windower(sampling)
        self._turning, self._bias = Turning(sampling), bias or GyroBias(parameters.stillness)
        self._watch = TurningWatch(sampling)
        self._verdicts = LateVerdicts(parameters)
        self._offset_known = deque[bool]()  # of each window that waits for its verdict
        self._episodes = EpisodeTracker(parameters.episodes)
        self._kinds = MovementKinds(personal, parameters)
        self._posture = PostureWatch(personal, axes, parameters.postures)
        self._directions = DirectionWatch(parameters.bands, axes)
        self._minutes, self._wearing, self._lying = MinuteSummariser(), wearing or Wearing(), Lying()
        self._doubted: tuple[Unmeasured, ...] = ()

    @property
    def left_out(self) -> int:
        """How many samples so far were no numbers or came out of order."""
        return self._cleaner.left_out

    @property
    def dead(self) -> tuple[DeadAxes, ...]:
        """The axes that measure nothing, as of the last sample that is known."""
        return self._axes.dead

    @property
    def doubted(self) -> tuple[Unmeasured, ...]:
        """What was not measured for most of the last minute that is over."""
        return self._doubted

    @property
    def not_worn(self) -> bool:
        """Whether nothing has moved for a quarter of an hour, as of the last second that was judged."""
        return self._wearing.not_worn

    def lies(self, now_s: float) -> bool:
        """Whether nobody can be wearing it: nothing alive has moved it for long, and nothing is known to be broken."""
        return self.not_worn and self._lying.lies(now_s) and not self.dead and not self.doubted

    def after_lying(self, until_s: float) -> "Pipeline":
        """The one that goes on after a time without samples, in which others saw that it lay; this one is finished."""
        self._wearing.lay_until(until_s)
        return Pipeline(self._parameters, self._personal, self._limb, bias=self._bias, wearing=self._wearing)

    @property
    def gyroscope_offset_dps(self) -> tuple[float, float, float] | None:
        """What the gyroscope shows of a limb that does not turn, as far as it is known by now."""
        return self._bias.offset_dps

    def push(self, samples: Samples) -> Analysed:
        """What is finished after these samples; the order of samples counts, how they are portioned does not."""
        return self._known(self._axes.push(self._cleaner.push(samples)))

    def finish(self) -> Analysed:
        """What is left at the end of the stream, open episodes and the last minute included."""
        last = self._known(self._axes.finish())
        rest = self._analysed(self._bias.push(self._turning.finish()), (), self._windower.finish())
        late = self._judged(self._verdicts.finish())
        episodes: tuple[Found, ...] = (*self._episodes.finish(), *self._kinds.finish())
        open_ones: tuple[Found, ...] = (*episodes, *self._minutes.finish(), *self._directions.finish())
        return Analysed(
            (*last.readings, *rest.readings, *late.readings),
            (*last.records, *rest.records, *late.records, *open_ones),
            turns_joined([last.turns, rest.turns]),
            last.watched,
            (*last.speeds, *rest.speeds),
            (*last.judged, *rest.judged, *late.judged),
        )

    def _known(self, rows: Rows) -> Analysed:
        steps = self._turning.push(rows)
        self._lying.push(steps)
        turns = self._bias.push(steps)
        return self._analysed(turns, tuple(self._watch.push(rows)), self._windower.push(rows))

    def _analysed(self, turns: Turns, watched: tuple[Watched, ...], cut: list[Window]) -> Analysed:
        if not cut:
            return Analysed((), (), turns, watched)
        windows = self._bias.corrected_each(cut)
        self._offset_known.extend(corrected is not window for corrected, window in zip(windows, cut, strict=True))
        done = self._judged(self._verdicts.push(described(windows, self._parameters)))
        return replace(done, turns=turns, watched=watched, speeds=tuple(speeds_of(windows)))

    def _judged(self, late: list[tuple[Window, Reading]]) -> Analysed:
        judged = tuple(JudgedSecond(*each, offset_known=self._offset_known.popleft()) for each in late)
        kinds = self._kinds.push_each(late) if late else []
        followed = zip(judged, kinds, strict=True)
        records = tuple(record for each in followed for record in self._followed(*each))
        return Analysed(tuple(each.reading for each in judged), records, judged=judged)

    def _followed(self, judged: JudgedSecond, kinds: list[Episode]) -> list[Found]:
        window, reading = judged.window, judged.reading
        self._wearing.push(reading)
        minutes = self._minutes.push(reading, self._posture.push(window, reading))
        for minute in minutes:
            self._doubted = tuple(what for what, seconds in minute.unmeasured if seconds >= MOSTLY * minute.recorded_s)
        turned = self._directions.push(window, reading, offset_known=judged.offset_known)
        return [*self._episodes.push(reading), *kinds, *minutes, *turned]
