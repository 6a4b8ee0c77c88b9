"""`easeband clinic mark DEVICE KIND DATE`: what happened to a patient that no sensor sees, and the list of it.

Knows the options and the words; must never know SQL. The patient's page draws what is entered here over every trend.
"""

import argparse
import getpass
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Final

from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, check_device_id, read_config
from device.system.log import start_log
from sync.clinic.database import Clinic, ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import NotStorable
from sync.clinic.markers import ChangedMeanwhile, Marker, Markers, NoSuchMarker
from sync.clinic.markers.marker import BadMarker, checked_marker, injected
from sync.clinic.wording.words import local_date, moment, short_date

COMMAND: Final = "clinic mark"
FAULTS: Final = (
    *(BadConfig, BadMarker, ChangedMeanwhile, NoSuchMarker, NotStorable, WrongDatabase),
    ClinicUnavailable,
)
UNSURE: Final = "Nothing has come from {device} yet: if it is no new device, check its name."
SHOWN: Final = "The patient's page shows it over every trend."
NOTHING: Final = "{device}: no marker was entered yet"


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when nothing was entered or changed."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    check_device_id(arguments.device)
    config = read_config(arguments.config, "clinic")
    clock = SystemClock(config.device.timezone or None)
    with closing(Clinic(config.files.clinic)) as clinic:
        markers = Markers(clinic.access)
        print(*_done(arguments, markers, clock), sep="\n")
        if clinic.name(arguments.device) is None:
            print(UNSURE.format(device=arguments.device))
    return 0


def _done(arguments: argparse.Namespace, markers: Markers, clock: SystemClock) -> Iterator[str]:
    device, timezone = arguments.device, clock.dating().timezone
    if arguments.list or arguments.history:
        yield from _listed_markers(device, markers, timezone, history=arguments.history)
    elif arguments.remove is not None:
        markers.remove(device, arguments.remove, _who(arguments), clock.utc_s())
        yield f"marker {arguments.remove} of {device} is removed"
    else:
        yield from _entered(arguments, markers, clock)


def _entered(arguments: argparse.Namespace, markers: Markers, clock: SystemClock) -> Iterator[str]:
    new = _asked(arguments, clock.utc_s())
    _refuse_future(new.day, local_date(clock.utc_s(), clock.dating().timezone))
    if arguments.change is None:
        number = markers.add(arguments.device, new)
        yield f"marker {number} of {arguments.device}: {_said(new)}"
    else:
        markers.change(arguments.device, replace(new, number=arguments.change))
        yield f"marker {arguments.change} of {arguments.device} is now: {_said(new)}"
    yield SHOWN


def _asked(arguments: argparse.Namespace, now_utc_s: float) -> Marker:
    if arguments.kind is None or arguments.day is None:
        raise BadMarker("expected what happened and when, as in: injection 2026-11-03; or --list, or --remove NUMBER")
    muscles = tuple(map(injected, arguments.muscle))
    marker = Marker(arguments.kind, _date(arguments.day), arguments.note, arguments.product, muscles)
    return checked_marker(replace(marker, entered_by=_who(arguments), entered_utc_s=now_utc_s))


def _refuse_future(day: date, today: date) -> None:
    if day > today:
        raise BadMarker(f"{day} is in the future, today is {today}: enter what has happened")


def _who(arguments: argparse.Namespace) -> str:
    if arguments.by is not None:
        return str(arguments.by)
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        return ""


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadMarker(f"expected a date as 2026-11-03, got {text!r}") from None


def _listed_markers(device: str, markers: Markers, timezone: str, *, history: bool) -> Iterator[str]:
    versions = markers.history(device) if history else [(one, False) for one in markers.of(device)]
    for one, is_removed in versions:
        entered = f"{one.entered_by or 'somebody'}, {moment(one.entered_utc_s, timezone)}"
        yield f"{one.number}: {_said(one)} ({'removed' if is_removed else 'entered'} by {entered})"
    if not versions:
        yield NOTHING.format(device=device)


def _said(marker: Marker) -> str:
    return f"{short_date(marker.day.isoformat())}, {marker.words}"
