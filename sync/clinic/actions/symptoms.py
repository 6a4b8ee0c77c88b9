"""`easeband clinic symptoms DEVICE [NUMBER NAME]`: what a patient's own symptoms are called, in the clinic alone.

Knows the options and the words; must never know SQL. Nothing is sent: the device asks for numbers.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from device.records.decoding import BadValue
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, check_device_id, read_config
from device.system.log import start_log
from sync.choices.clinic import SYMPTOM_NUMBERS
from sync.clinic.database import Clinic, ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import NotStorable
from sync.clinic.symptoms import SymptomName, SymptomNames
from sync.clinic.symptoms.naming import BadSymptomName
from sync.clinic.wording.words import local_date

COMMAND: Final = "clinic symptoms"
FAULTS: Final = (BadConfig, BadValue, BadSymptomName, NotStorable, WrongDatabase, ClinicUnavailable)
NAMELESS: Final = "has no name yet"


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when it cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    check_device_id(arguments.device)
    if arguments.forget and not arguments.number:
        return complain(COMMAND, "which one is to be forgotten? Write its number")
    if arguments.number and arguments.name is None and not arguments.forget:
        return complain(COMMAND, f"what is symptom {arguments.number} called? Write a name, or --forget")
    config = read_config(arguments.config, "clinic")
    clock = SystemClock(config.device.timezone or None)
    today = str(local_date(clock.utc_s(), clock.dating().timezone))
    with closing(Clinic(config.files.clinic)) as clinic:
        names = SymptomNames(clinic.access)
        if arguments.forget:
            names.forget(arguments.device, arguments.number)
        elif arguments.number:
            names.give(arguments.device, SymptomName(arguments.number, arguments.since or today, arguments.name))
        print(*_listed(arguments.device, names.of(arguments.device)), sep="\n")
        if clinic.name(arguments.device) is None:
            print(f"Nothing has come from {arguments.device} yet: if it is no new device, check its name.")
    return 0


def _listed(device: str, names: list[SymptomName]) -> Iterator[str]:
    """band-01, symptom 1: hand cramps, since 2026-11-29."""
    for number in SYMPTOM_NUMBERS:
        given = [f"{one.name}, since {one.since_day}" for one in names if one.number == number]
        yield f"{device}, symptom {number}: {'; '.join(given) or NAMELESS}"
