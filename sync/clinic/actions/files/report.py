"""`easeband clinic report DEVICE`: the one page of a patient, with the name that the clinic alone knows.

Knows the options and the words; must never know what stands on the page.
"""

import argparse
from pathlib import Path
from typing import Final

from device.records.decoding import BadValue
from device.system.command import complain, status_of
from device.system.config import BadConfig
from device.system.files import error_in_words, replace_file
from device.system.log import start_log
from sync.clinic.actions.files.making import FileWish, made_file
from sync.clinic.database import ClinicUnavailable, WrongDatabase
from sync.report import MOST_REPORT_DAYS, USUAL_REPORT_DAYS, last_day_option
from sync.report.paper import MissingTypesetter

COMMAND: Final = "clinic report"
FAULTS: Final = (BadConfig, BadValue, WrongDatabase, ClinicUnavailable, MissingTypesetter)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, which days, and where to."""
    parser.epilog = "One page A4 as a PDF, as `easeband report` makes it on the device; here with the patient's name."
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the page, such as report.pdf")
    parser.add_argument(
        "--days",
        type=int,
        choices=range(1, MOST_REPORT_DAYS + 1),
        default=USUAL_REPORT_DAYS,
        metavar="N",
        help=f"how many, 1 to {MOST_REPORT_DAYS} (default %(default)s)",
    )
    parser.add_argument(
        "--until",
        type=last_day_option,
        metavar="2026-11-28",
        help="the last of them (default: the last day with data)",
    )


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
