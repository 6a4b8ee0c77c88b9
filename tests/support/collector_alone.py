"""The clinic's collector without its pages, as a program: its arguments are the configuration file, and a name.

Knows the collector's parts; must never know who starts it.
"""

import sys
from pathlib import Path

from device.system.clock import SystemClock
from device.system.config import read_config
from device.system.log import start_log
from device.system.stopping import Stopping
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic

if __name__ == "__main__":
    start_log("clinic", "info")
    config = read_config(Path(sys.argv[1]), "clinic")
    name = "".join(sys.argv[2:])
    run_collector(config.broker, Clinic(config.files.clinic), SystemClock("UTC"), Stopping(), name=name)
