"""One page A4 as an SVG document: every light, every press, and the programme in pictures and words.

Knows where things stand on paper; must never know languages, files, or how the page becomes a PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.card import words
from device.card.figures import ARROW_HEAD, FIGURE_UNITS, FIGURES, figure_svg
from device.card.languages import Texts
from device.card.strips import SHOWN_S, Box, strip_svg
from device.card.typesetting import LINE_SHARE, broken, height_mm, lines_svg, text_svg
from device.exercise.light_language import LANGUAGE
from device.programme import Programme
from device.programme.items import Item

# Millimetres. Nothing is smaller than what can be read at arm's length: 2.5 mm is 7 points.
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 12.0
TITLE_SIZE, HEADING_SIZE, TEXT_SIZE, SMALL_SIZE = 5.5, 4.0, 2.9, 2.5
COLUMN_GAP: Final = 6.0
LIGHTS_WIDTH: Final = 100.0
STRIP_WIDTH, STRIP_HEIGHT, ROW_GAP = 34.0, 5.0, 1.3
SIZES: Final = (4.4, 3.8, 3.5, 3.2, 2.9, 2.7, 2.5, 2.3, 2.1, 1.9)  # of an exercise's words; the last one is 5.4 points
FIGURE_SHARE: Final = 8.5  # a picture is so many times as high as its words
COLUMNS, GAP = 2, 2.0
CELL: Final = (WIDTH - 2 * MARGIN - COLUMN_GAP) / COLUMNS
HEAD_HEIGHT, FOOT_HEIGHT = 10.0, 10.0
SIZE_IN: Final = {  # for a browser, and for a PDF whose points are what vl-convert takes pixels for
    "mm": f'width="{WIDTH:g}mm" height="{HEIGHT:g}mm"',
    "points": 'width="595.276" height="841.89"',
}
GREY: Final = "#5b6470"


@dataclass(frozen=True)
class _Drawn:
    """SVG elements and where they end."""

    svg: str
    bottom: float


def card_svg(programme: Programme | None, texts: Texts, size: str = "mm") -> str:
    """The page as an SVG document, with the programme where there is one; `size` is a key of SIZE_IN."""
    head = _head(texts)
    lights = _lights(head.bottom, texts)
    presses = _presses(head.bottom, texts)
    top = max(lights.bottom, presses.bottom) + COLUMN_GAP
    below = _programme(programme, top, texts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE_IN[size]} '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}"><defs>{ARROW_HEAD}</defs>'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="white"/>'
        f"{head.svg}{lights.svg}{presses.svg}{below}{_foot(texts)}</svg>\n"
    )


def _head(texts: Texts) -> _Drawn:
    y = MARGIN + TITLE_SIZE
    name = text_svg("Easeband", MARGIN, y, TITLE_SIZE, bold=True)
    title = text_svg(texts.gettext(words.TITLE), WIDTH - MARGIN, y, HEADING_SIZE, colour=GREY, anchor="end")
    return _Drawn(name + title, y + HEAD_HEIGHT)


def _heading(text: str, x: float, y: float) -> str:
    return text_svg(text, x, y, HEADING_SIZE, bold=True)


def _lights(top: float, texts: Texts) -> _Drawn:
    """A row for each signal: what it looks like over the first seconds, and what it means."""
    names = " / ".join(texts.gettext(name) for name in words.LIGHT_NAMES)
    axis = f"{names}, 0 \N{EN DASH} {SHOWN_S:g} s"
    drawn = [_heading(texts.gettext(words.LIGHTS_TITLE), MARGIN, top)]
    y = top + SMALL_SIZE + 1.5
    drawn.append(text_svg(axis, MARGIN, y, SMALL_SIZE, colour=GREY))
    y += 1.5
    for signal in LANGUAGE.values():
        x = MARGIN + STRIP_WIDTH + 3
        lines = broken(texts.gettext(signal.meaning), LIGHTS_WIDTH - STRIP_WIDTH - 3, TEXT_SIZE)
        height = max(STRIP_HEIGHT, height_mm(lines, TEXT_SIZE))
        drawn += [
            strip_svg(signal, Box(MARGIN, y, STRIP_WIDTH, STRIP_HEIGHT)),
            lines_svg(lines, x, y + TEXT_SIZE + (0.5 if len(lines) == 1 else 0), TEXT_SIZE),
        ]
        y += height + ROW_GAP
    return _Drawn("".join(drawn), y)


def _presses(top: float, texts: Texts) -> _Drawn:
    """A row for each press: what to do, when, and what comes of it."""
    x = MARGIN + LIGHTS_WIDTH + COLUMN_GAP
    within = WIDTH - MARGIN - x
    drawn, y = [_heading(texts.gettext(words.PRESSES_TITLE), x, top)], top + 6.5
    for rule in words.PRESSES:
        did = broken(f"{texts.gettext(rule.press)}, {texts.gettext(rule.when)}", within, TEXT_SIZE, bold=True)
        then = broken(texts.gettext(rule.then), within, TEXT_SIZE)
        drawn += [
            lines_svg(did, x, y, TEXT_SIZE, bold=True),
            lines_svg(then, x, y + height_mm(did, TEXT_SIZE), TEXT_SIZE),
        ]
        y += height_mm([*did, *then], TEXT_SIZE) + ROW_GAP
    return _Drawn("".join(drawn), y)


def _programme(programme: Programme | None, top: float, texts: Texts) -> str:
    rule = f'<path d="M{MARGIN:g} {top - 4:.2f} H{WIDTH - MARGIN:g}" stroke="#d4d8de" stroke-width="0.3"/>'
    heading = rule + _heading(texts.gettext(words.PROGRAMME_TITLE), MARGIN, top + 1)
    if programme is None:
        return heading + text_svg(texts.gettext(words.NO_PROGRAMME), MARGIN, top + 8, TEXT_SIZE)
    about = broken(words.of_programme(programme, texts), WIDTH - 2 * MARGIN, TEXT_SIZE)
    y = top + 6
    first = y + height_mm(about, TEXT_SIZE)
    return heading + lines_svg(about, MARGIN, y, TEXT_SIZE, colour=GREY) + _items(programme, first, texts)


def _items(programme: Programme, top: float, texts: Texts) -> str:
    """Two columns of exercises, in the largest size at which all of them fit."""
    bottom = HEIGHT - MARGIN - FOOT_HEIGHT
    for size in SIZES:
        drawn, end = _rows(programme.items, top, size, texts)
        if end <= bottom:
            break
    return drawn


def _rows(items: Sequence[Item], top: float, size: float, texts: Texts) -> tuple[str, float]:
    """The exercises at this size of their words, and where they end."""
    drawn, y = "", top
    for pair in (items[first : first + COLUMNS] for first in range(0, len(items), COLUMNS)):
        cells = [_item(item, MARGIN + column * (CELL + COLUMN_GAP), y, size, texts) for column, item in enumerate(pair)]
        drawn += "".join(cell.svg for cell in cells)
        y = max(cell.bottom for cell in cells) + ROW_GAP
    return drawn, y


def _item(item: Item, x: float, y: float, size: float, texts: Texts) -> _Drawn:
    """A picture, and beside it what it is, how it is done, how much, and what to mind."""
    name, how, caution = words.instructions(item, texts)
    figure = size * FIGURE_SHARE
    drawing = figure_svg(FIGURES[item.work.exercise])
    picture = f'<g transform="translate({x:.2f} {y:.2f}) scale({figure / FIGURE_UNITS:.4f})">{drawing}</g>'
    much = "; ".join(filter(None, (words.dose(item, texts), words.limits(item, texts))))
    paragraphs = ((name, True), (how, False), (much, True), (words.schedule(item.schedule, texts), False))
    minded = (f"{caution} {item.note}".rstrip(), False)
    foot, drawn = y + size, [picture]
    for text, bold in (*paragraphs, minded):
        lines = broken(text, CELL - figure - GAP, size, bold=bold)
        drawn.append(lines_svg(lines, x + figure + GAP, foot, size, bold=bold))
        foot += height_mm(lines, size)
    return _Drawn("".join(drawn), max(y + figure, foot - size))


def _foot(texts: Texts) -> str:
    lines = [texts.gettext(text) for text in words.SAFETY]
    return lines_svg(lines, MARGIN, HEIGHT - MARGIN - TEXT_SIZE * LINE_SHARE, TEXT_SIZE, bold=True)
