"""The options of the commands that fit a band to its sensor and its wearer.

Knows words and numbers that can be written; must never know what is done with them.
"""

import argparse
from pathlib import Path
from typing import Final

from device.system.arguments import DEFAULT_PATH, positive

ONE_SIDE, ALL_SIDES = 1, 6  # on which the band is laid for a calibration
MOST_POSITIONS: Final = 6
THRESHOLDS: Final = {
    "posture_deg": "how far from neutral a posture begins, degrees",
    "spasm_deg": "how far a spasm turns the limb at once, degrees",
    "jerk_dps": "how much faster than the movement around it a jerk is, deg/s",
    "repetitive_deg": "how far repeated movement goes from end to end, degrees",
}


def calibrate_options(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband calibrate`."""
    parser.add_argument("--config", type=Path, help=f"configuration file (default {DEFAULT_PATH})")
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="a simulated band that turns itself, in no time; the result is kept like any other",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--positions",
        type=int,
        choices=(ONE_SIDE, ALL_SIDES),
        default=ALL_SIDES,
        help="six sides for both sensors, or one for the gyroscope alone (default %(default)s)",
    )
    action.add_argument("--show", action="store_true", help="print the calibration in use")
    action.add_argument("--undo", action="store_true", help="go back to the previous calibration")
    action.add_argument(
        "--self-test", action="store_true", help="let the chip deflect each axis, and compare with its factory values"
    )


def baseline_options(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband baseline`."""
    parser.epilog = (
        "With a threshold and without --positions nothing is measured: the neutral positions stay as they are. The"
        " device uses a new baseline from its next start."
    )
    parser.add_argument("--config", type=Path, help=f"configuration file (default {DEFAULT_PATH})")
    parser.add_argument(
        "--positions", type=int, choices=range(1, MOST_POSITIONS + 1), help="how many neutral positions (default 1)"
    )
    for name, meaning in THRESHOLDS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=positive, metavar="N", help=meaning)
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="a simulated arm that holds itself, in no time; the result is kept like any other",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--show", action="store_true", help="print the baseline in use")
    action.add_argument("--undo", action="store_true", help="go back to the previous baseline")


def mounting_options(parser: argparse.ArgumentParser) -> None:
    """The options of `easeband mounting`."""
    parser.epilog = "It holds for the site in [device] of the configuration, until the band is put on otherwise."
    parser.add_argument("--config", type=Path, help=f"configuration file (default {DEFAULT_PATH})")
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="a simulated forearm that shows its axes, in no time; the result is kept like any other",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--show", action="store_true", help="print the mounting in use")
    action.add_argument("--undo", action="store_true", help="go back to the previous mounting")
