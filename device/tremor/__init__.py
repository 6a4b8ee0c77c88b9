"""Whether a second is tremor.

Knows spectra and thresholds; must never know episodes. `features.py` measures a window, `verdict.py` judges it.
"""

from device.tremor.features import describe
from device.tremor.irregularity import interquartile_range
from device.tremor.verdict import Reading, amplitude_deg, judge

__all__ = ["Reading", "amplitude_deg", "describe", "interquartile_range", "judge"]
