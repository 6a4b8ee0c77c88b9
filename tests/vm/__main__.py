"""`python -m tests.vm`: every check in the virtual machine, with what was seen; 1 if one did not hold."""

import argparse
import shutil
import sys
from pathlib import Path

from tests.debian.__main__ import built
from tests.vm.disk import disk
from tests.vm.kernel import kernel
from tests.vm.qemu import PROGRAM, trial

ROOT = Path(__file__).resolve().parents[2]
SUITE = "bookworm"  # lgpio comes as a wheel there; of Debian 13 only Raspberry Pi OS has it
WITHIN_S = 1500.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, help="one that was built before, else it is built")
    arguments = parser.parse_args()
    if shutil.which(PROGRAM) is None:
        print(f"{PROGRAM} is missing: sudo apt install --no-install-recommends qemu-system-x86", file=sys.stderr)
        return 1
    folder, root_fs = ROOT / "build/vm" / SUITE, ROOT / "build/root_fs"
    image = folder / "disk.img"
    machine = kernel(SUITE, root_fs, folder)
    disk(SUITE, root_fs, arguments.package or built("easeband"), image)
    held = [told(line, folder / "log") for line in trial(machine, image, folder, WITHIN_S)]
    print(f"vm: {held.count(True)} of {len(held)} held; the machine's log is in {folder / 'log'}")
    return 0 if held and all(held) else 1


def told(line: dict[str, object], log: Path) -> bool:
    if "log" in line:
        log.write_text(str(line["log"]), encoding="utf-8")
        return True
    print(f"vm: {'holds' if line['held'] else 'FAILS'}: {line['name']} ({line['s']} s): {line['seen']}", flush=True)
    return bool(line["held"])


if __name__ == "__main__":
    sys.exit(main())
