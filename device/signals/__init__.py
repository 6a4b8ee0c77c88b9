"""From samples to windows: samples of any rate on one grid, their spectra, and how far the limb turned.

Knows time, grids and frequencies; must never know what movement means. Begin with `windows.py`.
"""

from device.signals import (
    axes_alive,
    grid,
    gyro_bias,
    rows,
    same_runs,
    samples,
    slow,
    soundness,
    spectrum,
    stillness,
    turning,
    windows,
)

__all__ = [
    "axes_alive",
    "grid",
    "gyro_bias",
    "rows",
    "same_runs",
    "samples",
    "slow",
    "soundness",
    "spectrum",
    "stillness",
    "turning",
    "windows",
]
