"""What a sensory trick does: whether tilt or movement falls by 30 % for five seconds, beyond what they do alone.

Knows two stretches of seconds, without the trick and with it; must never know lights, nor who does what.

Stretches of 5, 10, 15 and 30 seconds with the trick are held against all the time without it. One is better if its
size is lower by 30 %, as nearly as that can be measured, and by more than such stretches differ by themselves, which
the time without the trick shows. Where they differ so much that 30 % would not stand out, nobody can tell.
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
from device.signals.same_runs import Flags
from device.signals.samples import Floats

WORDS: Final[dict[TurnBand | None, str]] = {
    None: "tilt",
    "slow": "movement below 1.5 Hz",
    "middle": "movement from 1.5 to 4.5 Hz",
    "fast": "movement above 4.5 Hz",
}
PERCENT: Final = 100


@dataclass(frozen=True)
class Compared:
    """The sizes of one quantity, tilt or the turning in a band, each second: NaN where that is not known."""

    band: TurnBand | None
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
        least = self.judging.least_deg if self.band is None else self.judging.least_dps
        return self._size(self.without) >= least

    @property
    def change(self) -> float | None:
        """Of the mean tilt, or of the mean power, as a share: -0.5 is half of it."""
        before = self._size(self.without)
        return (self._size(self.having) / before) ** self._order - 1 if before else None

    @property
    def can_tell(self) -> bool:
        """Whether 30 % would stand out in a stretch of the usual length."""
        return self._least_fall(self.judging.usual_s) <= -math.log(1 - self.judging.improved)

    def better(self) -> Iterator[tuple[int, float]]:
        """Seconds and improvement, as a share, of the stretches with the trick that are."""
        base = math.log(self._size(self.without))
        for length in self.judging.lengths_s:
            falls = base - self._log_sizes(self.having, length)
            good = falls >= max(self._least_fall(length), -math.log(1 - self.judging.improved_seen))
            if good.any():
                covered = np.convolve(good, np.ones(length)) > 0
                yield int(_longest(covered)), 1 - math.exp(-float(falls[good].max()))

    @property
    def _order(self) -> int:
        return 1 if self.band is None else 2

    def _size(self, sizes: Floats) -> float:
        return float(np.nanmean(sizes**self._order) ** (1 / self._order))

    def _log_sizes(self, sizes: Floats, length: int) -> Floats:
        """[n] of each stretch of so many seconds of which all are known; of others -inf."""
        if len(sizes) < length:
            return np.empty(0)
        means = sliding_window_view(sizes**self._order, length).mean(axis=1)
        logs = np.full(len(means), np.inf)
        known = np.isfinite(means)
        logs[known] = np.log(np.maximum(means[known], np.finfo(float).tiny)) / self._order
        return logs

    def _least_fall(self, length: int) -> float:
        """By how much such a stretch has to be lower, on a logarithmic scale, to be more than chance."""
        shortest = min(self.judging.lengths_s)
        logs = self._log_sizes(self.without, shortest)
        logs = logs[np.isfinite(logs)]
        own = max(float(logs.std()), self.judging.least_spread) if len(logs) > 1 else math.inf
        known = len(self.without) / shortest
        return self.judging.spreads * own * math.sqrt(shortest / length + 1 / known)


def effect_of(
    without: Sequence[CheckupSecond], having: Sequence[CheckupSecond], judging: TrickJudging, *, lying: bool = False
) -> TrickEffect:
    """What the trick did, by the seconds without and with it. lying: tilt says nothing of the neck or back then."""
    bands: tuple[TurnBand | None, ...] = (None, "slow", "middle", "fast")
    every = [Compared(band, _sizes(without, band), _sizes(having, band), judging) for band in bands]
    seen = {one.band: one for one in every if one.seen}
    judged = [one for one in seen.values() if one.present and not (lying and one.band is None)]
    best = max(((*better, one) for one in judged for better in one.better()), key=lambda b: b[:2], default=None)
    relief: Relief = "told" if best else "none told" if any(one.can_tell for one in judged) else "cannot tell"
    tilt = seen.get(None)
    return TrickEffect(
        relief,
        _told(best) if best else _why_not(relief, [*without, *having], list(seen.values()), lying=lying),
        best[0] if best else 0,
        None if tilt is None else float(np.nanmedian(tilt.having) - np.nanmedian(tilt.without)),
        *(seen[band].change if band in seen else None for band in bands[1:]),
    )


NONE: Final = "neither tilt nor movement fell by 30 % for 5 s"


def _told(best: tuple[int, float, Compared]) -> str:
    seconds, share, of = best
    return f"{WORDS[of.band]} fell by {PERCENT * share:.0f} % at best, for {seconds} s"


def _why_not(relief: Relief, seconds: Sequence[CheckupSecond], seen: Sequence[Compared], *, lying: bool) -> str:
    """Why none is told, or why nobody can tell."""
    if relief == "none told":
        return NONE
    if not seen:
        rode = any(one.context == "vehicle" for one in seconds)
        return "the limb rode in a vehicle" if rode else "too little of it could be measured"
    if lying and not any(one.present for one in seen if one.band is not None):
        return "lying down, tilt says nothing, and there was hardly any movement"
    if not any(one.present for one in seen):
        return "there was hardly any tilt or movement without the trick"
    return "it comes and goes so much by itself that 30 % would not stand out"


def _sizes(seconds: Sequence[CheckupSecond], band: TurnBand | None) -> Floats:
    sizes = [one.tilt_deg if band is None else one.rms_dps.get(band) for one in seconds]
    return np.array([np.nan if size is None else size for size in sizes], dtype=float)


def _longest(true: Flags) -> int:
    """How many in a row are."""
    longest = run = 0
    for one in true:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest
