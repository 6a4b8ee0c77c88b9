"""The disk's systemd and services in namespaces of this computer's own kernel: as quick as the computer is.

Knows namespaces; must never know what is tried. No sensor answers, there are no pins and no limits of memory, so only
checks that need none make sense here. It cannot set this computer's clock, load a module or reach a network.
"""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.vm.qemu import lines, word_for

SCRIPT = Path(__file__).with_name("here.sh")
GROUPS = ("/sys/fs/cgroup/unified", "/sys/fs/cgroup")  # of the new kind: beside the old one, or alone
NAMESPACES = ("mount", "pid", "uts", "ipc", "cgroup", "net")
# Words of their names.
CHECKS_HERE = (
    "hung",
    "version",
    "group",
    "zone",
    "mistake",
    "full",
    "inodes",
    "read-only",
    "damaged",
    "battery",
    "saves",
)


SMALL_CARD = "100M"  # so small that a check can fill it


def trial_here(image: Path, folder: Path, within_s: float, only: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Each line of results as it comes. The disk stays as it was."""
    with machine_here(image, folder, words=tuple(map(word_for, only or CHECKS_HERE)), card=SMALL_CARD) as first:
        yield from lines(first, folder / "results", within_s)


@contextmanager
def machine_here(
    image: Path, folder: Path, *, words: Sequence[str] = (), card: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """The disk's systemd, as it starts, until the end of the block. `folder` gets what its console shows."""
    folder.mkdir(exist_ok=True)
    results, told = folder / "results", folder / "words"
    results.write_bytes(b"")
    told.write_text(" ".join(words))
    group = next(path for path in map(Path, GROUPS) if (path / "cgroup.procs").exists()) / f"easeband-{folder.name}"
    group.mkdir(exist_ok=True)
    apart = ["unshare", *(f"--{name}" for name in NAMESPACES), "--fork", "--kill-child", "--propagation", "private"]
    joins = ["sh", "-c", 'echo $$ >"$0/cgroup.procs" && exec "$@"', str(group)]
    with tempfile.TemporaryDirectory(prefix="easeband-here-") as empty, (folder / "console").open("w") as console:
        command = [*joins, *apart, "sh", str(SCRIPT), str(image), empty, str(results), str(told), card]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=console) as first:
            try:
                yield first
            finally:
                first.kill()
