"""Builds both Debian packages: `make deb`. Each brings the code, the wheels of its own lock, units, users and rules.

Knows what lies where in a package; must never know what a program does. By dpkg-deb alone: what debhelper would add is
in the four scripts beside this file, which can be read.
"""

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
UNITS: Final = HERE.parent
VERSION_LINE: Final = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)

PYTHONS: Final = ("3.11", "3.13")  # of Debian 12 and 13, which Raspberry Pi OS follows
MACHINES: Final = {"arm64": "aarch64", "amd64": "x86_64"}
GLIBC: Final = range(17, 37)  # manylinux_2_17 to 2_36, which is Debian 12's
SYSTEM_FOLDER: Final = "usr/lib/systemd"
SOURCES: Final = ("device", "drivers", "sync")
DPKG_DEB: Final = "/usr/bin/dpkg-deb"
PIP: Final = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
SCRIPTS: Final = ("postinst", "prerm", "postrm")
EXECUTABLE, PLAIN = 0o755, 0o644
BLOCK_BYTES: Final = 1024
NEXT: Final = {
    "easeband": "easeband doctor or sudo easeband pair CODE --host CLINIC come next",
    "easeband-clinic": "sudo easeband clinic init comes next",
}


@dataclass(frozen=True)
class Role:
    """One package. `files`: where in it -> which file of systemd/. `kept`: folders with data, which purge deletes."""

    name: str
    services: tuple[str, ...]
    files: Mapping[str, str]
    kept: tuple[str, ...]


ROLES: Final = {
    "easeband": Role(
        "easeband",
        ("easeband-clock", "easeband-device", "easeband-power", "easeband-radio", "easeband-sync", "easeband-update"),
        {
            f"{SYSTEM_FOLDER}/system/easeband-clock.service": "easeband-clock.service",
            f"{SYSTEM_FOLDER}/system/easeband-device.service": "easeband-device.service",
            f"{SYSTEM_FOLDER}/system/easeband-power.service": "easeband-power.service",
            f"{SYSTEM_FOLDER}/system/easeband-power-off.path": "easeband-power-off.path",
            f"{SYSTEM_FOLDER}/system/easeband-power-off.service": "easeband-power-off.service",
            f"{SYSTEM_FOLDER}/system/easeband-radio.service": "easeband-radio.service",
            f"{SYSTEM_FOLDER}/system/easeband-sync.service": "easeband-sync.service",
            f"{SYSTEM_FOLDER}/system/easeband-update.service": "easeband-update.service",
            "usr/share/easeband/gate.py": "gate.py",
            "usr/share/easeband/wifi-on.sh": "wifi-on.sh",
            f"{SYSTEM_FOLDER}/journald.conf.d/10-easeband.conf": "journald.conf",
            f"{SYSTEM_FOLDER}/system.conf.d/10-easeband.conf": "watchdog.conf",
            "usr/lib/sysusers.d/easeband.conf": "sysusers.conf",
            "usr/lib/tmpfiles.d/easeband.conf": "tmpfiles.conf",
            "usr/lib/sysctl.d/60-easeband.conf": "sysctl.conf",
            "usr/lib/modules-load.d/easeband.conf": "modules-load.conf",
            "usr/lib/udev/rules.d/60-easeband.rules": "60-easeband.rules",
        },
        ("/var/lib/easeband", "/var/lib/easeband-radio", "/var/lib/easeband-sync"),
    ),
    "easeband-clinic": Role(
        "easeband-clinic",
        ("easeband-clinic",),
        {
            f"{SYSTEM_FOLDER}/system/easeband-clinic.service": "easeband-clinic.service",
            f"{SYSTEM_FOLDER}/system/easeband-broker.service": "easeband-broker.service",
            f"{SYSTEM_FOLDER}/system/easeband-broker.path": "easeband-broker.path",
            "usr/lib/sysusers.d/easeband-clinic.conf": "sysusers-clinic.conf",
            "usr/lib/tmpfiles.d/easeband-clinic.conf": "tmpfiles-clinic.conf",
        },
        ("/var/lib/easeband-clinic",),
    ),
}


