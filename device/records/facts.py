"""The facts that are kept, as plain values. Knows nothing of SQL, JSON, MQTT or the calendar.

Times in records are monotonic seconds of one boot (`start_s`); whoever stores a record adds the calendar date,
because a Pi does not know it until the network tells it.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

GapReason = Literal[
    "overflow",
    "misaligned",
    "sensor missing",
    "bus error",
    "sensor asleep",
    "settings lost",
    "sensor stopped",
    "sensor frozen",  # it went on delivering, always the same
    "times contradict",  # more or fewer samples than the time allows; no other reason was found
    "restarted",  # the program was; the others before it happened to the sensor
    "late",
    "privacy",  # the patient asked for it: nothing was recorded
    "not worn",  # the sensor was quiet: that nothing moved is known, and nothing was recorded
    "waking",  # from quiet: something moved, or somebody needed the sensor, until it measured again
]
EpisodeKind = Literal["rhythmic", "jerk", "sustained posture", "spasm", "repetitive"]
SensorPart = Literal["accelerometer", "gyroscope"]  # what can fail while the other measures on
Unmeasured = Literal["accelerometer", "gyroscope", "wear"]  # wear: with so much noise, a table looks like a limb
Context = Literal["rest", "moving", "vehicle"]  # what else the limb did; exercise is known from the sets
TurnBand = Literal["slow", "middle", "fast"]  # below 1.5 Hz, up to 4.5 Hz, and above
StopReason = Literal[
    "done",
    "stopped",  # by the patient
    "paused too long",
    "paced",  # nobody could count, the pace ended it
    "time over",  # as long as it may last
    "tremor rose",  # by more than the programme allows
    "device stopped",  # or lost its power
    "privacy",
]
SETS_DONE: Final[tuple[StopReason, ...]] = ("done", "paced")
"""So a set ends that went to its end, counted or not."""
CheckupPart = Literal["rest", "hold", "midline", "straight", "trick"]
CheckupStage = Literal[
    "rest",
    "hold",
    "first midline",
    "second midline",
    "at ease",
    "held straight",
    "without trick",
    "with trick",
]
CheckupEnd = Literal[
    "done",
    "stopped",  # by the patient
    "sensor lost",
    "privacy",
    "device stopped",  # or lost its power, or the check-up is not over yet
]
StageEnd = Literal["done", "skipped", "cut off"]
Relief = Literal["told", "none told", "cannot tell"]
Rating = Literal["none", "some", "a lot"]  # of discomfort, asked once after a session, and of own symptoms
RATINGS: Final[tuple[Rating, ...]] = get_args(Rating)

LONGEST_SET_S: Final = 15 * 60.0  # ours: whatever is prescribed, the device ends it then

Bins = tuple[tuple[int, int], ...]
"""A histogram that merges exactly: (bin number, seconds) for every bin that is not empty, by rising number."""


@dataclass(frozen=True)
class Minute:
    """What at most one minute of judged seconds amounts to. Counts only, so minutes merge exactly.

    A second is *recorded* when the sensor delivered at least half of it and measured anything, *assessable* when it
    could be judged at all, *tremor* when rhythmic movement was found, *inert* when nothing moved more than the sensor's
    own noise (see `device.day.wear_time` for what that says about wearing).
    """

    start_s: float
    recorded_s: int
    assessable_s: int
    tremor_s: int
    inert_s: int
    frequencies: Bins = ()  # seconds of tremor by frequency, bins of device.records.histograms
    amplitudes: Bins = ()  # seconds of tremor by peak-to-peak degrees, likewise; other bins would be other fields
    algorithm: str = ""
    rest_s: int = 0  # of the assessable seconds; what these three leave over is from before there were contexts
    moving_s: int = 0
    vehicle_s: int = 0
    rest_tremor_s: int = 0  # tremor while the limb did little else
    irregularity_bins: Bins = ()  # changes of frequency from cycle to cycle, not seconds
    unmeasured: tuple[tuple[Unmeasured, int], ...] = ()  # seconds in which that was not measured
    posture: Bins = ()  # seconds at rest by tilt and side, numbers of device.records.tilts
    width_hz: float | None = None  # of the peak of its tremor's mean spectrum, at half its power
    sharpness: float | None = None  # of that peak, over the median of the spectrum


@dataclass(frozen=True)
class Episode:
    """A movement episode: something the limb did for a while, with the numbers that made it one."""

    start_s: float
    duration_s: float
    kind: EpisodeKind
    reason: str
    frequency_hz: float | None = None
    amplitude_deg: float | None = None  # peak to peak, median over its seconds
    amplitude_p90_deg: float | None = None
    algorithm: str = ""
    irregularity_hz: float | None = None  # interquartile range of how much the frequency changes from cycle to cycle
    context: Context | None = None  # most of its seconds
    peak_dps: float | None = None  # the fastest turn
    tilt_deg: float | None = None  # from the person's own neutral position


@dataclass(frozen=True)
class Gap:
    """A stretch without samples, and why.

    `lost_samples` is by the rate at which the sensor was last seen to measure, or by the nominal one, which it keeps to
    5 %, if it was never seen for five seconds. None where nobody can know.
    """

    start_s: float
    duration_s: float
    reason: GapReason
    lost_samples: int | None = None


@dataclass(frozen=True)
class Mark:
    """The patient pressed the button to say: here."""

    start_s: float


@dataclass(frozen=True)
class SetMeasures:
    """How a set was done, as far as its exercise is measured that way and could be: None is "not measured".

    in_band_s: held within the band, or how long the median repetition was out at the target. still_s: without movement.
    drift_deg: from the position at its start. tempo_variation: standard deviation over mean of the lengths of its
    repetitions. sparc: spectral arc length, the median repetition; closer to 0 is smoother. peak_dps: likewise, the
    fastest moment. tremor: mean from peak to peak over the seconds of the first and last quarter, 0 where there was
    none. beat_error_s: median distance from the beat.
    """

    in_band_s: float | None = None
    still_s: float | None = None
    drift_deg: float | None = None
    tempo_variation: float | None = None
    sparc: float | None = None
    peak_dps: float | None = None
    tremor_start_deg: float | None = None
    tremor_end_deg: float | None = None
    tremor_hz: float | None = None
    beat_error_s: float | None = None


NOTHING_ASKED = SetMeasures()


@dataclass(frozen=True)
class SetResult:
    """One set of one exercise, as it was measured.

    `done_repetitions` is None where they could not be counted; `not_counted` says why, and what was seen all the same.
    A set that asks for time and not for repetitions has 0 of 0 of them, and `target_s`.
    """

    start_s: float
    duration_s: float
    exercise: str
    target_repetitions: int
    stopped: StopReason
    done_repetitions: int | None = None
    uncounted: tuple[tuple[str, int], ...] = ()  # (reason, how many)
    range_median_deg: float | None = None
    range_best_deg: float | None = None
    pauses: int = 0
    not_counted: str | None = None
    number: int = 1  # of `sets` in its session
    sets: int = 1
    target_s: float | None = None
    measures: SetMeasures = NOTHING_ASKED


@dataclass(frozen=True)
class ExerciseSession:
    """One session: the sets of everything that was due, as far as they were done, and why it ended.

    `rating` is None where the patient did not answer, or was not asked.
    """

    start_s: float
    duration_s: float
    programme: str
    version: int
    due_sets: int
    done_sets: int
    stopped: StopReason
    rating: Rating | None = None


@dataclass(frozen=True)
class StageResult:
    """One stage of a check-up: a position or a rest that the lights asked for, of `asked_s`, and what was seen of it.

    judged_s: whole seconds in which tremor could be judged, of them tremor_s with it: tremor_deg from peak to peak and
    tremor_hz are their medians. moving_s, vehicle_s: of them, when the limb also moved slower than tremor, or rode.
    posture_s: seconds in which gravity showed the tilt from neutral, of them near_s within 10 degrees; tilt_deg is
    their median. turning_s: seconds in which the gyroscope measured; slow_dps, middle_dps and fast_dps are the rms of
    its turning in the three bands, slow where the offset was known. None is "not measured".
    """

    stage: CheckupStage
    after_s: float  # from the start of the check-up
    asked_s: float
    duration_s: float
    ended: StageEnd
    judged_s: int = 0
    tremor_s: int = 0
    tremor_deg: float | None = None
    tremor_hz: float | None = None
    moving_s: int = 0
    vehicle_s: int = 0
    posture_s: int = 0
    near_s: int = 0
    tilt_deg: float | None = None
    turning_s: int = 0
    slow_dps: float | None = None
    middle_dps: float | None = None
    fast_dps: float | None = None


@dataclass(frozen=True)
class TrickEffect:
    """What a sensory trick did: relief is an improvement of 30 % that lasts for five seconds; why: in words.

    tilt_change_deg: of the median tilt. slow_change, middle_change, fast_change: of the power in each band, as a share
    of that without the trick: -0.5 is half of it.
    """

    relief: Relief
    why: str
    lasted_s: int = 0
    tilt_change_deg: float | None = None
    slow_change: float | None = None
    middle_change: float | None = None
    fast_change: float | None = None


@dataclass(frozen=True)
class Checkup:
    """One prompted check-up. It is written anew as it goes on, in the same place: a power cut loses one part of it.

    parts: those that were asked for. neutral: whether a neutral position was known. lying_s: seconds in which the head,
    neck or trunk was tilted by 60 degrees and more.
    """

    start_s: float
    duration_s: float
    programme: str
    version: int
    site: str
    parts: tuple[CheckupPart, ...]
    ended: CheckupEnd
    stages: tuple[StageResult, ...] = ()
    trick: TrickEffect | None = None
    neutral: bool = False
    lying_s: int = 0


CHECKUP: Final = "check-up"
"""What a check-up that was begun is called among the blocks of exercise that were."""


@dataclass(frozen=True)
class SymptomRound:
    """The patient was asked for own symptoms, by their numbers: what each is called is known in the clinic alone.

    ratings: of each that was to be asked for, in that order; None where it was not answered, which says nothing of it.
    """

    start_s: float
    ratings: tuple[tuple[int, Rating | None], ...]
    stopped: StopReason


@dataclass(frozen=True)
class AskedRound:
    """A round of questions began: at monotonic `start_s` of this boot, below 0 in an earlier one, on that local day."""

    start_s: float
    day: str


@dataclass(frozen=True)
class BegunBlock:
    """The first set of an item was begun: at monotonic `start_s` of this boot, below 0 in an earlier one.

    A check-up counts as one whose exercise is CHECKUP.
    """

    exercise: str
    start_s: float


@dataclass(frozen=True)
class PlannedItem:
    """An exercise prescribed for a day: `sessions` times `sets` of so many repetitions, or of so many seconds."""

    exercise: str
    sessions: int
    sets: int
    repetitions: int | None = None
    hold_s: float | None = None


@dataclass(frozen=True)
class Setup:
    """What holds from now on: where the device is worn, and what is prescribed for this day.

    `programme` is empty and `version` 0 without an accepted programme that is valid today.
    """

    start_s: float
    site: str
    programme: str = ""
    version: int = 0
    due: tuple[PlannedItem, ...] = ()
    checkups: int = 0


@dataclass(frozen=True)
class TurnSums:
    """How the limb turned within one band of frequencies and in one context, of `seconds` in which it did.

    products: sums over time of the products of its parts, xx yy zz yz zx xy in (deg/s)² s. path_deg: of its speed.
    strayed_deg: mean angle to the own axis of each minute, weighed by speed; usual_deg: what the products let expect.
    See `device.records.turn_sums`.
    """

    band: TurnBand
    context: Context
    seconds: int
    products: tuple[float, float, float, float, float, float]
    path_deg: float
    strayed_deg: float
    usual_deg: float


PackedTurns = tuple[TurnBand, Context, int, tuple[float, float, float, float, float, float], float, float, float]
"""TurnSums without their names."""


@dataclass(frozen=True)
class Directions:
    """Which way the limb turned in five minutes at most; about its own axes if they were known, else the sensor's."""

    start_s: float
    packed: tuple[PackedTurns, ...]  # without names, of which the card would have to keep more than of numbers
    of_limb: bool = False

    @property
    def sums(self) -> tuple[TurnSums, ...]:
        """With their names."""
        return tuple(TurnSums(*values) for values in self.packed)


Record = Minute | Episode | Gap | Mark | SetResult | ExerciseSession | Setup | Directions | Checkup | SymptomRound


@dataclass(frozen=True)
class Dated:
    """A record with its place in the calendar."""

    record: Record
    utc_s: float  # seconds since 1970-01-01T00:00:00Z of the record's start
    offset_s: int  # local time minus UTC


ClockTrust = Literal["synced", "estimated", "unknown"]
TRUST_ORDER: tuple[ClockTrust, ...] = ("unknown", "estimated", "synced")


@dataclass(frozen=True)
class Dating:
    """How the monotonic seconds of one boot become calendar time: utc = monotonic + `utc_minus_monotonic_s`."""

    boot: str
    utc_minus_monotonic_s: float
    timezone: str  # IANA name
    trust: ClockTrust = field(default="unknown")
