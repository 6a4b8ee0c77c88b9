"""The verdict on one second: rhythmic movement, none, or not assessable, and why.

Knows the thresholds and their order; must never know how the numbers in the features were measured.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from device.parameters import WINDOW_S, Demands, Parameters, Rhythm, Sampling
from device.records.facts import Context, SensorPart
from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.slow import slow_rms
from device.signals.soundness import Sound
from device.signals.spectrum import Spectrum
from device.tremor.choice import Scored, told_of
from device.tremor.context import Surroundings
from device.tremor.features import Described, Features, FoundRhythms, SensorKind
from device.tremor.irregularity import cycles_in_each, power_shares
from device.tremor.objections import AS_A_MACHINE, UNCLEAR, objection_to, ride_objection
from device.tremor.peaks import SMALLEST, Peak, PeakKind

WORDS: dict[PeakKind, str] = {
    "line": "a regular rhythm",
    "bulk": "most of the movement",
    "broad": "an irregular rhythm",
    "lasting": "an irregular rhythm that lasts",
}
RESERVATIONS: dict[SensorKind, str] = {"gyroscope": "", "accelerometer": "; a vehicle's vibration would look the same"}


AT_END = "the {sensor} is at the end of its range"


@dataclass(frozen=True)
class Reading:
    """What one recorded second amounts to. The numbers belong to the strongest rhythm found, tremor or not.

    `score` says in decades how far the second is from the verdict's limit: 0 or more is tremor unless `why` objects.
    """

    second_s: float  # start of the judged second
    tremor: bool | None  # None: not assessable
    why: str  # for people
    frequency_hz: float | None = None
    amplitude_deg: float | None = None  # peak to peak; None without a gyroscope
    rms_dps: float | None = None  # of the rhythm alone, over all axes; None without a gyroscope
    score: float | None = None
    inert: bool = False  # nothing but the sensor's own noise
    context: Context | None = None  # what else the limb did; None: not assessable
    cycle_changes_hz: tuple[float, ...] = ()  # of tremor: from cycle to cycle, see `device.tremor.irregularity`
    cycles: int | None = None  # of tremor: in the window
    asked: SensorKind = "gyroscope"  # the sensor that says so
    dead: tuple[SensorPart, ...] = ()  # sensors of which an axis did not work

    gravity: bool = True  # False: the accelerometer shows far less or more than 1 g
    noisy: bool = False  # nothing but noise, and more of it than a table shows to a sound sensor
    shares: Floats | None = field(default=None, compare=False, repr=False)  # of tremor: see `power_shares`

    @property
    def whole(self) -> bool:
        """Whether the sensor that was asked could have said otherwise: of one with a dead axis, only a yes is heard."""
        return self.asked not in self.dead

    @property
    def turned_beyond(self) -> bool:
        """Whether the limb turned faster than the gyroscope could say."""
        return self.why == AT_END.format(sensor="gyroscope")

    @property
    def shaken(self) -> bool:
        """Whether there is a rhythm that no joint of the limb makes."""
        return self.why.endswith(AS_A_MACHINE)

    @property
    def blind(self) -> bool:
        """Whether no sensor was left to ask: not even of wearing is anything known."""
        return not self.whole and "accelerometer" in self.dead


MOSTLY = 0.5  # ours: of a minute


def heard(readings: Sequence[Reading]) -> list[bool]:
    """Which seconds of one minute count for anything.

    Without a sensor none does. Nor does noise of which there is a lot: whether the sensor was on a limb that rests or
    on a table is not known then. Beside tremor or movement it is judged with them.
    """
    noisy = mostly([reading.noisy for reading in readings])
    return [not (reading.blind or (noisy and reading.noisy)) for reading in readings]


def mostly(doubtful: Sequence[bool]) -> int:
    """How many of a minute's seconds are; a few are chance and count as none."""
    return sum(doubtful) if sum(doubtful) >= MOSTLY * len(doubtful) else 0


