"""What all charts have in common: letters, grid, the colours that are no state's, and how numbers are written.

Knows Vega-Lite's configuration; must never know what a chart shows.
"""

from typing import Any, Final

import altair as alt

from device.pictures import palette
from sync.clinic.charts.colours import GRID_LINES
from sync.clinic.wording.language import NO_BREAK, PAGE_LANGUAGE

Spec = dict[str, Any]
Layers = alt.LayerChart | alt.FacetChart  # altair's own name for what `layer` returns

FONT_SIZE: Final = 13
_LOOK: Final[dict[str, Any]] = {  # of every chart
    "aria": False,
    "background": "transparent",
    "padding": 2,
    "axis": alt.AxisConfig(
        labelFontSize=FONT_SIZE,
        labelColor=palette.INK,
        gridColor=GRID_LINES,
        domainColor=palette.INK,
        tickColor=palette.INK,
    ),
    "view": alt.ViewConfig(stroke=None),
}


def chart_look() -> dict[str, Any]:
    """The configuration of every chart, with numbers as the language of the page writes them."""
    decimal = PAGE_LANGUAGE.get().decimal
    if decimal == ".":
        return _LOOK
    numbers = {"decimal": decimal, "thousands": NO_BREAK, "grouping": [3], "currency": ["", ""]}
    return {**_LOOK, "locale": {"number": {**numbers, "percent": f"{NO_BREAK}%"}}}
