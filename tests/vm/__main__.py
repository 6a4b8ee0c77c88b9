"""`python -m tests.vm`: every check in the virtual machine, with what was seen; 1 if one did not hold."""

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.debian.__main__ import SUITES, architecture, built
from tests.vm.disk import disk
from tests.vm.guest.trial import wanted
from tests.vm.here import CHECKS_HERE, trial_here
from tests.vm.kernel import kernel
from tests.vm.qemu import PROGRAM, NeverEnded, has_kvm, trial
from tests.vm.versions import broken_version, next_version

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
KERNEL_SUITE = "bookworm"  # Debian 12's kernel runs both: what is tried is what runs on it
WITHIN_S = 7200.0  # for one check, emulated, on a computer that has other work


def main() -> int:
    arguments = parsed()
    if not arguments.here and shutil.which(PROGRAM) is None:
        print(f"{PROGRAM} is missing: sudo apt install --no-install-recommends qemu-system-x86", file=sys.stderr)
        return 1
    suite = SUITES[arguments.debian]
    folder = BUILD / "vm" / suite
    folder.mkdir(parents=True, exist_ok=True)
    image = folder / "disk.img"
    if not (arguments.disk and image.exists()):
        disk(suite, BUILD / "root_fs", packages(), image)
    if arguments.here:
        only = arguments.only or CHECKS_HERE
        print(f"vm: {arguments.debian}, in namespaces of this computer's kernel", flush=True)
        own = folder / "here"  # a machine may run meanwhile
        return followed(trial_here(image, own, WITHIN_S, only), own, only)
    machine = kernel(KERNEL_SUITE, BUILD / "root_fs", BUILD / "vm" / KERNEL_SUITE)
    print(f"vm: {arguments.debian}, {'by KVM' if has_kvm() else 'emulated, seconds by its own clock'}", flush=True)
    found = trial(machine, image, folder, WITHIN_S, only=arguments.only, hurries=arguments.hurry)
    return followed(found, folder, arguments.only)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", nargs="?", default="debian12", choices=tuple(SUITES))
    parser.add_argument("--disk", action="store_true", help="use the disk of the last run, packages and all")
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="checks with one of these in their names")
    parser.add_argument("--hurry", action="store_true", help="skip idle time; seconds told may be too many")
    parser.add_argument("--here", action="store_true", help="no QEMU: checks that need no board, on this kernel")
    return parser.parse_args()


def followed(found: Iterator[dict[str, object]], folder: Path, only: Sequence[str]) -> int:
    """Each line told, at the end those that did not hold."""
    held = dict.fromkeys(wanted(only), False)
    try:
        for line in found:
            told(line, folder / "log", held)
    except NeverEnded as error:
        print(f"vm: FAILS: not a word for {WITHIN_S:g} s; the console showed last:\n{error}")
    print(f"vm: {sum(held.values())} of {len(held)} held; the machine's log is in {folder / 'log'}")
    return summed_up(held)


def packages() -> dict[str, Path]:
    """The one to install first, and those that it is to be replaced by."""
    first, into = built("easeband"), BUILD / "deb"
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
