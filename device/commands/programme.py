"""`easeband programme`: looks at a written programme, shows what the device follows, prints one to begin from.

Knows the command's options and its words; must never know what a programme may ask for.
"""

import argparse
from pathlib import Path
from typing import Final

from device.prescription import KeptProgramme, day_by, read_programme_file
from device.programme import Programme
from device.programme.example import EXAMPLE_PROGRAMME
from device.programme.offered import objections_to
from device.programme.words import programme_in_words
from device.programme.written import RefusedProgramme
from device.system.clock import SystemClock
from device.system.command import FAILED, complain, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.files import expect_open
from device.system.log import start_log

COMMAND: Final = "programme"


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 with a message for what is wrong."""
    start_log(COMMAND, "warning")
    if arguments.action == "example":
        print(EXAMPLE_PROGRAMME, end="")
        return 0
    action = _check if arguments.action == "check" else _show
    return status_of(COMMAND, lambda: action(arguments), (BadConfig,))


def _check(arguments: argparse.Namespace) -> int:
    """0 and what it asks for; 1 and a line for each fault on stdout, where a program can read them."""
    config = read_config(arguments.config, "programme") if arguments.config else None
    found = read_programme_file(arguments.file)
    if found is None:
        return complain(COMMAND, f"{arguments.file}: there is no such file; `easeband programme example` prints one")
    faults = found.faults if isinstance(found, RefusedProgramme) else tuple(_faults_here(found.programme, config))
    if isinstance(found, RefusedProgramme) or faults:
        print(*faults, sep="\n")
        return FAILED
    print(*programme_in_words(found.programme), sep="\n")
    return 0


def _faults_here(programme: Programme, config: Config | None) -> list[str]:
    """Why the device with this configuration would not take it today."""
    if config is None:
        return []
    here, today = config.device, day_by(SystemClock(config.device.timezone or None))
    return list(objections_to(programme, None, here.id, here.site, today))


def _show(arguments: argparse.Namespace) -> int:
    """0 where all is well, 1 where the log says what is not."""
    config = read_config(arguments.config, "programme")
    expect_open(Path(config.files.device).parent)
    kept = KeptProgramme(config, SystemClock(config.device.timezone or None))
    (state,) = kept.states()
    if state.works:
        print(state.text)
    for title, programme in {"accepted:": kept.accepted, "waiting to be accepted:": kept.waiting}.items():
        if programme:
            print("", title, *programme_in_words(programme), sep="\n")
    return 0 if state.works else FAILED
