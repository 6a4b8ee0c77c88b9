"""What is followed over weeks: one value a day for each measure, and whether the day says enough of it.

Knows denominators, scales and the words for each; must never know SQL, HTML or how a chart is drawn.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from math import exp, isfinite, log
from typing import Final, Literal

from sync.clinic.trends.day_exercise import DayExercise
from sync.clinic.trends.day_values import PLACE, SEEN_KINDS, DayNumbers, Numbers, within_quarters
from sync.clinic.trends.periods import DayWindow
from sync.clinic.wording.glossary import KIND_ENTRIES
from sync.clinic.wording.language import spoken, with_decimal
from sync.clinic.wording.words import HOUR_S, capital, degrees, hertz, percent, significant

TrendScale = Literal["linear", "log"]
LEAST_OF_S: Final = 30 * 60.0  # ours: a share of less than half an hour says nothing of a day
LEAST_SHARE: Final = 0.005  # ours: on a logarithmic scale, what is below it is as good as none
LEAST_RATE: Final = 0.05  # an hour: one in a whole day
LEAST_DEG: Final = 0.1  # beside the sensor's noise
LEAST_LOG_STEP: Final = 0.2  # ours, as the next three: a fifth more or less
LEAST_SHARE_STEP: Final = 0.05
LEAST_HZ_STEP: Final = 0.3
LEAST_HOURS_STEP: Final = 1.0


@dataclass(frozen=True)
class TrendMeasure:
    """`of_day` takes COLUMNS and the exercise of a day; what it gives is in `unit`, NaN where it cannot be told.

    `title` and `explained` are in English, to be spoken. `least`: what is below is drawn and compared as if it were
    that, on a logarithmic scale. Of a number that is not `of_hours` the chosen hours of the day do not matter. `whole`
    is what its share is of where the days of a week are pooled, rather than one of them taken for all.
    """

    key: str
    title: str
    unit: str
    scale: TrendScale
    least: float
    of_day: Callable[[Numbers, DayExercise], float]
    words: Callable[[float], str]
    explained: str
    top: float | None = None  # where nothing can be higher
    of_hours: bool = True
    whole: Callable[[DayExercise], float] | None = None
    least_step: float = LEAST_LOG_STEP  # what is less is no change, whoever it is; on the scale on which days compare

    def __reduce__(self) -> tuple[Callable[[str], "TrendMeasure"], tuple[str]]:
        """It goes to another process by its key: functions do not."""
        return _by_key, (self.key,)

    def compared(self, value: float) -> float:
        """The value on the scale on which days compare."""
        return log(max(value, self.least)) if self.scale == "log" else value

    def uncompared(self, value: float) -> float:
        """The value again that is so far on that scale."""
        return exp(value) if self.scale == "log" else value


@dataclass(frozen=True)
class DayValue:
    """One measure on one day. `is_valid`: the band was worn long enough for it to be compared.

    whole: what the value is a share of, where the days of a week are pooled; 0 where they are not.
    """

    day: date
    value: float
    worn_s: float
    is_valid: bool
    whole: float = 0.0


def values_of(measure: TrendMeasure, days: Iterable[DayNumbers], window: DayWindow) -> list[DayValue]:
    """The days on which it can be told, in their order."""
    found = []
    for day in days:
        numbers = day.totals if window.is_whole else within_quarters(day, window.quarters)
        value = measure.of_day(numbers if measure.of_hours else day.totals, day.exercise)
        worn_s = float(numbers[PLACE["worn_s"]])
        if isfinite(value):
            is_valid = worn_s >= window.least_worn_s or not measure.of_hours
            whole = measure.whole(day.exercise) if measure.whole else 0.0
            found.append(DayValue(day.day, value, worn_s, is_valid, whole))
    return found


def _share(part: str, of: str) -> Callable[[Numbers, DayExercise], float]:
    def share_of(numbers: Numbers, _: DayExercise) -> float:
        whole_s = numbers[PLACE[of]]
        return float(min(1.0, numbers[PLACE[part]] / whole_s)) if whole_s >= LEAST_OF_S else float("nan")

    return share_of


def _column(name: str) -> Callable[[Numbers, DayExercise], float]:
    return lambda numbers, _: float(numbers[PLACE[name]])


def _rate(kind: str) -> Callable[[Numbers, DayExercise], float]:
    def rate(numbers: Numbers, _: DayExercise) -> float:
        worn_s = numbers[PLACE["worn_s"]]
        return float(numbers[PLACE[kind]] * HOUR_S / worn_s) if worn_s >= LEAST_OF_S else float("nan")

    return rate


def _worn_h(numbers: Numbers, _: DayExercise) -> float:
    recorded_s = numbers[PLACE["worn_s"]] + numbers[PLACE["not_worn_s"]]
    return float(numbers[PLACE["worn_s"]] / HOUR_S) if recorded_s else float("nan")


def _adherence(_: Numbers, exercise: DayExercise) -> float:
    return min(1.0, exercise.done_sets / exercise.due_sets) if exercise.due_sets else float("nan")


def _per_hour(value: float) -> str:
    return spoken("{number} per hour", number=significant(value) if value else 0)


def _hours(value: float) -> str:
    return with_decimal(f"{value:.1f}\N{NO-BREAK SPACE}h")


REST: Final = TrendMeasure(
    "rest",
    "Tremor at rest",
    "%",
    "log",
    LEAST_SHARE,
    _share("rest_tremor_s", "rest_s"),
    percent,
    "Seconds of tremor of all seconds at rest that could be judged; days with less than half an hour of rest are left "
    "out. It compares best between days: it depends least on what else the limb did.",
    1.0,
)
AMPLITUDE: Final = TrendMeasure(
    "amplitude",
    "Amplitude of tremor",
    "°",
    "log",
    LEAST_DEG,
    _column("amplitude_deg"),
    degrees,
    "Median over the day's seconds of tremor, from one end of a shake to the other. The axis is logarithmic: equal "
    "steps are equal ratios. A change of less than about two thirds of a single value is no change. Of chosen "
    "hours, it is the median of the quarter-hours' medians.",
)
POSTURE_AWAY: Final = TrendMeasure(
    "posture",
    "Posture: held away from neutral",
    "%",
    "linear",
    LEAST_SHARE,
    _share("away_s", "held_s"),
    percent,
    "Of the time at rest in which posture could be judged, the part that was tilted by 15° or more from the nearest "
    "neutral position. Lying down and postures on purpose look the same. Without a baseline there is none.",
    1.0,
    least_step=LEAST_SHARE_STEP,
)
TREMOR_SHARE: Final = TrendMeasure(
    "tremor",
    "Tremor, of all assessable time",
    "%",
    "log",
    LEAST_SHARE,
    _share("tremor_s", "assessable_s"),
    percent,
    "Seconds of tremor of all worn seconds that could be judged. It changes with what the limb is used for.",
    1.0,
)
FREQUENCY: Final = TrendMeasure(
    "frequency",
    "Frequency of tremor",
    "Hz",
    "linear",
    0.0,
    _column("frequency_hz"),
    hertz,
    "Median over the day's seconds of tremor. A treatment rarely changes it: a change may mean another movement.",
    least_step=LEAST_HZ_STEP,
)
ADHERENCE: Final = TrendMeasure(
    "exercise",
    "Exercise: sets carried to their end, of sets due",
    "%",
    "linear",
    0.0,
    _adherence,
    percent,
    "Sets that went to their end, of the sets that the programme asked for on that day; of a week, all its sets "
    "together, as in the calendar. Days on which nothing was due, and days before there was a programme, are left out.",
    1.0,
    of_hours=False,
    whole=lambda exercise: float(exercise.due_sets or 0),
    least_step=LEAST_SHARE_STEP,
)
WEAR: Final = TrendMeasure(
    "wear",
    "Worn, on valid days",
    "h",
    "linear",
    0.0,
    _worn_h,
    _hours,
    "Hours on a living limb, a day. Days worn for less than 5 h are grey everywhere and in no median: 5 h are enough "
    "to say how much tremor a day had (36 people, 30 days, PMC8103847).",
    24.0,
    least_step=LEAST_HOURS_STEP,
)


PER_HOUR: Final = "per worn hour"


def _episodes_measure(kind: str, word: str, explained: str) -> TrendMeasure:
    return TrendMeasure(
        f"episodes-{kind.replace(' ', '-')}",
        f"{capital(word)} episodes",
        PER_HOUR,
        "log",
        LEAST_RATE,
        _rate(kind),
        _per_hour,
        explained,
    )


TREMOR_EPISODES: Final = _episodes_measure(
    SEEN_KINDS[0], "tremor", "How many began, of the hours worn. A long episode counts once, as a short one does."
)
OTHER_EPISODES: Final = tuple(
    _episodes_measure(kind, KIND_ENTRIES[kind].word, f"All that were seen, confirmed or not. {KIND_ENTRIES[kind].but}")
    for kind in SEEN_KINDS[1:]
)
TREND_MEASURES: Final = (
    *(REST, AMPLITUDE, POSTURE_AWAY, TREMOR_EPISODES, TREMOR_SHARE, FREQUENCY),
    *(*OTHER_EPISODES, ADHERENCE, WEAR),
)
BY_KEY: Final = {measure.key: measure for measure in TREND_MEASURES}


def _by_key(key: str) -> TrendMeasure:
    return BY_KEY[key]
