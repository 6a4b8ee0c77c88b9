"""What a therapist may ask for, and the caps that nothing can lift.

Knows movements, holds, tempo, schedule and limits; must never know how movement is measured or shown.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Final, Literal, get_args

from device.records.decoding import BadValue, Range
from device.records.facts import LONGEST_SET_S, CheckupPart, CheckupStage

# Safety caps of the device, ours: no load, short and few blocks. No programme can raise them. A block is all the sets
# of one item in one session, with the rests between them.
MOST_REPETITIONS = 100  # a set
MOST_BLOCK_S = LONGEST_SET_S  # one set may be all of it
MOST_BLOCKS_A_DAY = 10
MOST_SETS = 10  # a block
MOST_ITEMS = 10  # as many as there may be blocks in a day

# A fade that takes longer is no flash, even when a reading of the clock comes late (device/exercise/cues.py).
SHORTEST_FADE_S = 2.0
LONGEST_PHASE_S = 30.0
LONGEST_HOLD_S = 120.0  # the longest supported rest
LONGEST_REST_S = 300.0
LONGEST_NOTE = 200  # characters
MOST_RANGE_DEG = 180.0  # of any joint; the cap of an exercise is lower
LEAST_RANGE_DEG = 15.0  # ours: what turns a limb by less is also sway, or a hand that is put elsewhere

Fade = Annotated[float, Range(SHORTEST_FADE_S, LONGEST_PHASE_S)]
Stay = Annotated[float, Range(0, LONGEST_PHASE_S)]
RepetitionsASet = Annotated[int, Range(1, MOST_REPETITIONS)]
SetsABlock = Annotated[int, Range(1, MOST_SETS)]
RangeDeg = Annotated[float, Range(LEAST_RANGE_DEG, MOST_RANGE_DEG)]
SpeedDps = Annotated[float, Range(10, 1000)]
HoldS = Annotated[float, Range(5, LONGEST_HOLD_S)]
BandDeg = Annotated[float, Range(2, 45)]
PeriodS = Annotated[float, Range(2, 4)]
RestS = Annotated[float, Range(0, LONGEST_REST_S)]
TimesADay = Annotated[int, Range(1, MOST_BLOCKS_A_DAY)]
USUAL_BAND_DEG: Final = 10.0
USUAL_REST_S: Final = 30.0


@dataclass(frozen=True)
class Tempo:
    """One repetition at the pace that is shown: move out, hold, come back, pause."""

    out_s: Fade
    hold_s: Stay
    back_s: Fade
    pause_s: Stay

    @property
    def cycle_s(self) -> float:
        """Seconds from one repetition to the next."""
        return self.out_s + self.hold_s + self.back_s + self.pause_s


@dataclass(frozen=True)
class Movement:
    """A set of repetitions: one counts from `count_from_deg` to `cap_deg` and aims at `target_deg`.

    most_dps: a repetition in which the limb ever turned faster, tremor left out, is too fast; None leaves it to the
    tempo.
    Raises BadValue when the repetitions or the range break the caps, however the movement was made.
    """

    exercise: str
    repetitions: RepetitionsASet
    tempo: Tempo
    count_from_deg: RangeDeg
    target_deg: RangeDeg
    cap_deg: RangeDeg
    most_dps: SpeedDps | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.repetitions <= MOST_REPETITIONS:
            raise BadValue(f"repetitions: expected 1 to {MOST_REPETITIONS} a set, got {self.repetitions}")
        if not self.count_from_deg <= self.target_deg <= self.cap_deg:
            raise BadValue(
                f"range: expected count_from_deg <= target_deg <= cap_deg, "
                f"got {self.count_from_deg:g}, {self.target_deg:g} and {self.cap_deg:g}"
            )

    @property
    def longest_s(self) -> float:
        """How long a set takes at the pace that is shown."""
        return self.repetitions * self.tempo.cycle_s


@dataclass(frozen=True)
class Hold:
    """A set of time: the limb keeps within `band_deg` of where it was at the start, or simply rests.

    Raises BadValue when the time breaks the cap, however the hold was made.
    """

    exercise: str
    hold_s: HoldS
    band_deg: BandDeg = USUAL_BAND_DEG

    def __post_init__(self) -> None:
        if not 0 < self.hold_s <= LONGEST_HOLD_S:
            raise BadValue(f"hold_s: expected up to {LONGEST_HOLD_S:g} s, got {self.hold_s:g}")

    @property
    def longest_s(self) -> float:
        """How long a set takes."""
        return self.hold_s


@dataclass(frozen=True)
class BeatSwing:
    """A set of swings on a beat, out and back once every `period_s`; angles as those of a movement.

    The light marks the beat once a period: faster than every two seconds it would have to flash too often.
    """

    exercise: str
    repetitions: RepetitionsASet
    period_s: PeriodS
    count_from_deg: RangeDeg
    target_deg: RangeDeg
    cap_deg: RangeDeg

    def __post_init__(self) -> None:
        _ = self.movement

    @property
    def movement(self) -> Movement:
        """What is counted of it. Raises BadValue where the caps are broken."""
        tempo = Tempo(out_s=self.period_s / 2, hold_s=0.0, back_s=self.period_s / 2, pause_s=0.0)
        angles_deg = (self.count_from_deg, self.target_deg, self.cap_deg)
        return Movement(self.exercise, self.repetitions, tempo, *angles_deg)

    @property
    def longest_s(self) -> float:
        """How long a set takes on its beat."""
        return self.repetitions * self.period_s


Work = Movement | BeatSwing | Hold
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True)
class DailySchedule:
    """How often a day, on which days, and between which minutes of the local day; `to_minute` is not part of it."""

    per_day: TimesADay = 1
    days: tuple[Weekday, ...] = WEEKDAYS
    from_minute: Annotated[int, Range(0, DAY_MINUTES - 1)] = 0
    to_minute: Annotated[int, Range(1, DAY_MINUTES)] = DAY_MINUTES

    def __post_init__(self) -> None:
        if not self.days or len(set(self.days)) < len(self.days):
            raise BadValue(f"days: expected each weekday at most once and at least one, got {list(self.days)}")
        if self.from_minute >= self.to_minute:
            raise BadValue(
                f"window: expected its start before its end, got minutes {self.from_minute} and {self.to_minute}"
            )


@dataclass(frozen=True)
class StopRule:
    """When the device ends an item by itself: tremor that rose by so much, and minutes that a block may last."""

    tremor_rise_pct: Annotated[float, Range(20, 1000)] | None = None
    most_min: Annotated[float, Range(1, MOST_BLOCK_S / 60)] = MOST_BLOCK_S / 60


@dataclass(frozen=True)
class Item:
    """One exercise as prescribed: so many sets of `work` a session, with a rest between them.

    Raises BadValue when the sets at their own pace would last longer than a block may.
    """

    work: Work
    sets: SetsABlock = 1
    rest_s: RestS = USUAL_REST_S
    schedule: DailySchedule = field(default_factory=DailySchedule)
    stop: StopRule = field(default_factory=StopRule)
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.sets <= MOST_SETS:
            raise BadValue(f"sets: expected 1 to {MOST_SETS}, got {self.sets}")
        if self.longest_s > MOST_BLOCK_S:
            raise BadValue(
                f"sets: expected a block of at most {MOST_BLOCK_S / 60:g} min, got {self.longest_s / 60:.1f} min "
                "at its own tempo: fewer sets, repetitions or seconds"
            )

    @property
    def longest_s(self) -> float:
        """How long a block takes at its own pace, rests included."""
        return self.sets * self.work.longest_s + (self.sets - 1) * self.rest_s


# Caps of the check-up, ours: a few minutes, a few times a day, each time of day apart from the next.
LONGEST_CHECKUP_S = 180.0  # of what the lights ask for, the seconds for taking each position left out
MOST_CHECKUPS_A_DAY = 3
CHECKUP_OPEN_MIN = 120  # from each time of day on: the same time of day compares best
LEAST_APART_S = 3600.0  # whatever clocks say, from the start of one check-up to the next
TAKE_POSITION_S = 4.0  # before each stage counts; the light brightens meanwhile
MidlineS = Annotated[float, Range(10, 60)]  # TWSTRS looks for 60 s; three minutes have room for less

STAGES: Final[dict[CheckupPart, tuple[tuple[CheckupStage, float | None], ...]]] = {
    "rest": (("rest", 30.0),),
    "hold": (("hold", 30.0),),
    "midline": (("first midline", None), ("second midline", None)),
    "straight": (("at ease", 10.0), ("held straight", 10.0)),
    "trick": (("without trick", 30.0), ("with trick", 30.0)),
}
"""The stages of each part in their order and seconds; None: as the programme says."""


@dataclass(frozen=True)
class CheckupPlan:
    """A check-up as prescribed: its parts in their order, at which minutes of the local day it opens, on which days.

    Raises BadValue when it breaks the caps, however it was made.
    """

    parts: tuple[CheckupPart, ...]
    times: tuple[int, ...]
    days: tuple[Weekday, ...] = WEEKDAYS
    midline_s: MidlineS = 20.0

    def __post_init__(self) -> None:
        for name, values in (("parts", self.parts), ("times", self.times), ("days", self.days)):
            if not values or len(set(values)) < len(values):
                raise BadValue(f"{name}: expected each at most once and at least one, got {list(values)}")
        if len(self.times) > MOST_CHECKUPS_A_DAY:
            raise BadValue(f"times: expected at most {MOST_CHECKUPS_A_DAY} a day, got {len(self.times)}")
        if any(later - earlier < CHECKUP_OPEN_MIN for earlier, later in pairwise(sorted(self.times))):
            raise BadValue(f"times: expected {CHECKUP_OPEN_MIN // 60} hours or more between two, since each stays open")
        if self.longest_s > LONGEST_CHECKUP_S:
            raise BadValue(
                f"parts: expected at most {LONGEST_CHECKUP_S:g} s in all, got {self.longest_s:g}: fewer parts, or a"
                " shorter midline_s"
            )

    @property
    def stages(self) -> tuple[tuple[CheckupPart, CheckupStage, float], ...]:
        """Part, stage and seconds, in the order in which they are done."""
        ordered = (part for part in STAGES if part in self.parts)
        return tuple((part, stage, seconds or self.midline_s) for part in ordered for stage, seconds in STAGES[part])

    @property
    def longest_s(self) -> float:
        """How long its stages take."""
        return sum(seconds for _, _, seconds in self.stages)


ELBOW = Movement(
    exercise="elbow-bend",
    repetitions=10,
    tempo=Tempo(out_s=3.0, hold_s=1.0, back_s=3.0, pause_s=1.0),
    count_from_deg=40.0,
    target_deg=90.0,
    cap_deg=150.0,  # normal elbow flexion ends here (American Academy of Orthopaedic Surgeons, 1965)
)
BACK_SHARE = 0.5  # of the way out, that makes it a repetition on the way back
FASTEST_SHARE = 0.4  # of the shown tempo, up to the middle of the way back; anything quicker is too fast


def shortest_s(item: Movement) -> float:
    """How long a movement takes at least to count, until it is told."""
    return FASTEST_SHARE * (item.tempo.out_s + item.tempo.hold_s + BACK_SHARE * item.tempo.back_s)