def main() -> int:
    """Build what was asked for; its path on a line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--arch", nargs="+", choices=tuple(MACHINES), default=tuple(MACHINES))
    parser.add_argument("--role", nargs="+", choices=tuple(ROLES), default=tuple(ROLES))
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "deb", help="folder of the packages")
    arguments = parser.parse_args()
    for name in arguments.role:
        for architecture in arguments.arch:
            print(built(ROLES[name], architecture, arguments.into))
    return 0


def built(role: Role, architecture: str, into: Path) -> Path:
    """The package, made anew."""
    into.mkdir(parents=True, exist_ok=True)
    tree = into / f".{role.name}_{architecture}"
    shutil.rmtree(tree, ignore_errors=True)
    stage(role, tree)
    bring_wheels(role, architecture, tree, into / "wheels")
    finish(role, architecture, tree)
    package = into / f"{role.name}_{version()}_{architecture}.deb"
    pack(tree, package)
    shutil.rmtree(tree)
    return package


def pack(tree: Path, package: Path) -> None:
    """By dpkg-deb, uncompressed: wheels are compressed already."""
    command = [DPKG_DEB, "--root-owner-group", "-Znone", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - our own words


def version() -> str:
    """The firmware's own."""
    found = VERSION_LINE.search((ROOT / "device" / "__init__.py").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("device/__init__.py: expected a line __version__ = ...")
    return found[1]


def stage(role: Role, tree: Path) -> None:
    """All but the wheels and what is computed from the whole."""
    for place, source in role.files.items():
        put(tree / place, (UNITS / source).read_text(encoding="utf-8"))
    shared, own = tree / "usr/share" / role.name, HERE / role.name
    put(shared / "requirements.lock", (own / "requirements.lock").read_text(encoding="utf-8"))
    put(shared / "restart-delays.conf", (UNITS / "restart-delays.conf").read_text(encoding="utf-8"))
    put(tree / "etc/easeband/easeband.toml", configuration())
    put(tree / "usr/share/doc" / role.name / "copyright", (HERE / "copyright").read_text(encoding="utf-8"))
    link = tree / "usr/bin/easeband"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/easeband/bin/easeband")
    changes = tree / "usr/share/doc" / role.name / "changelog.gz"
    changes.write_bytes(gzip.compress(changelog(role).encode(), mtime=0))
    changes.chmod(PLAIN)
    for script in SCRIPTS:
        put(tree / "DEBIAN" / script, filled((HERE / script).read_text(encoding="utf-8"), role), EXECUTABLE)
    put(tree / "DEBIAN/conffiles", (own / "conffiles").read_text(encoding="utf-8"))


def put(path: Path, text: str, mode: int = PLAIN) -> None:
    """The file, with its folders, readable by all whatever the umask is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def configuration() -> str:
    """The example, without a name of its own: that comes with the pairing, or from whoever uses no clinic."""
    example = (UNITS / "easeband.toml").read_text(encoding="utf-8")
    return re.sub(r"^id = ", "# id = ", example, count=1, flags=re.MULTILINE)


def changelog(role: Role) -> str:
    """As Debian wants it; what really changed is in CHANGELOG.md."""
    when = formatdate(int(os.environ.get("SOURCE_DATE_EPOCH") or (ROOT / "device/__init__.py").stat().st_mtime))
    return (
        f"{role.name} ({version()}) stable; urgency=medium\n\n  * What has changed is in the project's changelog.\n\n"
        f" -- The Easeband developers <easeband@example.org>  {when}\n"
    )


def filled(script: str, role: Role) -> str:
    """A maintainer script with the role's own words in it."""
    words = {
        "@NAME@": role.name,
        "@VERSION@": version(),
        "@SERVICES@": " ".join(role.services),
        "@PYTHONS@": " ".join(PYTHONS),
        "@KEPT@": " ".join(role.kept),
        "@NEXT@": f'say "{NEXT[role.name]}"',
    }
    for mark, word in words.items():
        script = script.replace(mark, word)
    return script


def bring_wheels(role: Role, architecture: str, tree: Path, cache: Path) -> None:
    """Every wheel of the role's lock for this machine and each Python, from the network, and our own."""
    wheels = tree / "usr/share" / role.name / "wheels"
    wheels.mkdir(parents=True)
    for python in PYTHONS:
        downloaded = cache / f"{role.name}-{architecture}-{python}"
        download(HERE / role.name / "requirements.lock", architecture, python, downloaded)
        for wheel in downloaded.glob("*.whl"):
            shutil.copy(wheel, wheels)
    build_own(wheels, cache.parent)
    for wheel in wheels.iterdir():
        wheel.chmod(PLAIN)


def build_own(wheels: Path, beside: Path) -> None:
    """Our own wheel, from a copy: setuptools would put what an earlier build left in `build/` into it too."""
    copy = beside / ".source"
    shutil.rmtree(copy, ignore_errors=True)
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, copy)
    ours = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(copy)]
    subprocess.run(ours, check=True)  # noqa: S603 - our own words
    shutil.rmtree(copy)


