"""A cheap inertial sensor strapped to a limb in any direction, with the faults its data sheet allows.

Knows filter, mounting, tolerances, noise, counts and lost samples; must never know which movement it is.
"""

from dataclasses import dataclass

import numpy as np

from device.records.sites import BodySite
from device.signals.samples import Floats, Samples
from tests.evaluation.made_up.limb import FINE_HZ, felt_g, unit

LOWPASS_HZ = 44  # DLPF 3 of the MPU-6050, as a second-order Butterworth filter
TOLERANCES = np.full((3, 3), 0.02) + 0.01 * np.eye(3)  # cross-axis 2 %, gain 3 %: product specification
BIAS_G, BIAS_DPS = 0.03, 2.0  # what calibration leaves over; ours
NOISE_G, NOISE_DPS = 0.0028, 0.045  # 400 ug and 0.005 deg/s per root hertz over the filter's band: the same
COUNTS, COUNTS_PER_G, COUNTS_PER_DPS = 2**15, 8192, 32.8  # at 4 g and 1000 deg/s
CLOCK_ERROR = 0.02  # of its rate, as a share; the time stamps are right
Lever = tuple[float, float, float]
LeverRange = tuple[Lever, Lever]
LEVER_M: LeverRange = ((0.1, 0.0, 0.01), (0.3, 0.0, 0.03))  # along the limb and above it, from and to
LEVERS_M: dict[BodySite, LeverRange] = {
    "head": ((0.1, -0.02, 0.05), (0.2, 0.02, 0.1)),
    "neck": ((0.02, 0.0, 0.03), (0.08, 0.0, 0.06)),
    "trunk": ((0.2, 0.0, 0.1), (0.4, 0.0, 0.15)),
    "upper arm": ((0.15, 0.0, 0.03), (0.28, 0.0, 0.06)),
    "forearm": LEVER_M,
    "hand": ((0.04, 0.0, 0.01), (0.1, 0.0, 0.03)),
    "thigh": ((0.25, 0.0, 0.06), (0.4, 0.0, 0.1)),
    "shin": ((0.15, 0.0, 0.03), (0.35, 0.0, 0.06)),
    "foot": ((0.05, 0.0, 0.02), (0.15, 0.0, 0.06)),
}  # from the joint that moves it; ours


@dataclass(frozen=True)
class Sensor:
    """How it is read; `lost` is a share of the samples."""

    rate_hz: float
    jitter_s: float
    lost: float
    lever_m: LeverRange = LEVER_M

    def measured(self, random: np.random.Generator, rotation_dps: Floats, joint_g: Floats) -> Samples:
        """What it makes of a limb that turns and is shaken, [n, 3] each on the fine grid."""
        felt = felt_g(rotation_dps, joint_g, random.uniform(*self.lever_m), unit(random.normal(size=3)))
        mounted, at_s = mounting(random), self._times_s(random, len(rotation_dps))
        seen_g = _read(random, felt @ mounted.T, at_s, BIAS_G) + random.normal(0, NOISE_G, (len(at_s), 3))
        seen_dps = _read(random, rotation_dps @ mounted.T, at_s, BIAS_DPS) + random.normal(0, NOISE_DPS, (len(at_s), 3))
        kept = random.random(len(at_s)) >= self.lost
        return Samples(at_s[kept], _counted(seen_g, COUNTS_PER_G)[kept], _counted(seen_dps, COUNTS_PER_DPS)[kept])

    def _times_s(self, random: np.random.Generator, fine: int) -> Floats:
        each_s = 1 / (self.rate_hz * (1 + random.uniform(-CLOCK_ERROR, CLOCK_ERROR)))
        regular_s = np.arange((1 + random.random()) * each_s, fine / FINE_HZ - each_s, each_s)
        return np.sort(regular_s + random.normal(0, self.jitter_s, len(regular_s)))


def mounting(random: np.random.Generator) -> Floats:
    """[3, 3] from the limb's frame to the sensor's: any rotation."""
    turned, _ = np.linalg.qr(random.normal(size=(3, 3)))
    return np.asarray(turned * np.linalg.det(turned))


def lowpassed(values: Floats) -> Floats:
    """[n, 3] on the fine grid after the sensor's filter, which delays them too."""
    f = np.fft.rfftfreq(len(values), 1 / FINE_HZ) / LOWPASS_HZ
    gains = 1 / (1 - f**2 + np.sqrt(2) * 1j * f)
    return np.asarray(np.fft.irfft(np.fft.rfft(values, axis=0) * gains[:, None], len(values), axis=0))


def _read(random: np.random.Generator, values: Floats, at_s: Floats, bias: float) -> Floats:
    misread = np.eye(3) + random.uniform(-TOLERANCES, TOLERANCES)
    seen = lowpassed(values) @ misread.T + random.uniform(-bias, bias, 3)
    fine_s = np.arange(len(values)) / FINE_HZ
    return np.stack([np.interp(at_s, fine_s, axis) for axis in seen.T], axis=1)


def _counted(values: Floats, per_unit: float) -> Floats:
    return np.asarray(np.clip(np.round(values * per_unit), -COUNTS, COUNTS - 1) / per_unit)
