"""`easeband clinic`: the table of its actions, each loaded only when it is done; without one, collect and show.

Knows names, one-line descriptions and the options that all share; must never know what an action does.
"""

import argparse
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from device.system.arguments import DEFAULT_PATH
from device.system.log import LEVELS
from sync.options import clinic_patients, clinic_staff


class ActionModule(Protocol):
    """What a module behind an action offers."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; 0 when all is well. Mistakes of the user are explained on stderr, not raised."""


@dataclass(frozen=True)
class Action:
    """Where an action lives, what declares its options, and what a stranger should know of it."""

    module: str
    options: Callable[[argparse.ArgumentParser], None]
    summary: str


SERVING: Final = "sync.clinic.serving"  # what is done without an action
ACTIONS: Final = {
    "prescribe": Action(
        "sync.clinic.actions.prescribe",
        clinic_patients.prescribe_options,
        "send a device a programme, and say how far it has come",
    ),
    "mark": Action(
        "sync.clinic.actions.mark",
        clinic_patients.mark_options,
        "note an injection, a changed drug, a visit for a patient; list them; take one away",
    ),
    "symptoms": Action(
        "sync.clinic.actions.symptoms",
        clinic_patients.symptoms_options,
        "say what a patient's own symptoms are called, kept here alone",
    ),
    "init": Action(
        "sync.clinic.actions.init",
        clinic_staff.init_options,
        "make a new clinic: its authority, keys and the broker's settings",
    ),
    "erase": Action(
        "sync.clinic.actions.erase",
        clinic_patients.patient_erase_options,
        "take one patient out of the database and off the broker",
    ),
    "enrol": Action(
        "sync.clinic.actions.enrol",
        clinic_staff.enrol_options,
        "let a device in: a one-time code to type there, and a QR code of it",
    ),
    "devices": Action(
        "sync.clinic.actions.devices",
        clinic_staff.devices_options,
        "list the devices, their certificates, and when they were last seen",
    ),
    "people": Action(
        "sync.clinic.actions.people",
        clinic_staff.people_options,
        "say who may sign in at the pages, and whose patients they see",
    ),
    "audit": Action(
        "sync.clinic.actions.audit",
        clinic_staff.audit_options,
        "print who looked at whose pages, and when",
    ),
    "report": Action(
        "sync.clinic.actions.files.report",
        clinic_patients.patient_report_options,
        "make one page A4 of a patient's last days, as a PDF",
    ),
    "export": Action(
        "sync.clinic.actions.files.export",
        clinic_patients.patient_export_options,
        "write the days of a patient as files: CSV, FHIR, IEEE 1752.1, the report",
    ),
    "seed": Action(
        "sync.clinic.actions.seed",
        clinic_staff.seed_options,
        "fill an empty database with a synthetic clinic, to look at the pages",
    ),
    "revoke": Action(
        "sync.clinic.actions.revoke",
        clinic_staff.revoke_options,
        "shut a device out, for good: lost, stolen or given back",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions, and the options that all share: they may stand before the action and after it."""
    config_help = "configuration file (default %(default)s)"
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help=config_help)
    name_help = "of this collector at the broker, if several run on one computer (default: its name)"
    parser.add_argument("--name", default="", help=name_help)
    parser.add_argument("--log", choices=LEVELS, default="info", help="how much to log (default %(default)s)")
    actions = parser.add_subparsers(
        dest="action",
        metavar="ACTION",
        title="actions",
        description="Without one: collect, and show the pages.",
    )
    for name, action in ACTIONS.items():
        said = f"{action.summary[0].upper()}{action.summary[1:]}."
        sub = actions.add_parser(name, help=action.summary, description=said)
        sub.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=f"default {DEFAULT_PATH}")
        sub.add_argument("--log", choices=LEVELS, default=argparse.SUPPRESS, help="how much to log (default info)")
        action.options(sub)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; the exit status."""
    return _module(ACTIONS[arguments.action].module if arguments.action else SERVING).run(arguments)


def _module(name: str) -> ActionModule:
    module: ActionModule = importlib.import_module(name)
    return module
