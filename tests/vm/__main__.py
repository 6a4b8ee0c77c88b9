"""`python -m tests.vm`: every check in the virtual machine, with what was seen; 1 if one did not hold."""

import argparse
import shutil
import sys
from pathlib import Path

from tests.debian.__main__ import SUITES, architecture, built
from tests.vm.disk import disk
from tests.vm.kernel import kernel
from tests.vm.qemu import PROGRAM, has_kvm, trial
from tests.vm.versions import broken_version, next_version

ROOT = Path(__file__).resolve().parents[2]
KERNEL_SUITE = "bookworm"  # Debian 12's kernel runs both: what is tried is what runs on it
WITHIN_S = 7200.0  # emulated, on a computer that has other work


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", nargs="?", default="debian12", choices=tuple(SUITES))
    parser.add_argument("--disk", action="store_true", help="use the disk of the last run, packages and all")
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="checks with one of these in their names")
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
    held = [told(line, folder / "log") for line in trial(machine, image, folder, WITHIN_S, arguments.only)]
    print(f"vm: {held.count(True)} of {len(held)} held; the machine's log is in {folder / 'log'}")
    return 0 if held and all(held) else 1


def packages() -> dict[str, Path]:
    """The one to install first, and those that it is to be replaced by."""
    first, into = built("easeband"), ROOT / "build/deb"
    return {
        "easeband": first,
        "next": next_version(into, architecture()),
        "broken": broken_version(into, architecture()),
    }


def told(line: dict[str, object], log: Path) -> bool:
    if "log" in line:
        log.write_text(str(line["log"]), encoding="utf-8")
        return True
    print(f"vm: {'holds' if line['held'] else 'FAILS'}: {line['name']} ({line['s']} s): {line['seen']}", flush=True)
    return bool(line["held"])


if __name__ == "__main__":
    sys.exit(main())