def judge(features: Features, parameters: Parameters) -> Reading:
    """The reading of one window's features. A vehicle shakes a limb irregularly: there a broad rhythm says nothing."""
    least_rms = _least_beside(features.sensor, features.context, parameters.rhythm, engine=features.engine)
    heard = [peak for peak in features.peaks if not _is_shaken(peak.kind, features.context)]
    asked = [(peak.kind, _one(peak, least_rms, features.context)) for peak in heard]
    scores = [_score(features.sensor, kind, one, parameters.rhythm) for kind, one in asked]
    scored = [Scored(float(score), peak) for score, peak in zip(scores, heard, strict=True)]
    (reading,) = _with_cycles([_judged(features, scored, parameters)], [features.movement], parameters.rhythm)
    return _with_shares(reading, features.spectrum)


def judge_each(described: Described, parameters: Parameters) -> list[Reading]:
    """Likewise of each of some windows: of those that hold no clear rhythm, which is nearly all, at once."""
    readings: dict[int, Reading] = {}
    for heard in described.heard:
        readings |= _judged_together(heard, described, parameters)
    each = [
        readings[place] if place in readings else _judged(described.bare(place), (), parameters)
        for place in range(len(described))
    ]
    counted = _with_cycles(each, [chosen.channel.values for chosen in described.chosen], parameters.rhythm)
    return [_with_shares(reading, described.spectrum(place)) for place, reading in enumerate(counted)]


def _judged_together(heard: FoundRhythms, described: Described, parameters: Parameters) -> dict[int, Reading]:
    rhythm, rows = parameters.rhythm, range(len(heard.places))
    scores = _scores(heard, [described.around[place] for place in heard.places], rhythm)
    best = scores.argmax(axis=1)
    numbers = (heard.column("frequency_hz")[rows, best], heard.column("rms")[rows, best], scores[rows, best])
    readings = {}
    for number, (place, *clearest) in enumerate(zip(heard.places, *(each.tolist() for each in numbers), strict=True)):
        if clearest[-1] < 0 and _is_unhindered(described, place, parameters.sampling):
            readings[place] = _unclear(described, place, *clearest)
        else:
            told = _clear_ones(heard, number, scores[number].tolist(), int(best[number]))
            readings[place] = _judged(described.bare(place), told, parameters)
    return readings


def _clear_ones(heard: FoundRhythms, number: int, scores: Sequence[float], best: int) -> list[Scored]:
    """The rhythms of one window that are enough of one, or else the clearest: none of the others can be told."""
    places = [place for place, score in enumerate(scores) if score >= 0] or [best]
    return [Scored(scores[place], heard.peak(number, place)) for place in places]


def _is_unhindered(described: Described, place: int, sampling: Sampling) -> bool:
    """Whether the second can be judged, each axis of the sensor that is asked included."""
    window, channel = described.windows[place], described.chosen[place].channel
    whole = not (channel.saturated or channel.stuck_axes)
    return whole and window.missing_s <= sampling.most_missing_s and window.rate_hz >= sampling.least_rate_hz


def _unclear(described: Described, place: int, frequency_hz: float, rms: float, score: float) -> Reading:
    window, sensor, around = described.windows[place], described.chosen[place].sensor, described.around[place]
    turning = sensor == "gyroscope"
    reading = Reading(
        second_s=window.second_s,
        tremor=False,
        why=UNCLEAR,
        frequency_hz=frequency_hz,
        amplitude_deg=amplitude_deg(rms, frequency_hz) if turning else None,
        rms_dps=rms if turning else None,
        score=score,
        context=around.context,
    )
    return _of_sensors(reading, sensor, window.dead, window.sound, is_quiet=around.engine)


