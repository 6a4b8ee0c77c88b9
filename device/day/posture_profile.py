"""How the limb was held, over a stretch of time: what the minutes' histograms of tilts come to.

Knows tilts and minutes; must never know how a tilt was measured.
"""

from collections.abc import Iterable

from device.day.document import PostureProfile
from device.records.facts import Bins, Minute
from device.records.histograms import merge_bins
from device.records.tilts import (
    FAR_DEG,
    NO_NEUTRAL,
    TILTED_DEG,
    TURNED,
    mean_parts_deg,
    median_tilt_deg,
    seconds_between,
    seconds_of,
    sides_s,
)

ALL_ROUND_DEG = 181
DECIMALS = 1  # of a degree, beyond what a band on a limb can tell


def posture_of(minutes: Iterable[Minute]) -> PostureProfile | None:
    """The profile of worn minutes without exercise; None where they say nothing of it, as those of older devices."""
    bins = merge_bins(minute.posture for minute in minutes)
    return _profile(bins) if bins else None


def _profile(bins: Bins) -> PostureProfile:
    along_s, across_s, against_s, opposite_s = sides_s(bins)
    parts_deg, tilt_deg = mean_parts_deg(bins), median_tilt_deg(bins)
    along_deg, across_deg = (round(part, DECIMALS) for part in parts_deg) if parts_deg else (None, None)
    return PostureProfile(
        near_s=seconds_between(bins, 0, TILTED_DEG),
        tilted_s=seconds_between(bins, TILTED_DEG, FAR_DEG),
        far_s=seconds_between(bins, FAR_DEG, ALL_ROUND_DEG),
        without_neutral_s=seconds_of(bins, NO_NEUTRAL),
        turned_s=seconds_of(bins, TURNED),
        tilt_deg=None if tilt_deg is None else round(tilt_deg, DECIMALS),
        along_s=along_s,
        against_s=against_s,
        across_s=across_s,
        opposite_s=opposite_s,
        along_deg=along_deg,
        across_deg=across_deg,
    )
