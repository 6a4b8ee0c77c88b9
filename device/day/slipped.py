"""Whether the band turned about the limb while it was worn: what is held and how it moves has then turned alike.

Knows minutes, the sums of directions and tilts; must never know why a limb is held, or how either was measured.

A band that slips shows what a limb shows that rolls. But a limb that rolls comes back, and neither its tilts nor its
quick movement turn for good, nor both by one angle. So two witnesses are asked. About the limb's length, movement of
1.5 to 4.5 Hz has a side that it mostly turns about, which is the person's own: of twelve people who walk, stand up and
sit down, halves of recordings agree to 13 degrees. Where that side is another one from some moment on, and the tilts at
rest are where they were before only when they are turned back by the same angle, the band has turned. Where one of both
says nothing, nobody can tell, and the posture is counted. Needed are the limb's own axes, one neutral position, and on
both sides of the moment half an hour at rest and a minute of such movement. Turns of less than 25 degrees are not seen.
"""

import cmath
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from device.records.facts import Dated, Directions, Minute
from device.records.person import Direction
from device.records.tilts import HeldAt, places

LEAST_TURN_DEG = 25.0  # ours: twice what halves of one person's recording differ by
LEAST_ONE_SIDED = 0.25  # ours: of movement that has a side; those twelve people's has 0.4 and more
LEAST_MOVED_S = 60  # ours: on each side
LEAST_RESTED_S = 1800  # ours: likewise, as after the band was off
NEAR = math.cos(math.radians(15))  # ours: as near as two tilts of one position are kept
PLACE_SHARE = 0.02  # ours: of the time near it, from which on a position is one of the limb's
LEAST_TURNED_BACK = 0.5  # ours: of the time at rest that is where it was, when turned back ...
MOST_AS_IT_IS = 0.5  # ours: ... and as a share of that, when it is not

RECORD_S = 300  # what a record of directions spans at most

Worn = tuple[Dated, Minute]


@dataclass(frozen=True)
class _Moved:
    """Five minutes: from when on, for how long, and which side, as a number whose angle is twice that of the side."""

    utc_s: float
    seconds: int
    side: complex


def since_turned(stretch: Sequence[Worn], directions: Sequence[tuple[Dated, Directions]]) -> list[Worn]:
    """Those of the minutes worn in a row that come after the band turned; none where it did not or nobody can tell."""
    moved = list(_moved(stretch, directions))
    at = _change(moved)
    if at is None:
        return []
    since_s = moved[at - 1].utc_s + RECORD_S
    before = [one for one in stretch if one[0].utc_s < since_s]
    after = stretch[len(before) :]
    return list(after) if _turned(_held(before), _held(after), _turn(moved, at)) else []


def _moved(stretch: Sequence[Worn], directions: Sequence[tuple[Dated, Directions]]) -> Iterator[_Moved]:
    from_s, to_s = (stretch[0][0].utc_s, stretch[-1][0].utc_s) if stretch else (0.0, 0.0)
    for dated, record in directions:
        if not record.of_limb or not from_s <= dated.utc_s <= to_s:
            continue
        for sums in record.sums:
            _, across, up, both, *_ = sums.products
            if (sums.band, sums.context) == ("middle", "moving") and across + up > 0:
                yield _Moved(dated.utc_s, sums.seconds, complex(across - up, 2 * both) / (across + up))


def _change(moved: Sequence[_Moved]) -> int | None:
    """From which on the side is another one: where both parts are most of one mind. None where it is not."""
    cuts = [cut for cut in range(1, len(moved)) if _both_sided(moved, cut)]
    best = max(cuts, key=lambda cut: abs(_sum(moved[:cut])) + abs(_sum(moved[cut:])), default=None)
    return best if best is not None and abs(_turn(moved, best)) >= LEAST_TURN_DEG else None


def _both_sided(moved: Sequence[_Moved], cut: int) -> bool:
    parts = (moved[:cut], moved[cut:])
    seconds = [sum(one.seconds for one in part) for part in parts]
    return all(
        of_part >= LEAST_MOVED_S and abs(_sum(part)) >= LEAST_ONE_SIDED * of_part
        for part, of_part in zip(parts, seconds, strict=True)
    )


def _sum(moved: Sequence[_Moved]) -> complex:
    return sum((one.seconds * one.side for one in moved), 0j)


def _turn(moved: Sequence[_Moved], cut: int) -> float:
    """Degrees from across towards up, -90 to 90: a side and its opposite are the same."""
    return math.degrees(cmath.phase(_sum(moved[cut:]) * _sum(moved[:cut]).conjugate())) / 2


def _held(minutes: Sequence[Worn]) -> tuple[HeldAt, ...]:
    return places(minute.posture for _, minute in minutes)


def _turned(before: Sequence[HeldAt], after: Sequence[HeldAt], turn_deg: float) -> bool:
    if min(_total(before), _total(after)) < LEAST_RESTED_S:
        return False
    back = max(_as_before(before, after, turn_deg + half) for half in (0.0, 180.0))
    return back >= LEAST_TURNED_BACK and _as_before(before, after, 0.0) <= MOST_AS_IT_IS * back


def _as_before(before: Sequence[HeldAt], after: Sequence[HeldAt], turn_deg: float) -> float:
    """The share of the time after in which the limb, turned back by so much, is where it often was before."""
    often_s = PLACE_SHARE * _total(before)
    directions, there_s = [(one.direction, one) for one in before], 0
    for place in after:
        x, y, z = _turned_back(place.direction, turn_deg)
        near_s = sum(one.seconds for (a, b, c), one in directions if a * x + b * y + c * z >= NEAR)
        there_s += place.seconds * (near_s >= often_s)
    return there_s / _total(after)


def _turned_back(direction: Direction, turn_deg: float) -> Direction:
    along, across, up = direction
    cosine, sine = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return along, cosine * across + sine * up, cosine * up - sine * across


def _total(some: Sequence[HeldAt]) -> int:
    return sum(place.seconds for place in some)
