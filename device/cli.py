"""The `easeband` command: one table of subcommands, each loaded only when it is asked for.

Knows names and one-line descriptions; must never know what a command does, so that `--help` stays quick on a Pi.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from device import __version__


class CommandModule(Protocol):
    """What a module behind a subcommand offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; 0 when all is well. Mistakes of the user are explained on stderr, not raised."""


@dataclass(frozen=True)
class Command:
    """Where a subcommand lives and what a stranger should know of it."""

    module: str
    summary: str


COMMANDS = {
    "demo": Command("sync.demo.run", "a simulated limb, broker, sync and the therapist's page on this computer"),
    "run": Command("device.commands.run", "the program on the limb: read the sensor, guide exercises, keep records"),
    "sync": Command("sync.uplink.run", "send the records' daily summaries to the clinic's broker"),
    "clinic": Command("sync.clinic.run", "collect summaries from the broker and show the therapist's pages"),
    "calibrate": Command(
        "device.commands.calibrate", "measure the sensor's errors, so that `run` takes them out; self-test"
    ),
    "baseline": Command(
        "device.commands.baseline", "a person's neutral positions and thresholds, to hold movement against"
    ),
    "bus-log": Command(
        "device.commands.bus_log", "the sensor's traffic: record it for a bug report, show it, play it again"
    ),
    "analyse": Command("device.commands.analyse", "the same analysis over recorded files: table, JSON or plot"),
    "export": Command(
        "device.commands.export", "raw movement around marks and episodes, if the device keeps it: CSV and PNG"
    ),
    "lights-off": Command("device.commands.lights_off", "put the lights out, for systemd after the device has ended"),
}
DESCRIPTION = (
    "Easeband measures how a limb with dystonia moves between visits, guides prescribed exercises and shows the"
    " therapist one page per day. It measures, it never diagnoses."
)
INTERRUPTED = 130  # the shell's convention for Ctrl-C: 128 + SIGINT


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = _parser(asked=next((word for word in words if word in COMMANDS), None)).parse_args(words)
    try:
        return _load(arguments.command).run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser(asked: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="easeband", description=DESCRIPTION, epilog="easeband COMMAND --help tells more about each."
    )
    parser.add_argument("--version", action="version", version=f"easeband {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name, help=command.summary, description=f"{command.summary[0].upper()}{command.summary[1:]}."
        )
        if name == asked:
            _load(name).add_arguments(sub)
    return parser


def _load(name: str) -> CommandModule:
    module: CommandModule = importlib.import_module(COMMANDS[name].module)
    return module


if __name__ == "__main__":
    sys.exit(main())
