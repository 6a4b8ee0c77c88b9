"""`easeband clinic enrol DEVICE`: a one-time code for a device, with the command that takes it.

Knows the options and the words; must never know what is derived from a code. The code itself is nowhere but on the
screen, and in the picture that was asked for.
"""

import argparse
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

import segno

from device.records.pseudonyms import PSEUDONYM, is_pseudonym
from device.system.clock import SystemClock
from device.system.command import complain, status_of
from device.system.config import BadConfig, read_config
from device.system.files import error_in_words, replace_file
from device.system.log import start_log
from sync.clinic.enrolment.enrolled import CODE_S, Enrolled, Offer
from sync.clinic.enrolment.keys_folder import PRIVATE, ClinicFacts, KeysFolder, NoClinic
from sync.wire.identity.codes import PairingCode, new_code

COMMAND: Final = "clinic enrol"
RESERVED: Final = ("easeband-clinic", "homeassistant", "unknown")  # names that mean something else to people and pages
SCALE: Final = 8  # pixels of a module
LONGEST_LINE: Final = 80


def run(arguments: argparse.Namespace) -> int:
    """Show a code; 1 with a message when there can be none."""
    start_log(COMMAND, "warning")
    if not is_pseudonym(arguments.device) or arguments.device in RESERVED:
        return complain(COMMAND, f"{arguments.device!r} cannot be the name of a device: expected {PSEUDONYM}")
    return status_of(COMMAND, lambda: _enrol(arguments), (BadConfig, NoClinic))


def _enrol(arguments: argparse.Namespace) -> int:
    keys = KeysFolder(Path(read_config(arguments.config, "clinic").files.clinic_keys))
    facts, enrolled, now_utc_s = keys.facts(), Enrolled(keys), SystemClock().utc_s()
    keys.authority()  # or nobody could answer the device
    code = new_code()
    derived = code.derived()
    with keys.alone():
        enrolled.forget_old(now_utc_s)
        enrolled.offer(Offer(derived.name, arguments.device, derived.request, derived.answer, now_utc_s + CODE_S))
    _show(arguments, code, facts, has_one=_has_certificate(enrolled, arguments.device))
    return 0


def _has_certificate(enrolled: Enrolled, device: str) -> bool:
    return any(one.device == device for one in set(enrolled.issued()) - enrolled.revoked())


def _show(arguments: argparse.Namespace, code: PairingCode, facts: ClinicFacts, *, has_one: bool) -> None:
    command = f"sudo easeband pair {code} --host {facts.host} --port {facts.pairing_port}"
    picture = segno.make(command, error="m", micro=False)
    print(f"Code for {arguments.device}: {code}\n\nOn the device, within an hour, type:\n\n  {command}\n")
    if sys.stdout.isatty():
        picture.terminal(compact=True)
    if has_one:
        print(f"{arguments.device} has a certificate already; it ends when the new one is made.")
    print("The code works once. A new code for the same device takes its place.")
    if arguments.svg:
        drawn = BytesIO()
        picture.save(drawn, kind="svg", scale=SCALE)
        try:
            replace_file(arguments.svg, drawn.getvalue(), PRIVATE, _who_asked())
        except OSError as error:
            raise NoClinic(f"{arguments.svg}: {error_in_words(error)}; the code above holds all the same") from error
        print(f"The QR code is in {arguments.svg}: delete it when the device is paired.")


def _who_asked() -> tuple[int, int] | None:
    """User and group of whoever called sudo: the picture is theirs, and nobody else's. None without sudo."""
    said = os.environ.get("SUDO_UID", ""), os.environ.get("SUDO_GID", "")
    return (int(said[0]), int(said[1])) if os.geteuid() == 0 and all(map(str.isdecimal, said)) else None