def download(lock: Path, architecture: str, python: str, into: Path) -> None:
    """As pinned, each checked by its hash. pip would judge the lock's conditions by the Python that it runs in.

    What an earlier build brought for the same lock is used again: whoever installs the package checks the hashes too.
    """
    pins = "".join(for_target(lock.read_text(encoding="utf-8"), architecture, python))
    brought = into / "brought.lock"
    if brought.exists() and brought.read_text(encoding="utf-8") == pins:
        return
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    pinned = into / "pinned.lock"
    pinned.write_text(pins, encoding="utf-8")
    command = [*PIP, "download", "--no-deps"]
    options = ["--only-binary", ":all:", "--require-hashes", "--python-version", python, "--dest", str(into)]
    tags = [f"--platform=manylinux_2_{minor}_{MACHINES[architecture]}" for minor in reversed(GLIBC)]
    tags += [f"--platform={name}_{MACHINES[architecture]}" for name in ("manylinux2014", "linux")]
    subprocess.run([*command, *options, *tags, "--platform=any", "-r", str(pinned)], check=True)  # noqa: S603 - our own words
    pinned.rename(brought)


def for_target(lock: str, architecture: str, python: str) -> Iterator[str]:
    """The lock's requirements that hold for a Debian with this Python, without their conditions."""
    there = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": MACHINES[architecture],
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for block in re.split(r"^(?=\S)", lock, flags=re.MULTILINE):
        said, *hashes = block.split("--hash=")
        if not said.strip():
            continue
        wanted = Requirement(said.replace("\\", "").strip())
        if wanted.marker is None or wanted.marker.evaluate(there):
            sums = "".join(f" --hash={one.split()[0]}" for one in hashes)
            yield f"{wanted.name}{wanted.specifier}{sums}\n"


def finish(role: Role, architecture: str, tree: Path) -> None:
    """The control file and the sums of all files."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and path.parent.name != "DEBIAN")
    files = [path for path in files if not path.is_symlink()]
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files
    ]
    put(tree / "DEBIAN/md5sums", "".join(sums))
    kilobytes = sum(-(-path.stat().st_size // BLOCK_BYTES) for path in files)
    control = (HERE / role.name / "control").read_text(encoding="utf-8")
    put(
        tree / "DEBIAN/control",
        control.format(version=version(), architecture=architecture, installed_kb=kilobytes),
    )
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        folder.chmod(EXECUTABLE)


if __name__ == "__main__":
    sys.exit(main())
