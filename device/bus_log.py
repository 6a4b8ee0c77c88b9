"""`easeband bus-log`: what is said on the sensor's bus, written to a file, shown, or played through the device's code.

Knows files, terminals and exit statuses; must never know the log's format or what a transfer means.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from device.config import DEFAULT_PATH
from device.outputs import unprinted

DEFAULT_S: Final = 60.0
LONGEST_S: Final = 3600.0
ACTIONS: Final = {
    "record": "write the sensor's traffic to a new file; it holds raw movement, but no name, date or path",
    "show": "every transfer in a row, then counts, rates, gaps and failures",
    "replay": "run the device's own code over the traffic, uncalibrated, and show what it makes of it",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which file."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, what in ACTIONS.items():
        action = actions.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        action.add_argument("file", type=Path, metavar="FILE", help="the bus log")
        if name == "record":
            _add_record_arguments(action)


def _add_record_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH, help="configuration file (default %(default)s)")
    parser.add_argument(
        "--seconds", type=_seconds, default=DEFAULT_S, metavar="N", help="for how long (default %(default)g)"
    )
    parser.add_argument(
        "--simulated",
        nargs="?",
        const="",
        metavar="RECORDING",
        help="a simulated chip, moved by a CSV or NPZ recording or by a synthetic person; needs no configuration",
    )


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"expected more than 0 and at most {LONGEST_S:g}, got {text}")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when all is well, 1 with a message when not."""
    from device import bus_actions  # noqa: PLC0415 - loads numpy

    actions = {"record": bus_actions.record, "show": bus_actions.show, "replay": bus_actions.replay}
    try:
        actions[arguments.action](arguments)
    except BrokenPipeError as error:
        return unprinted("bus-log", error)
    except bus_actions.FILE_FAULTS as error:
        return _complain(f"{arguments.file}: {error}")
    except bus_actions.OTHER_FAULTS as error:
        return _complain(str(error))
    except FileExistsError:
        return _complain(f"{arguments.file}: exists already: name a new file")
    except OSError as error:
        return _complain(f"{error.filename or arguments.file}: {error.strerror}")
    return 0


def _complain(message: str) -> int:
    print(f"easeband bus-log: {message}", file=sys.stderr)
    return 1
