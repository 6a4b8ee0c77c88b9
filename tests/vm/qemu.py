"""QEMU without a real processor's help: power on, and what the trial inside wrote to the second serial port.

Knows QEMU's command line; must never know what is tried.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.vm.kernel import Kernel

PROGRAM = "qemu-system-x86_64"  # Debian's package qemu-system-x86
MEMORY_MB = 1024
LOOK_S = 0.2


class NeverEnded(Exception):
    """The machine did not come to its end in time; the message is what its console showed last."""


def trial(kernel: Kernel, image: Path, folder: Path, within_s: float) -> Iterator[dict[str, Any]]:
    """Each line of results as it comes. The disk stays as it was."""
    results, console = folder / "results", folder / "console"
    results.write_bytes(b"")
    with subprocess.Popen(command(kernel, image, results, console), stdin=subprocess.DEVNULL) as machine:
        try:
            yield from lines(machine, results, time.monotonic() + within_s)
        finally:
            machine.kill()


def lines(machine: subprocess.Popen[bytes], results: Path, until_s: float) -> Iterator[dict[str, Any]]:
    with results.open(encoding="utf-8") as opened:
        unfinished = ""
        while True:
            ended = machine.poll() is not None
            unfinished += opened.read()
            *whole, unfinished = unfinished.split("\n")
            yield from (json.loads(line) for line in whole if line.strip())
            if ended:
                return
            if time.monotonic() > until_s:
                raise NeverEnded((results.parent / "console").read_text(errors="replace")[-4000:])
            time.sleep(LOOK_S)


def command(kernel: Kernel, image: Path, results: Path, console: Path) -> list[str]:
    ports = [f"file:{console}", f"file:{results}"]
    return [
        PROGRAM,
        *("-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MB)),
        *("-nic", "none", "-display", "none", "-no-reboot", "-monitor", "none"),
        *("-kernel", str(kernel.image), "-initrd", str(kernel.initrd)),
        *("-append", "console=ttyS0 quiet panic=-1 mitigations=off"),
        *("-drive", f"file={image},format=raw,if=virtio,snapshot=on"),
        *(word for port in ports for word in ("-serial", port)),
    ]
