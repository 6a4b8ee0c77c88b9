"""Seconds wait for the two that follow them, and are judged by what the nine around them show together.

Knows which seconds are neighbours; must never know what stands out of them.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from device.parameters import Parameters
from device.signals.samples import Floats
from device.signals.spectrum import Spectrum
from device.signals.windows import Window
from device.tremor.features import Features
from device.tremor.lasting import Nine, lasting_in, weight_of
from device.tremor.verdict import Reading, judge, judge_again, of_few_cycles

NEVER_S = -np.inf
Judged = tuple[Window, Reading]


@dataclass(frozen=True)
class JudgedSecond:
    """A second's window with its verdict, and whether the gyroscope's offset was taken out of it."""

    window: Window
    reading: Reading
    offset_known: bool


@dataclass(frozen=True)
class _Waiting:
    """A second, judged by its own three."""

    window: Window
    features: Features
    reading: Reading


class LateVerdicts:
    """Follows windows with their features in order of time; gives out each with its verdict, two seconds late."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters, rhythm = parameters, parameters.rhythm
        self._before_s, self._after_s = rhythm.lasting_before_s, rhythm.lasting_after_s
        count = self._before_s + 1 + self._after_s
        self._waiting: deque[_Waiting] = deque()
        self._last: Reading | None = None
        self._seconds_s, self._weights = np.full(count, NEVER_S), np.zeros(count)
        self._sums: Floats = np.zeros((count, 0))  # as wide as the first spectrum's

    def push(self, window: Window, features: Features) -> list[Judged]:
        """The seconds that nothing can change any more."""
        second_s = features.second_s
        before_gap = self._judged_before(second_s - self._after_s)
        self._waiting.append(_Waiting(window, features, judge(features, self._parameters)))
        if features.spectrum is not None and self._waiting[-1].reading.tremor is not None:
            self._keep(second_s, features.spectrum)
        return [*before_gap, *self._judged_before(second_s - self._after_s + 1)]

    def finish(self) -> list[Judged]:
        """The last seconds, as far as is known."""
        return self._judged_before(np.inf)

    def _judged_before(self, second_s: float) -> list[Judged]:
        done = []
        while self._waiting and self._waiting[0].features.second_s < second_s:
            one = self._waiting.popleft()
            beside = [each for each in self._beside(one.features.second_s) if each is not None]
            self._last = of_few_cycles(self._again(one), beside, self._parameters.rhythm)
            done.append((one.window, self._last))
        return done

    def _again(self, one: _Waiting) -> Reading:
        spectrum, rhythm = one.features.spectrum, self._parameters.rhythm
        if one.reading.tremor is not False or spectrum is None or not self._may_be(one.reading):
            return one.reading
        sums = self._together(one.features.second_s).reshape(spectrum.sums.shape)
        lasting = lasting_in(Nine(sums, spectrum, self._before_hz(one.features.second_s)), rhythm)
        return judge_again(one.reading, one.features, lasting, rhythm)

    def _beside(self, second_s: float) -> tuple[Reading | None, Reading | None]:
        """The second before, and the one after, by its own three."""
        before = self._last if self._last is not None and self._last.second_s == second_s - 1 else None
        after = self._waiting[0].reading if self._waiting else None
        return before, after if after is not None and after.second_s == second_s + 1 else None

    def _may_be(self, reading: Reading) -> bool:
        """Whether its own three seconds show it a little; others are not worth the look."""
        return reading.score is not None and reading.score >= self._parameters.rhythm.lasting_least_score

    def _before_hz(self, second_s: float) -> float | None:
        """The frequency of the tremor in the second before, if it was tremor."""
        before, _ = self._beside(second_s)
        return before.frequency_hz if before is not None and before.tremor else None

    def _keep(self, second_s: float, spectrum: Spectrum) -> None:
        """In the place of one nine seconds ago."""
        if not self._sums.size:
            self._sums = np.zeros((len(self._weights), spectrum.sums.size))
        place, weight = int(second_s) % len(self._weights), weight_of(spectrum, self._parameters.rhythm)
        self._seconds_s[place], self._weights[place] = second_s, weight
        self._sums[place] = spectrum.sums.ravel()

    def _together(self, second_s: float) -> Floats:
        """The weighted mean of what is known around a second."""
        apart_s = self._seconds_s - second_s
        weights = self._weights * ((apart_s >= -self._before_s) & (apart_s <= self._after_s))
        return np.asarray(weights @ self._sums / weights.sum())
