"""Two packages beside the one that is tried: the next version, which works, and one that ends when it should measure.

Knows how a package is built from a copy of the project; must never know how one is installed.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("device", "drivers", "sync", "systemd")
FILES = ("pyproject.toml", "README.md")
VERSION_IN, VERSION_LINE = "device/__init__.py", "__version__ = "
MEASURES_IN = "device/commands/run.py"
MEASURES = 'def _run(arguments: "argparse.Namespace", stopping: Stopping) -> int:\n'
BROKEN = MEASURES + '    raise SystemExit("broken on purpose, to be taken back")\n'


def next_version(into: Path, architecture: str) -> Path:
    """The same program, another number."""
    return built_copy(into, architecture, 1)


def broken_version(into: Path, architecture: str) -> Path:
    """It installs and says its number; it never measures."""
    return built_copy(into, architecture, 2, lambda copy: replace_in(copy / MEASURES_IN, MEASURES, BROKEN))


def built_copy(into: Path, architecture: str, number: int, change: Callable[[Path], None] | None = None) -> Path:
    """The package of a copy with this change. `into` keeps the wheels that the first package brought."""
    copy = into / ".other-version"
    shutil.rmtree(copy, ignore_errors=True)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, copy)
    if change:
        change(copy)
    (line,) = [line for line in (copy / VERSION_IN).read_text().splitlines() if line.startswith(VERSION_LINE)]
    replace_in(copy / VERSION_IN, line, f'{line.rstrip(chr(34))}.{number}"')
    build = [sys.executable, str(copy / "systemd/debian/build.py"), "--role", "easeband", "--arch", architecture]
    done = subprocess.run([*build, "--into", str(into)], stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(copy)
    return Path(done.stdout.splitlines()[-1])


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
