"""Whether what repeats itself is walking, whose arm swings are as even as an exercise.

Knows what steps do to an arm; must never know which movement was asked for.

Each swing out and back is felt as two steps. An arm that swings fast about its shoulder is pulled outward twice as
well, by w² r: what that explains is no step.
"""

import math

import numpy as np

from device.parameters import RepetitionCounting
from device.repetitions.repeating import DEG_PER_G, MotionTrace
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.turning import STEP_S, left_by_smoothing

STEPS_PER_SWING = 2
LEAST_CYCLES = 4  # ours: two bins of a Hann window apart from what is slower


def is_walking(trace: MotionTrace, first: int, last: int, period: float, numbers: RepetitionCounting) -> bool:
    """From step `first` to `last` of the trace, in which the limb swings every `period` steps."""
    period_s = period * STEP_S
    slow_or_fast = not numbers.stride_shortest_s <= period_s <= numbers.stride_longest_s
    if slow_or_fast or last - first < LEAST_CYCLES * period:
        return False
    size_g = np.linalg.norm(trace.felt_deg[first : last + 1], axis=1) / DEG_PER_G
    swing_g, steps_g = (_felt_g(size_g, times, period_s) for times in (1, STEPS_PER_SWING))
    turned_rps2 = np.square(np.radians(trace.rotation_dps[first : last + 1]))
    pulled_g = float(turned_rps2.sum(axis=1).mean()) / math.sqrt(2) * numbers.arm_m / STANDARD_GRAVITY_MPS2
    return steps_g > max(swing_g, numbers.steps_g, pulled_g)


def _felt_g(size_g: Floats, times: int, period_s: float) -> float:
    """Root mean square at so many times the rate of the swing, before smoothing."""
    hann = np.hanning(len(size_g))
    x = np.abs(np.fft.rfft((size_g - size_g.mean()) * hann)) * math.sqrt(2 / (len(size_g) * np.sum(hann**2)))
    hz = np.fft.rfftfreq(len(size_g), STEP_S)
    near = x[np.abs(hz * period_s - times) <= 1 / 2]
    return math.sqrt(float(near @ near)) / left_by_smoothing(period_s / times)
