"""Chart specifications and SVG documents into pictures, without a browser and without a network.

Knows vl_convert and nothing else; must never know what a chart shows.
"""

from typing import Any

import vl_convert

PICTURE_SCALE = 2.0  # pixels per point: sharp on paper and on high-resolution screens


def svg(spec: dict[str, Any]) -> str:
    """The Vega-Lite specification drawn as an SVG document. Raises ValueError for a specification that is none."""
    return vl_convert.vegalite_to_svg(spec)


def png(spec: dict[str, Any], scale: float = PICTURE_SCALE) -> bytes:
    """The Vega-Lite specification drawn as a PNG file. Raises ValueError for a specification that is none."""
    return vl_convert.vegalite_to_png(spec, scale=scale)


def png_of_svg(document: str) -> bytes:
    """The SVG document as a PNG file; costs a tenth of what a specification does. Raises ValueError for no SVG."""
    return vl_convert.svg_to_png(document, scale=PICTURE_SCALE)


def pdf_of_svg(document: str) -> bytes:
    """The SVG document as a PDF file of one page, a point for each of its pixels. Raises ValueError for no SVG."""
    return vl_convert.svg_to_pdf(document)
