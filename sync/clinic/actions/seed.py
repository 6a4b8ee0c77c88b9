"""`easeband clinic seed`: a synthetic clinic, to be looked at before there is a patient.

Knows the options, the words and in which order days are stored; must never mix with real patients unasked.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from device.records.calendar import DAY_S
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, read_config
from device.system.log import start_log
from sync.clinic.database import Clinic, ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import NewDay, new_day
from sync.clinic.markers import Marker, Markers
from sync.clinic.markers.marker import Injected
from sync.clinic.synthetic import SYNTHETIC, SyntheticPatient, synthetic_days, synthetic_patients, synthetic_status
from sync.clinic.wording.words import count, local_date
from sync.wire.messages import day_json

COMMAND: Final = "clinic seed"
FAULTS: Final = (BadConfig, WrongDatabase, ClinicUnavailable)
AT_ONCE: Final = 100  # days of a transaction
MORNING_S: Final = 600.0  # ago: when the last day came


def run(arguments: argparse.Namespace) -> int:
    """Fill the clinic; 1 with a message where it has real patients."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.config, "clinic")
    clock = SystemClock(config.device.timezone or None)
    when = Now(clock.utc_s(), clock.dating().timezone)
    with closing(Clinic(config.files.clinic)) as clinic:
        others = [] if arguments.beside_others else _others(clinic, when)
        if others:
            return complain(
                COMMAND,
                f"{config.files.clinic} has other patients, such as {others[0]}: choose an empty database, or say "
                "--beside-others",
            )
        days = sum(seed_patient(clinic, one, arguments.days, when) for one in synthetic_patients(arguments.patients))
    print(f"{count(arguments.patients, 'synthetic patient')}, {count(days, 'day')}, in {config.files.clinic}")
    return 0


class Now(NamedTuple):
    """Now, at the clinic."""

    utc_s: float
    timezone: str


def seed_patient(clinic: Clinic, patient: SyntheticPatient, days: int, when: Now) -> int:
    """How many days of this patient were stored, as if the last of them had come this morning."""
    came = (
        new_day(document, day_json(document))
        for document in synthetic_days(patient, local_date(*when), days, when.timezone)
    )
    received_utc_s = when.utc_s - patient.story.silent_for_days * DAY_S - MORNING_S
    status = synthetic_status(patient)
    stored = 0
    for some in _by_hundreds(came):
        clinic.upsert_many(some, received_utc_s, {patient.device: status})
        stored += len(some)
    clinic.rename(patient.device, patient.name)
    _mark(Markers(clinic.access), patient, days, when)
    return stored


def _mark(markers: Markers, patient: SyntheticPatient, days: int, when: Now) -> None:
    """Enter the injections that are not entered yet."""
    known = {(one.kind, one.day) for one in markers.of(patient.device)}
    muscles = tuple(Injected(muscle, units) for muscle, units in patient.muscles)
    for day in patient.injections(local_date(*when), days):
        if ("injection", day) not in known:
            said = Marker("injection", day, product=f"{SYNTHETIC} toxin", injected=muscles)
            markers.add(patient.device, replace(said, entered_by=SYNTHETIC, entered_utc_s=when.utc_s))


def _by_hundreds(days: Iterator[NewDay]) -> Iterator[list[NewDay]]:
    while some := list(islice(days, AT_ONCE)):
        yield some


def _others(clinic: Clinic, when: Now) -> list[str]:
    known = (row.device for row in clinic.patients(local_date(*when)))
    return [device for device in known if not device.startswith(f"{SYNTHETIC}-")]
