"""Windows of recordings that clinicians rated, beside five plain features with a regression.

Knows ratings and quantiles; must never know how a score comes about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from device.signals.samples import Floats, Samples
from tests.evaluation.baseline import features, fitted
from tests.evaluation.bootstrap import resampled_groups
from tests.evaluation.cases import readings
from tests.evaluation.movement_data import RatedWindows, rated
from tests.evaluation.progress import step
from tests.evaluation.table import Row

RATE_HZ = 50
NO_SCORE = -9.0  # below every score: the limb lay still
SPECIFICITY = 0.95
LEAST_BY_WINDOW, LEAST_BY_RECORDING, LEAST_RATED, MOST_UNRATED = 0.87, 0.98, 60.0, 2.0


@dataclass(frozen=True)
class Scored:
    """Windows of one part with any score."""

    rating: Floats
    recording: Floats
    score: Floats

    def sensitivity(self) -> float:
        """The share of rated windows above the score that 95 % of the unrated ones keep below."""
        limit = np.quantile(self.score[self.rating == 0], SPECIFICITY)
        return float(np.mean(self.score[self.rating > 0] > limit))

    def by_recording(self) -> "Scored":
        """Each recording with the median score of its windows."""
        ids, first = np.unique(self.recording, return_index=True)
        medians = np.array([np.median(self.score[self.recording == number]) for number in ids])
        return Scored(self.rating[first], ids, medians)

    def area(self) -> float:
        """How often a rated one scores higher than an unrated one: the area under the ROC curve."""
        rated, unrated = self.score[self.rating > 0, None], self.score[self.rating == 0]
        return float(np.mean((rated > unrated) + (rated == unrated) / 2))

    def with_interval(
        self, value: float, figure: "Callable[[Scored], float]", decimals: int = 3, unit: str = ""
    ) -> str:
        """The figure, and its interval over rated and unrated recordings, each drawn by themselves."""
        units = [self._recordings(rated=rated) for rated in (False, True)]
        interval = resampled_groups(units, lambda drawn: figure(_joined([one for part in drawn for one in part])))
        return f"{value:.{decimals}f}{unit}" + ("" if interval is None else f" {interval.shown(decimals)}")

    def _recordings(self, *, rated: bool) -> "list[Scored]":
        numbers = np.unique(self.recording[(self.rating > 0) == rated])
        return [self._only(self.recording == number) for number in numbers]

    def _only(self, which: np.typing.NDArray[np.bool_]) -> "Scored":
        return Scored(self.rating[which], self.recording[which], self.score[which])

    def percent_found(self, *, rated: bool) -> float:
        """How many windows reach the product's own threshold."""
        return float(100 * np.mean(self.score[(self.rating > 0) == rated] >= 0))


def _joined(recordings: "list[Scored]") -> Scored:
    """As if each were another one, also where one was drawn twice."""
    numbers = np.repeat(np.arange(float(len(recordings))), [len(one.score) for one in recordings])
    rating, score = (np.concatenate([getattr(one, name) for one in recordings]) for name in ("rating", "score"))
    return Scored(rating, numbers, score)


def rated_rows(folder: Path) -> Iterator[Row]:
    """The TIM-Tremor windows, accelerometer alone."""
    windows = rated(folder, "tim_tremor")
    tuning = windows.recording // 2 % 2 == 0
    with step(f"{len(windows.rating)} rated windows"):
        ours = _in_parts(windows, np.array([_score(one) for one in windows.acceleration_g]), tuning)
    plain = features(windows.acceleration_g)
    regression = fitted(plain.values[tuning], (windows.rating[tuning] > 0).astype(float))
    five = _in_parts(windows, regression.score(plain.values), tuning)[1]
    peak = _in_parts(windows, plain.peak_rms, tuning)[1]
    by_window = [part.sensitivity() for part in ours]
    by_windows = [part.with_interval(part.sensitivity(), Scored.sensitivity) for part in ours]
    by_recording = [part.by_recording().sensitivity() for part in ours]
    yield Row(
        f"TIM windows, sensitivity at 95 % specificity: >= {LEAST_BY_WINDOW}",
        by_windows,
        theirs="needs a gyroscope",
        baseline=f"5 features {five.sensitivity():.3f}, rms {peak.sensitivity():.3f}",
        best="0.84 (5 features)",
        met=by_window[1] >= LEAST_BY_WINDOW,
    )
    yield Row(
        f"TIM by recording (median score): >= {LEAST_BY_RECORDING}",
        [part.with_interval(part.by_recording().sensitivity(), _sensitivity_by_recording) for part in ours],
        theirs="needs a gyroscope",
        baseline=_both(five.by_recording(), peak.by_recording()),
        best="0.97 (rms at the peak)",
        met=by_recording[1] >= LEAST_BY_RECORDING,
    )
    yield Row(
        "    area under the ROC curve by recording",
        [part.with_interval(part.by_recording().area(), _area_by_recording) for part in ours],
        theirs="needs a gyroscope",
        baseline=f"5 features {five.by_recording().area():.3f}, rms {peak.by_recording().area():.3f}",
    )
    yield from _threshold_rows(ours)


def _sensitivity_by_recording(scored: Scored) -> float:
    return scored.by_recording().sensitivity()


def _area_by_recording(scored: Scored) -> float:
    return scored.by_recording().area()


def _both(five: Scored, peak: Scored) -> str:
    return f"5 features {five.sensitivity():.3f}, rms {peak.sensitivity():.3f}"


def _threshold_rows(ours: list[Scored]) -> Iterator[Row]:
    found, wrong = ([part.percent_found(rated=rated) for part in ours] for rated in (True, False))
    found_shown, wrong_shown = ([_found_shown(part, rated=rated) for part in ours] for rated in (True, False))
    yield Row(
        f"TIM rated windows above our own threshold: >= {LEAST_RATED:.0f} %",
        found_shown,
        met=found[1] >= LEAST_RATED,
    )
    yield Row(
        f"TIM unrated windows above it: <= {MOST_UNRATED:.0f} %",
        wrong_shown,
        met=wrong[1] <= MOST_UNRATED,
    )


def _found_shown(part: Scored, *, rated: bool) -> str:
    found = part.percent_found(rated=rated)
    return part.with_interval(found, lambda drawn: drawn.percent_found(rated=rated), decimals=1, unit=" %")


def _in_parts(windows: RatedWindows, score: Floats, tuning: np.typing.NDArray[np.bool_]) -> list[Scored]:
    return [Scored(windows.rating[part], windows.recording[part], score[part]) for part in (tuning, ~tuning)]


def _score(acceleration_g: Floats) -> float:
    samples = Samples(np.arange(len(acceleration_g)) / RATE_HZ, acceleration_g, None)
    (reading,) = (one for one in readings(samples) if one.tremor is not None)
    return NO_SCORE if reading.score is None else reading.score
