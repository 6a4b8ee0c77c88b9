"""The lights of a rehearsal as pictures: one that moves, as often as somebody looks, and one that stands still.

Knows SVG and brightness over time; must never know what a signal means, or who says so. What moves is described by
SVG's own animation: the pages allow no script, and no style but their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from device.rehearsal import LightMoment, Rehearsal

DARK_S: Final = 1.5  # after the end, before it begins again: no two flashes are closer than a second
COLOURS_OF_LIGHTS: Final = ("#ffffff", "#5a8cff", "#ffb400")  # left, middle, right, as on the patient's card
SAME_BRIGHTNESS: Final = 0.01

BrightnessCourse = list[tuple[float, float]]  # seconds and brightness, straight between them

PLAYED: Final = (
    '<svg class="played" viewBox="0 0 240 84" width="240" height="84" role="img" aria-label="{words}">'
    '<rect x="1" y="1" width="238" height="82" rx="14" fill="#20262e" stroke="#8a939e"/>{lights}{names}</svg>'
)
LIGHT: Final = (
    '<circle cx="{x}" cy="34" r="17" fill="#3a424c"/>'
    '<circle cx="{x}" cy="34" r="17" fill="{colour}" fill-opacity="0">{moves}</circle>'
)
NAME: Final = '<text x="120" y="74" text-anchor="middle" font-size="13" fill="#e6ebf1" opacity="0">{name}{moves}</text>'
MOVES: Final = (
    '<animate attributeName="{what}" values="{values}" keyTimes="{times}" dur="{length_s:.2f}s" calcMode="{mode}"'
    ' repeatCount="indefinite"/>'
)
STILL: Final = (
    '<svg class="still" viewBox="0 0 {width:.0f} 92" width="{width:.0f}" height="92" role="img" aria-label="{words}">'
    '<rect width="{width:.0f}" height="72" fill="#20262e"/>{drawn}</svg>'
)
SECOND_PX: Final = 15.0
RAIL_PX: Final = 18.0
RAIL_TOPS: Final = (4.0, 27.0, 50.0)
NUMBER: Final = '<text class="number" x="{x:.1f}" y="88" font-size="13">{number}</text>'
BEGINS: Final = '<path d="M{x:.1f} 0 V76" stroke="#8a939e" stroke-width="0.8"/>'
CUT: Final = '<path d="M{x:.1f} 0 V72" stroke="#ffffff" stroke-width="2" stroke-dasharray="4 4"/>'


def played_svg(rehearsal: Rehearsal, words: str, called: Mapping[str, str]) -> str:
    """Three lights that do what they will do, over and over; below them what each signal is `called`."""
    length_s = rehearsal.length_s + DARK_S
    courses = zip(courses_of(rehearsal), COLOURS_OF_LIGHTS, (60, 120, 180), strict=True)
    drawn = (LIGHT.format(x=x, colour=colour, moves=_moves(course, length_s)) for course, colour, x in courses)
    return PLAYED.format(words=escape(words), lights="".join(drawn), names="".join(_names(rehearsal, length_s, called)))


def still_svg(rehearsal: Rehearsal, numbers: Mapping[str, int], words: str) -> str:
    """The brightness of each light over time; `numbers`: what stands below where a signal begins."""
    rails = zip(courses_of(rehearsal), COLOURS_OF_LIGHTS, RAIL_TOPS, strict=True)
    drawn = [_rail(course, colour, top) for course, colour, top in rails]
    drawn += [CUT.format(x=at_s * SECOND_PX) for at_s in rehearsal.cuts_s]
    drawn += [_begin(at_s, numbers[name]) for name, at_s, _ in signal_stretches(rehearsal) if name in numbers]
    return STILL.format(width=rehearsal.length_s * SECOND_PX, words=escape(words), drawn="".join(drawn))


def courses_of(rehearsal: Rehearsal) -> tuple[BrightnessCourse, BrightnessCourse, BrightnessCourse]:
    """Each light's brightness, with no more points than it takes to draw it."""
    left, middle, right = (_bends([(m.at_s, _levels(m)[light]) for m in rehearsal.moments]) for light in range(3))
    return left, middle, right


def signal_stretches(rehearsal: Rehearsal) -> list[tuple[str, float, float]]:
    """Which signal is on from when to when."""
    moments = rehearsal.moments
    starts = [
        m for before, m in zip([None, *moments], moments, strict=False) if not before or before.signal != m.signal
    ]
    return [(one.signal, one.at_s, then.at_s) for one, then in pairwise([*starts, moments[-1]])]


def _levels(moment: LightMoment) -> tuple[float, float, float]:
    return moment.shown.left, moment.shown.middle, moment.shown.right


def _bends(points: BrightnessCourse) -> BrightnessCourse:
    """Those between which the line is not straight."""
    kept = points[:1]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if not _is_straight(kept[-1], point, after) or not _is_straight(before, point, after):
            kept.append(point)
    return [*kept, *points[-1:]]


def _is_straight(one: tuple[float, float], between: tuple[float, float], other: tuple[float, float]) -> bool:
    share = (between[0] - one[0]) / (other[0] - one[0])
    return abs(one[1] + share * (other[1] - one[1]) - between[1]) <= SAME_BRIGHTNESS


def _moves(course: BrightnessCourse, length_s: float) -> str:
    points = [*course, (course[-1][0], 0.0), (length_s, 0.0)]
    return _animate("fill-opacity", points, length_s, "linear")


def _names(rehearsal: Rehearsal, length_s: float, called: Mapping[str, str]) -> Iterator[str]:
    """Each at its times; none where only the end is."""
    found = signal_stretches(rehearsal)
    for name in dict.fromkeys(name for name, _, _ in found if name != "recording"):
        edges = [
            (at_s, level) for one, from_s, to_s in found if one == name for at_s, level in ((from_s, 1.0), (to_s, 0.0))
        ]
        first = [] if edges[0][0] == 0 else [(0.0, 0.0)]
        yield NAME.format(name=escape(called[name]), moves=_animate("opacity", [*first, *edges], length_s, "discrete"))


def _animate(what: str, points: Sequence[tuple[float, float]], length_s: float, mode: str) -> str:
    values = ";".join(f"{level:.3g}" for _, level in points)
    times = ";".join(f"{min(at_s / length_s, 1.0):.5f}".rstrip("0").rstrip(".") for at_s, _ in points)
    return MOVES.format(what=what, values=values, times=times, length_s=length_s, mode=mode)


def _rail(course: BrightnessCourse, colour: str, top: float) -> str:
    foot = top + RAIL_PX
    points = " ".join(f"L{at_s * SECOND_PX:.1f} {foot - level * RAIL_PX:.1f}" for at_s, level in course)
    end = course[-1][0] * SECOND_PX
    line = f'<path d="M0 {foot:g} H{end:.1f}" stroke="#566373" stroke-width="1"/>'
    return f'{line}<path d="M0 {foot:g} {points} L{end:.1f} {foot:g} Z" fill="{colour}"/>'


def _begin(at_s: float, number: int) -> str:
    x = at_s * SECOND_PX
    return BEGINS.format(x=x) + NUMBER.format(x=x + 2, number=number)
