"""A whole recording's times as its logger wrote them: counters roll over, bursts share a time, clocks start again.

Knows how loggers' clocks go wrong; must never know the file's format, nor what the samples measured.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from device.parameters import PARAMETERS
from device.recordings.naming.asked import RATE_HZ
from device.recordings.naming.bad import BadRecording
from device.recordings.naming.names import A_TIME, SCALES
from device.recordings.time_order import astray
from device.signals.grid import usual_step_s
from device.signals.samples import Floats, Samples

SPANS_S: Final = {  # how far a counter goes before it begins again
    2**32 / 1e3: "a counter of milliseconds of 32 bits",
    2**32 / 1e6: "a counter of microseconds of 32 bits",
    2**16 / 1e3: "a counter of milliseconds of 16 bits",
    86_400.0: "a clock at midnight",
}
NEAR_STEPS: Final = 10  # ours: a counter is this near to its end before it rolls over, in usual steps
MOST_ROLLS: Final = 1000  # ours: times that go back more often are in no order at all
REPEATED_SHARE: Final = 0.1  # ours: of samples that share the time of the one before, with other numbers
MOST_COPIES: Final = 0.7  # ours: of samples just like the one before; lines that stand twice are half of all
LONG_PIECE: Final = PARAMETERS.sampling.most_stray_samples + 1  # shorter ones are a few samples astray
LEAST_FOR_UNIT, LEAST_WRONG_STEP_S = 3, 1.0  # so many times, a step of so many seconds: probably another unit
PAUSE_STEPS: Final = 1.5  # ours: a time that stands this much longer than usual has a pause after it

Where = Callable[[int], str]
"""Where in its file a sample stands, in words."""


def settled(samples: Samples, where: Where, told: list[str], *, spread: bool) -> Samples:
    """With times that can be put in order. Raises BadRecording where nobody can tell what they mean."""
    sensible = np.abs(samples.time_s) <= PARAMETERS.sampling.most_time_s
    time_s = unrolled(np.where(sensible, samples.time_s, np.nan), where, told)
    if not spread:
        check_unit(time_s)
    time_s = _with_own_times(replace(samples, time_s=time_s), where, told, spread=spread)
    _check_steps_back(replace(samples, time_s=time_s), where)
    return replace(samples, time_s=time_s)


def unrolled(time_s: Floats, where: Where, told: list[str]) -> Floats:
    """Times that go on where a counter began again at zero; `told` says where that was."""
    back = np.flatnonzero(np.diff(time_s) < 0)
    if not 0 < len(back) <= MOST_ROLLS:
        return time_s
    near_s, continued = NEAR_STEPS * usual_step_s(time_s), time_s.copy()
    for last in back.tolist():
        for span_s, words in SPANS_S.items():
            if _rolls_over(time_s[last], time_s[last + 1], span_s, near_s):
                continued[last + 1 :] += span_s
                told.append(f"time: {words} began again at {where(last + 1)}; times go on from there")
    return continued


def _rolls_over(before_s: float, after_s: float, span_s: float, near_s: float) -> bool:
    """From the end of the counter, or of its positive half, to its beginning."""
    if abs(before_s - after_s - span_s) > min(near_s, PARAMETERS.sampling.stray_s):
        return False
    return abs(before_s - span_s) <= near_s or abs(before_s - span_s / 2) <= near_s


def check_unit(time_s: Floats) -> None:
    """No guess at another unit: times of seconds apart could not be judged anyway."""
    known_s = np.sort(time_s[np.isfinite(time_s)])
    step_s = usual_step_s(known_s) if len(known_s) >= LEAST_FOR_UNIT else 0
    if step_s >= LEAST_WRONG_STEP_S:
        raise BadRecording(
            f"times rise by {step_s:g} from one sample to the next: are the times in {_likely(step_s)}? expected"
            f" seconds, and at least {PARAMETERS.sampling.least_rate_hz:.0f} samples in each; convert them, or say it:"
            f" --units time={_likely(step_s)}, or --rate HZ where they are numbers of samples"
        )
    mean_s = float(np.ptp(known_s)) / (len(known_s) - 1) if step_s else 0
    if 0 < step_s < 1 / RATE_HZ[1] <= mean_s:
        raise BadRecording(
            f"samples come in bursts, {step_s:g} s apart and {1 / mean_s:.3g} a second in the mean, as over a serial"
            " port or Bluetooth; expected a time of its own for each sample: --spread-times spreads them evenly"
        )
    if 0 < step_s < 1 / RATE_HZ[1]:
        raise BadRecording(
            f"times rise by {step_s:g} s from one sample to the next, which is {1 / step_s:.3g} samples a second;"
            f" expected at most {RATE_HZ[1]:.0f}: say in which unit they are, such as --units time=min"
        )


def _likely(step_s: float) -> str:
    """The unit in which such numbers would be times of samples."""
    fits = (unit for unit, scale in SCALES[A_TIME].items() if 1 / RATE_HZ[1] <= step_s * scale < LEAST_WRONG_STEP_S)
    return next(fits, "ms")


def _with_own_times(samples: Samples, where: Where, told: list[str], *, spread: bool) -> Floats:
    """Spread, if that is asked for. Raises BadRecording if it is not, and many samples share a time."""
    time_s = samples.time_s
    same = time_s[1:] == time_s[:-1]
    if spread and (np.diff(_block_starts(time_s)) > 1).any():
        spread_s, words = _spread(time_s)
        told.append(words)
        check_unit(spread_s)
        return spread_s
    others = _repeated(samples)
    if np.count_nonzero(others) > REPEATED_SHARE * len(samples):
        raise BadRecording(_repeated_words(time_s, others, where))
    if np.count_nonzero(same) > MOST_COPIES * len(samples):
        raise BadRecording(_repeated_words(time_s, np.asarray(same), where))
    return time_s


def _repeated(samples: Samples) -> NDArray[np.bool_]:
    """[n - 1] which samples have the time of the one before, but other numbers."""
    same = samples.time_s[1:] == samples.time_s[:-1]
    numbers = samples.acceleration_g
    return np.asarray(same & (numbers[1:] != numbers[:-1]).any(axis=1))


def _repeated_words(time_s: Floats, repeated: NDArray[np.bool_], where: Where) -> str:
    sizes = np.diff(_block_starts(time_s))
    middle, first = int(np.median(sizes)), int(np.flatnonzero(repeated)[0])
    usual = f"a time stands {middle} times" if middle > 1 else "many times stand more than once"
    return (
        f"{usual} in a row, from {where(first)} on (at {time_s[first]:.15g} s), as where samples come in bursts over a"
        " serial port or Bluetooth; expected a time of its own for each sample: --spread-times spreads the samples"
        " evenly over the time until the next one"
    )


def _block_starts(time_s: Floats) -> NDArray[np.intp]:
    """Where each time begins, and the end; times nearer than those of any sensor are one."""
    steps_s = np.diff(time_s)
    apart = (steps_s < 0) | (steps_s >= 1 / RATE_HZ[1]) | np.isnan(steps_s)
    return np.concatenate(([0], np.flatnonzero(apart) + 1, [len(time_s)]))


def _spread(time_s: Floats) -> tuple[Floats, str]:
    """Each time's samples evenly from there to the next time; before a pause, and at both ends, at the usual rate."""
    starts = _block_starts(time_s)
    if len(starts) <= 2:
        raise BadRecording(
            f"all samples have the same time, {time_s[0]:.15g}: there is nothing to spread them over; say how many are"
            " in a second, such as --rate 100"
        )
    sizes, at_s = np.diff(starts), time_s[starts[:-1]]
    lasts_s = np.append(np.diff(at_s), np.nan)
    usual_s = float(np.nanmedian(np.where(lasts_s > 0, lasts_s, np.nan))) if (lasts_s > 0).any() else 0.0
    step_s = usual_s / float(np.median(sizes))
    even = (lasts_s > 0) & (lasts_s <= PAUSE_STEPS * usual_s)
    steps_s = np.where(even, lasts_s / sizes, step_s)
    begins_s = at_s.copy()
    if len(sizes) > 1 and sizes[0] < np.median(sizes):  # the recording began within it
        steps_s[0], begins_s[0] = step_s, at_s[1] - sizes[0] * step_s
    place = np.arange(len(time_s)) - np.repeat(starts[:-1], sizes)
    words = (
        f"time: each time stands {int(np.median(sizes))} times (median of {len(sizes)}); spread evenly, as asked:"
        f" {1 / step_s if step_s else 0:.4g} samples a second"
    )
    return np.repeat(begins_s, sizes) + place * np.repeat(steps_s, sizes), words


