"""The day document: everything one device has to say about one day.

Knows its parts and the three denominators; must never know how it is derived from records, nor SQL, JSON or MQTT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from device.records.decoding import Range
from device.records.facts import (
    NOTHING_ASKED,
    CheckupEnd,
    CheckupPart,
    ClockTrust,
    Context,
    EpisodeKind,
    PlannedItem,
    Rating,
    SetMeasures,
    StageResult,
    StopReason,
    TrickEffect,
    TurnBand,
)

Seconds = Annotated[int, Range(0)]  # what a day can hold: `device.day.contradictions`
Count = Annotated[int, Range(0)]
Frequency = Annotated[float, Range(0, 100)]
Degrees = Annotated[float, Range(0, 100_000)]

QUARTERS_A_DAY = 96

DayContext = Literal["rest", "moving", "vehicle", "exercise"]


@dataclass(frozen=True)
class KindCount:
    """How many episodes of one kind began, and how many of those are confirmed (see `device.day.confirmation`)."""

    kind: EpisodeKind
    count: Count
    confirmed: Count = 0


@dataclass(frozen=True)
class PostureProfile:
    """How the limb was held while it rested, in seconds: away from the nearest of the person's neutral positions.

    near_s + tilted_s + far_s is the time in which that could be judged: within 15 degrees, up to 35, and beyond.
    without_neutral_s: it rested, but no neutral position was recorded. turned_s: the sensor had turned on the limb.
    tilt_deg: median of the judged time. Of the time tilted by 15 degrees and more, where the limb's own axes are known:
    seconds mostly to each side, and how large the parts along and across the limb are on average, whichever way. Which
    of two opposite sides is which (forward and backward, left and right) is not known, but it stays the same.
    Minutes with an exercise set in them count for none of this.
    """

    near_s: Seconds = 0
    tilted_s: Seconds = 0
    far_s: Seconds = 0
    without_neutral_s: Seconds = 0
    turned_s: Seconds = 0
    tilt_deg: Annotated[float, Range(0, 180)] | None = None
    along_s: Seconds = 0
    against_s: Seconds = 0
    across_s: Seconds = 0
    opposite_s: Seconds = 0
    along_deg: Annotated[float, Range(0, 180)] | None = None
    across_deg: Annotated[float, Range(0, 180)] | None = None

    @property
    def judged_s(self) -> int:
        """The time in which it could be judged."""
        return self.near_s + self.tilted_s + self.far_s


@dataclass(frozen=True)
class AxisParts:
    """Of a direction: along the limb, across it and up in neutral, or else the sensor's own axes."""

    x: Annotated[float, Range(-1, 1)]
    y: Annotated[float, Range(-1, 1)]
    z: Annotated[float, Range(-1, 1)]


@dataclass(frozen=True)
class MovementDirection:
    """About which axis the limb turned within one band of frequencies, in the `seconds` in which it did.

    axis: of length 1; which of its two senses is no matter. dispersion_deg: the mean angle to it, weighed by speed:
    0 is always the same axis, 57 is any. rms_dps: how fast. along_share, across_share, up_share: of the mean square
    about each of the limb's own axes, in totals and where those are known (`of_limb`).
    Those of a quarter-hour may hold some minutes of the next one. Exercise is left out, as are vehicles.
    """

    band: TurnBand
    context: Context
    seconds: Seconds
    axis: AxisParts
    dispersion_deg: Annotated[float, Range(0, 90)]
    rms_dps: Annotated[float, Range(0, 100_000)]
    of_limb: bool = False
    along_share: Annotated[float, Range(0, 1)] | None = None
    across_share: Annotated[float, Range(0, 1)] | None = None
    up_share: Annotated[float, Range(0, 1)] | None = None


@dataclass(frozen=True)
class Summary:
    """A stretch of time in seconds. worn_s + not_worn_s is what was recorded; the rest of the time there is no data.

    assessable_s is the worn time that could be judged; worn_s - assessable_s is unknown. tremor_s <= assessable_s.
    rest_s + moving_s + vehicle_s <= assessable_s; what they leave over is from before there were contexts. Between
    days, rest_tremor_s of rest_s compares best: it depends least on what else the limb did.
    Frequencies are medians over tremor seconds; amplitudes are peak-to-peak degrees over tremor seconds; irregularity
    is the interquartile range of the change of frequency from cycle to cycle.
    width_hz and sharpness are of the peak of tremor in each minute's mean spectrum: its width at half its power, and
    its power over the spectrum's median; medians over tremor seconds, in totals alone.
    `episodes` are those of rhythmic movement alone; `kinds` has every kind of which there was any.
    """

    worn_s: Seconds = 0
    not_worn_s: Seconds = 0
    assessable_s: Seconds = 0
    tremor_s: Seconds = 0
    episodes: Count = 0
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None
    rest_s: Seconds = 0
    moving_s: Seconds = 0
    vehicle_s: Seconds = 0
    rest_tremor_s: Seconds = 0
    irregularity_hz: Frequency | None = None
    kinds: tuple[KindCount, ...] = ()
    posture: PostureProfile | None = None  # None: nothing is known of it
    directions: tuple[MovementDirection, ...] = ()  # at most one of a band and context
    width_hz: Frequency | None = None
    sharpness: Annotated[float, Range(0)] | None = None


@dataclass(frozen=True)
class Quarter:
    """One quarter-hour of local time: 0 is 00:00 to 00:15. On the day that clocks go back one may hold 1800 s."""

    quarter: Annotated[int, Range(0, QUARTERS_A_DAY - 1)]
    summary: Summary


@dataclass(frozen=True)
class DayEpisode:
    """A movement episode; `start` is local time with its offset, ISO 8601. confirmed: see `device.day.confirmation`."""

    start: str
    duration_s: Annotated[float, Range(0)]
    kind: EpisodeKind
    reason: str
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None
    irregularity_hz: Frequency | None = None
    context: DayContext | None = None
    peak_dps: Annotated[float, Range(0, 100_000)] | None = None
    tilt_deg: Annotated[float, Range(0, 180)] | None = None
    confirmed: bool = True  # documents without the word hold rhythmic episodes only


@dataclass(frozen=True)
class DaySet:
    """One set of an exercise as measured; `start` is local time with its offset, ISO 8601.

    Without `done_repetitions` nobody counted them, for the reason `not_counted`: neither none nor all were done. A set
    that asks for time has 0 of 0 repetitions, and `target_s`. `number` of `sets` in its session.
    """

    start: str
    duration_s: Annotated[float, Range(0)]
    exercise: str
    target_repetitions: Count
    stopped: StopReason
    done_repetitions: Count | None = None
    uncounted: tuple[tuple[str, int], ...] = ()
    range_median_deg: Degrees | None = None
    range_best_deg: Degrees | None = None
    pauses: Count = 0
    not_counted: str | None = None
    number: Annotated[int, Range(1)] = 1
    sets: Annotated[int, Range(1)] = 1
    target_s: Annotated[float, Range(0)] | None = None
    measures: SetMeasures = NOTHING_ASKED


@dataclass(frozen=True)
class DaySession:
    """One session: how many of the sets that were due were done, and why it ended. rating: of discomfort, or None.

    `start` is local time with its offset, ISO 8601. The sets that began between its start and its end are its own.
    """

    start: str
    duration_s: Annotated[float, Range(0)]
    programme: str
    version: Count
    due_sets: Count
    done_sets: Count
    stopped: StopReason
    rating: Rating | None = None


@dataclass(frozen=True)
class DayCheckup:
    """One prompted check-up; `start` is local time with its offset, ISO 8601. Stages: see `device.records.facts`.

    What it measured is in none of the day's other numbers. neutral: whether a neutral position was known. lying_s:
    seconds in which the head, neck or trunk was tilted by 60 degrees and more. One that ended "device stopped" may
    still go on.
    """

    start: str
    duration_s: Annotated[float, Range(0)]
    programme: str
    version: Count
    site: str
    parts: tuple[CheckupPart, ...]
    ended: CheckupEnd
    stages: tuple[StageResult, ...] = ()
    trick: TrickEffect | None = None
    neutral: bool = False
    lying_s: Seconds = 0


