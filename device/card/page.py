"""One page A4 as an SVG document: every light, every press, and the programme in pictures and words.

Knows where things stand on paper; must never know languages, files, or how the page becomes a PDF.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from device.card import words
from device.card.figures import ARROW_HEAD, FIGURE_UNITS, FIGURES, figure_svg
from device.card.languages import Texts
from device.card.strips import SHOWN_S, Box, strip_svg
from device.card.typesetting import LINE_SHARE, broken, height_mm, lines_svg, text_svg
from device.exercise.light_language import Signal
from device.programme import Programme
from device.programme.items import Item

# Millimetres. 2.5 mm is 7 points, which can be read at arm's length; only a full programme with long notes is smaller.
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 12.0
TITLE_SIZE, HEADING_SIZE, TEXT_SIZE = 5.5, 4.0, 2.9
COLUMN_GAP, GAP, ROW_GAP = 6.0, 2.0, 1.3
COLUMNS: Final = 2
CELL: Final = (WIDTH - 2 * MARGIN - COLUMN_GAP) / COLUMNS
STRIP_WIDTH, STRIP_SHARE = 30.0, 1.7  # how high a strip is, in the size of the words beside it
HEAD_HEIGHT, FOOT_HEIGHT = 10.0, 9.0
ABOVE_SIZES: Final = (2.9, 2.6, 2.3)  # of the words of lights and presses
BELOW_SIZES: Final = (4.4, 3.8, 3.5, 3.2, 2.9, 2.7, 2.5, 2.3, 2.1, 1.9, 1.8)  # of an exercise's
LEAST_BELOW: Final = {2.9: 2.5, 2.6: 2.3, 2.3: 1.8}  # before anything is that small, what stands above gets smaller
FIGURE_SHARE: Final = 8.5  # a picture is so many times as high as its words
SIZE_IN: Final = {  # for a browser, and for a PDF whose points are what vl-convert takes pixels for
    "mm": f'width="{WIDTH:g}mm" height="{HEIGHT:g}mm"',
    "points": 'width="595.276" height="841.89"',
}
GREY, RULE = "#5b6470", "#d4d8de"


@dataclass(frozen=True)
class _Drawn:
    """SVG elements and where they end."""

    svg: str
    bottom: float


def card_svg(programme: Programme | None, texts: Texts, size: str = "mm") -> str:
    """The page as an SVG document, with the programme where there is one; `size` is a key of SIZE_IN."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE_IN[size]} viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        f'<defs>{ARROW_HEAD}</defs><rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="white"/>'
        f"{_head(texts)}{_body(programme, texts)}{_foot(texts)}</svg>\n"
    )


def _head(texts: Texts) -> str:
    y = MARGIN + TITLE_SIZE
    name = text_svg("Easeband", MARGIN, y, TITLE_SIZE, bold=True)
    return name + text_svg(texts.gettext(words.TITLE), WIDTH - MARGIN, y, HEADING_SIZE, colour=GREY, anchor="end")


def _body(programme: Programme | None, texts: Texts) -> str:
    """In the largest sizes at which all of it stays on the page."""
    for above, below in product(ABOVE_SIZES, BELOW_SIZES):
        top = _language(programme, above, texts)
        drawn = _programme(programme, top.bottom + COLUMN_GAP, below, texts)
        if below >= LEAST_BELOW[above] and drawn.bottom <= HEIGHT - MARGIN - FOOT_HEIGHT:
            break
    return top.svg + drawn.svg


def _language(programme: Programme | None, size: float, texts: Texts) -> _Drawn:
    """The lights in the left column, what the button does in the right one, and below it the lights that are left."""
    top, right = MARGIN + TITLE_SIZE + HEAD_HEIGHT, MARGIN + CELL + COLUMN_GAP
    heading = texts.gettext(words.LIGHTS_TITLE)
    presses = _presses(words.presses_for(programme), right, top, size, texts)
    signals = words.signals_for(programme)
    heights = [_signal_height(signal, size, texts) for signal in signals]
    first = _first_column(heights, presses.bottom - top)
    left = _lights(heading, signals[:first], MARGIN, top, size, texts)
    rest = _lights(
        texts.gettext(words.LIGHTS_MORE_TITLE), signals[first:], right, presses.bottom + HEADING_SIZE, size, texts
    )
    return _Drawn(presses.svg + left.svg + rest.svg, max(left.bottom, rest.bottom))


def _first_column(heights: Sequence[float], beside: float) -> int:
    """How many rows stand in the left column, so that it ends about where the right one does."""
    half = (sum(heights) + beside) / COLUMNS
    return next((n for n in range(1, len(heights)) if sum(heights[:n]) >= half), len(heights))


def _signal_lines(signal: Signal, size: float, texts: Texts) -> list[str]:
    return broken(texts.gettext(signal.meaning), CELL - STRIP_WIDTH - GAP, size)


def _signal_height(signal: Signal, size: float, texts: Texts) -> float:
    return max(size * STRIP_SHARE, height_mm(_signal_lines(signal, size, texts), size)) + ROW_GAP