def _judged(features: Features, scored: Sequence[Scored], parameters: Parameters) -> Reading:
    """By the score of each rhythm, its cycles not counted yet."""
    reading = _by_scores(features, scored, parameters)
    is_quiet = features.inert or features.engine
    return _of_sensors(reading, features.sensor, features.dead, features.sound, is_quiet=is_quiet)


def _of_sensors(
    reading: Reading, asked: SensorKind, dead: tuple[SensorPart, ...], sound: Sound, *, is_quiet: bool
) -> Reading:
    """With what is to be said of the sensors beside it. is_quiet: it is known why there is nothing but noise."""
    noisy = sound.only_noise and not is_quiet
    if not (dead or noisy or not sound.gravity):
        return reading
    return replace(reading, asked=asked, dead=dead, noisy=noisy, gravity=sound.gravity)


def _by_scores(features: Features, scored: Sequence[Scored], parameters: Parameters) -> Reading:
    rhythm, hindrance = parameters.rhythm, _hindrance(features, parameters.sampling)
    if hindrance is not None:
        return Reading(features.second_s, None, hindrance)
    if features.inert:
        return _inert(features)
    own = [one for one in scored if one.score < 0 or ride_objection(one.peak, features, rhythm) is None]
    told = told_of(own or scored, rhythm)
    return _reading(features, told.peak, told.score, rhythm)


def _is_shaken(kind: PeakKind, context: Context) -> bool:
    return kind == "broad" and context == "vehicle"


def judge_again(reading: Reading, features: Features, lasting: Scored, rhythm: Rhythm) -> Reading:
    """The reading of a second without tremor again, when it is known what lasts there beside slower movement."""
    if features.context == "vehicle":
        return reading
    if slow_rms(features.movement) < rhythm.lasting_beside * lasting.peak.rms:
        return reading
    size = rhythm.rotation_size_weight * math.log10(max(lasting.peak.rms, SMALLEST) / rhythm.lasting_least_dps)
    again = _reading(features, lasting.peak, min(lasting.score, size), rhythm)
    if not again.tremor:
        return reading
    told = replace(again, asked=reading.asked, dead=reading.dead, gravity=reading.gravity, noisy=reading.noisy)
    (counted,) = _with_cycles([told], [features.movement], rhythm)
    return _with_shares(counted, features.spectrum)


def of_few_cycles(reading: Reading, beside: Iterable[Reading], rhythm: Rhythm) -> Reading:
    """No tremor where neither this second nor the tremor `beside` it has enough cycles; else as it was."""
    if not _too_few(reading, rhythm) or any(one.tremor and not _too_few(one, rhythm) for one in beside):
        return reading
    why = f"{reading.frequency_hz:.1f} Hz for {reading.cycles} cycles only: too few for a rhythm"
    return replace(reading, tremor=False, why=why, cycle_changes_hz=(), shares=None)


def _too_few(reading: Reading, rhythm: Rhythm) -> bool:
    if not reading.tremor or reading.cycles is None or reading.frequency_hz is None:
        return False
    return reading.frequency_hz >= rhythm.fewest_cycles_from_hz and reading.cycles < rhythm.fewest_cycles


def amplitude_deg(rms_dps: float, frequency_hz: float) -> float:
    """Peak-to-peak angle of a sinusoid whose angular velocity has this root mean square."""
    return 2 * math.sqrt(2) * rms_dps / (2 * math.pi * frequency_hz)


def _hindrance(features: Features, sampling: Sampling) -> str | None:
    """Why the second cannot be judged, None if it can."""
    if features.missing_s > sampling.most_missing_s:
        return f"{features.missing_s:.2f} s of the {WINDOW_S} s window are missing"
    if features.rate_hz < sampling.least_rate_hz:
        return f"only {features.rate_hz:.0f} samples a second, {sampling.least_rate_hz:.0f} are needed"
    if features.saturated:
        return AT_END.format(sensor=features.sensor)
    if features.stuck_axes == AXES:
        return f"no signal: the {features.sensor} never changes"
    return None


