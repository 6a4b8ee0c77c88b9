"""Seconds wait for the two that follow them, and are judged by what the nine around them show together.

Knows which seconds are neighbours; must never know what stands out of them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Self

import numpy as np

from device.parameters import Parameters, Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import Spectrum
from device.signals.windows import Window
from device.tremor.features import Described, Features
from device.tremor.lasting import LookAtNine, lasting_in, looks_at_nine, weights_of
from device.tremor.verdict import Reading, judge_again, judge_each, of_few_cycles

Judged = tuple[Window, Reading]


@dataclass(frozen=True)
class JudgedSecond:
    """A second's window with its verdict, and whether the gyroscope's offset was taken out of it."""

    window: Window
    reading: Reading
    offset_known: bool


@dataclass(frozen=True)
class _Waiting:
    """A second, judged by its own three. bare: its features but for the peaks."""

    window: Window
    bare: Features
    reading: Reading

    @property
    def spectrum(self) -> Spectrum | None:
        return self.bare.spectrum


@dataclass(frozen=True)
class _Known:
    """The spectra of the last seconds that could be judged: running sums [n, 6, k + 1], and how each weighs."""

    seconds_s: Floats
    weights: Floats
    sums: Floats

    def and_those_of(self, described: Described, readings: Sequence[Reading], rhythm: Rhythm) -> Self:
        """With those of the next seconds."""
        found = described.turning
        counted = [] if found is None else [n for n, place in enumerate(found.places) if _is_known(readings[place])]
        if found is None or not counted:
            return self
        seconds_s = [readings[found.places[n]].second_s for n in counted]
        sums = found.spectra.sums[:, counted].swapaxes(0, 1)
        weights = weights_of(found.spectra, rhythm)[counted]
        if not len(self.seconds_s):
            return type(self)(np.array(seconds_s), weights, np.ascontiguousarray(sums))
        pairs = ((self.seconds_s, seconds_s), (self.weights, weights), (self.sums, sums))
        return type(self)(*(np.concatenate(pair) for pair in pairs))

    def since(self, second_s: float) -> Self:
        """Without those before."""
        first = int(self.seconds_s.searchsorted(second_s))
        return type(self)(self.seconds_s[first:], self.weights[first:], self.sums[first:])

    def together(self, from_s: float, to_s: float) -> Floats:
        """[6, k + 1] the weighted mean of what is known from one second to another, both included."""
        first, last = self.seconds_s.searchsorted((from_s, to_s + 1))
        weights, sums = self.weights[first:last], self.sums[first:last]
        return np.asarray((weights @ sums.reshape(len(weights), -1) / weights.sum()).reshape(sums.shape[1:]))


class LateVerdicts:
    """Follows windows with what they contain in order of time; gives out each with its verdict, two seconds late."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters, rhythm = parameters, parameters.rhythm
        self._before_s, self._after_s = rhythm.lasting_before_s, rhythm.lasting_after_s
        self._waiting: list[_Waiting] = []
        self._last: Reading | None = None
        self._known = _Known(np.empty(0), np.empty(0), np.empty(0))

    def push(self, described: Described) -> list[Judged]:
        """The seconds that nothing can change any more."""
        readings = judge_each(described, self._parameters)
        looked_at = zip(described.windows, readings, strict=True)
        self._waiting += [_Waiting(window, described.bare(n), reading) for n, (window, reading) in enumerate(looked_at)]
        self._known = self._known.and_those_of(described, readings, self._parameters.rhythm)
        return self._judged_before(readings[-1].second_s - self._after_s + 1) if readings else []

    def finish(self) -> list[Judged]:
        """The last seconds, as far as is known."""
        return self._judged_before(np.inf)

    def _judged_before(self, second_s: float) -> list[Judged]:
        count = bisect_left(self._waiting, second_s, key=lambda one: one.reading.second_s)
        due, after = self._waiting[:count], [one.reading for one in self._waiting[1 : count + 1]]
        self._waiting = self._waiting[count:]
        looks = self._looks([one for one in due if self._may_be(one)])
        done = [(one.window, self._decided(one, then, looks)) for one, then in zip_longest(due, after)]
        self._known = self._known.since(second_s - self._before_s)
        return done

    def _may_be(self, one: _Waiting) -> bool:
        """Whether its own three seconds show it a little; others are not worth the look."""
        if one.reading.tremor is not False or one.reading.score is None or one.spectrum is None:
            return False
        return one.reading.score >= self._parameters.rhythm.lasting_least_score

    def _looks(self, those: Sequence[_Waiting]) -> Iterator[LookAtNine]:
        """At the nine seconds around each of those."""
        seconds_s = [one.reading.second_s for one in those]
        sums = [self._known.together(at_s - self._before_s, at_s + self._after_s) for at_s in seconds_s]
        spectra = [one.spectrum for one in those if one.spectrum is not None]
        return iter(looks_at_nine(spectra, sums, self._parameters.rhythm)) if those else iter(())

    def _decided(self, one: _Waiting, then: Reading | None, looks: Iterator[LookAtNine]) -> Reading:
        """Its verdict beside those of the second before, and of the one after, by its own three."""
        at_s, rhythm, reading = one.reading.second_s, self._parameters.rhythm, one.reading
        before = self._last if self._last is not None and self._last.second_s == at_s - 1 else None
        if self._may_be(one):
            before_hz = before.frequency_hz if before is not None and before.tremor else None
            lasting = lasting_in(next(looks), before_hz, rhythm)
            reading = reading if lasting is None else judge_again(reading, one.bare, lasting, rhythm)
        beside = [each for each in (before, then) if each is not None and abs(each.second_s - at_s) <= 1]
        self._last = of_few_cycles(reading, beside, rhythm)
        return self._last


def _is_known(reading: Reading) -> bool:
    return reading.tremor is not None
