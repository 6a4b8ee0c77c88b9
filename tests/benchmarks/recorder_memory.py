"""`python -m tests.benchmarks.recorder_memory [MINUTES]`: the recorder's memory while a limb trembles.

In a process of its own with the environment that easeband-device.service gives it, and with bytecode that is there
already, as after an installation. What it is on a device is measured by `make vm-test`.
"""

import subprocess
import sys
import tempfile

import tests.support.trembling_recorder  # noqa: F401 - so that its bytecode is there
from tests.support.units import environment_of

MINUTES = 60


def main() -> None:
    """A line for each quarter of a simulated hour."""
    minutes = sys.argv[1] if len(sys.argv) > 1 else str(MINUTES)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.support.recorder_alone", folder, minutes]
        subprocess.run(command, env=environment_of("device"), check=True)


if __name__ == "__main__":
    main()
