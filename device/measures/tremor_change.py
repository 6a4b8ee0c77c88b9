"""Tremor at the start and at the end of a set, by the same verdict on each second as everywhere.

Knows seconds of tremor; must never know how one is found.

Degrees are peak to peak, the mean over all seconds that could be judged, those without tremor as 0: so 0 says "no
tremor was found", and None "not measured". A set of less than ten seconds has no start apart from its end.
"""

import numpy as np

from device.measures.done_set import DoneSet
from device.records.facts import SetMeasures
from device.records.histograms import median
from device.signals.samples import Floats


def tremor_of(done: DoneSet) -> SetMeasures:
    """tremor_start_deg, tremor_end_deg and tremor_hz, the median of the seconds of tremor in both, as measures."""
    length_s = done.result.duration_s
    part_s = max(done.measuring.tremor_share * length_s, done.measuring.tremor_least_s)
    if length_s < 2 * part_s:
        return SetMeasures()
    until_s = done.end_s - done.measuring.tremor_late_s
    start = done.log.tremor(done.result.start_s, done.result.start_s + part_s)
    end = done.log.tremor(until_s - part_s, until_s)
    return SetMeasures(
        tremor_start_deg=_mean_deg(done, start, part_s),
        tremor_end_deg=_mean_deg(done, end, part_s),
        tremor_hz=_median_hz(np.concatenate([start, end])),
    )


def _mean_deg(done: DoneSet, tremor: Floats, part_s: float) -> float | None:
    enough = len(tremor) >= done.measuring.least_measured_share * part_s
    return float(tremor[:, 0].mean()) if enough else None


def _median_hz(tremor: Floats) -> float | None:
    found_hz = tremor[~np.isnan(tremor[:, 1]), 1]
    return median(found_hz.tolist()) if len(found_hz) else None
