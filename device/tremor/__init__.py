"""Whether a second is tremor.

Knows spectra and thresholds; must never know episodes. `features.py` measures a window, `verdict.py` judges it,
`late.py` judges it again by the seconds around it.
"""

from device.tremor.features import describe, described
from device.tremor.irregularity import PeakShape, interquartile_range, peak_shape
from device.tremor.late import JudgedSecond, LateVerdicts
from device.tremor.verdict import MOSTLY, Reading, amplitude_deg, heard, mostly

__all__ = [
    "MOSTLY",
    "JudgedSecond",
    "LateVerdicts",
    "PeakShape",
    "Reading",
    "amplitude_deg",
    "describe",
    "described",
    "heard",
    "interquartile_range",
    "mostly",
    "peak_shape",
]
