"""Which way the limb moved, over a stretch of time: what the sums of five minutes come to.

Knows sums and how they merge; must never know how turning was measured.

Sums about the limb's own axes and about the sensor's do not merge: of both, those of more seconds count.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import get_args

from device.day.document import AxisParts, MovementDirection
from device.records.facts import Context, Directions, TurnBand, TurnSums
from device.records.turn_sums import added, dispersion_deg, main_axis

FRAMES = (False, True)  # the sensor's, the limb's
_BANDS, _CONTEXTS = get_args(TurnBand), get_args(Context)
AXIS_DECIMALS, SHARE_DECIMALS, SIZE_DECIMALS = 2, 2, 1


def directions_of(records: Iterable[Directions]) -> tuple[MovementDirection, ...]:
    """One of each band and context in which the limb turned, in their order."""
    known = list(records)
    frames = [[sums for record in known if record.of_limb is of_limb for sums in record.sums] for of_limb in FRAMES]
    of_sensor_s, of_limb_s = (sum(sums.seconds for sums in frame) for frame in frames)
    of_limb = of_limb_s >= of_sensor_s
    chosen = sorted(frames[of_limb], key=_place)
    return tuple(_direction(list(group), of_limb=of_limb) for _, group in groupby(chosen, key=_place))


def without_shares(directions: Iterable[MovementDirection]) -> tuple[MovementDirection, ...]:
    """As quarter-hours have them: their axes say nearly the same."""
    return tuple(replace(one, along_share=None, across_share=None, up_share=None) for one in directions)


def _place(sums: TurnSums) -> tuple[int, int]:
    return _BANDS.index(sums.band), _CONTEXTS.index(sums.context)


def _direction(some: Sequence[TurnSums], *, of_limb: bool) -> MovementDirection:
    products, seconds = added(some), sum(sums.seconds for sums in some)
    squares = products[:3]
    shares = _shares(squares) if of_limb else (None, None, None)
    return MovementDirection(
        some[0].band,
        some[0].context,
        seconds,
        AxisParts(*(round(part, AXIS_DECIMALS) + 0.0 for part in main_axis(products).axis)),
        round(dispersion_deg(some), SIZE_DECIMALS),
        round(math.sqrt(sum(squares) / seconds), SIZE_DECIMALS),
        of_limb,
        *shares,
    )


def _shares(squares: Sequence[float]) -> Iterator[float]:
    whole = sum(squares)
    return (round(part / whole, SHARE_DECIMALS) for part in squares)