def _check_steps_back(samples: Samples, where: Where) -> None:
    """A logger that began again is never sorted over: its stretches would lie within each other."""
    sampling = PARAMETERS.sampling
    kept = np.flatnonzero(np.isfinite(samples.time_s) & (np.abs(samples.time_s) <= sampling.most_time_s))
    kept = kept[~astray(samples.time_s[kept], sampling)]
    time_s = samples.time_s[kept]
    cuts = np.array(_cuts(time_s), dtype=int)
    pieces = [piece for piece in np.split(np.arange(len(time_s)), cuts) if len(piece) >= LONG_PIECE]
    for piece, later in _begun_again(samples, kept, pieces):
        before, first = kept[piece[-1]], kept[later[0]]
        raise BadRecording(
            f"times go back at {where(int(first))}, from {samples.time_s[before]:.15g} to"
            f" {samples.time_s[first]:.15g} s, and the samples after it do not belong between those before it: the"
            " logger or its clock began again; expected one recording in a file: split the file there"
        )


def _cuts(time_s: Floats) -> list[int]:
    """Where times go back for good: all of a good many before lie after all of a good many that follow."""
    back = np.flatnonzero(np.diff(time_s) < -PARAMETERS.sampling.bridged_most_s) + 1
    if LONG_PIECE * len(back) > len(time_s):
        return []  # in no order at all
    around = [(int(at), time_s[at - LONG_PIECE : at], time_s[at : at + LONG_PIECE]) for at in back if at >= LONG_PIECE]
    return [
        at
        for at, before_s, after_s in around
        if len(after_s) == LONG_PIECE and before_s.min() > after_s[0] and after_s.max() < before_s[-1]
    ]


def _begun_again(
    samples: Samples, kept: NDArray[np.intp], pieces: Sequence[NDArray[np.intp]]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pieces that follow each other in the file, where the later one cannot be put before or into the others."""
    time_s = samples.time_s[kept]
    by_start = sorted(pieces, key=lambda piece: float(time_s[piece].min()))
    fits = all(_follows(samples, kept[one], kept[other]) for one, other in pairwise(by_start))
    if not fits:
        yield from ((one, other) for one, other in pairwise(pieces) if time_s[other[0]] < time_s[one[-1]])


def _follows(samples: Samples, one: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Whether a piece goes on where another ends, or repeats its end sample by sample."""
    end_s, start_s = float(samples.time_s[one].max()), float(samples.time_s[other].min())
    if abs(start_s - end_s) <= PARAMETERS.sampling.stray_s and start_s > end_s:
        return True
    again, twice = one[samples.time_s[one] >= start_s], other[samples.time_s[other] <= end_s]
    same_times = np.array_equal(samples.time_s[again], samples.time_s[twice])
    return (
        start_s <= end_s
        and same_times
        and np.array_equal(samples.acceleration_g[again], samples.acceleration_g[twice], equal_nan=True)
    )
