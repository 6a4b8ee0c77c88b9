"""The style that goes into a picture of a day: the colours and patterns of the style sheet, light and dark.

Knows where the style sheet names them; must never know what a chart shows. A picture of its own sees no style sheet.
"""

import re
from typing import Final

from sync.clinic.charts.pictures import FONTS
from sync.clinic.web.answers import STYLE, chart_patterns

COLOURS: Final = re.compile(r"^:root \{(?P<light>.*?)^\}.*?^  :root \{(?P<dark>.*?)^  \}", re.DOTALL | re.MULTILINE)
NAMED: Final = re.compile(r"--[a-z0-9-]+: [^;]+;")
CHART_RULES: Final = re.compile(r"^/\* What charts name by value.*?\*/\n(?P<rules>.*?)\n\n", re.DOTALL | re.MULTILINE)


class UnknownStyle(Exception):
    """The style sheet has no part that charts need; the message says which."""


def chart_style(sheet: str) -> str:
    """What stands at the beginning of a picture: its style, and the patterns that this names."""
    colours, rules = COLOURS.search(sheet), CHART_RULES.search(sheet)
    if not colours or not rules:
        raise UnknownStyle("expected the colours of light and dark, and the rules for what charts name by value")
    light, dark = ("".join(NAMED.findall(colours[name])) for name in ("light", "dark"))
    named = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    text = f"text{{font-family:{FONTS}}}"
    return f"<style>{named}{text}{rules['rules']}</style>{chart_patterns()}"


CHART_STYLE: Final = chart_style(STYLE.decode())
