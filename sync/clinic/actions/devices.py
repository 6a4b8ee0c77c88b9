"""`easeband clinic devices`: who may write to the broker until when, and when each was last seen.

Knows the words; must never know how a certificate is made.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import SQLITE_URL, BadConfig, read_config
from device.system.log import start_log
from sync.clinic.database import Clinic, ClinicUnavailable, WrongDatabase
from sync.clinic.enrolment.broker_folder import BrokerFolder
from sync.clinic.enrolment.enrolled import Enrolled
from sync.clinic.enrolment.keys_folder import AUTHORITY, CLINIC, KeysFolder, NoClinic
from sync.wire.identity.validity import NoCertificate, validity_of

COMMAND: Final = "clinic devices"
ROW: Final = "{:<24}  {:<16}  {:<16}  {}"
SOON_S: Final = 60 * 86_400.0  # of certificates that a person has to renew
NEVER: Final = "never"
THE_AUTHORITY: Final = "the authority"
ANEW: Final = "move {} away, run `easeband clinic init` again, and pair every device anew"


def run(arguments: argparse.Namespace) -> int:
    """List them; 1 with a message when that cannot be."""
    start_log(COMMAND, "warning")
    faults = (BadConfig, NoClinic, WrongDatabase, ClinicUnavailable)
    return status_of(COMMAND, lambda: _devices(arguments), faults)


def _devices(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.config, "clinic")
    keys = KeysFolder(Path(config.files.clinic_keys))
    enrolled, now_utc_s = Enrolled(keys), SystemClock().utc_s()
    seen = _seen(config.files.clinic, {one.device for one in enrolled.issued()}, now_utc_s)
    print(ROW.format("device", "certificate ends", "last seen (UTC)", ""))
    print(*_rows(enrolled, seen, now_utc_s), sep="\n")
    print(*_own(keys, now_utc_s), sep="\n")
    return 0


def _seen(url: str, devices: set[str], now_utc_s: float) -> dict[str, float]:
    """When each device's status last came, of these and of all that have sent a day."""
    if url.startswith(SQLITE_URL) and not Path(url.removeprefix(SQLITE_URL)).exists():
        return {}  # the service has not been started yet, and makes it as its own
    with closing(Clinic(url)) as clinic:
        known = devices | {row.device for row in clinic.patients(datetime.fromtimestamp(now_utc_s, UTC).date())}
        said = {device: clinic.status(device) for device in known}
    return {device: status.received_utc_s for device, status in said.items() if status}


def _rows(enrolled: Enrolled, seen: dict[str, float], now_utc_s: float) -> Iterator[str]:
    revoked, shut_out = enrolled.revoked(), enrolled.shut_out()
    newest: dict[str, float] = {}
    for one in enrolled.issued():
        if one not in revoked or one.device in shut_out:
            newest[one.device] = max(newest.get(one.device, 0.0), _end_utc_s(enrolled.certificate(one)))
    for device in sorted(newest.keys() | seen.keys()):
        end_utc_s = newest.get(device)
        word = "revoked" if device in shut_out else _word(end_utc_s, now_utc_s)
        last = _minute(seen[device]) if device in seen else NEVER
        yield ROW.format(device, _day(end_utc_s) if end_utc_s else "none", last, word)


def _word(end_utc_s: float | None, now_utc_s: float) -> str:
    if end_utc_s is None:
        return "known by something else than a certificate of this clinic"
    return "over: enrol it again" if end_utc_s < now_utc_s else ""


def _own(keys: KeysFolder, now_utc_s: float) -> Iterator[str]:
    """The clinic's own certificates, at whose end everybody is shut out."""
    facts = keys.facts()
    own = {THE_AUTHORITY: keys.certified(AUTHORITY), "the clinic itself": keys.certified(CLINIC)}
    try:
        own["the broker"] = BrokerFolder(Path(facts.broker_folder)).certified()
    except NoClinic as problem:
        yield f"the broker's certificate cannot be read: {problem}"
    for name, certified in own.items():
        end_utc_s = _end_utc_s(certified.certificate) if certified else 0.0
        if end_utc_s < now_utc_s + SOON_S:
            to_do = ANEW.format(keys.folder) if name == THE_AUTHORITY else "run `easeband clinic init` again"
            yield f"{name}: the certificate ends on {_day(end_utc_s)}: {to_do}"


def _end_utc_s(certificate: str) -> float:
    try:
        return validity_of(certificate).until_utc_s
    except NoCertificate:
        return 0.0


def _day(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).strftime("%Y-%m-%d")


def _minute(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).strftime("%Y-%m-%d %H:%M")
