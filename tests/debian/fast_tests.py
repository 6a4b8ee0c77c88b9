"""The fast tests with a Debian's own Python, in an environment that the lock makes, without a network.

Knows how an environment is made; must never know what is tested.
"""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from tests.debian.root_fs import Inside

PACKAGES = ("python3", "python3-venv", "systemd", "git")
ROOT = Path(__file__).resolve().parents[2]
PROJECT, VENV, WHEELS = "/srv/easeband", "/srv/venv", "/srv/wheels"
FAST = "not slow and not costly"
LAST_LINES = 12  # of what pytest says, where a test fails


def install(here: Inside, _package: Path) -> None:
    """The wheels come from the network, beforehand; the project's files as git knows them, changed ones too."""
    python = here.run("python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    architecture = here.run("dpkg", "--print-architecture").strip()
    wheels = ROOT / "build" / "wheels" / f"{architecture}-{python}"
    wheels.parent.mkdir(parents=True, exist_ok=True)
    builder().download(ROOT / "requirements.lock", architecture, python, wheels)
    shutil.copytree(wheels, here.file(WHEELS))
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split():
        copy = here.file(f"{PROJECT}/{name}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)
    here.run("python3", "-m", "venv", VENV)
    pip = (f"{VENV}/bin/python", "-m", "pip", "install", "--quiet", "--no-index")
    here.run(*pip, "--find-links", WHEELS, "--require-hashes", "--no-deps", "-r", f"{WHEELS}/brought.lock")
    here.run(*pip, "--no-deps", "--no-build-isolation", "--editable", PROJECT)


def builder() -> ModuleType:
    """systemd/debian/build.py, which is a script: it fetches what a lock names, for any Python."""
    spec = importlib.util.spec_from_file_location("build", ROOT / "systemd" / "debian" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(here: Inside, _package: Path) -> None:
    """All of them, on every core."""
    tests = ("-m", "pytest", "-q", "-m", FAST, "--numprocesses", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    said = here.run("env", "--chdir", PROJECT, f"{VENV}/bin/python", *tests, status=None)
    *_, last = said.strip().splitlines()
    print(f"  {last}", flush=True)
    held = " passed" in last and " failed" not in last and " error" not in last
    assert held, "\n".join(said.splitlines()[-LAST_LINES:])


STEPS: dict[str, Callable[[Inside, Path], None]] = {
    "an environment from the lock": install,
    "the fast tests": run,
}
