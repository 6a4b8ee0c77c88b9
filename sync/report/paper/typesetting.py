"""The one page A4 as a PDF, tagged for screen readers: the values go into a layout as data, never as a part of it.

Knows the typesetter; must never know what stands on the page. Typst comes with fonts of its own, and takes 37 MB of
memory for a moment; it is loaded when a page is made and not before.
"""

import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import resources
from typing import Final, Literal

from sync.report import DAY_COLUMNS, ReportPage

LAYOUT: Final = resources.files("sync.report.paper").joinpath("page.typ").read_bytes()
MISSING_TYPST: Final = (
    "no PDF: the package typst makes it, and it is not installed here: pip install 'easeband[report]', or make the "
    "report on another computer, of a copy of device.db (--database)"
)
MISSING_LETTERS: Final = (
    "the page is no full PDF/UA, and boxes stand for letters that no font of this computer has: install one, such as "
    "fonts-noto-core or fonts-noto-cjk ({problem})"
)

log = logging.getLogger(__name__)


class MissingTypesetter(Exception):
    """The package that makes a PDF is not installed; the message says how to get it."""


def report_pdf(page: ReportPage, made_utc_s: float) -> bytes:
    """The PDF; the same for the same page and moment. Raises MissingTypesetter."""
    try:
        import typst  # noqa: PLC0415 - 81 MB, for this alone
    except ModuleNotFoundError as error:
        raise MissingTypesetter(MISSING_TYPST) from error
    made = datetime.fromtimestamp(made_utc_s, UTC).replace(microsecond=0)
    data = json.dumps({**asdict(page), "columns": DAY_COLUMNS, "made": f"{made:%Y-%m-%d %H:%M} UTC"})

    def typeset(*standards: Literal["ua-1"]) -> bytes:
        return typst.compile(LAYOUT, sys_inputs={"page": data}, timestamp=made, pdf_standards=list(standards))

    try:
        return typeset("ua-1")  # PDF/UA: a reader that speaks finds title, headings, tables and what the chart shows
    except typst.TypstError as problem:  # the standard wants every letter to be in some font
        log.warning("%s", MISSING_LETTERS.format(problem=problem))
        return typeset()
