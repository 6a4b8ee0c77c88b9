"""Sparse histograms that merge exactly: where a value falls, and the quantiles of what fell.

Knows bin edges and counting; must never know what was measured, or numpy, so that every program can read a histogram.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable

from device.parameters import PARAMETERS
from device.records.facts import Bins

Edges = Callable[[int], tuple[float, float]]
"""The lowest value of a bin and the lowest value of the next one."""


def frequency_bin(frequency_hz: float) -> int:
    """The number of the bin that holds a frequency of 0 Hz or more; 5 Hz is the middle of one."""
    return math.floor(frequency_hz / PARAMETERS.frequency_bin_hz + 1 / 2)


def frequency_edges(number: int) -> tuple[float, float]:
    """Both ends of a frequency bin in Hz."""
    return (number - 1 / 2) * PARAMETERS.frequency_bin_hz, (number + 1 / 2) * PARAMETERS.frequency_bin_hz


def amplitude_bin(amplitude_deg: float) -> int:
    """The number of the bin that holds an amplitude; bin 0 also takes everything smaller."""
    if amplitude_deg <= PARAMETERS.amplitude_bin_first_deg:
        return 0
    return int(math.log(amplitude_deg / PARAMETERS.amplitude_bin_first_deg) / math.log(PARAMETERS.amplitude_bin_ratio))


def amplitude_edges(number: int) -> tuple[float, float]:
    """Both ends of an amplitude bin in degrees."""
    low_deg = PARAMETERS.amplitude_bin_first_deg * PARAMETERS.amplitude_bin_ratio**number
    return low_deg, low_deg * PARAMETERS.amplitude_bin_ratio


def irregularity_bin(change_hz: float) -> int:
    """The number of the bin that holds a change of frequency, up or down; no change is the middle of bin 0."""
    return math.floor(change_hz / PARAMETERS.irregularity_bin_hz + 1 / 2)


def irregularity_edges(number: int) -> tuple[float, float]:
    """Both ends of a bin of frequency changes in Hz."""
    return (number - 1 / 2) * PARAMETERS.irregularity_bin_hz, (number + 1 / 2) * PARAMETERS.irregularity_bin_hz


def bins_of(numbers: Iterable[int]) -> Bins:
    """The histogram of bin numbers."""
    return tuple(sorted(Counter(numbers).items()))


def merge_bins(histograms: Iterable[Bins]) -> Bins:
    """The sum of histograms over the same bins."""
    total: Counter[int] = Counter()
    for histogram in histograms:
        total.update(dict(histogram))
    return tuple(sorted(total.items()))


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
    if sum(count for _, count in bins) < PARAMETERS.least_cycle_changes:
        return None
    low_hz, high_hz = (quantile_of_bins(bins, quarters / 4, irregularity_edges) for quarters in (1, 3))
    return None if low_hz is None or high_hz is None else high_hz - low_hz
