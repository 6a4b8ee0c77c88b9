"""A plain rival for counting: how often the time after which a movement is most like itself fits into it.

Knows one recording's turning and acceleration; must never know which part is reported.
"""

from collections.abc import Sequence

import numpy as np

from device.signals.gyro_bias import Turn
from device.signals.samples import Floats
from device.signals.turning import STEP_S

SHORTEST_S, LONGEST_S = 0.5, 10.0
SMOOTHED_S = 5.0  # over which it is judged whether the limb moves
MOVES_SHARE = 0.5  # of the mean speed


def repetitions_by_autocorrelation(turns: Sequence[Turn]) -> int:
    """Repetitions in the longest stretch in which the limb moves; 0 where nothing repeats itself."""
    rates = np.array([turn.rotation_dps for turn in turns])
    felt = np.array([turn.acceleration_g for turn in turns])
    first, last = _longest_moving(np.linalg.norm(rates - rates.mean(axis=0), axis=1))
    signal = _principal(felt[first:last])
    period = _period(signal)
    return 0 if period is None else round(len(signal) / period)


def _longest_moving(speed_dps: Floats) -> tuple[int, int]:
    width = round(SMOOTHED_S / STEP_S)
    moves = np.convolve(speed_dps, np.ones(width) / width, "same") > MOVES_SHARE * speed_dps.mean()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], moves.astype(int), [0]])))
    return max(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True), key=lambda ends: ends[1] - ends[0])


def _principal(values: Floats) -> Floats:
    moving = values - values.mean(axis=0)
    principal: Floats = moving @ np.linalg.svd(moving, full_matrices=False)[2][0]
    return principal


def _period(signal: Floats) -> int | None:
    """The lag of the highest peak of the autocorrelation, in steps."""
    whole = np.correlate(signal, signal, "full")[len(signal) - 1 :]
    first, last = round(SHORTEST_S / STEP_S), min(round(LONGEST_S / STEP_S), len(whole) - 2)
    peaks = [lag for lag in range(first, last) if whole[lag - 1] < whole[lag] >= whole[lag + 1]]
    return max(peaks, key=lambda lag: float(whole[lag]), default=None)
