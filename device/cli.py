"""The `easeband` command: one table of subcommands, each loaded only when it is asked for.

Knows names and one-line descriptions; must never know what a command does, so that `--help` stays quick on a Pi.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self, cast

from device import __version__

if TYPE_CHECKING:
    import argparse


class CommandModule(Protocol):
    """What a module behind a subcommand offers."""

    def add_arguments(self, parser: "argparse.ArgumentParser") -> None:
        """Declare the command's own options."""

    def run(self, arguments: "argparse.Namespace") -> int:
        """Do it; 0 when all is well. Mistakes of the user are explained on stderr, not raised."""


class Command(NamedTuple):
    """Where a subcommand lives and what a stranger should know of it. A dataclass would load `inspect` each time."""

    module: str
    summary: str
    options: str = ""  # the function that declares them, in a light module; else `add_arguments` of the command's own
    spares_memory: bool = False
    hurries: bool = False  # as its unit starts it, it does not wait for argparse, nor keep it: see `_as_by_its_unit`


COMMANDS = {
    "demo": Command(
        "sync.demo.run",
        "try it all on this computer: a simulated limb, broker, sync, the therapist's page",
        options="sync.options.of_device:demo_options",
    ),
    "run": Command(
        "device.commands.run",
        "run on the limb: read the sensor, guide exercises, keep records",
        options="device.options.recording:run_options",
        spares_memory=True,
        hurries=True,
    ),
    "sync": Command(
        "sync.uplink.run",
        "send each day's summary to the clinic's broker",
        options="sync.options.of_device:sync_options",
        spares_memory=True,
        hurries=True,
    ),
    "radio": Command(
        "device.commands.radio",
        "keep Wi-Fi off between short windows, to save the battery; `--on 10` asks for it",
        options="device.options.recording:radio_options",
    ),
    "power": Command(
        "device.commands.power",
        "set what saves power, as [power] asks for: clock, cores, HDMI, LEDs; `--undo` puts it back",
        options="device.options.recording:power_options",
        hurries=True,
    ),
    "pair": Command(
        "sync.uplink.pairing.pair",
        "let this device send to a clinic: takes the code that the clinic shows",
        options="sync.options.of_device:pair_options",
    ),
    "clinic": Command("sync.clinic.run", "collect summaries from the broker and show the therapist's pages"),
    "status": Command(
        "sync.doctor.status",
        "say in one screen what the device is doing and what is wrong",
        options="sync.options.of_device:status_options",
    ),
    "doctor": Command(
        "sync.doctor.doctor",
        "look at every part of the device, and name one thing to do for each fault",
        options="sync.options.of_device:doctor_options",
    ),
    "calibrate": Command(
        "device.commands.fitting.calibrate",
        "measure the sensor's errors, so that `run` corrects them; self-test",
        options="device.options.fitting:calibrate_options",
    ),
    "baseline": Command(
        "device.commands.fitting.baseline",
        "record a person's neutral positions and thresholds, by which movement is judged",
        options="device.options.fitting:baseline_options",
    ),
    "mounting": Command(
        "device.commands.fitting.mounting",
        "learn in a minute how the sensor sits on the limb",
        options="device.options.fitting:mounting_options",
    ),
    "programme": Command(
        "device.commands.programme",
        "look at a written exercise programme, show the one in force, print an example",
        options="device.options.programmes:programme_options",
    ),
    "bus-log": Command(
        "device.commands.bus_log",
        "record the sensor's bus traffic for a bug report, show it, replay it",
        options="device.options.recording:bus_log_options",
    ),
    "analyse": Command(
        "device.commands.recorded.analyse",
        "analyse recorded files as the device does: table, JSON or plot",
        options="device.options.kept_data:analyse_options",
    ),
    "export": Command(
        "device.commands.recorded.export",
        "export raw movement, if it is kept: around marks and episodes, or every sample; for people, analysis, BIDS",
        options="device.options.kept_data:export_options",
    ),
    "report": Command(
        "sync.report.paper.of_device",
        "make one page A4 about the last 14 days, to hand over: PDF, without any clinic",
        options="sync.options.of_device:report_options",
    ),
    "card": Command(
        "device.commands.card",
        "print the patient's card: every light, every press, the programme; SVG and PDF",
        options="device.options.programmes:card_options",
    ),
    "backup": Command(
        "device.commands.recorded.backup",
        "copy all that the device keeps into one file, or put it back",
        options="device.options.kept_data:backup_options",
    ),
    "erase": Command(
        "sync.uplink.erase",
        "delete all that was recorded, from this card and from the broker",
        options="sync.options.of_device:erase_options",
    ),
    "lights-off": Command(
        "device.commands.lights_off",
        "put the lights out; systemd calls it after the device has stopped",
        hurries=True,
    ),
}
DESCRIPTION = (
    "Easeband measures how a limb with dystonia moves between visits, guides prescribed exercises and shows the"
    " therapist one page per day. It measures; it never diagnoses."
)
# What stands for it instead. msgspec loads the first for names that Python has by itself, wherever another package
# brought it along; shutil loads the next two for archives, which nobody makes here. Both do without: some 0.7 MB of a
# device's. msgspec always loads the last, and asks it when it describes a type, which nobody has it do: 0.2 MB.
UNNEEDED = {"typing_extensions": None, "bz2": None, "lzma": None, "msgspec.inspect": ModuleType("msgspec.inspect")}
OF_THE_CLINIC = (
    "altair",
    "argon2",
    "babel",
    "fastapi",
    "jinja2",
    "psycopg",
    "segno",
    "sqlalchemy",
    "uvicorn",
    "vl_convert",
)
BROUGHT_BY = "the package easeband-clinic brings it, or make install in a checkout"
INTERRUPTED = 130  # the shell's convention for Ctrl-C: 128 + SIGINT


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    asked = next((word for word in words if word in COMMANDS), None)
    if asked and COMMANDS[asked].spares_memory:
        _spare_memory()  # before argparse loads shutil
    arguments = _as_by_its_unit(words) or _parser(asked).parse_args(words)
    try:
        return _load(arguments.command).run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except PermissionError as error:
        return _not_permitted(arguments.command, error)
    except ModuleNotFoundError as error:
        return _not_brought(arguments.command, error)


