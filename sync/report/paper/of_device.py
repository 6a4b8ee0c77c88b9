"""`easeband report`: one page about the last days, of the device's own database, to be handed over.

Knows the options and the words; must never know what stands on the page. It reads the database and changes nothing: the
device may go on recording, and no clinic is needed.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from device.day.document import DayDocument
from device.records.calendar import place
from device.store import DeviceReader, StoreMissing, StoreUnusable
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, read_config
from device.system.files import error_in_words, replace_file
from device.system.log import start_log
from sync.report import ReportSubject, report_page
from sync.report.paper.typesetting import MissingTypesetter, report_pdf

COMMAND: Final = "report"
FAULTS: Final = (BadConfig, StoreMissing, StoreUnusable, MissingTypesetter)
UNREADABLE_DAY: Final = (StoreUnusable, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
NO_NAME: Final = "a device without a name"


def run(arguments: argparse.Namespace) -> int:
    """Make the page; 1 with a message when it cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    config = None if arguments.database else read_config(arguments.config, "report")
    path = arguments.database or Path(config.files.device if config else "")
    device = (config.device.id if config else path.stem) or NO_NAME
    clock = SystemClock((config.device.timezone if config else "") or None)
    last = arguments.until or date.fromisoformat(place(clock.monotonic_s(), clock.dating()).day)
    documents, unreadable = _read(path, device, last - timedelta(days=arguments.days - 1), last)
    page = report_page(ReportSubject(device), documents, last, arguments.days, unreadable)
    try:
        replace_file(arguments.to, report_pdf(page, clock.utc_s()))
    except OSError as error:
        return complain(COMMAND, f"{arguments.to}: the page cannot be written: {error_in_words(error)}")
    print(f"{arguments.to}: {page.period}, {len(documents)} with data")
    return 0


def _read(path: Path, device: str, first: date, last: date) -> tuple[list[DayDocument], list[str]]:
    """The days of the span, and those of them that cannot be read."""
    documents, unreadable = list[DayDocument](), list[str]()
    with closing(DeviceReader(path)) as reader:
        for day in _between(reader, first, last):
            try:
                documents.append(reader.document(day, device))
            except UNREADABLE_DAY as problem:
                unreadable.append(day)
                complain(COMMAND, f"{day} cannot be read and is on the page without numbers: {problem}")
    return documents, unreadable


def _between(reader: DeviceReader, first: date, last: date) -> Iterator[str]:
    for day, _ in reader.days():
        if first.isoformat() <= day <= last.isoformat():
            yield day
