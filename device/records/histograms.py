"""Medians, quantiles, and sparse histograms that merge exactly: where a value falls, and the quantiles of what fell.

Knows bin edges and counting; must never know what was measured, or numpy, so that every program can read a histogram.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable

from device.records.facts import Bins

# A storage format: histograms of all versions merge for ever, so none of these may change.
FREQUENCY_BIN_HZ = 0.1  # ours: how exactly a frequency is known
AMPLITUDE_BIN_FIRST_DEG = 0.01  # ours: below what a quiet MPU-6050 resolves
AMPLITUDE_BIN_RATIO = 1.04  # ours: as exactly as a size is known at best; finer ones cost the card
IRREGULARITY_BIN_HZ = 0.05  # ours: a twentieth of 1.05 Hz, which tells kinds of tremor apart (di Biase 2017)
LEAST_CHANGES = 10  # ours: quartiles of fewer changes of frequency say nothing

Edges = Callable[[int], tuple[float, float]]
"""The lowest value of a bin and the lowest value of the next one."""


def frequency_bin(frequency_hz: float) -> int:
    """The number of the bin that holds a frequency of 0 Hz or more; 5 Hz is the middle of one."""
    return math.floor(frequency_hz / FREQUENCY_BIN_HZ + 1 / 2)


def frequency_edges(number: int) -> tuple[float, float]:
    """Both ends of a frequency bin in Hz."""
    return (number - 1 / 2) * FREQUENCY_BIN_HZ, (number + 1 / 2) * FREQUENCY_BIN_HZ


def amplitude_bin(amplitude_deg: float) -> int:
    """The number of the bin that holds an amplitude; bin 0 also takes everything smaller."""
    if amplitude_deg <= AMPLITUDE_BIN_FIRST_DEG:
        return 0
    return int(math.log(amplitude_deg / AMPLITUDE_BIN_FIRST_DEG) / math.log(AMPLITUDE_BIN_RATIO))


def amplitude_edges(number: int) -> tuple[float, float]:
    """Both ends of an amplitude bin in degrees."""
    low_deg = AMPLITUDE_BIN_FIRST_DEG * AMPLITUDE_BIN_RATIO**number
    return low_deg, low_deg * AMPLITUDE_BIN_RATIO


def irregularity_bin(change_hz: float) -> int:
    """The number of the bin that holds a change of frequency, up or down; no change is the middle of bin 0."""
    return math.floor(change_hz / IRREGULARITY_BIN_HZ + 1 / 2)


def irregularity_edges(number: int) -> tuple[float, float]:
    """Both ends of a bin of frequency changes in Hz."""
    return (number - 1 / 2) * IRREGULARITY_BIN_HZ, (number + 1 / 2) * IRREGULARITY_BIN_HZ


def bins_of(numbers: Iterable[int]) -> Bins:
    """The histogram of bin numbers."""
    return tuple(sorted(Counter(numbers).items()))


def merge_bins(histograms: Iterable[Bins]) -> Bins:
    """The sum of histograms over the same bins."""
    total: Counter[int] = Counter()
    for histogram in histograms:
        total.update(dict(histogram))
    return tuple(sorted(total.items()))


def median(values: Iterable[float]) -> float:
    """The middle one of some values, at least one, or the mean of the middle two.

    As the module statistics says it, which takes `random` and `fractions` along: half a megabyte of a device's memory.
    """
    in_order = sorted(values)
    low, high = in_order[(len(in_order) - 1) // 2], in_order[len(in_order) // 2]
    return low if len(in_order) % 2 else (low + high) / 2


def quantile_of(values: Iterable[float], quantile: float) -> float:
    """The value below which the share `quantile` (0 to 1) of some values lies, at least one, by straight lines.

    To the last bit what numpy.percentile says, which takes its masked arrays along: 1.3 MB of a device's memory.
    """
    in_order = sorted(values)
    place = (len(in_order) - 1) * quantile
    low, high = in_order[math.floor(place)], in_order[math.ceil(place)]
    share = place - math.floor(place)
    return low + (high - low) * share if share < 1 / 2 else high - (high - low) * (1 - share)


def quantile_of_bins(bins: Bins, quantile: float, edges: Edges) -> float | None:
    """The value below which the share `quantile` (0 to 1) of a histogram lies; None of an empty histogram.

    Within a bin the values are taken as evenly spread.
    """
    wanted = quantile * sum(count for _, count in bins)
    below = 0
    for number, count in bins:
        if below + count >= wanted and count > 0:
            low, high = edges(number)
            return low + (high - low) * (wanted - below) / count
        below += count
    return None


def median_of_bins(bins: Bins, edges: Edges) -> float | None:
    """The middle value of a histogram; None of an empty one."""
    return quantile_of_bins(bins, 1 / 2, edges)


def irregularity_of_bins(bins: Bins) -> float | None:
    """The interquartile range of frequency changes in Hz; None if they are too few to tell."""
    if sum(count for _, count in bins) < LEAST_CHANGES:
        return None
    low_hz, high_hz = (quantile_of_bins(bins, quarters / 4, irregularity_edges) for quarters in (1, 3))
    return None if low_hz is None or high_hz is None else high_hz - low_hz
