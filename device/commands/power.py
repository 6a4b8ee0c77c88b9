"""`easeband power`: sets what saves power, as the configuration asks for; `--undo` puts back what was found.

Knows which parts are plugged together; must never decide what is set.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.power import told
from device.power.tuning import Tuner
from device.system.command import FAILED, complain, status_of
from device.system.config import BadConfig, read_config
from device.system.files import error_at
from device.system.log import start_log
from drivers.power_files import PowerFiles

if TYPE_CHECKING:
    import argparse  # its unit starts it without

COMMAND: Final = "power"
FAULTS: Final = (BadConfig, told.Damaged)


def run(arguments: "argparse.Namespace") -> int:
    """Set or put back, and end; 1 where something could not be put back, or nobody knows what to set."""
    start_log(COMMAND, arguments.log)
    return status_of(COMMAND, lambda: _run(arguments), FAULTS)


def _run(arguments: "argparse.Namespace") -> int:
    memory = arguments.simulated / told.NAME if arguments.simulated else told.MEMORY
    try:
        if arguments.undo:
            return _undo(arguments.simulated, memory)
        asked = read_config(arguments.config, COMMAND).power
        files = _files(arguments.simulated)
        if not memory.parent.is_dir():
            return complain(COMMAND, f"{memory.parent} is not there: sudo systemctl start easeband-power")
        Tuner(files, memory).apply(asked)
    except OSError as error:
        return complain(COMMAND, error_at(error))
    return 0


def _undo(simulated: Path | None, memory: Path) -> int:
    if not memory.exists():  # then a simulated computer is not made up either
        print(f"{memory} is not there: nothing was set, so nothing is put back")
        return 0
    said = told.read_power(memory)
    if said and not said.knobs:
        print(f"{memory} tells of nothing that was set, so nothing is put back")
    return 0 if Tuner(_files(simulated), memory).undo() else FAILED


def _files(simulated: Path | None) -> PowerFiles:
    if simulated is None:
        return PowerFiles()
    from drivers.simulated import SimulatedPowerFiles  # noqa: PLC0415 - the device never loads its simulation

    return SimulatedPowerFiles(simulated / "sys")