def _inert(features: Features) -> Reading:
    return Reading(
        second_s=features.second_s,
        tremor=False,
        why="no movement beyond the sensor's own noise",
        inert=True,
        context=features.context,
    )


class _Scorable(NamedTuple):
    """Rhythms of one kind whose score is asked for, the rms that each needs at least, and if its limb rests."""

    frequency_hz: Floats
    prominence: Floats
    rms: Floats
    least_rms: Floats | float
    rests: Flags | np.bool_


def _one(peak: Peak, least_rms: float, context: Context) -> _Scorable:
    frequency_hz, prominence, rms = np.array((peak.frequency_hz, peak.prominence, peak.rms))
    return _Scorable(frequency_hz, prominence, rms, least_rms, np.bool_(context == "rest"))


def _scores(heard: FoundRhythms, around: Sequence[Surroundings], rhythm: Rhythm) -> Floats:
    """[n, k] of each rhythm in each window; minus infinity where there is none, or a vehicle explains it."""
    least = [_least_beside(heard.sensor, each.context, rhythm, engine=each.engine) for each in around]
    least_rms = np.array(least)[:, np.newaxis]
    rests = np.array([each.context == "rest" for each in around])[:, np.newaxis]
    scores = []
    for kind, found in heard.kinds.items():
        numbers = _Scorable(found.frequency_hz, found.prominence, found.rms, least_rms, rests)
        shaken = np.array([_is_shaken(kind, each.context) for each in around])[:, np.newaxis]
        unheard = (found.prominence == -math.inf) | shaken
        scores.append(np.where(unheard, -math.inf, _score(heard.sensor, kind, numbers, rhythm)))
    return np.hstack(scores)


class _Limit(NamedTuple):
    """What is asked of a rhythm: decades of prominence, and rms in the sensor's unit with its weight in the score."""

    prominence: Floats | float
    rms: float
    size_weight: float


def _score(sensor: SensorKind, kind: PeakKind, rhythms: _Scorable, rhythm: Rhythm) -> Floats:
    limit = LIMITS[sensor, kind](rhythm, rhythms)
    over = np.maximum(rhythms.rms, SMALLEST) / np.maximum(limit.rms, rhythms.least_rms)
    return SCORES[sensor](rhythms.prominence - limit.prominence, limit.size_weight * np.log10(over), rhythm)


def _least_beside(sensor: SensorKind, context: Context, rhythm: Rhythm, *, engine: bool) -> float:
    """What is asked of the rms since something else may make as much: what lies under a limb at rest, an engine."""
    if sensor == "accelerometer":
        return 0
    if engine:
        return rhythm.least_engine_dps
    return rhythm.least_rest_dps if context == "rest" else 0


def _harder(clearness: Floats, size: Floats, _: Rhythm) -> Floats:
    """By how much the rhythm meets the harder of both limits."""
    return np.minimum(clearness, size)


def _by_size(clearness: Floats, size: Floats, rhythm: Rhythm) -> Floats:
    """By how much a clear rhythm meets the size. What is unclear stays below the limit, in the order of its size.

    Clinical ratings follow the size of what shakes; how clear it is tells tremor from other movement.
    """
    return np.where(clearness >= 0, size, -rhythm.unclear - np.logaddexp(0, -size))


SCORES: dict[SensorKind, Callable[[Floats, Floats, Rhythm], Floats]] = {
    "gyroscope": _harder,
    "accelerometer": _by_size,
}


def _demand(demands: Demands, frequency_hz: Floats) -> Floats:
    bounds_hz, decades = _bounds(demands)
    return decades[bounds_hz.searchsorted(frequency_hz, side="right")]


@lru_cache
def _bounds(demands: Demands) -> tuple[Floats, Floats]:
    """Up to which frequency each is asked, and the decades that are; what is no frequency is asked like the last."""
    bounds_hz, decades = zip(*demands, strict=True)
    return np.array(bounds_hz), np.array([*decades, decades[-1]])


