"""Text in SVG: how wide it is about, where a line breaks, and what has to be escaped.

Knows letters and millimetres; must never know what a text says.
"""

from html import escape
from typing import Final

FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
# Widths in parts of the size, rounded up from Helvetica's own table (Adobe, AFM 4.1): enough to break lines by.
NARROW_LETTERS, WIDE_LETTERS = frozenset(" .,:;!'|()[]fijlrtI1-"), frozenset("mwMW@%\N{EM DASH}\N{MULTIPLICATION SIGN}")
NARROW_SHARE, WIDE_SHARE, CAPITAL_SHARE, USUAL_SHARE, BOLD_SHARE = 0.34, 0.89, 0.72, 0.56, 1.06
LINE_SHARE: Final = 1.25  # from one line to the next
MOST_LINES: Final = 9


def width_mm(text: str, size_mm: float, *, bold: bool = False) -> float:
    """About how wide a line of text is, rather too much than too little."""
    return sum(map(_share, text)) * size_mm * (BOLD_SHARE if bold else 1)


def _share(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW_SHARE
    if letter in WIDE_LETTERS:
        return WIDE_SHARE
    return CAPITAL_SHARE if letter.isupper() else USUAL_SHARE


def broken(text: str, within_mm: float, size_mm: float, *, bold: bool = False) -> list[str]:
    """The text in lines, none wider unless a single word is; what does not fit into MOST_LINES ends with dots."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm(longer, size_mm, bold=bold) <= within_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + " …"]


def text_svg(
    text: str, x: float, y: float, size_mm: float, *, bold: bool = False, colour: str = "#1a1a1a", anchor: str = "start"
) -> str:
    """One line, its foot at `y`."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:.2f}" font-family="{FONT}" font-size="{size_mm:g}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )


def lines_svg(
    lines: list[str], x: float, y: float, size_mm: float, *, bold: bool = False, colour: str = "#1a1a1a"
) -> str:
    """Lines below each other, the foot of the first at `y`."""
    feet = [y + number * size_mm * LINE_SHARE for number in range(len(lines))]
    return "".join(
        text_svg(line, x, foot, size_mm, bold=bold, colour=colour) for line, foot in zip(lines, feet, strict=True)
    )


def height_mm(lines: list[str], size_mm: float) -> float:
    """How much room lines take."""
    return len(lines) * size_mm * LINE_SHARE
