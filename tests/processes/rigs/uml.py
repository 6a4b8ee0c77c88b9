"""User-Mode Linux as a program on this computer: a real kernel that runs one Python module and ends.

Knows the kernel's command line; must never know what runs inside. The host's files are the guest's, read-only, so the
same interpreter and packages are there; one folder is writable. No root, no network and no virtualisation is needed.
On processors with a state too large for it (AMX) the kernel needs `xstate.c`, and that a C compiler.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.processes.rigs.guest import BOARD_LOG, OUTPUT, STATUS

ROOT: Final = Path(__file__).resolve().parents[3]
KERNEL: Final = "linux.uml"  # Debian's package user-mode-linux
MEMORY: Final = "256M"  # Python with numpy, twice; only what is used is taken from the host
CONSOLE: Final = "console"
STATE_SOURCE: Final = Path(__file__).with_name("xstate.c")
TOO_LARGE: Final = "ptrace set fp regs failed"  # the kernel's words for a processor's state that it has no room for


class GuestFailed(Exception):
    """The guest ended without a result; the message is what its console showed."""


@dataclass(frozen=True)
class Ended:
    """How the program inside ended."""

    status: int
    output: str


def run_in_guest(folder: Path, module: str, within_s: float) -> Ended:
    """Run `python -m module FOLDER` inside, where /dev/i2c-1 is the simulated board. Raises GuestFailed."""
    start = folder / "start"
    start.write_text(_script(folder, module))
    start.chmod(0o700)
    with (folder / CONSOLE).open("wb") as console:
        guest = subprocess.Popen(
            _command(folder, start),
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            start_new_session=True,
        )
    try:
        guest.wait(within_s)
    except subprocess.TimeoutExpired:
        os.killpg(guest.pid, signal.SIGKILL)
        guest.wait()
    return _result(folder)


def _command(folder: Path, start: Path) -> list[str]:
    files = ["root=/dev/root", "rootfstype=hostfs", "hostfs=/", "ro", f"init={start}"]
    return [
        KERNEL,
        f"mem={MEMORY}",
        f"uml_dir={folder}/uml/",
        *files,
        "con=null",
        "con0=fd:0,fd:1",
        "ssl=null",
        "quiet",
    ]


def _environment(folder: Path) -> dict[str, str]:
    """With the processor's state in the size that the kernel expects, where there is a C compiler."""
    compiler, library = shutil.which("cc"), folder / "xstate.so"
    if compiler is None:
        return dict(os.environ)
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, STATE_SOURCE], check=True)
    return {**os.environ, "LD_PRELOAD": str(library)}


def _script(folder: Path, module: str) -> str:
    """What the guest's kernel starts first."""
    words = [sys.executable, "-m", "tests.processes.rigs.guest", str(folder), "-m", module, str(folder)]
    return f"""\
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1
cd {shlex.quote(str(ROOT))} && exec {shlex.join(words)}
"""


def _result(folder: Path) -> Ended:
    if not (folder / STATUS).exists():
        seen = "\n".join((folder / name).read_text(errors="replace") for name in _logs(folder))
        advice = ": install a C compiler, which makes room for this processor's state" if TOO_LARGE in seen else ""
        raise GuestFailed(f"the guest ended without a result{advice}; it showed:\n{seen}")
    return Ended(int((folder / STATUS).read_text()), (folder / OUTPUT).read_text())


def _logs(folder: Path) -> list[str]:
    return [name for name in (CONSOLE, BOARD_LOG, OUTPUT) if (folder / name).exists()]
