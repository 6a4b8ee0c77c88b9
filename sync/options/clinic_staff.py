"""The options of the clinic's actions for the clinic itself: its devices, its people, what they looked at.

Knows words and numbers that can be written; must never know what is done with them.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from device.records.pseudonyms import PSEUDONYM
from device.system.arguments import DEFAULT_PATH, DEVICES_PORT, PAIRING_PORT, port
from sync.choices.clinic import ROLES

BROKER_FOLDER: Final = "/etc/mosquitto/easeband"
LAST: Final = 1000
ROLE_HELP: Final = (
    "administrator: all patients, and who looked at what; therapist: the patients that are assigned; viewer: likewise, "
    "and changes nothing"
)
USUAL_PATIENTS, USUAL_DAYS = 12, 120
MOST_PATIENTS, MOST_DAYS = 5000, 3650


def init_options(parser: argparse.ArgumentParser) -> None:
    """Where the broker is, as devices see it."""
    parser.add_argument(
        "--host",
        action="append",
        metavar="NAME",
        help="name or address by which devices reach the broker; may be given several times, the first is told to them"
        " (default: this computer's own name)",
    )
    parser.add_argument("--port", type=port, help=f"of the broker, for devices (default {DEVICES_PORT})")
    parser.add_argument("--pairing-port", type=port, help=f"of the broker, for pairing (default {PAIRING_PORT})")
    parser.add_argument("--broker-folder", type=Path, help=f"the broker's files (default {BROKER_FOLDER})")


def enrol_options(parser: argparse.ArgumentParser) -> None:
    """Which device, and where a picture goes."""
    parser.add_argument("device", help=f"its name: {PSEUDONYM}")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="also write the QR code as a picture")


def devices_options(parser: argparse.ArgumentParser) -> None:
    """None beyond those that all actions share."""


def revoke_options(parser: argparse.ArgumentParser) -> None:
    """Which device."""
    parser.add_argument(
        "device",
        nargs="?",
        help="its name, as `easeband clinic devices` lists it; without one, the broker is told again of all that are",
    )


def people_options(parser: argparse.ArgumentParser) -> None:
    """What to do with whom."""
    parser.epilog = (
        "Run it as the user to whom the database belongs: sudo -u easeband-clinic easeband clinic people ..."
    )
    does = parser.add_subparsers(dest="does", metavar="WHAT", required=True)
    _with_config(does.add_parser("list", help="who may sign in, as what, and whose patients each one sees"))
    add = _of_one(does.add_parser("add", help="let somebody in: prints a link, with which they choose a password"))
    add.add_argument("--role", choices=ROLES, required=True, help=ROLE_HELP)
    add.add_argument("--patients", nargs="+", metavar="DEVICE", default=[], help="whose pages this person sees")
    _asks(add)
    role = _of_one(does.add_parser("role", help="say what somebody is from now on"))
    role.add_argument("role", choices=ROLES, help=ROLE_HELP)
    _of_one(does.add_parser("block", help="shut somebody out at once, until `reset`; role and patients stay"))
    _of_one(does.add_parser("remove", help="shut somebody out at once, for good"))
    _asks(_of_one(does.add_parser("reset", help="for who forgot the password, or lost the link: prints a new link")))
    assign = _of_one(does.add_parser("assign", help="say whose patients somebody sees"))
    assign.add_argument("devices", nargs="*", metavar="DEVICE", help="of the patients, such as band-01")
    assign.add_argument("--all", action="store_true", dest="everyone", help="all patients, also those to come")
    assign.add_argument("--take-away", action="store_true", help="these no more")


def _of_one(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("person", metavar="NAME", help="such as anna.b or an e-mail address")
    _with_config(parser)
    return parser


def _with_config(parser: argparse.ArgumentParser) -> None:
    """The option of all commands may stand behind these words too."""
    parser.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=f"default {DEFAULT_PATH}")


def _asks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password", action="store_true", help="ask for it here, twice, instead of printing a link")


def audit_options(parser: argparse.ArgumentParser) -> None:
    """Whose looks, and how many."""
    parser.epilog = "One line for each look, the last first, as CSV: for a table program, or to be kept elsewhere."
    parser.add_argument("--person", default="", metavar="NAME", help="of this person alone")
    parser.add_argument("--patient", default="", metavar="DEVICE", help="at this patient alone")
    parser.add_argument("--last", type=int, default=LAST, metavar="N", help="at most so many (default %(default)s)")


def seed_options(parser: argparse.ArgumentParser) -> None:
    """How large the clinic is to be."""
    parser.epilog = (
        "Every device and card of it is called synthetic, and so is every patient. Seeded again, it gains the days"
        " that are missing."
    )
    parser.add_argument("--patients", type=_at_most(MOST_PATIENTS), default=USUAL_PATIENTS, help="default %(default)s")
    parser.add_argument(
        "--days", type=_at_most(MOST_DAYS), default=USUAL_DAYS, help="days of each (default %(default)s)"
    )
    parser.add_argument("--beside-others", action="store_true", help="also into a clinic that has other patients")


def _at_most(most: int) -> Callable[[str], int]:
    def checked(text: str) -> int:
        number = int(text) if text.isdecimal() else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {most}, got {text!r}")
        return number

    return checked