def _lights(heading: str, signals: Sequence[Signal], x: float, top: float, size: float, texts: Texts) -> _Drawn:  # noqa: PLR0917 - a place, and what stands there
    """A row for each signal: what it looks like over the first seconds, and what it means."""
    names = " / ".join(texts.gettext(name) for name in words.LIGHT_NAMES)
    small = size * SMALL_SHARE
    axis = text_svg(f"{names}, 0 \N{EN DASH} {SHOWN_S:g} s", x, top + small + 1, small, colour=GREY)
    drawn, y = [text_svg(heading, x, top, HEADING_SIZE, bold=True), axis], top + small + 2.2
    for signal in signals:
        lines, box = _signal_lines(signal, size, texts), Box(x, y, STRIP_WIDTH, size * STRIP_SHARE)
        drawn += [strip_svg(signal, box), lines_svg(lines, x + STRIP_WIDTH + GAP, y + size, size)]
        y += _signal_height(signal, size, texts)
    return _Drawn("".join(drawn), y)


SMALL_SHARE: Final = 0.85


def _presses(rules: Sequence[words.PressRule], x: float, top: float, size: float, texts: Texts) -> _Drawn:
    """A row for each press: what to do, when, and what comes of it."""
    drawn, y = [text_svg(texts.gettext(words.PRESSES_TITLE), x, top, HEADING_SIZE, bold=True)], top + size + 2
    for rule in rules:
        did = broken(f"{texts.gettext(rule.press)}, {texts.gettext(rule.when)}", CELL, size, bold=True)
        then = broken(texts.gettext(rule.then), CELL, size)
        drawn += [lines_svg(did, x, y, size, bold=True), lines_svg(then, x, y + height_mm(did, size), size)]
        y += height_mm([*did, *then], size) + ROW_GAP
    return _Drawn("".join(drawn), y)


def _programme(programme: Programme | None, top: float, size: float, texts: Texts) -> _Drawn:
    rule = f'<path d="M{MARGIN:g} {top - 4:.2f} H{WIDTH - MARGIN:g}" stroke="{RULE}" stroke-width="0.3"/>'
    heading = rule + text_svg(texts.gettext(words.PROGRAMME_TITLE), MARGIN, top + 1, HEADING_SIZE, bold=True)
    if programme is None:
        y = top + TEXT_SIZE + 3
        return _Drawn(heading + text_svg(texts.gettext(words.NO_PROGRAMME), MARGIN, y, TEXT_SIZE), y)
    about = broken(words.of_programme(programme, texts), WIDTH - 2 * MARGIN, TEXT_SIZE)
    y = top + TEXT_SIZE + 2.5
    items = _rows(programme.items, y + height_mm(about, TEXT_SIZE) - 1, size, texts)
    return _Drawn(heading + lines_svg(about, MARGIN, y, TEXT_SIZE, colour=GREY) + items.svg, items.bottom)


def _rows(items: Sequence[Item], top: float, size: float, texts: Texts) -> _Drawn:
    """The exercises in two columns."""
    drawn, y = "", top
    for pair in (items[first : first + COLUMNS] for first in range(0, len(items), COLUMNS)):
        cells = [_item(item, MARGIN + column * (CELL + COLUMN_GAP), y, size, texts) for column, item in enumerate(pair)]
        drawn += "".join(cell.svg for cell in cells)
        y = max(cell.bottom for cell in cells) + ROW_GAP
    return _Drawn(drawn, y)


def _item(item: Item, x: float, y: float, size: float, texts: Texts) -> _Drawn:
    """A picture, and beside it what it is, how it is done, how much, and what to mind."""
    figure = size * FIGURE_SHARE
    drawing = figure_svg(FIGURES[item.work.exercise])
    drawn = [f'<g transform="translate({x:.2f} {y:.2f}) scale({figure / FIGURE_UNITS:.4f})">{drawing}</g>']
    foot = y + size
    for text, bold in _paragraphs(item, texts):
        lines = broken(text, CELL - figure - GAP, size, bold=bold)
        drawn.append(lines_svg(lines, x + figure + GAP, foot, size, bold=bold))
        foot += height_mm(lines, size)
    return _Drawn("".join(drawn), max(y + figure, foot - size))


def _paragraphs(item: Item, texts: Texts) -> Iterator[tuple[str, bool]]:
    """Each with whether it is bold."""
    name, how, caution = words.instructions(item, texts)
    yield from ((name, True), (how, False))
    yield "; ".join(filter(None, (words.dose(item, texts), words.limits(item, texts)))), True
    yield words.schedule(item.schedule, texts), False
    yield f"{caution} {item.note}".rstrip(), False


def _foot(texts: Texts) -> str:
    lines = [texts.gettext(text) for text in words.SAFETY]
    return lines_svg(lines, MARGIN, HEIGHT - MARGIN - TEXT_SIZE * LINE_SHARE, TEXT_SIZE, bold=True)
