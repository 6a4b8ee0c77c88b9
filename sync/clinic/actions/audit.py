"""`easeband clinic audit`: who looked at whose pages, and when.

Knows the options and the columns; must never know SQL, or what was on a page.
"""

import argparse
import csv
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, read_config
from device.system.log import start_log
from sync.clinic.accounts import Looks, PageLook
from sync.clinic.database import ClinicUnavailable, WrongDatabase
from sync.clinic.database.access import Access

COMMAND: Final = "clinic audit"
LOOK_COLUMNS: Final = ("utc", "person", "device", "what", "address")


def run(arguments: argparse.Namespace) -> int:
    """Print them."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), (BadConfig, WrongDatabase, ClinicUnavailable))


def _run(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.config, "clinic")
    with closing(Access(config.files.clinic, waits=False)) as access:
        looks = Looks(access, SystemClock().utc_s)
        found = looks.last(max(0, arguments.last), person=arguments.person, device=arguments.patient)
    table = csv.writer(sys.stdout)
    table.writerow(LOOK_COLUMNS)
    table.writerows(map(_row, found))
    return 0


def _row(look: PageLook) -> tuple[str, ...]:
    at = datetime.fromtimestamp(look.at_utc_s, UTC).isoformat(timespec="seconds")
    return at, look.person, look.device, look.what, look.address
