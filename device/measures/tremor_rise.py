"""Whether tremor has risen while an exercise is being done, by the same verdict on each second as everywhere.

Knows seconds of tremor and the stretches that were exercised; must never know who ends an exercise because of it.

Degrees are peak to peak, the mean of ten seconds that could be judged, those without tremor as 0: the last ten against
the first ten, of the time that was exercised. So twenty seconds have to be seen before anything is said.
"""

from collections.abc import Sequence

import numpy as np

from device.measures.done_set import ExercisedStretch
from device.measures.movement_log import MovementLog
from device.parameters import SetMeasuring

PERCENT = 100.0


def has_risen(
    log: MovementLog, end_s: float, exercised: Sequence[ExercisedStretch], most_pct: float, measuring: SetMeasuring
) -> bool:
    """Whether it had by `end_s`, the end of a whole second, by more than `most_pct`.

    Less than `rise_from_deg` at the start counts as that much, so that hardly any tremor is no rise from none. False
    beyond what was exercised: in a pause or a rest nothing rises.
    """
    if not any(from_s <= end_s - 1 and end_s <= to_s for from_s, to_s in exercised):
        return False
    seen = np.concatenate([log.tremor(from_s, min(to_s, end_s)) for from_s, to_s in exercised if from_s < end_s])
    count = measuring.rise_over_s
    if len(seen) < 2 * count:
        return False
    start_deg, now_deg = float(seen[:count, 0].mean()), float(seen[-count:, 0].mean())
    return now_deg > max(start_deg, measuring.rise_from_deg) * (1 + most_pct / PERCENT)
