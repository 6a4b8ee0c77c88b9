"""The picture of one raw snippet, as an SVG document: rotation and acceleration over time, its moment marked.

Knows lines, ticks and letters; must never know how SVG becomes another format, nor what the movement means.

It is drawn without the chart library: for the same points that takes 3 s and 240 MB instead of 0.6 s and 63 MB, half of
what a small Raspberry Pi has, and the device does without that library otherwise. Of each column of a curve only the
lowest and the highest sample are drawn: what that leaves out lies under the line between what it keeps, so a peak of
one sample stays as high as it was.
"""

import math
import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from device.pictures import palette
from device.signals.samples import Floats
from device.snippets import Snippet

Places = NDArray[np.intp]

GAP_STEPS: Final = 5  # ours: a pause longer than so many samples is drawn as one


def pieces_of(time_s: Floats) -> list[Places]:
    """The places of the samples [n], split at every gap, so that no line is drawn across one."""
    places, steps_s = np.arange(len(time_s)), np.diff(time_s)
    if not len(steps_s):
        return [places]
    return np.split(places, np.flatnonzero(steps_s > GAP_STEPS * np.median(steps_s)) + 1)


def pixel_columns(time_s: Floats, columns: int) -> Places:
    """The column, 0 to `columns` - 1, of each of the samples [n] when they fill the picture's width."""
    first_s, last_s = float(time_s[0]), float(time_s[-1])
    share = (time_s - first_s) / ((last_s - first_s) or 1)
    return np.minimum(share * columns, columns - 1).astype(np.intp)


def extremes(column: Places, values: Floats) -> Places:
    """The places, rising, of the lowest and the highest of the values [n] in each column [n]."""
    by_value = np.lexsort((values, column))
    ends = np.flatnonzero(np.diff(column[by_value]))
    lowest, highest = by_value[np.concatenate(([0], ends + 1))], by_value[np.concatenate((ends, [len(values) - 1]))]
    return np.unique(np.concatenate((lowest, highest)))


STEPS: Final = (1, 2, 5, 10)  # of a decade
ROUNDING: Final = 1e-9  # of a step: a tick that misses the end by less is at the end
LEAST_SPAN: Final = 1e-6  # nothing here is known more finely, in any of its units


def ticks(low: float, high: float, most: int, *, outside: bool = False) -> list[float]:
    """At most `most` + 2 round numbers from `low` to `high`; with `outside` the first and last ones beyond both too."""
    high = max(high, low + max(LEAST_SPAN, abs(low) * LEAST_SPAN))
    step = _step((high - low) / most)
    below, above = (math.floor, math.ceil) if outside else (math.ceil, math.floor)
    first = below(low / step + (ROUNDING if outside else -ROUNDING))
    last = above(high / step - (ROUNDING if outside else -ROUNDING))
    return [number * step for number in range(first, last + 1)]


def label(tick: float, marks: Sequence[float]) -> str:
    """The tick's number, with as many decimals as its neighbours need, and no minus before zero."""
    step = marks[1] - marks[0] if len(marks) > 1 else abs(tick) or 1
    decimals = max(0, -math.floor(math.log10(step) + ROUNDING))
    return f"{tick:.{decimals}f}" if round(tick, decimals) else "0"


