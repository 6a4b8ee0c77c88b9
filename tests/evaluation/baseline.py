"""A plain rival for the rated windows: logistic regression on five features of the accelerometer.

Knows one window's spectrum and Newton's method; must never know which part is reported.

Letters: X [n, 6] features, their mean and spread taken out, and a column of ones; y [n] 0 or 1; w [6] weights.
"""

from dataclasses import dataclass

import numpy as np

from device.signals.samples import Floats

RATE_HZ = 50
BAND_HZ, TREMOR_HZ, AT_PEAK_HZ = (1.0, 15.0), (3.0, 7.0), 0.5
RIDGE = 1.0  # keeps weights finite where features nearly repeat each other
NEWTON_STEPS = 30
SMALLEST = 1e-12


@dataclass(frozen=True)
class Features:
    """values [n, 5]: log rms, dominant frequency, relative peak power, spectral entropy, share of 3-7 Hz.

    peak_rms [n]: rms within half a hertz of the dominant frequency, the best single number known.
    """

    values: Floats
    peak_rms: Floats


def features(windows: Floats) -> Features:
    """The features of windows [n, 128, 3] of acceleration."""
    moving = windows - windows.mean(axis=1, keepdims=True)
    hann = np.hanning(windows.shape[1])[:, None]
    power = (np.abs(np.fft.rfft(moving * hann, axis=1)) ** 2).sum(axis=2)
    hz: Floats = np.arange(power.shape[1]) * RATE_HZ / windows.shape[1]
    inside = _between(hz, BAND_HZ)
    hz, power = hz[inside], power[:, inside] + SMALLEST
    shares = power / power.sum(axis=1, keepdims=True)
    dominant_hz = hz[shares.argmax(axis=1)]
    at_peak = np.abs(hz - dominant_hz[:, None]) <= AT_PEAK_HZ
    columns = (
        np.log(np.sqrt((moving**2).sum(axis=2).mean(axis=1)) + SMALLEST),
        dominant_hz,
        np.where(at_peak, shares, 0).sum(axis=1),
        -(shares * np.log(shares)).sum(axis=1) / np.log(len(hz)),
        shares[:, _between(hz, TREMOR_HZ)].sum(axis=1),
    )
    return Features(np.column_stack(columns), np.sqrt(np.where(at_peak, power, 0).sum(axis=1)))


@dataclass(frozen=True)
class Regression:
    """What was fitted."""

    mean: Floats
    spread: Floats
    weights: Floats

    def score(self, values: Floats) -> Floats:
        """[n] log odds."""
        return np.asarray(_with_ones((values - self.mean) / self.spread) @ self.weights)


def fitted(values: Floats, y: Floats) -> Regression:
    """Logistic regression of y on the values [n, 5]."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + SMALLEST
    x = _with_ones((values - mean) / spread)
    w, ridge = np.zeros(x.shape[1]), RIDGE * np.eye(x.shape[1])
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        w = w + np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, x.T @ (y - p) - ridge @ w)
    return Regression(mean, spread, w)


def _with_ones(x: Floats) -> Floats:
    return np.column_stack([x, np.ones(len(x))])


def _between(hz: Floats, band_hz: tuple[float, float]) -> np.typing.NDArray[np.bool_]:
    return np.asarray((hz >= band_hz[0]) & (hz <= band_hz[1]))
