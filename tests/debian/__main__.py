"""`python -m tests.debian debian13`: every step in a Debian of this name, with the seconds it took."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.debian.root_fs import archive, unpacked
from tests.debian.steps import STEPS

ROOT = Path(__file__).resolve().parents[2]
SUITES = {"debian12": "bookworm", "debian13": "trixie"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", choices=tuple(SUITES))
    parser.add_argument("--package", type=Path, help="one that was built before, else it is built")
    arguments = parser.parse_args()
    package = arguments.package or built()
    with unpacked(archive(SUITES[arguments.debian], ROOT / "build" / "root_fs")) as here:
        for name, step in STEPS.items():
            began_s = time.monotonic()
            step(here, package)
            print(f"{arguments.debian}: {name}: {time.monotonic() - began_s:.1f} s", flush=True)
    return 0


def built() -> Path:
    """For this computer's kind of processor."""
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout
    command = [
        sys.executable,
        str(ROOT / "systemd/debian/build.py"),
        "--role",
        "easeband",
        "--arch",
        architecture.strip(),
    ]
    return Path(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
