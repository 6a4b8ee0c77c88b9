"""Figures of the world that tests share: gravity, and how much a sensor says that nobody did.

Knows where each is from; must never know what the code makes of it.
"""

G = 9.80665  # m/s²; the standard acceleration

QUIET_G, QUIET_DPS = 0.0013, 0.038  # a quiet MPU-6050, per sample at 100 Hz
ROUNDED_G, ROUNDED_DPS = 0.0015, 0.04  # the same, a little more; the evaluation's and benchmarks' figures rest on it
DATA_SHEET_G, DATA_SHEET_DPS = 0.0033, 0.04  # at the driver's filter: louder than modules are, which calibration bears