def _step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... that is not smaller."""
    decade = 10.0 ** math.floor(math.log10(least))
    return next(step * decade for step in STEPS if step * decade >= least * (1 - ROUNDING))


WIDTH, HEIGHT = 900, 220  # of a panel, in points
LEFT, RIGHT, LINE, SPACE, BELOW = 74, 24, 20, 24, 52  # around the panels: for labels, a line of text, between, below
PIXEL_COLUMNS: Final = 2 * WIDTH  # a picture has two pixels a point
MOST_LETTERS: Final = 125  # in a line of text across the picture
ACROSS_TICKS, UP_TICKS = 14, 7  # at most
TICK: Final = 5  # points
AXIS_NAMES: Final = ("x", "y", "z")
GRID, INK = "#dddddd", palette.INK
MOMENT: Final = f'stroke="{INK}" stroke-dasharray="4 3"'

Extent = tuple[float, float]


def drawn(snippet: Snippet, title: str) -> str:
    """The document: one panel a sensor, seconds from the moment on the common axis."""
    words, panels = textwrap.wrap(snippet.what, MOST_LETTERS), list(_sensors(snippet))
    top = (len(words) + 3) * LINE
    height = top + len(panels) * (HEIGHT + SPACE) - SPACE + BELOW
    return "\n".join((_page(height), *_heading(title, words), *_panels(snippet, panels, top), "</svg>"))


def _page(height: int) -> str:
    width = LEFT + WIDTH + RIGHT
    size = f'width="{width}" height="{height}"'
    letters = f'font-family="sans-serif" font-size="12" fill="{INK}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" {letters}>'
        f'<rect {size} fill="white"/>'
    )


def _sensors(snippet: Snippet) -> Iterator[tuple[str, Floats]]:
    if snippet.samples.rotation_dps is not None:
        yield "rotation (deg/s)", snippet.samples.rotation_dps
    yield "acceleration (g)", snippet.samples.acceleration_g


def _heading(title: str, words: Sequence[str]) -> Iterator[str]:
    yield _text(LEFT, LINE, title, 'font-size="15" font-weight="bold"')
    yield from (_text(LEFT, (n + 2) * LINE, line) for n, line in enumerate(words))
    y = (len(words) + 2) * LINE
    for n, (axis, colour) in enumerate(zip(AXIS_NAMES, palette.AXIS_COLOURS, strict=True)):
        x = LEFT + n * 3 * LINE
        yield _line((x, x + LINE), (y - 4, y - 4), f'stroke="{colour}" stroke-width="2"')
        yield _text(x + LINE + 6, y, axis)
    x = LEFT + len(AXIS_NAMES) * 3 * LINE
    yield _line((x, x + LINE), (y - 4, y - 4), MOMENT)
    yield _text(x + LINE + 6, y, "the moment")


def _panels(snippet: Snippet, panels: Sequence[tuple[str, Floats]], top: int) -> Iterator[str]:
    time_s = snippet.samples.time_s - snippet.moment_s
    for n, (name, values) in enumerate(panels):
        yield f'<g transform="translate({LEFT} {top + n * (HEIGHT + SPACE)})">'
        yield from _panel(time_s, values, name, with_seconds=n == len(panels) - 1)
        yield "</g>"


def _panel(time_s: Floats, values: Floats, name: str, *, with_seconds: bool) -> Iterator[str]:
    across, up = (float(time_s[0]), float(time_s[-1])), _reach(values)
    yield from _levels(up, name)
    yield from _seconds(across, with_seconds=with_seconds)
    if across[0] <= 0 <= across[1]:
        x = float(_scaled(np.zeros(1), across)[0]) * WIDTH
        yield _line((x, x), (0, HEIGHT), f'class="moment" {MOMENT}')
    for column, colour in zip(values.T, palette.AXIS_COLOURS, strict=True):
        there = np.isfinite(column)
        yield (
            f'<path class="curve" d="{_curve(time_s[there], column[there], across, up)}" fill="none"'
            f' stroke="{colour}" stroke-opacity="0.8" stroke-linejoin="round" stroke-linecap="round"/>'
        )


def _reach(values: Floats) -> Extent:
    """From the tick below all values to the tick above them."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    marks = ticks(low, high, UP_TICKS, outside=True)
    return marks[0], marks[-1]


def _seconds(across: Extent, *, with_seconds: bool) -> Iterator[str]:
    marks = ticks(*across, ACROSS_TICKS)
    for mark in marks:
        x = float(_scaled(np.array([mark]), across)[0]) * WIDTH
        yield _line((x, x), (0, HEIGHT), f'stroke="{GRID}"')
        yield _line((x, x), (HEIGHT, HEIGHT + TICK), f'stroke="{INK}"')
        if with_seconds:
            yield _text(x, HEIGHT + LINE, label(mark, marks), 'text-anchor="middle"')
    yield _line((0, WIDTH), (HEIGHT, HEIGHT), f'stroke="{INK}"')
    if with_seconds:
        yield _text(WIDTH / 2, HEIGHT + 2 * LINE, "seconds from the moment", 'text-anchor="middle" font-weight="bold"')


def _levels(up: Extent, name: str) -> Iterator[str]:
    yield _line((0, 0), (0, HEIGHT), f'stroke="{INK}"')
    marks = ticks(*up, UP_TICKS)
    for mark in marks:
        y = (1 - float(_scaled(np.array([mark]), up)[0])) * HEIGHT
        yield _line((-TICK, WIDTH), (y, y), f'stroke="{GRID}"')
        yield _text(-2 * TICK, y + 4, label(mark, marks), 'text-anchor="end"')
    turned = f'text-anchor="middle" font-weight="bold" transform="translate({LINE - LEFT} {HEIGHT / 2}) rotate(-90)"'
    yield _text(0, 0, name, turned)


def _curve(time_s: Floats, values: Floats, across: Extent, up: Extent) -> str:
    """A path with a piece of its own after each gap, and of each column of the picture no more than it can show."""
    if not len(time_s):
        return ""
    kept = extremes(pixel_columns(time_s, PIXEL_COLUMNS), values)
    x, y = _scaled(time_s, across) * WIDTH, (1 - _scaled(values, up)) * HEIGHT
    pieces = [np.intersect1d(piece, kept, assume_unique=True) for piece in pieces_of(time_s)]
    return "".join(_piece(x[piece], y[piece]) for piece in pieces if len(piece))


def _piece(x: Floats, y: Floats) -> str:
    points = [f"{across:.1f} {down:.1f}" for across, down in zip(x.tolist(), y.tolist(), strict=True)]
    return "M" + "L".join(points if len(points) > 1 else 2 * points)  # a line to itself is drawn as a dot


def _scaled(values: Floats, span: Extent) -> Floats:
    """0 at the lower end of the span, 1 at the upper one."""
    return (values - span[0]) / ((span[1] - span[0]) or 1)


def _line(x: tuple[float, float], y: tuple[float, float], more: str) -> str:
    return f'<line x1="{x[0]:.1f}" x2="{x[1]:.1f}" y1="{y[0]:.1f}" y2="{y[1]:.1f}" {more}/>'


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'
