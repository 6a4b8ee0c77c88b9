"""What a sensory trick does: whether tilt or movement falls by 30 % for five seconds, beyond what they do alone.

Knows two stretches of seconds, without the trick and with it; must never know lights, nor who does what.

Stretches of 5, 10, 15 and 30 seconds with the trick are held against all the time without it. One is better if its
size is lower by 30 %, as nearly as that can be measured, and by more than such stretches differ by themselves, which
the time without the trick shows. Where they differ so much that 30 % would not stand out, it comes and goes by itself,
and a pause is no relief: then stretches of 12 and 20 seconds are held against each other by their second largest
second, which no pause lowers. One is better that lies 33 % below the lowest of them without the trick; without any,
nobody can tell. Movement is that above 1.5 Hz in one: an uneven tremor wanders from band to band, and slower movement
is also sway and what is done on purpose.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from device.checkups.seconds import CheckupSecond
from device.parameters import TrickJudging
from device.records.facts import Relief, TrickEffect, TurnBand
from device.records.histograms import median
from device.signals.same_runs import Flags
from device.signals.samples import Floats

Bands = tuple[TurnBand, ...]
TILT: Final[Bands] = ()
QUICK: Final[Bands] = ("middle", "fast")
SINGLE: Final[tuple[Bands, ...]] = (("slow",), ("middle",), ("fast",))
WORDS: Final[dict[Bands, str]] = {TILT: "tilt", QUICK: "movement above 1.5 Hz"}
PERCENT: Final = 100


@dataclass(frozen=True)
class Compared:
    """The sizes of one quantity, tilt or the turning in bands, each second: NaN where that is not known."""

    bands: Bands
    without: Floats
    having: Floats
    judging: TrickJudging

    @property
    def seen(self) -> bool:
        """Whether enough is known of both."""
        known = min(int(np.isfinite(sizes).sum()) for sizes in (self.without, self.having))
        return known >= self.judging.least_seen_s

    @property
    def present(self) -> bool:
        """Whether there was anything to relieve."""
        least = self.judging.least_dps if self.bands else self.judging.least_deg
        return self._size(self.without) >= least

    @property
    def change(self) -> float | None:
        """Of the mean tilt, or of the mean power, as a share: -0.5 is half of it."""
        before = self._size(self.without)
        return (self._size(self.having) / before) ** self._order - 1 if before else None

    @property
    def steady(self) -> bool:
        """Whether 30 % would stand out in a stretch of the usual length, and movement has no pauses."""
        pauses = bool(self.bands) and np.nanmin(self.without) < self.judging.pause_share * self._size(self.without)
        return not pauses and self._by_chance(self.judging.usual_s) <= self._thirty

    def better(self) -> Iterator[tuple[int, float]]:
        """Seconds and improvement, as a share, of the stretches with the trick that are."""
        for length in self._lengths:
            before = self._logs(self.without, length)
            before = before[np.isfinite(before)]
            if not len(before):
                continue
            usual = float(before.mean()) if self._comes_and_goes else math.log(self._size(self.without))
            falls = usual - self._logs(self.having, length)
            good = falls >= self._least_fall(length, usual - float(before.min()))
            if good.any():
                covered = np.convolve(good, np.ones(length)) > 0  # of peaks one more second without relief would count
                yield length if self._comes_and_goes else _longest(covered), 1 - math.exp(-float(falls[good].max()))

    @property
    def _comes_and_goes(self) -> bool:
        """Whether it is movement with pauses. Of a tilt the mean says more: it has none."""
        return bool(self.bands) and not self.steady

    @property
    def _lengths(self) -> Sequence[int]:
        if self._comes_and_goes:
            return self.judging.coming_lengths_s
        lengths = self.judging.lengths_s
        return lengths if self.steady else [one for one in lengths if one >= self.judging.usual_s]

    def _logs(self, sizes: Floats, length: int) -> Floats:
        return _log_peaks(sizes, length) if self._comes_and_goes else self._log_sizes(sizes, length)

    def _least_fall(self, length: int, lowest: float) -> float:
        """By how much a stretch has to be lower, as logarithms; lowest: by how much one without the trick is."""
        if self._comes_and_goes:
            return lowest - math.log(1 - self.judging.improved_coming)
        least = max(self._by_chance(length), -math.log(1 - self.judging.improved_seen))
        return least if self.steady else max(least, lowest + self._thirty)

    @property
    def _order(self) -> int:
        return 2 if self.bands else 1

    @property
    def _thirty(self) -> float:
        return -math.log(1 - self.judging.improved)

    def _size(self, sizes: Floats) -> float:
        return float(np.nanmean(sizes**self._order) ** (1 / self._order))

    def _log_sizes(self, sizes: Floats, length: int) -> Floats:
        """[n] of each stretch of so many seconds of which all are known; of others inf."""
        if len(sizes) < length:
            return np.empty(0)
        means = sliding_window_view(sizes**self._order, length).mean(axis=1)
        logs = np.full(len(means), np.inf)
        known = np.isfinite(means)
        logs[known] = np.log(np.maximum(means[known], np.finfo(float).tiny)) / self._order
        return logs

    def _by_chance(self, length: int) -> float:
        """By how much stretches so long differ without any trick."""
        shortest = min(self.judging.lengths_s)
        logs = self._log_sizes(self.without, shortest)
        logs = logs[np.isfinite(logs)]
        own = max(float(logs.std()), self.judging.least_spread) if len(logs) > 1 else math.inf
        known = len(self.without) / shortest
        return self.judging.spreads * own * math.sqrt(shortest / length + 1 / known)


def _log_peaks(sizes: Floats, length: int) -> Floats:
    """[n] the second largest second of each stretch of so many of which all are known; of others inf."""
    if len(sizes) < length:
        return np.empty(0)
    stretches = sliding_window_view(sizes, length)
    logs = np.log(np.maximum(np.partition(stretches, -2, axis=1)[:, -2], np.finfo(float).tiny))
    return np.where(np.isfinite(stretches).all(axis=1), logs, np.inf)


def effect_of(
    without: Sequence[CheckupSecond], having: Sequence[CheckupSecond], judging: TrickJudging, *, lying: bool = False
) -> TrickEffect:
    """What the trick did, by the seconds without and with it. lying: tilt says nothing of the neck or back then."""
    every = {
        bands: Compared(bands, _sizes(without, bands), _sizes(having, bands), judging)
        for bands in (TILT, QUICK, *SINGLE)
    }
    seen = {bands: one for bands, one in every.items() if one.seen}
    able = [seen[bands] for bands in (TILT, QUICK) if bands in seen and not (lying and bands == TILT)]
    judged = [one for one in able if one.present]
    best = max(((*better, one) for one in judged for better in one.better()), key=lambda b: b[:2], default=None)
    relief: Relief = "told" if best else "none told" if any(one.steady for one in judged) else "cannot tell"
    tilt = seen.get(TILT)
    return TrickEffect(
        relief,
        _told(best) if best else _why_not(relief, [*without, *having], seen, judged, lying=lying),
        best[0] if best else 0,
        None if tilt is None else _middle(tilt.having) - _middle(tilt.without),
        *(seen[bands].change if bands in seen else None for bands in SINGLE),
    )


NONE: Final = "neither tilt nor movement fell by 30 % for 5 s"


def _told(best: tuple[int, float, Compared]) -> str:
    seconds, share, of = best
    return f"{WORDS[of.bands]} fell by {PERCENT * share:.0f} % at best, for {seconds} s"


def _why_not(
    relief: Relief,
    seconds: Sequence[CheckupSecond],
    seen: dict[Bands, Compared],
    judged: Sequence[Compared],
    *,
    lying: bool,
) -> str:
    """Why none is told, or why nobody can tell."""
    if relief == "none told":
        return NONE
    if TILT not in seen and QUICK not in seen:
        rode = any(one.context == "vehicle" for one in seconds)
        return "the limb rode in a vehicle" if rode else "too little of it could be measured"
    if judged:
        return "it comes and goes so much by itself that 30 % would not stand out"
    if lying:
        return "lying down, tilt says nothing, and there was hardly any movement"
    return "there was hardly any tilt or movement without the trick"


def _sizes(seconds: Sequence[CheckupSecond], bands: Bands) -> Floats:
    sizes = [_turning_dps(one, bands) if bands else one.tilt_deg for one in seconds]
    return np.array([np.nan if size is None else size for size in sizes], dtype=float)


def _turning_dps(second: CheckupSecond, bands: Bands) -> float | None:
    """In all of these bands together; None where one was not measured."""
    known = [second.rms_dps[band] for band in bands if band in second.rms_dps]
    return math.hypot(*known) if len(known) == len(bands) else None


def _longest(true: Flags) -> int:
    """How many in a row are."""
    longest = run = 0
    for one in true:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest


def _middle(sizes: Floats) -> float:
    """Of those that are known, at least one."""
    return median(sizes[~np.isnan(sizes)].tolist())
