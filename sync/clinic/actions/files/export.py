"""`easeband clinic export DEVICE`: the days of one patient as files that other programs read.

Knows the options and the words; must never know what stands in a file.
"""

import argparse
from typing import Final

from device.records.decoding import BadValue
from device.system.command import complain, status_of
from device.system.config import BadConfig
from device.system.files import error_in_words, replace_file
from device.system.log import start_log
from sync.clinic.actions.files.making import FileWish, made_file
from sync.clinic.database import ClinicUnavailable, WrongDatabase
from sync.clinic.handing_over import DOWNLOADS
from sync.report.paper import MissingTypesetter

COMMAND: Final = "clinic export"
FAULTS: Final = (BadConfig, BadValue, WrongDatabase, ClinicUnavailable, MissingTypesetter)
USUAL_DAYS: Final = 365
MOST_DAYS: Final = 3650


def run(arguments: argparse.Namespace) -> int:
    """Make them; 1 with a message when one cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    for kind in arguments.kinds or DOWNLOADS:
        wish = FileWish(kind, arguments.device, arguments.days, arguments.until)
        found = made_file(arguments.config, wish)
        if found is None:
            return complain(COMMAND, f"no device {arguments.device} has sent anything to this clinic")
        path = arguments.to / found.name
        try:
            arguments.to.mkdir(parents=True, exist_ok=True)
            replace_file(path, found.content)
        except OSError as error:
            return complain(COMMAND, f"{path}: the file cannot be written: {error_in_words(error)}")
        print(f"{path}: {DOWNLOADS[kind].says}, {len(found.content):,} bytes")
    return 0
