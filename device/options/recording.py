"""The options of the commands that run with the sensor, Wi-Fi or the board: run, radio, power, bus-log.

Knows words and numbers that can be written; must never know what is recorded.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.options.shared import with_config, with_log
from device.system.arguments import minutes, positive, refused_option

if TYPE_CHECKING:
    import argparse  # a unit starts its program without it

BUS_LOG_ACTIONS: Final = {
    "record": "write the sensor's traffic to a new file; it holds raw movement, but no name, date or path",
    "show": "show every transfer, then counts, rates, gaps and failures",
    "replay": "run the device's own code over the traffic, uncalibrated, and show what it makes of it",
}
USUAL_BUS_LOG_S: Final = 60.0
LONGEST_BUS_LOG_S: Final = 3600.0


def run_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband run`."""
    with_config(parser)
    with_log(parser)
    simulation = parser.add_argument_group("without hardware")
    simulation.add_argument(
        "--simulated",
        nargs="?",
        const="",
        metavar="RECORDING",
        help="use a simulated chip and panel: play a CSV or NPZ recording once and end, or without one let a synthetic"
        " person move until stopped",
    )
    simulation.add_argument(
        "--speed", type=positive, default=1.0, metavar="N", help="run simulated time N times faster"
    )
    simulation.add_argument(
        "--history",
        type=minutes,
        default=0.0,
        metavar="MINUTES",
        help="first simulate this many minutes of the past, at full speed",
    )


def bus_log_options(parser: "argparse.ArgumentParser") -> None:
    """What to do with which file."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, what in BUS_LOG_ACTIONS.items():
        action = actions.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        action.add_argument("file", type=Path, metavar="FILE", help="the bus log")
        if name == "record":
            _bus_log_record_options(action)


def _bus_log_record_options(parser: "argparse.ArgumentParser") -> None:
    with_config(parser)
    parser.add_argument(
        "--seconds",
        type=_bus_log_seconds,
        default=USUAL_BUS_LOG_S,
        metavar="N",
        help="how long (default %(default)g)",
    )
    parser.add_argument(
        "--simulated",
        nargs="?",
        const="",
        metavar="RECORDING",
        help="a simulated chip, moved by a CSV or NPZ recording or by a synthetic person; needs no configuration",
    )


def _bus_log_seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= LONGEST_BUS_LOG_S:
        raise refused_option(f"expected more than 0 and at most {LONGEST_BUS_LOG_S:g}, got {text}")
    return number


def radio_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband radio`."""
    parser.epilog = "Without options it runs until it is stopped, as its service does, and Wi-Fi is on when it ends."
    with_config(parser)
    parser.add_argument("--on", type=minutes, metavar="MINUTES", help="have Wi-Fi on for so long, from now, and end")
    parser.add_argument("--simulated", action="store_true", help="switch nothing: a switch in a folder of its own")
    with_log(parser)


def power_options(parser: "argparse.ArgumentParser") -> None:
    """The options of `easeband power`."""
    parser.epilog = "A restart of the computer puts everything back too, and the service then sets it anew."
    with_config(parser)
    parser.add_argument("--undo", action="store_true", help="put back what was found, and end")
    parser.add_argument(
        "--simulated",
        type=Path,
        metavar="FOLDER",
        help="set nothing: a Raspberry Pi's files in this folder, which is made",
    )
    with_log(parser)
