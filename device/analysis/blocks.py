"""Samples wait for up to twenty seconds, and are analysed together.

Knows how long they wait and what may not; must never know what is measured in them. What a call of numpy costs, it
costs once for all that it is called with. Nobody waits for a verdict on everyday life for less than that, and nothing
is written before the minute is over. Who exercises waits: then no sample does.
"""

import numpy as np

from device.signals.samples import Samples

GATHERED_S = 20.0  # ours: a third of a minute; longer ones hold a Pi's loop for as long as the smallest FIFO, 0.37 s
MINUTE_KNOWN_S = 4.4  # a block ends so long after a whole twenty seconds: the second is judged that ends a minute


class Blocks:
    """Portions in, the same samples out. However they wait, what is made of them is the same."""

    def __init__(self) -> None:
        self._waiting: list[Samples] = []
        self._first_s = 0.0  # when the first of them was pushed

    @property
    def waits(self) -> bool:
        """Whether there are samples that nobody has looked at yet."""
        return bool(self._waiting)

    def push(self, samples: Samples, now_s: float, *, at_once: bool = False) -> list[Samples]:
        """What waits no longer. now_s: of the clock that the samples' times are of, for a sensor may fall silent."""
        if len(samples):
            self._first_s = self._first_s if self._waiting else now_s
            self._waiting.append(samples)
        return self.due(now_s, at_once=at_once)

    def due(self, now_s: float, *, at_once: bool = False) -> list[Samples]:
        """What waits no longer, though nothing came."""
        return self.finish() if at_once or _number(now_s) != _number(self._first_s) else []

    def finish(self) -> list[Samples]:
        """All that waits: one block, or one more for each time that the gyroscope came or went."""
        waiting, self._waiting = self._waiting, []
        kinds: list[list[Samples]] = []
        for samples in waiting:
            if not kinds or (kinds[-1][0].rotation_dps is None) != (samples.rotation_dps is None):
                kinds.append([])
            kinds[-1].append(samples)
        return [_joined(kind) for kind in kinds]


def _number(now_s: float) -> float:
    """Of the twenty seconds; so a minute is over as soon as if nothing had waited."""
    return (now_s - MINUTE_KNOWN_S) // GATHERED_S


def _joined(parts: list[Samples]) -> Samples:
    rotations = [part.rotation_dps for part in parts if part.rotation_dps is not None]
    return Samples(
        np.concatenate([part.time_s for part in parts]),
        np.concatenate([part.acceleration_g for part in parts]),
        np.concatenate(rotations) if rotations else None,
    )
