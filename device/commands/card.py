"""`easeband card`: the printable page for the patient, as SVG and PDF.

Knows files and words for people; must never know what stands on the page.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from device.card import LANGUAGES, MissingPart, UnknownLanguage, card_svg, texts_in
from device.system.command import complain
from device.system.files import error_in_words, replace_file

MISSING_PDF: Final = "no PDF: vl-convert-python draws it; it comes with `pip install easeband[clinic]`"

_complain = partial(complain, "card")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, in which language, with which programme."""
    parser.epilog = (
        "One page A4: what every light says, what every press does, and the programme in pictures and words. The PDF"
        " prints in its own size; the SVG opens in a browser."
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="write card.svg and card.pdf there")
    parser.add_argument("--language", default="en", metavar="CODE", help=f"{' or '.join(LANGUAGES)} (default en)")


def run(arguments: argparse.Namespace) -> int:
    """Write the card; 1 with a message when it could not be."""
    try:
        texts = texts_in(arguments.language)
        _write(arguments.to, lambda size: card_svg(None, texts, size))
    except (UnknownLanguage, MissingPart) as error:
        return _complain(error)
    except OSError as error:
        return _complain(f"{error.filename}: {error_in_words(error)}")
    return 0


def _write(folder: Path, draw: Callable[[str], str]) -> None:
    """Both files, each named once it is there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    _keep(folder / "card.svg", draw("mm").encode())
    try:
        from device.pictures.render import pdf_of_svg  # noqa: PLC0415 - loads a renderer that not everybody has
    except ModuleNotFoundError:
        print(MISSING_PDF)
        return
    _keep(folder / "card.pdf", pdf_of_svg(draw("points")))


def _keep(path: Path, content: bytes) -> None:
    replace_file(path, content)
    print(path)
