"""A device's program looks at its programme and ends: `python -m tests.support.looks_at_programme FOLDER`.

Prints the version in force, and whether cryptography was loaded.
"""

import sys
from pathlib import Path

import device.commands.run  # noqa: F401 - all that a device loads at its start
from device.prescription import KeptProgramme
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files

NOON_UTC_S = 1_796_126_400.0  # 2026-12-01T12:00:00Z


def paired_files(folder: Path) -> Files:
    return Files(
        device=str(folder / "device.db"),
        sync=str(folder / "sync.db"),
        programme=str(folder / "programme.toml"),
        clinic_key=str(folder / "clinic-key.pem"),
    )


if __name__ == "__main__":
    kept = KeptProgramme(Config(Device("band-01"), files=paired_files(Path(sys.argv[1]))), PacedClock(NOON_UTC_S))
    kept.look()
    print(kept.accepted and kept.accepted.version, "cryptography" in sys.modules)
