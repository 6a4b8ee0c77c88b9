"""Turns made by hand, a tenth of a second each: a limb that swings, with what it feels of gravity and of being moved.

Knows angles over time; must never know what is counted in them.
"""

from collections.abc import Sequence

import numpy as np

from device.signals.gyro_bias import Turn
from device.signals.samples import Floats

STEPS_PER_S = 10


def raised_cosine(cycles: float, period_s: float, range_deg: float) -> Floats:
    """[n] degrees: out and back so many times, smoothly, from 0."""
    steps = round(cycles * period_s * STEPS_PER_S)
    angle_deg: Floats = range_deg / 2 * (1 - np.cos(2 * np.pi * np.arange(steps) / (period_s * STEPS_PER_S)))
    return angle_deg


def still_for(seconds: float) -> Floats:
    """[n] degrees, 0."""
    return np.zeros(round(seconds * STEPS_PER_S))


def joined(*angles_deg: Floats) -> Floats:
    """One after the other."""
    return np.concatenate(angles_deg)


def turns_at(
    angle_deg: Floats,
    *,
    twist_deg: Floats | None = None,
    lift_g: Floats | None = None,
    gaps: Sequence[int] = (),
    offset_dps: float = 0.0,
) -> list[Turn]:
    """A limb at these angles about x, where gravity shows them.

    twist: about z, which is upright at 0, where gravity hardly shows it. lift: moved up and down besides.
    """
    n = len(angle_deg)
    tilt, twist = np.radians(angle_deg), np.zeros(n) if twist_deg is None else twist_deg
    lift = np.zeros(n) if lift_g is None else lift_g
    felt_g = np.stack([np.zeros(n), np.sin(tilt), np.cos(tilt)], axis=1) * (1 + lift)[:, np.newaxis]
    x_dps, z_dps = (np.diff(angle, prepend=angle[:1]) * STEPS_PER_S for angle in (angle_deg, twist))
    rates = np.stack([x_dps + offset_dps, np.zeros(n), z_dps], axis=1)
    moved = np.concatenate([[0], np.cumsum(np.abs(rates).sum(axis=1) + np.abs(np.diff(lift, prepend=lift[:1])))])
    still = [step >= STEPS_PER_S and moved[step + 1] == moved[step + 1 - STEPS_PER_S] for step in range(n)]
    return [
        Turn(
            step / STEPS_PER_S,
            _vector(rates[step]),
            _vector(felt_g[step]),
            after_gap=step == 0 or step in gaps,
            still=bool(still[step]),
        )
        for step in range(n)
    ]


def _vector(row: Floats) -> tuple[float, float, float]:
    x, y, z = row.tolist()
    return x, y, z
