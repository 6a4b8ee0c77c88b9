"""`easeband power`: sets what saves power, as the configuration asks for; `--undo` puts back what was found.

Knows which parts are plugged together; must never decide what is set.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.power import told
from device.power.tuning import Tuner
from device.system.command import complain, status_of
from device.system.config import BadConfig, read_config
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
    tuner = _tuner(arguments.simulated)
    try:
        if arguments.undo:
            return 0 if tuner.undo() else 1
        tuner.apply(read_config(arguments.config, COMMAND).power)
    except OSError as error:
        return complain(COMMAND, f"{error.filename}: {error.strerror}: run it with sudo, while easeband-power runs")
    return 0


def _tuner(simulated: Path | None) -> Tuner:
    if simulated is None:
        return Tuner(PowerFiles(), Path(os.environ.get("RUNTIME_DIRECTORY", told.FOLDER)) / told.NAME)
    from drivers.simulated import SimulatedPowerFiles  # noqa: PLC0415 - the device never loads its simulation

    return Tuner(SimulatedPowerFiles(simulated / "sys"), simulated / told.NAME)
