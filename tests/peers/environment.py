"""The virtual environment in which the public drivers run, made from its locks once and then kept.

Knows pip and folders; must never know what the drivers do.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {  # in the order of installing, each with how: wheels first, then with their help what is only there as source
    Path(__file__).with_name("requirements.lock"): ["--only-binary", ":all:"],
    Path(__file__).with_name("sources.lock"): ["--no-binary", ":all:", "--no-build-isolation"],
}
SHIMS = Path(__file__).with_name("shims")
PLACE = ROOT / ".venv-peers"
PYTHON = PLACE / "bin" / "python"
MADE_FROM = PLACE / "made-from"
INSTALL_S, RUN_S = 300.0, 120.0


class CannotInstall(Exception):
    """A lock could not be installed; the message is pip's."""


def interpreter() -> Path:
    """The Python that has the public drivers. Raises CannotInstall."""
    wanted = " ".join([str(sys.version_info[:2]), *(hashlib.sha256(lock.read_bytes()).hexdigest() for lock in LOCKS)])
    if not MADE_FROM.exists() or MADE_FROM.read_text() != wanted:
        _run([sys.executable, "-m", "venv", "--clear", str(PLACE)])
        for lock, how in LOCKS.items():
            options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", *how]
            _run([str(PYTHON), "-m", "pip", "install", *options, "-r", str(lock)])
        MADE_FROM.write_text(wanted)
    return PYTHON


def run(module: str, *arguments: str) -> str:
    """What our module prints when that Python runs it. Raises CannotInstall; subprocess.CalledProcessError."""
    paths = os.pathsep.join([str(ROOT), str(SHIMS)])
    done = subprocess.run(
        [str(interpreter()), "-m", module, *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=RUN_S,
        env={**os.environ, "PYTHONPATH": paths},
    )
    return done.stdout


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=INSTALL_S)
    if done.returncode:
        raise CannotInstall(f"{' '.join(command[:4])} ... ended with {done.returncode}:\n{done.stderr}")
