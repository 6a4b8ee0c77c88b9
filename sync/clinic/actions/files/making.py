"""One file of one patient, made at the clinic's terminal; that it was made is written down like a look at a page.

Knows the clinic's database and clock; must never know options, or what stands in the file.
"""

import getpass
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from device.system.clock import SystemClock
from device.system.config import check_device_id, read_config
from sync.clinic.accounts import Looks
from sync.clinic.course import Courses
from sync.clinic.database import Clinic
from sync.clinic.handing_over import NOTHING_TOLD, Download, WantedDays, download, tells_today
from sync.clinic.patient import Looking, told_today
from sync.clinic.wording.words import local_date

THIS_COMPUTER: Final = "this computer"


@dataclass(frozen=True)
class FileWish:
    """Which file, of whom, of how many days up to which one; None is the last day with data."""

    kind: str
    device: str
    days: int
    until: date | None = None


def made_file(config_path: Path, wish: FileWish) -> Download | None:
    """The file; None where nothing of such a device is known. Raises what the actions name as faults."""
    check_device_id(wish.device)
    config = read_config(config_path, "clinic")
    clock = SystemClock(config.device.timezone or None)
    now_utc_s = clock.utc_s()
    today = local_date(now_utc_s, clock.dating().timezone)
    with closing(Clinic(config.files.clinic)) as clinic:
        if clinic.name(wish.device) is None:
            return None
        looking, told = Looking(clinic, Courses(clinic.access)), NOTHING_TOLD
        if tells_today(wish.kind, wish.until):
            told = told_today(looking, wish.device, now_utc_s, today)
        wanted = WantedDays(wish.device, wish.days, today, now_utc_s, wish.until, told)
        found = download(clinic, wish.kind, wanted)
        Looks(clinic.access, clock.utc_s).note(_user(), THIS_COMPUTER, f"files/{wish.kind}", wish.device)
    return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        return ""
