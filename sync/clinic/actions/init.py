"""`easeband clinic init`: makes what a clinic is made of, once, and says what is there and what remains to be done.

Knows the options and the words; must never overwrite a key.
"""

import argparse
from pathlib import Path
from typing import Final

from device.system.clock import SystemClock
from device.system.command import status_of
from device.system.config import BadConfig, read_config
from device.system.files import error_in_words
from device.system.log import start_log
from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.keys_folder import AUTHORITY, CLINIC, PRIVATE_FOLDER, KeysFolder, NoClinic
from sync.clinic.signing import SIGNING_KEY, new_signing_key

COMMAND: Final = "clinic init"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None yet beyond those that all actions share."""


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing; 1 with a message when that cannot be."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _init(arguments), (BadConfig, NoClinic))


def _init(arguments: argparse.Namespace) -> int:
    keys = KeysFolder(Path(read_config(arguments.config, "clinic").files.clinic_keys))
    _make_folder(keys.folder)
    now_utc_s = SystemClock().utc_s()
    if keys.certified(AUTHORITY) is None:
        keys.write_certified(AUTHORITY, Authority.new(now_utc_s).kept())
    if keys.certified(CLINIC) is None:
        keys.write_certified(CLINIC, keys.authority().for_clinic(now_utc_s))
    new_signing_key(keys.folder)
    print(f"{keys.folder} holds {AUTHORITY}.key, {AUTHORITY}.crt, {CLINIC}.key, {CLINIC}.crt and {SIGNING_KEY}.")
    return 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise NoClinic(f"{folder}: {error_in_words(error)}") from error
