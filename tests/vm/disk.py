"""The virtual machine's disk: a Debian with systemd, the device's package installed as on any, and the trial.

Knows what lies on the disk; must never know what the trial looks for.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.debian.root_fs import Inside, archive, unpacked

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "udev", "kmod", "procps", "mosquitto"),
    *("python3", "python3-venv"),
)
TESTS = "/srv/easeband-tests"
BROUGHT = ("tests/__init__.py", "tests/processes/__init__.py", "tests/processes/rigs", "tests/vm")
UNITS = ("board.service", "trial.service")
CONFIG = "/etc/easeband/easeband.toml"
NOTHING_LATER = "lazy_itable_init=0,lazy_journal_init=0"  # else the kernel writes megabytes more, meanwhile
SIZE, FILES = "3000M", "60000"  # sparse; so few that a check can use them up


def disk(suite: str, root_fs: Path, packages: Mapping[str, Path], image: Path) -> None:
    """Made anew, since the packages are: the first is installed, all lie in /root under these names."""
    with unpacked(archive(suite, root_fs, PACKAGES)) as here:
        for name, package in packages.items():
            shutil.copy(package, here.file(f"/root/{name}.deb"))
        here.run("dpkg", "--install", f"/root/{next(iter(packages))}.deb")
        furnish(here)
        written(here, image)


def written(here: Inside, image: Path) -> None:
    """The folder as a disk; nothing is done in the folder any more."""
    here.release()
    image.unlink(missing_ok=True)
    made = ["mke2fs", "-q", "-F", "-t", "ext4", "-E", NOTHING_LATER, "-L", "root", "-N", FILES]
    subprocess.run([*made, "-d", here.root, image, SIZE], check=True)


def furnish(here: Inside) -> None:
    """What a helper would do, the simulated board, and the trial that starts by itself."""
    config = here.file(CONFIG)
    config.write_text(config.read_text().replace('# id = "band-01"', 'id = "band-01"'))
    here.file("/etc/hostname").write_text("band-01\n")
    for name in BROUGHT:
        copy(ROOT / name, here.file(f"{TESTS}/{name}"))
    for unit in UNITS:
        shutil.copy(ROOT / "tests/vm/guest" / unit, here.file(f"/etc/systemd/system/{unit}"))
        wanted = here.file("/etc/systemd/system/multi-user.target.wants")
        wanted.mkdir(exist_ok=True)
        (wanted / unit).symlink_to(f"../{unit}")


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
