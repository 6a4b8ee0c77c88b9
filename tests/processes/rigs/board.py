"""The simulated board as a process: /dev/i2c-1 with the scenarios' chips, on the real clock."""

import sys
from pathlib import Path

from device.system.clock import SystemClock
from tests.drivers.scenarios import BUS, chips
from tests.processes.rigs.cuse import serve
from tests.processes.rigs.i2c_bus import I2cBus

if __name__ == "__main__":
    serve(f"i2c-{BUS}", I2cBus(chips(SystemClock().monotonic_s, Path(sys.argv[1]))))
