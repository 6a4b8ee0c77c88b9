"""Charts as pictures of their own, which a page names and a browser fetches: they follow its light and dark.

Knows the renderer and what a colour is in the dark; must never know what a chart shows. The same chart is drawn once.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from html import escape
from threading import BoundedSemaphore, Lock
from typing import Final
from zlib import compress, decompress

from device.pictures import palette
from sync.clinic.charts.colours import GRID_LINES, SHADES, SPREAD_COLOUR
from sync.clinic.charts.drawings import Drawing, DrawsCharts

LINE_PX, UNDRAWN_WIDTH_PX = 22, 340  # what fits on a telephone
PICTURES_KEPT: Final = 400  # about 25 kB each, 3 kB as they are kept
DRAWN_AT_ONCE: Final = BoundedSemaphore(2)  # one is collected while the renderer, which is one, draws the other
QUICKLY: Final = 1  # of 9: 0.2 ms to keep one, 0.1 ms to take it out again
IN_THE_DARK: Final = {  # the same as in the pages' style sheet
    palette.STATE_COLOURS["tremor"]: "#9fd3ff",
    palette.STATE_COLOURS["no tremor"]: "#3672a8",
    palette.STATE_COLOURS["not worn"]: "#566373",
    palette.INK: "#e6ebf1",
    palette.WHITE: "#18212b",
    SPREAD_COLOUR: "#5d9bd1",
    GRID_LINES: "#2a3542",
    **dict(zip(SHADES, ("#1e2f40", "#2a4a68", "#36688f", "#5b9bd0", "#9fd3ff"), strict=True)),
}
FONTS: Final = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif'


def _style() -> str:
    parts = ("fill", "stroke")
    rules = "".join(f'[{part}="{light}"]{{{part}:{dark}}}' for light, dark in IN_THE_DARK.items() for part in parts)
    return f"<style>text{{font-family:{FONTS}}}@media screen and (prefers-color-scheme:dark){{{rules}}}</style>"


STYLE_ELEMENT: Final = _style()


class Pictures:
    """Drawn charts, of any thread; each begins with `style`."""

    def __init__(self, renderer: DrawsCharts, style: str = STYLE_ELEMENT) -> None:
        self._style, self._renderer = style, renderer
        self._lock, self._kept = Lock(), OrderedDict[str, bytes]()

    def drawn(self, key: str, wanted: Callable[[], Drawing]) -> str:
        """The SVG document of a key; drawn where it is not there yet. Raises CannotDraw."""
        packed = self._found(key)
        if packed is None:
            with DRAWN_AT_ONCE:
                packed = self._found(key)  # somebody else may have had it drawn meanwhile
                if packed is None:
                    packed = compress(_with_style(self._renderer.draw(wanted()), self._style).encode(), QUICKLY)
                    self._keep(key, packed)
        return decompress(packed).decode()

    def wake(self) -> None:
        """A page was asked for: its charts will be too."""
        self._renderer.wake()

    def _found(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: str, packed: bytes) -> None:
        with self._lock:
            self._kept[key] = packed
            while len(self._kept) > PICTURES_KEPT:
                self._kept.popitem(last=False)


def _with_style(svg: str, style: str) -> str:
    head, _, rest = svg.partition(">")
    return f"{head}>{style}{rest}"


def undrawn_picture(lines: Sequence[str]) -> str:
    """An SVG document that says these lines, a few words each."""
    texts = [
        f'<text x="4" y="{LINE_PX * number}" font-size="14" fill="{palette.INK}">{escape(line)}</text>'
        for number, line in enumerate(lines, 1)
    ]
    size = f'width="{UNDRAWN_WIDTH_PX}" height="{LINE_PX * (len(lines) + 1)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{STYLE_ELEMENT}{"".join(texts)}</svg>'