@dataclass(frozen=True)
class SymptomAnswer:
    """How an own symptom was, by its number: what it is called is known in the clinic alone. None: not answered."""

    number: Annotated[int, Range(1, 3)]
    rating: Rating | None = None


@dataclass(frozen=True)
class DayRound:
    """The patient was asked for own symptoms; `start` is local time with its offset, ISO 8601.

    stopped: "done" went through all questions, "stopped" was ended by a hold, "time over" was never taken up.
    """

    start: str
    answers: tuple[SymptomAnswer, ...]
    stopped: StopReason


@dataclass(frozen=True)
class DayPlan:
    """What was prescribed for this day, as far as the device knew at its end. checkups: how many of them."""

    programme: str
    version: Count
    due: tuple[PlannedItem, ...]
    checkups: Count = 0


@dataclass(frozen=True)
class Repetitions:
    """`done` of `target` repetitions over the sets that were counted, and how many sets were not: they are no zero.

    Sets that ask for time are none of these.
    """

    sets: int = 0
    sets_not_counted: int = 0
    done: int = 0
    target: int = 0


def repetitions(sets: Sequence[DaySet]) -> Repetitions:
    """The repetitions of these sets."""
    asking = [s for s in sets if s.target_s is None]
    counted = [(s.done_repetitions, s.target_repetitions) for s in asking if s.done_repetitions is not None]
    return Repetitions(
        sets=len(asking),
        sets_not_counted=len(asking) - len(counted),
        done=sum(done for done, _ in counted),
        target=sum(target for _, target in counted),
    )


@dataclass(frozen=True)
class DayMark:
    """The patient pressed the button; `start` is local time with its offset, ISO 8601."""

    start: str


@dataclass(frozen=True)
class DayPrivacy:
    """A stretch in which the patient wanted nothing recorded; `start` is local time with its offset, ISO 8601."""

    start: str
    duration_s: Annotated[float, Range(0)]


@dataclass(frozen=True)
class Quality:
    """How far the day's numbers can be trusted. unmeasured: seconds in which that part of the sensor did not work."""

    clock: ClockTrust
    gaps: Count = 0
    gap_s: Annotated[float, Range(0)] = 0.0
    lost_samples: Count = 0
    gap_reasons: tuple[tuple[str, int], ...] = ()
    unreadable: Count = 0  # facts of this day, or that bear on it, which are lost: no number above has them
    unmeasured: tuple[tuple[str, Seconds], ...] = ()


@dataclass(frozen=True)
class DayDocument:
    """State of one day at one revision; a higher revision of the same device, store and day replaces it."""

    schema: Literal[1, 2]  # 2: may travel compressed
    device: str
    store: str
    day: str  # local date, YYYY-MM-DD
    timezone: str
    revision: Annotated[int, Range(1)]
    firmware: str
    algorithm: str
    totals: Summary
    quarters: tuple[Quarter, ...]
    episodes: tuple[DayEpisode, ...]
    sets: tuple[DaySet, ...]
    marks: tuple[DayMark, ...]
    quality: Quality
    thinned: tuple[str, ...] = ()  # lists above that are incomplete because the broker takes no larger message
    content: str | None = None  # what is sent says in one word what the day says, which the clinic's receipt repeats
    site: str = ""  # where it was worn: a word of `device.records.sites`; empty where nobody said
    plan: DayPlan | None = None
    sessions: tuple[DaySession, ...] = ()
    privacy: tuple[DayPrivacy, ...] = ()  # no gap in the quality of the day: nothing went wrong
    checkups: tuple[DayCheckup, ...] = ()
    symptoms: tuple[DayRound, ...] = ()
    follows: Count | None = None  # what is sent says which revision its device knows the clinic to have; 0: none
    sent_since: tuple[str, ...] = ()  # and the contents that went out since that: beginnings of their words, last first
    passed_over: tuple[tuple[str, int], ...] = ()  # what newer software wrote and the reader does not know, how often
