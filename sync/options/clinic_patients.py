"""The options of the clinic's actions for one patient: prescribe, mark, symptoms, report, export, erase.

Knows words and numbers that can be written; must never know what is done with them.
"""

import argparse
from pathlib import Path
from typing import Final

from sync.choices.clinic import FILE_WORDS, MARKER_KINDS, SYMPTOM_NUMBERS
from sync.choices.days import MOST_REPORT_DAYS, USUAL_REPORT_DAYS
from sync.options.days import last_day_option

USUAL_DAYS: Final = 365
MOST_DAYS: Final = 3650


def prescribe_options(parser: argparse.ArgumentParser) -> None:
    """To whom, and what."""
    parser.epilog = (
        "`easeband programme example` prints a programme to begin from, `easeband programme check FILE` says what one"
        " asks for. Each change needs a higher version. Whoever runs this must be the clinic's user:"
        " sudo -u easeband-clinic."
    )
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a programme in TOML")
    what.add_argument("--withdraw", action="store_true", help="take the last one back, if it was not accepted yet")
    what.add_argument("--list", action="store_true", help="say what was sent when, and how far it has come")


def mark_options(parser: argparse.ArgumentParser) -> None:
    """Of whom, what, and when."""
    parser.epilog = (
        "Example: easeband clinic mark band-01 injection 2026-11-03 --product Botox --muscle biceps=50 --muscle"
        " brachioradialis=25. With --list, --history or --remove leave out what and when. A name of more than one word"
        " stands in quotes: 'drug change'."
    )
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument("kind", nargs="?", choices=MARKER_KINDS, metavar="KIND", help=", ".join(MARKER_KINDS))
    parser.add_argument("day", nargs="?", metavar="DATE", help="when it happened, such as 2026-11-03")
    parser.add_argument("--note", default="", help="a line of text")
    parser.add_argument("--product", default="", help="what was injected: units of one are not those of another")
    parser.add_argument(
        "--muscle", action="append", default=[], metavar="NAME=UNITS", help="one injected muscle; may be repeated"
    )
    parser.add_argument("--by", default=None, metavar="NAME", help="who enters it (default: this computer's user)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--change", type=int, metavar="NUMBER", help="put this in the place of that marker")
    what.add_argument("--remove", type=int, metavar="NUMBER", help="take one away; its history stays")
    what.add_argument("--list", action="store_true", help="say which there are, and their numbers")
    what.add_argument("--history", action="store_true", help="the same, with all that was changed and removed")


def symptoms_options(parser: argparse.ArgumentParser) -> None:
    """Whose, which, and what it is called."""
    parser.epilog = (
        "Without a number, it lists them. A name stays in the clinic's database: the device and broker know numbers."
        " That they are asked for is said in the programme, [symptoms]. `easeband clinic erase` erases names too."
    )
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument("number", nargs="?", type=int, choices=SYMPTOM_NUMBERS, metavar="NUMBER", help="1, 2 or 3")
    parser.add_argument("name", nargs="?", metavar="NAME", help="in the patient's words, such as 'hand cramps'")
    parser.add_argument("--since", metavar="DAY", help="the day from which on it is called that (default: today)")
    parser.add_argument("--forget", action="store_true", help="delete every name of the number")


def patient_report_options(parser: argparse.ArgumentParser) -> None:
    """Whose, which days, and where to."""
    parser.epilog = "One page A4 as a PDF, as `easeband report` makes it on the device; here with the patient's name."
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the page, such as report.pdf")
    parser.add_argument(
        "--days",
        type=int,
        choices=range(1, MOST_REPORT_DAYS + 1),
        default=USUAL_REPORT_DAYS,
        metavar="N",
        help=f"how many, 1 to {MOST_REPORT_DAYS} (default %(default)s)",
    )
    parser.add_argument(
        "--until",
        type=last_day_option,
        metavar="2026-11-28",
        help="the last of them (default: the last day with data)",
    )


def patient_export_options(parser: argparse.ArgumentParser) -> None:
    """Whose, as what, which days, and where to."""
    kinds = "; ".join(f"{kind}: {words}" for kind, words in FILE_WORDS.items())
    parser.epilog = (
        f"{kinds}. The person is the device's pseudonym in all of them but the report, which has the name. That a file"
        " was made is written down (easeband clinic audit)."
    )
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument(
        "--format", dest="kinds", action="append", choices=tuple(FILE_WORDS), help="may be said again (default: all)"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="made if it is not there")
    parser.add_argument(
        "--days",
        type=int,
        choices=range(1, MOST_DAYS + 1),
        default=USUAL_DAYS,
        metavar="N",
        help=f"how many, at most {MOST_DAYS} (default %(default)s); the report takes what fits on its page",
    )
    parser.add_argument(
        "--until", type=last_day_option, metavar="2026-11-28", help="the last (default: the last day with data)"
    )


def patient_erase_options(parser: argparse.ArgumentParser) -> None:
    """Whom, and whether the broker can be asked."""
    parser.epilog = (
        "Asks before it does anything. There is no way back. The collector may run on; a device that is still in use"
        " sends its days again, so erase or revoke it first."
    )
    parser.add_argument("device", metavar="DEVICE", help="the pseudonym of the patient's device, such as band-01")
    parser.add_argument(
        "--database-only", action="store_true", help="leave the broker alone: it forgets days after 90 days by itself"
    )
