"""One analysed recording, whole: as data for programs, and as a day. `page.py` makes a page for people of it.

Knows how results are laid out; must never know how they were found or where they are written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

from device import __version__
from device.analysis.pipeline import Analysed
from device.day import day_document
from device.day.document import DayDocument
from device.parameters import ALGORITHM_VERSION
from device.programme.seen import Repetition
from device.records.decoding import to_plain
from device.records.facts import Checkup, Dated, Directions, Episode, Minute, Record, TurnBand
from device.records.person import Direction
from device.signals.gyro_bias import Turn
from device.signals.turning import Vector
from device.tremor import Reading

LONGEST_LISTED_PAUSE_S = 3600  # a second without samples is listed too, but not the days between two recordings
NO_SAMPLES = "no samples"
DECIMALS_SHOWN = 4  # of numbers in the output: 0.1 ms, 0.0001 Hz, 0.0001 deg


class SeenSecond(Protocol):
    """What a second shows besides its reading: the tilt from neutral, and how much the limb turns in each band."""

    @property
    def second_s(self) -> float:
        """When it begins."""

    @property
    def tilt_deg(self) -> float | None:
        """None where gravity did not show, or neutral is not known."""

    @property
    def rms_dps(self) -> Mapping[TurnBand, float]:
        """Of the bands that were measured."""

    @property
    def about_dps2(self) -> Mapping[TurnBand, Direction]:
        """Likewise, the mean square about each axis."""


@dataclass(frozen=True)
class Analysis:
    """All there is to say about one recording, from the start of its first second to the end of its last.

    `start` is the moment of its first second, if known.
    """

    file: str
    first_s: float
    last_s: float
    readings: tuple[Reading, ...]
    episodes: tuple[Episode, ...]
    minutes: tuple[Minute, ...]
    left_out: int
    start: datetime | None
    was_sorted: bool = False  # the file's times went back somewhere
    cycles: tuple[Repetition, ...] | None = None  # of the set in it and beside it; None if nobody asked
    suspected: tuple[str, ...] = ()  # what seems to be in other units, in words
    taken: tuple[str, ...] = ()  # how the file was read, in words, where that is no matter of course
    turns: tuple[Turn, ...] = ()  # none without a gyroscope
    directions: tuple[Directions, ...] = ()
    checkups: tuple[Checkup, ...] = ()  # that somebody says were done in it
    seen: tuple[SeenSecond, ...] = ()  # in order of time; none unless somebody asked
    of_limb: bool = False  # what is told about axes is about the limb's own; else about the sensor's

    @property
    def gyroscope_offset_dps(self) -> Vector | None:
        """What was learned of it by the end; None: the limb was never still, or there is no gyroscope."""
        return self.turns[-1].offset_dps if self.turns else None

    @property
    def repetitions(self) -> tuple[Repetition, ...] | None:
        """Those that count of the set in it; None if nobody asked."""
        return None if self.cycles is None else tuple(cycle for cycle in self.cycles if cycle.counted)

    def range_deg(self, cycle: Repetition) -> float | None:
        """How far it went; None where the gyroscope was at the end of its range, so that it went further."""
        during = (one for one in self.readings if cycle.start_s - 1 < one.second_s < cycle.end_s)
        return None if any(one.turned_beyond for one in during) else cycle.range_deg


def collected(
    file: str,
    portions: Sequence[Analysed],
    left_out: int,
    start: datetime | None,
    *,
    was_sorted: bool = False,
) -> Analysis:
    """One analysis from what the pipeline gave portion by portion, with at least one reading in it."""
    readings = tuple(reading for portion in portions for reading in portion.readings)
    records = [record for portion in portions for record in portion.records]
    return Analysis(
        file=file,
        first_s=readings[0].second_s,
        last_s=readings[-1].second_s + 1,
        readings=readings,
        episodes=tuple(record for record in records if isinstance(record, Episode)),
        minutes=tuple(record for record in records if isinstance(record, Minute)),
        left_out=left_out,
        start=start,
        was_sorted=was_sorted,
        turns=tuple(turn for portion in portions for turn in portion.turns),
        directions=tuple(record for record in records if isinstance(record, Directions)),
    )


def to_data(analysis: Analysis) -> dict[str, Any]:
    """Plain data for a line of JSON; what was not measured is None.

    t_s, start_s, end_s, first_s and last_s are times of the file itself; from_start_s counts from first_s,
    as `to_text` does.
    """
    document = day(analysis)
    return {
        "file": analysis.file,
        "algorithm": ALGORITHM_VERSION,
        "first_s": _rounded(analysis.first_s),
        "last_s": _rounded(analysis.last_s),
        "left_out_samples": analysis.left_out,
        "sorted_by_time": analysis.was_sorted,
        "taken_as": list(analysis.taken),
        "suspected_units": list(analysis.suspected),
        "gyroscope_offset_dps": _rounded(list(analysis.gyroscope_offset_dps or ())) or None,
        "windows": [_window(reading, analysis.first_s) for reading in every_second(analysis.readings)],
        "episodes": [_placed(episode, analysis.first_s) for episode in analysis.episodes],
        "minutes": [_placed(minute, analysis.first_s) for minute in analysis.minutes],
        "directions": [_placed(found, analysis.first_s) for found in analysis.directions],
        "checkups": [_placed(checkup, analysis.first_s) for checkup in analysis.checkups],
        "day": _rounded(to_plain(document)),
        "set": _cycles(analysis, counted=True),
        "set_uncounted": _cycles(analysis, counted=False),
    }


def every_second(readings: Sequence[Reading]) -> Iterator[Reading]:
    """The readings with one for each second that nothing was recorded in, up to an hour in a row."""
    yield from readings[:1]
    for before, after in pairwise(readings):
        pause_s = round(after.second_s - before.second_s)
        if pause_s <= LONGEST_LISTED_PAUSE_S:
            yield from (Reading(before.second_s + n, None, NO_SAMPLES) for n in range(1, pause_s))
        yield after


def day(analysis: Analysis) -> DayDocument:
    """The recording as one day document, whatever its length. Without a start the first sample counts as midnight."""
    start = analysis.start or datetime(1970, 1, 1, tzinfo=UTC)
    offset_s = round((start.utcoffset() or timedelta()).total_seconds())
    shift_s = start.timestamp() - analysis.first_s
    told: tuple[Record, ...] = (*analysis.minutes, *analysis.episodes)
    records = (*told, *analysis.directions, *analysis.checkups)
    return day_document(
        [Dated(record, record.start_s + shift_s, offset_s) for record in records],
        device=analysis.file,
        store="",
        day=start.date().isoformat(),
        timezone=str(start.tzinfo),
        revision=1,
        firmware=__version__,
        clock="unknown" if analysis.start is None else "estimated",
    )


def _placed(record: Episode | Minute | Directions | Checkup | Repetition, first_s: float) -> Any:
    """With its start as the page and the plot count it."""
    return _rounded({**to_plain(record), "from_start_s": record.start_s - first_s})


def _cycles(analysis: Analysis, *, counted: bool) -> list[Any] | None:
    if analysis.cycles is None:
        return None
    return [
        {**_placed(cycle, analysis.first_s), "range_deg": _rounded(analysis.range_deg(cycle))}
        for cycle in analysis.cycles
        if cycle.counted is counted
    ]


def _window(reading: Reading, first_s: float) -> dict[str, Any]:
    return {
        "t_s": reading.second_s,
        "from_start_s": _rounded(reading.second_s - first_s),
        "tremor": reading.tremor,
        "frequency_hz": _rounded(reading.frequency_hz),
        "amplitude_deg": _rounded(reading.amplitude_deg),
        "rms_dps": _rounded(reading.rms_dps),
        "score": _rounded(reading.score),
        "inert": reading.inert,
        "context": reading.context,
        "why": reading.why,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS_SHOWN)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
