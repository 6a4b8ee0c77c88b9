"""`python -m tests.vm`: every check in the virtual machine, with what was seen; 1 if one did not hold."""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.debian.__main__ import SUITES, architecture, built
from tests.vm.disk import disk
from tests.vm.guest.trial import wanted
from tests.vm.kernel import kernel
from tests.vm.qemu import PROGRAM, NeverEnded, has_kvm, trial
from tests.vm.versions import broken_version, next_version

ROOT = Path(__file__).resolve().parents[2]
KERNEL_SUITE = "bookworm"  # Debian 12's kernel runs both: what is tried is what runs on it
WITHIN_S = 7200.0  # emulated, on a computer that has other work


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", nargs="?", default="debian12", choices=tuple(SUITES))
    parser.add_argument("--disk", action="store_true", help="use the disk of the last run, packages and all")
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="checks with one of these in their names")
    parser.add_argument("--hurry", action="store_true", help="skip idle time; seconds told may be too many")
    arguments = parser.parse_args()
    if shutil.which(PROGRAM) is None:
        print(f"{PROGRAM} is missing: sudo apt install --no-install-recommends qemu-system-x86", file=sys.stderr)
        return 1
    suite, root_fs = SUITES[arguments.debian], ROOT / "build/root_fs"
    folder = ROOT / "build/vm" / suite
    folder.mkdir(parents=True, exist_ok=True)
    image = folder / "disk.img"
    machine = kernel(KERNEL_SUITE, root_fs, ROOT / "build/vm" / KERNEL_SUITE)
    if not (arguments.disk and image.exists()):
        disk(suite, root_fs, packages(), image)
    print(f"vm: {arguments.debian}, {'by KVM' if has_kvm() else 'emulated, seconds by its own clock'}", flush=True)
    held = dict.fromkeys(wanted(arguments.only), False)
    try:
        for line in trial(machine, image, folder, WITHIN_S, only=arguments.only, hurries=arguments.hurry):
            told(line, folder / "log", held)
    except NeverEnded as error:
        print(f"vm: FAILS: no end within {WITHIN_S:g} s; the console showed last:\n{error}")
    print(f"vm: {sum(held.values())} of {len(held)} held; the machine's log is in {folder / 'log'}")
    return summed_up(held)


def packages() -> dict[str, Path]:
    """The one to install first, and those that it is to be replaced by."""
    first, into = built("easeband"), ROOT / "build/deb"
    return {
        "easeband": first,
        "next": next_version(into, architecture()),
        "broken": broken_version(into, architecture()),
    }


def told(line: dict[str, object], log: Path, held: dict[str, bool]) -> None:
    """What the machine said: a check that begins, one that ended, or its log so far."""
    now = f"{datetime.now(UTC):%H:%M:%S}"
    if "log" in line:
        log.write_text(str(line["log"]), encoding="utf-8")
    elif "begins" in line:
        print(f"vm: {now}: {line['begins']} ...", flush=True)
    else:
        held[str(line["name"])] = bool(line["held"])
        print(f"vm: {'holds' if line['held'] else 'FAILS'}: {line['name']} ({line['s']} s): {line['seen']}", flush=True)


def summed_up(held: dict[str, bool]) -> int:
    """Those that failed or were never reached, by name, and this program's status."""
    for name in (name for name, it_held in held.items() if not it_held):
        print(f"vm: did not hold, or was not reached: {name}")
    return 0 if held and all(held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
