"""The options of the commands about a programme: looked at, printed as a card.

Knows words that can be written; must never know what a programme may ask for.
"""

import argparse
from pathlib import Path

from device.options.shared import with_config


def programme_options(parser: argparse.ArgumentParser) -> None:
    """The actions, each with its options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="say what a programme asks for, or all that is wrong with it, a line each")
    check.add_argument("file", type=Path, help="a programme in TOML")
    check.add_argument(
        "--config",
        type=Path,
        help="a device's configuration: whether the programme is for it, for where it is worn, and not over yet",
    )
    show = actions.add_parser("show", help="say what the patient accepted, and what waits to be accepted")
    with_config(show)
    actions.add_parser("example", help="print a complete programme with comments, to begin from")


def card_options(parser: argparse.ArgumentParser) -> None:
    """Where to, in which language, with which programme."""
    parser.epilog = (
        "One page A4: what every light says, what every press does, and the programme in pictures and words. The PDF"
        " prints in its own size; the SVG opens in a browser."
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="write card.svg and card.pdf there")
    parser.add_argument("--language", default="en", metavar="CODE", help="en or de (default en)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--programme", type=Path, metavar="FILE", help="the programme to print, as a therapist wrote it")
    which.add_argument(
        "--config", type=Path, metavar="FILE", help="print the programme that the patient of this device accepted"
    )
