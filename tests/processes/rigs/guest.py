"""The first process inside User-Mode Linux: mounts, the I2C bus, one program, and the power off.

Knows how the guest is brought up and down; must never know what the program tests.
"""

import ctypes
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from device.system.clock import SystemClock

MOUNTS: Final = (("proc", "/proc"), ("sysfs", "/sys"))  # the kernel itself mounts /dev
MODULES: Final = Path("/usr/lib/uml/modules")  # of the Debian package user-mode-linux
BUS: Final = Path("/dev/i2c-1")
BUS_WITHIN_S: Final = 30.0
LOOK_S: Final = 0.02
POWER_OFF: Final = 0x4321FEDC  # linux/reboot.h, LINUX_REBOOT_CMD_POWER_OFF
OUTPUT, STATUS, BOARD_LOG = "output", "status", "board.log"


class NoBus(Exception):
    """The simulated bus did not appear, or did not last."""


def main(folder: Path, program: Sequence[str]) -> None:
    """Run `program` with the host's `folder` writable; leave its output and exit status there, and power off."""
    try:
        _mount(folder)
        _load_modules()
        with _board(folder), (folder / OUTPUT).open("w") as output:
            status = subprocess.run([sys.executable, *program], stdout=output, stderr=output, check=False).returncode
        (folder / STATUS).write_text(str(status))
    finally:
        os.sync()
        ctypes.CDLL(None).reboot(POWER_OFF)


def _mount(folder: Path) -> None:
    for kind, where in MOUNTS:
        subprocess.run(["mount", "-t", kind, kind, where], check=True)
    subprocess.run(["mount", "-t", "hostfs", "-o", str(folder), "hostfs", str(folder)], check=True)


def _load_modules() -> None:
    folder = MODULES / platform.release() / "kernel/fs/fuse"
    for name in ("fuse.ko", "cuse.ko"):
        subprocess.run(["insmod", str(folder / name)], check=True)


@contextmanager
def _board(folder: Path) -> Iterator[None]:
    with (folder / BOARD_LOG).open("w") as log:
        board = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.rigs.board", str(folder)], stdout=log, stderr=log
        )
    clock = SystemClock()
    until_s = clock.monotonic_s() + BUS_WITHIN_S
    while not BUS.is_char_device():
        if board.poll() is not None or clock.monotonic_s() > until_s:
            raise NoBus(f"{BUS} did not appear within {BUS_WITHIN_S:g} s: see {BOARD_LOG}")
        clock.sleep(LOOK_S)
    yield
    if board.poll() is not None:
        raise NoBus(f"the board ended with status {board.returncode}: see {BOARD_LOG}")
    board.kill()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
