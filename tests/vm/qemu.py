"""QEMU: power on, and what the trial inside wrote to the second serial port.

Knows QEMU's command line; must never know what is tried.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.vm.kernel import Kernel

PROGRAM = "qemu-system-x86_64"  # Debian's package qemu-system-x86
MEMORY_MB = 1024
LOOK_S = 0.2
KERNEL_WORDS = "console=ttyS0 quiet panic=-1 mitigations=off"
KVM, PROCESSOR = Path("/dev/kvm"), Path("/proc/cpuinfo")
BY_KVM = ("-accel", "kvm", "-cpu", "host", "-smp", "2")
# Each instruction takes 2 ns by the machine's own clock, however long it really took: whoever else uses this computer
# makes the trial longer, not the machine late. Half a billion a second is what a core of a Pi Zero 2 W does (assumed).
EMULATED = ("-accel", "tcg,thread=single", "-icount", "shift=1,sleep=on", "-cpu", "max", "-smp", "1")
# Idle, its clock goes on to the next timer at once: quicker, but on a busy computer its disk seems slow to it.
HURRIED = tuple(word.replace("sleep=on", "sleep=off") for word in EMULATED)


class NeverEnded(Exception):
    """The machine did not come to its end in time; the message is what its console showed last."""


def trial(
    kernel: Kernel, image: Path, folder: Path, within_s: float, *, only: Sequence[str] = (), hurries: bool = False
) -> Iterator[dict[str, Any]]:
    """Each line of results as it comes. The disk stays as it was. `only`: words of the checks that are wanted."""
    results, console = folder / "results", folder / "console"
    results.write_bytes(b"")
    words = [*processor(hurries=hurries), *command(kernel, image, results, console, only)]
    with subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL) as machine:
        try:
            yield from lines(machine, results, within_s)
        finally:
            machine.kill()


def processor(*, hurries: bool) -> Sequence[str]:
    return BY_KVM if has_kvm() else HURRIED if hurries else EMULATED


def has_kvm() -> bool:
    """Whether the real processor runs the machine. On some computers the node is there for kernels of their own."""
    flags = set(PROCESSOR.read_text(encoding="utf-8").split())
    return bool(flags & {"vmx", "svm"}) and os.access(KVM, os.R_OK | os.W_OK)


def word_for(asked: str) -> str:
    """Of the kernel's command line, by which the trial knows which checks are wanted."""
    return f"trial.only={asked}"


def lines(machine: subprocess.Popen[bytes], results: Path, within_s: float) -> Iterator[dict[str, Any]]:
    """Each as it comes, as long as the next one does within this time. Raises NeverEnded."""
    until_s = time.monotonic() + within_s
    with results.open(encoding="utf-8") as opened:
        unfinished = ""
        while True:
            ended = machine.poll() is not None
            unfinished += opened.read()
            *whole, unfinished = unfinished.split("\n")
            yield from (json.loads(line) for line in whole if line.strip())
            until_s = time.monotonic() + within_s if whole else until_s
            if ended:
                return
            if time.monotonic() > until_s:
                raise NeverEnded((results.parent / "console").read_text(errors="replace")[-4000:])
            time.sleep(LOOK_S)


def command(kernel: Kernel, image: Path, results: Path, console: Path, only: Sequence[str]) -> list[str]:
    ports = [f"file:{console}", f"file:{results}"]
    return [
        *("-m", str(MEMORY_MB), "-rtc", f"base={datetime.now(UTC):%Y-%m-%d}T09:00:00,clock=vm"),
        *("-nic", "none", "-display", "none", "-no-reboot", "-monitor", "none"),
        *("-kernel", str(kernel.image), "-initrd", str(kernel.initrd)),
        *("-append", " ".join([KERNEL_WORDS, *map(word_for, only)])),
        *("-drive", f"file={image},format=raw,if=virtio,snapshot=on,cache=unsafe"),
        *(word for port in ports for word in ("-serial", port)),
    ]
