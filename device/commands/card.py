"""`easeband card`: the printable page for the patient, as SVG and PDF.

Knows files and words for people; must never know what stands on the page.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from device.card import MissingPart, UnknownLanguage, card_svg, texts_in
from device.prescription import KeptProgramme, read_programme_file
from device.programme import Programme
from device.programme.written import RefusedProgramme
from device.system.clock import SystemClock
from device.system.command import complain
from device.system.config import BadConfig, read_config
from device.system.files import error_at, expect_open, replace_file
from device.system.log import start_log

MISSING_PDF: Final = "no PDF: vl-convert-python draws it; the clinic's package brings it. A browser prints the SVG"

_complain = partial(complain, "card")


def run(arguments: argparse.Namespace) -> int:
    """Write the card; 1 with a message when it could not be."""
    start_log("card", "warning")
    try:
        texts, programme = texts_in(arguments.language), _programme(arguments)
        _write(arguments.to, lambda size: card_svg(programme, texts, size))
    except (UnknownLanguage, MissingPart, BadConfig, NoProgramme) as error:
        return _complain(error)
    except OSError as error:
        return _complain(error_at(error))
    return 0


class NoProgramme(Exception):
    """The programme that was asked for cannot be printed; the message says why."""


def _programme(arguments: argparse.Namespace) -> Programme | None:
    if arguments.programme:
        return _written(arguments.programme)
    return _accepted(arguments.config) if arguments.config else None


def _written(path: Path) -> Programme:
    found = read_programme_file(path)
    if found is None:
        raise NoProgramme(f"{path}: there is no such file; `easeband programme example` prints one")
    if isinstance(found, RefusedProgramme):
        raise NoProgramme("\n".join([f"{path}: no programme that a device would take:", *found.faults]))
    return found.programme


def _accepted(path: Path) -> Programme:
    config = read_config(path, "programme")
    expect_open(Path(config.files.device).parent)
    accepted = KeptProgramme(config, SystemClock(config.device.timezone or None)).accepted
    if accepted is None:
        raise NoProgramme(f"{path}: the patient of this device has not accepted a programme; name one by --programme")
    return accepted


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
