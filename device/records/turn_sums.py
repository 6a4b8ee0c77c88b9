"""Which way a limb turns: an axis and how far the turning strays from it, from sums that merge exactly.

Knows matrices of three axes and angles; must never know samples, or numpy, so that every program can merge.

Letters: T = sum of w w' over time (w: the turning, a vector along its axis), as xx yy zz yz zx xy. The axis is T's
first eigenvector. The dispersion is the mean angle between w and that axis, each moment weighed by |w|. It is no
function of T alone, but nearly: of turning whose parts are normal it is one, the *usual* dispersion of T. So each
minute tells how far its own turning strayed from its own axis, and what T lets expect there; what the T of a longer
time lets expect, times the ratio of both sums, is its dispersion. Of minutes with one axis that is exact.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Final

from device.records.facts import PackedTurns, TurnSums
from device.records.limb_axes import cross
from device.records.person import Direction

Products = tuple[float, float, float, float, float, float]
NO_PRODUCTS: Final = (0.0,) * 6
DIMENSIONS: Final = 3
HEIGHTS: Final = 12  # places of the quadrature from the axis to its equator, and as many round a quarter of it
DIGITS: Final = 4  # that mean something: a dispersion of 3 degrees to a tenth


@dataclass(frozen=True)
class MainAxis:
    """axis: of length 1, its largest part positive. sizes: T's eigenvalues, falling."""

    axis: Direction
    sizes: tuple[float, float, float]


def main_axis(products: Products) -> MainAxis:
    """The first eigenvector of T; any at right angles to the last one where T has no first, any at all of nothing."""
    sizes = _eigenvalues(products)
    xx, yy, zz, yz, zx, xy = products
    rows = ((xx - sizes[0], xy, zx), (xy, yy - sizes[0], yz), (zx, yz, zz - sizes[0]))
    beside = [*(cross(one, other) for one, other in combinations(rows, 2))]
    if _length(max(beside, key=_length)) <= LEAST_APART_SHARE * max(map(_length, rows)) ** 2:
        beside = [cross(max(rows, key=_length), axis) for axis in IDENTITY]
    return MainAxis(_signed(max(beside, key=_length)), sizes)


LEAST_APART_SHARE: Final = 1e-9  # of the lengths: of rows that are parallel but for rounding
IDENTITY: Final = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def usual_dispersion_deg(sizes: Sequence[float]) -> float:
    """The dispersion of turning whose parts are normal with these mean squares, the first the largest."""
    scales = [math.sqrt(max(size, 0.0)) for size in sizes]
    if not scales[0]:
        return 0.0
    weight = angle = 0.0
    for x, y, z in _directions():
        along, beside = scales[0] * x, math.hypot(scales[1] * y, scales[2] * z)
        length = math.hypot(along, beside)
        weight, angle = weight + length, angle + length * math.atan2(beside, along)
    return math.degrees(angle / weight)


def dispersion_deg(some: Iterable[TurnSums]) -> float:
    """Of all of them together, 0 to 90."""
    known = list(some)
    usual_deg = usual_dispersion_deg(main_axis(added(known)).sizes)
    expected = sum(sums.path_deg * sums.usual_deg for sums in known)
    strayed = sum(sums.path_deg * sums.strayed_deg for sums in known)
    return min(usual_deg * strayed / expected, 90.0) if expected else 0.0


def added(some: Iterable[TurnSums]) -> Products:
    """T of all of them together."""
    xx, yy, zz, yz, zx, xy = map(sum, zip(NO_PRODUCTS, *(sums.products for sums in some), strict=True))
    return xx, yy, zz, yz, zx, xy


def merged(some: Sequence[TurnSums]) -> TurnSums:
    """One for all of a band and context, at least one."""
    path_deg = sum(sums.path_deg for sums in some)

    def mean(name: str) -> float:
        return sum(sums.path_deg * getattr(sums, name) for sums in some) / path_deg if path_deg else 0.0

    return TurnSums(
        some[0].band,
        some[0].context,
        sum(sums.seconds for sums in some),
        added(some),
        path_deg,
        mean("strayed_deg"),
        mean("usual_deg"),
    )


def as_kept(sums: TurnSums) -> PackedTurns:
    """As they are kept, with as many digits as mean something: less for the card."""
    largest = max(map(abs, sums.products))
    decimals = DIGITS - 1 - math.floor(math.log10(largest)) if largest else 0
    xx, yy, zz, yz, zx, xy = (_short(part, decimals) for part in sums.products)
    path_deg, strayed_deg, usual_deg = _short(sums.path_deg, 1), _short(sums.strayed_deg, 1), _short(sums.usual_deg, 1)
    return sums.band, sums.context, sums.seconds, (xx, yy, zz, yz, zx, xy), path_deg, strayed_deg, usual_deg


def _short(value: float, decimals: int) -> float:
    """As a whole number where it is one, which JSON writes without a point; never -0."""
    short = round(value, decimals)
    return int(short) if short == int(short) else short


def _eigenvalues(products: Products) -> tuple[float, float, float]:
    """Falling; the trigonometric solution (Smith 1961, 10.1145/355578.366316)."""
    xx, yy, zz, yz, zx, xy = products
    mean = (xx + yy + zz) / DIMENSIONS
    spread = math.sqrt(((xx - mean) ** 2 + (yy - mean) ** 2 + (zz - mean) ** 2 + 2 * (yz**2 + zx**2 + xy**2)) / 6)
    if not spread:
        return mean, mean, mean
    a, b, c, d, e, f = ((part - mean * (n < DIMENSIONS)) / spread for n, part in enumerate(products))
    half = (a * (b * c - d * d) - f * (f * c - d * e) + e * (f * d - b * e)) / 2
    phase = math.acos(max(-1.0, min(1.0, half))) / DIMENSIONS
    first, last = mean + 2 * spread * math.cos(phase), mean + 2 * spread * math.cos(phase + math.tau / DIMENSIONS)
    return first, DIMENSIONS * mean - first - last, last


def _length(vector: Sequence[float]) -> float:
    return math.hypot(*vector)


def _signed(vector: Direction) -> Direction:
    largest = max(vector, key=abs)
    if not largest:
        return IDENTITY[0]
    x, y, z = (part / math.copysign(_length(vector), largest) for part in vector)
    return x, y, z


@cache
def _directions() -> tuple[Direction, ...]:
    """Directions that fill an eighth of a sphere evenly: by height, as Archimedes found, and round it."""
    places = [(n + 1 / 2) / HEIGHTS for n in range(HEIGHTS)]
    return tuple(
        (height, math.sqrt(1 - height**2) * math.cos(turn), math.sqrt(1 - height**2) * math.sin(turn))
        for height, turn in product(places, [place * math.pi / 2 for place in places])
    )
