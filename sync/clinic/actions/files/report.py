"""`easeband clinic report DEVICE`: the one page of a patient, with the name that the clinic alone knows.

Knows the options and the words; must never know what stands on the page.
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
from sync.report.paper import MissingTypesetter

COMMAND: Final = "clinic report"
FAULTS: Final = (BadConfig, BadValue, WrongDatabase, ClinicUnavailable, MissingTypesetter)


def run(arguments: argparse.Namespace) -> int:
    """Make it; 1 with a message when it cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    wish = FileWish("report", arguments.device, arguments.days, arguments.until)
    found = made_file(arguments.config, wish)
    if found is None:
        return complain(COMMAND, f"no device {arguments.device} has sent anything to this clinic")
    try:
        replace_file(arguments.to, found.content)
    except OSError as error:
        return complain(COMMAND, f"{arguments.to}: the page cannot be written: {error_in_words(error)}")
    print(f"{arguments.to}: {len(found.content):,} bytes")
    return 0
