"""`python -m tests.debian debian13`: each package's whole life in a Debian of this name; seconds of each step."""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.debian import card, clinic_steps, device_steps, fast_tests
from tests.debian.root_fs import PACKAGES, Inside, archive, unpacked

ROOT = Path(__file__).resolve().parents[2]
SUITES = {"debian12": "bookworm", "debian13": "trixie"}
TESTS = "tests"
LIVES: Mapping[str, Mapping[str, Callable[[Inside, Path], None]]] = {
    "easeband": device_steps.STEPS,
    "easeband-clinic": clinic_steps.STEPS,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", choices=tuple(SUITES))
    parser.add_argument("--role", nargs="+", choices=(*LIVES, TESTS), default=(*LIVES, TESTS))
    parser.add_argument("--packages", type=Path, help="a folder with those to try, else they are built")
    arguments = parser.parse_args()
    live(arguments.debian, "card", Path(), card.STEPS, card.PACKAGES)
    for role in arguments.role:
        if role == TESTS:
            live(arguments.debian, role, Path(), fast_tests.STEPS, fast_tests.PACKAGES)
            continue
        package = ready(role, arguments.packages) if arguments.packages else built(role)
        live(arguments.debian, role, package, LIVES[role], PACKAGES)
    return 0


def live(
    debian: str, role: str, package: Path, steps: Mapping[str, Callable[[Inside, Path], None]], there: tuple[str, ...]
) -> None:
    """One package from the first installation to the purge, in a Debian that never saw it before."""
    with unpacked(archive(SUITES[debian], ROOT / "build" / "root_fs", there)) as here:
        for name, step in steps.items():
            began_s = time.monotonic()
            step(here, package)
            print(f"{debian}: {role}: {name}: {time.monotonic() - began_s:.1f} s", flush=True)


def architecture() -> str:
    """Of this computer, as Debian calls it."""
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def ready(role: str, folder: Path) -> Path:
    (package,) = folder.glob(f"{role}_*_{architecture()}.deb")
    return package


def built(role: str) -> Path:
    """For this computer's kind of processor."""
    build = [sys.executable, str(ROOT / "systemd/debian/build.py"), "--role", role, "--arch", architecture()]
    return Path(subprocess.run(build, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
