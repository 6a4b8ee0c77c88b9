"""Commands of the project's pages, as a person types them into a machine of this computer's kernel.

Knows how one gets into the machine; must never know what a command is for.
"""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = "/etc/easeband-trial"  # of the trial's disks alone: never is anything typed into this computer itself
PERSON = "pi"  # who may become root without a password, as on Raspberry Pi OS
YES = "y\n" * 9  # to what apt asks
WITHIN_S = 600.0
LOOK_S = 0.5
UP_S = 120.0
RUNS = {"running", "degraded"}


class NotAsToldError(Exception):
    """What a person would have seen instead."""


def told_in(page: str, command: str) -> str:
    """The command, if this page of the project tells to type it. Raises NotAsToldError."""
    if command not in (ROOT / page).read_text(encoding="utf-8"):
        raise NotAsToldError(f"{page} does not tell to type: {command}")
    return command


def with_own(command: str, own: Mapping[str, str]) -> str:
    """With what stands in capitals, or for example, replaced as whoever types it does."""
    for example, word in own.items():
        command = command.replace(example, word)
    return command


def wanted(held: object, seen: str) -> None:
    """Raises NotAsToldError with what was seen."""
    if not held:
        raise NotAsToldError(seen)


class Keyboard:
    """Of one machine. What is typed and what comes is kept on `paper`."""

    def __init__(self, first: subprocess.Popen[bytes], name: str, paper: Path) -> None:
        self.name, self.paper = name, paper
        self.process = _child_of(first)

    def type(self, command: str, *, status: int | None = 0) -> str:
        """What it printed, both streams; None takes any status. Raises NotAsToldError for another."""
        return self._entered(["runuser", "--login", PERSON, "--command", command], command, status)

    def as_root(self, *words: str, status: int | None = 0) -> str:
        """What a person does not type, but has: a name for an address, cables."""
        return self._entered(list(words), " ".join(words), status)

    def file(self, path: str) -> Path:
        """Of the machine, as this computer reaches it."""
        return Path(f"/proc/{self.process}/root{path}")

    def until_up(self) -> float:
        """Seconds until systemd has started all that it starts by itself."""
        began_s = time.monotonic()
        while not self._is_inside() or self._entered(["systemctl", "is-system-running"], "", None).strip() not in RUNS:
            if time.monotonic() - began_s > UP_S:
                raise NotAsToldError(f"{self.name} does not come up within {UP_S:g} s")
            time.sleep(LOOK_S)
        return time.monotonic() - began_s

    def _is_inside(self) -> bool:
        """Whether the machine's first process has its own disk by now: before that, its root is this computer's."""
        return self.file(OURS).exists()

    def _entered(self, words: list[str], shown: str, status: int | None) -> str:
        if not self._is_inside():
            raise NotAsToldError(f"{self.name} is not there any more: {shown}")
        into = ["nsenter", f"--target={self.process}", "--all", "--root", "env", "--chdir=/", "-i", "TERM=dumb"]
        done = subprocess.run(
            [*into, "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *words],
            input=YES,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=WITHIN_S,
        )
        if shown:
            with self.paper.open("a", encoding="utf-8") as paper:
                paper.write(f"{self.name}$ {shown}\n{done.stdout}\n")
        if status not in (None, done.returncode):
            raise NotAsToldError(f"{self.name}$ {shown}\nexit status {done.returncode}:\n{done.stdout}")
        return done.stdout


def _child_of(first: subprocess.Popen[bytes]) -> int:
    """The first process of the machine's own namespaces, by its number in ours."""
    children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
    until_s = time.monotonic() + UP_S
    while not (found := children.read_text().split()):
        if time.monotonic() > until_s or first.poll() is not None:
            raise NotAsToldError("the machine did not start: see its console")
        time.sleep(LOOK_S)
    return int(found[0])