def _not_brought(command: str, error: ModuleNotFoundError) -> int:
    """The package for a device brings nothing of the clinic's, and says so. All else has to be there."""
    from device.system.command import complain  # noqa: PLC0415 - not for --help

    if (error.name or "").partition(".")[0] not in OF_THE_CLINIC:
        raise error
    return complain(command, f"it needs {error.name}, which is not installed here: {BROUGHT_BY}")


def _not_permitted(command: str, error: PermissionError) -> int:
    """A person who forgot `sudo` is told so; for root and our services it is a fault like any other, and raised."""
    from device.system.command import complain  # noqa: PLC0415 - not for --help
    from device.system.files import error_at, sudo_helps  # noqa: PLC0415 - likewise

    if not sudo_helps(error.errno):
        raise error
    return complain(command, error_at(error))


class UsualValues:
    """Stands where options are declared, and keeps what holds where nothing is said."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.types: dict[str, Callable[[str], object]] = {}

    def add_argument(self, name: str, *, default: object = None, **said: Any) -> None:
        """As argparse's, of an option that takes one value."""
        key = name.removeprefix("--").replace("-", "_")
        self.values[key], self.types[key] = default, said.get("type", str)

    def add_argument_group(self, _title: str) -> Self:
        """Only its help would differ."""
        return self


def _as_by_its_unit(words: Sequence[str]) -> "argparse.Namespace | None":
    """What argparse makes of a command alone or with `--config FILE`; none of anything else.

    Without a megabyte of it, which a program would keep as long as it runs, and without a Pi's tenth of a second.
    """
    name, *said = words or [""]
    if name not in COMMANDS or not COMMANDS[name].hurries:
        return None
    usual = UsualValues()
    if COMMANDS[name].options:
        _declare(name)(cast("argparse.ArgumentParser", usual))
    match said:
        case []:
            pass
        case ["--config", file] if "config" in usual.values and not file.startswith("-"):
            usual.values["config"] = usual.types["config"](file)
        case _:
            return None
    return cast("argparse.Namespace", SimpleNamespace(command=name, **usual.values))


def _parser(asked: str | None) -> "argparse.ArgumentParser":
    import argparse  # noqa: PLC0415 - see `hurries`

    parser = argparse.ArgumentParser(
        prog="easeband", description=DESCRIPTION, epilog="See easeband COMMAND --help for the options of each."
    )
    parser.add_argument("--version", action="version", version=f"easeband {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name, help=command.summary, description=f"{command.summary[0].upper()}{command.summary[1:]}."
        )
        if name == asked:
            _declare(name)(sub)
    return parser


def _spare_memory() -> None:
    for unneeded, instead in UNNEEDED.items():
        sys.modules.setdefault(unneeded, cast("ModuleType", instead))  # to import None fails, which is expected


def _declare(name: str) -> "Callable[[argparse.ArgumentParser], None]":
    """What declares the command's options; the command itself, which may take seconds to load, is not loaded for it."""
    module, _, function = COMMANDS[name].options.partition(":")
    if not module:
        return _load(name).add_arguments
    declare: Callable[[argparse.ArgumentParser], None] = getattr(importlib.import_module(module), function)
    return declare


def _load(name: str) -> CommandModule:
    module: CommandModule = importlib.import_module(COMMANDS[name].module)
    return module


if __name__ == "__main__":
    sys.exit(main())
