"""`easeband clinic prescribe DEVICE FILE`: sends a programme to a patient's device, and says how far those have come.

Knows the options and the words; must never know SQL or signatures. The running collector publishes what is sent here.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from device.prescription import WrittenText, read_programme_file
from device.programme.words import programme_in_words
from device.programme.written import RefusedProgramme
from device.records.decoding import BadValue
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, Config, check_device_id, read_config
from device.system.log import start_log
from sync.clinic.database import Clinic, ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import NotStorable
from sync.clinic.enrolment.keys_folder import NoClinic
from sync.clinic.programmes import SentProgrammes
from sync.clinic.programmes.prescribing import NotPrescribed, Recipient, prescription, withdrawal
from sync.clinic.signing import programme_signer
from sync.clinic.wording.words import local_date

COMMAND: Final = "clinic prescribe"
FAULTS: Final = (BadConfig, BadValue, NoClinic, NotPrescribed, NotStorable, WrongDatabase, ClinicUnavailable)
NEXT: Final = """\
The running collector (`easeband clinic`) hands it to the device as soon as both are connected.
The patient is then shown it: for 20 s after a press the middle light fades twice every 4 s.
The patient accepts it by holding the button for 1.5 to 4 s; until then the programme of before holds.
How far it is: `easeband clinic prescribe --list {device}`, and on the patient's page."""
BACK: Final = "{name} is taken back from {device}, unless the patient accepts it before the device hears of that."
UNKNOWN: Final = "Nothing has come from {device} yet: if it is no new device, check its name."


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message when nothing was sent."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: argparse.Namespace) -> int:
    check_device_id(arguments.device)
    config = read_config(arguments.config, "clinic")
    written = _written(arguments.file) if arguments.file else None
    if isinstance(written, RefusedProgramme):
        print(*written.faults, sep="\n")
        return complain(COMMAND, f"nothing was sent: {arguments.file} is no programme that a device may follow")
    clock = SystemClock(config.device.timezone or None)
    with closing(Clinic(config.files.clinic)) as clinic:
        sent = SentProgrammes(clinic.access)
        if arguments.list:
            return _list(arguments.device, clinic, sent, clock.dating().timezone)
        now_utc_s = clock.utc_s()
        today = local_date(now_utc_s, clock.dating().timezone)
        to = Recipient(arguments.device, sent.of(arguments.device), now_utc_s, today)
        print(*(_prescribe(config, to, written, sent) if written else _withdraw(config, to, sent)), sep="\n")
        if clinic.name(arguments.device) is None:
            print(UNKNOWN.format(device=arguments.device))
    return 0


def _written(file: Path) -> WrittenText | RefusedProgramme:
    found = read_programme_file(file)
    return RefusedProgramme((f"{file}: there is no such file",)) if found is None else found


def _prescribe(config: Config, to: Recipient, written: WrittenText, sent: SentProgrammes) -> Iterator[str]:
    new = prescription(to, written, programme_signer(Path(config.files.clinic_keys)))
    sent.add_after(new, to.newest_utc_s)
    yield from programme_in_words(written.programme)
    yield f"\n{new.name} is sent to {to.device}."
    yield NEXT.format(device=to.device)


def _withdraw(config: Config, to: Recipient, sent: SentProgrammes) -> Iterator[str]:
    back = withdrawal(to, programme_signer(Path(config.files.clinic_keys)))
    sent.add_after(back, to.newest_utc_s)
    yield BACK.format(name=back.name, device=to.device)


def _list(device: str, clinic: Clinic, sent: SentProgrammes, timezone: str) -> int:
    from sync.clinic.pages import programmes_table  # noqa: PLC0415 - they bring what draws charts: seconds

    table = programmes_table(sent.of(device), clinic.status(device), timezone)
    lines = ["; ".join(filter(None, _labelled(table.columns, row))) for row in table.rows]
    print(*(lines or [f"{device}: {table.missing}"]), sep="\n")
    return 0


def _labelled(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """arm-2026 version 3; sent 2026-12-01 12:00; waits for the patient; since 2026-12-01 12:01."""
    name, sent, state, since, note = row
    yield from (name, f"{columns[1].lower()} {sent}", state, f"{columns[3].lower()} {since}" if since else "", note)
