"""A virtual environment beside the project's own, made from a lock with hashes once and then kept.

Knows pip and folders; must never know what runs in it.
"""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

INSTALL_S = 300.0
OPTIONS = (
    *("--quiet", "--disable-pip-version-check", "--retries", "1"),
    *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
)


class CannotInstall(Exception):
    """The lock could not be installed; the message is pip's."""


@dataclass(frozen=True)
class SideEnvironment:
    """Where it is, and what it is made from."""

    place: Path
    lock: Path

    @property
    def python(self) -> Path:
        """Its interpreter, there or not."""
        return self.place / "bin" / "python"

    def is_current(self) -> bool:
        """Whether it was made from this lock with this Python."""
        return self._made_from.exists() and self._made_from.read_text() == self._wanted()

    def make(self) -> None:
        """Make it anew. Raises CannotInstall."""
        _run([sys.executable, "-m", "venv", "--clear", str(self.place)])
        _run([str(self.python), "-m", "pip", "install", *OPTIONS, "-r", str(self.lock)])
        self._made_from.write_text(self._wanted())

    @property
    def _made_from(self) -> Path:
        return self.place / "made-from"

    def _wanted(self) -> str:
        return f"{sys.version_info[:2]} {hashlib.sha256(self.lock.read_bytes()).hexdigest()}"


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=INSTALL_S)
    except subprocess.TimeoutExpired:
        raise CannotInstall(f"{' '.join(command[:4])} ... took more than {INSTALL_S:.0f} s") from None
    if done.returncode:
        raise CannotInstall(f"{' '.join(command[:4])} ... ended with {done.returncode}:\n{done.stderr}")