def _turning(prominence: Floats | float, rms_dps: float, rhythm: Rhythm) -> _Limit:
    return _Limit(prominence, rms_dps, rhythm.rotation_size_weight)


def _shaking(prominence: Floats | float, rhythm: Rhythm) -> _Limit:
    return _Limit(prominence, rhythm.least_g, rhythm.acceleration_size_weight)


def _broad_demand(rhythm: Rhythm, heard: _Scorable) -> Floats:
    """Of a slow one less at rest: what shakes a resting limb otherwise than its own turning is objected to."""
    slow_to_hz, _ = rhythm.broad_demands[0]
    slow_at_rest = heard.rests & (heard.frequency_hz < slow_to_hz)
    return np.where(slow_at_rest, rhythm.broad_rest_demand, _demand(rhythm.broad_demands, heard.frequency_hz))


LIMITS: dict[tuple[SensorKind, PeakKind], Callable[[Rhythm, _Scorable], _Limit]] = {
    ("gyroscope", "line"): lambda p, heard: _turning(_demand(p.rotation_demands, heard.frequency_hz), p.least_dps, p),
    ("gyroscope", "bulk"): lambda p, _: _turning(p.rotation_bulk_demand, p.least_broad_dps, p),
    ("gyroscope", "broad"): lambda p, heard: _turning(_broad_demand(p, heard), p.least_broad_dps, p),
    ("accelerometer", "line"): lambda p, heard: _shaking(_demand(p.acceleration_demands, heard.frequency_hz), p),
    ("accelerometer", "bulk"): lambda p, _: _shaking(p.acceleration_bulk_demand, p),
}


def _reading(features: Features, peak: Peak, score: float, rhythm: Rhythm) -> Reading:
    objection = objection_to(peak, score, features, rhythm)
    tremor: bool | None = objection is None
    if objection is not None and features.stuck_axes:
        tremor, objection = None, f"{features.stuck_axes} of {AXES} axes of the {features.sensor} are stuck"
    turning = features.sensor == "gyroscope"
    angle_deg = amplitude_deg(peak.rms, peak.frequency_hz) if turning else None
    return Reading(
        second_s=features.second_s,
        tremor=tremor,
        why=objection or _finding(peak, angle_deg, features.sensor),
        frequency_hz=peak.frequency_hz,
        amplitude_deg=angle_deg,
        rms_dps=peak.rms if turning else None,
        score=score,
        context=None if tremor is None else features.context,
    )


def _with_cycles(readings: Sequence[Reading], movements: Sequence[Floats], rhythm: Rhythm) -> list[Reading]:
    """The readings in order; those of tremor with what its cycles in the movement [300, 3] are like."""
    pairs = zip(readings, movements, strict=True)
    trembling = [(one.frequency_hz, moved) for one, moved in pairs if one.tremor and one.frequency_hz is not None]
    if not trembling:
        return list(readings)
    frequencies_hz, moved = zip(*trembling, strict=True)
    found = iter(cycles_in_each(np.array(moved), frequencies_hz, rhythm))
    return [_with_those(one, *next(found)) if one.tremor else one for one in readings]


def _with_those(reading: Reading, changes_hz: tuple[float, ...], cycles: int) -> Reading:
    return replace(reading, cycle_changes_hz=changes_hz, cycles=cycles)


def _with_shares(reading: Reading, spectrum: Spectrum | None) -> Reading:
    if not reading.tremor or spectrum is None:
        return reading
    return replace(reading, shares=power_shares(spectrum))


def _finding(peak: Peak, angle_deg: float | None, sensor: SensorKind) -> str:
    size = f"{peak.rms:.2f} g" if angle_deg is None else f"{angle_deg:.1f} deg"
    return f"{peak.frequency_hz:.1f} Hz, {size}: {WORDS[peak.kind]}{RESERVATIONS[sensor]}"
