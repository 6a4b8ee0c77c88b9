"""Options that many commands share.

Knows their words; must never know what is done with them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from device.system.arguments import DEFAULT_PATH
from device.system.log import LEVELS

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it


def with_config(parser: "argparse.ArgumentParser") -> None:
    """`--config`, which is there in any case."""
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")


def with_log(parser: "argparse.ArgumentParser") -> None:
    """`--log`."""
    parser.add_argument("--log", choices=LEVELS, default="info", help="how much to log (default %(default)s)")
