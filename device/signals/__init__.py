"""From samples to windows: samples of any rate on one grid, their spectra, and how far the limb turned.

Knows time, grids and frequencies; must never know what movement means. Begin with `windows.py`.
"""

from device.signals import grid, gyro_bias, rows, samples, slow, spectrum, stillness, turning, windows

__all__ = ["grid", "gyro_bias", "rows", "samples", "slow", "spectrum", "stillness", "turning", "windows"]
