"""What becomes of a device's package in its life: each step with what has to be seen afterwards.

Knows the package from outside, as its owner does; must never know how it is built.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.debian.root_fs import Inside

CONFIG = "/etc/easeband/easeband.toml"
DATA = ("/var/lib/easeband/device.db", "/var/lib/easeband-sync/sync.db")
SERVICES = (
    *("easeband-clock", "easeband-device", "easeband-power", "easeband-radio", "easeband-sync"),
    "easeband-update",
)
# Without it no service with a /dev of its own starts on a card that is read-only or has no inodes: `make vm-test`.
TMP_OF_12 = "/usr/share/systemd/tmp.mount"
TMP_WANTED = "/etc/systemd/system/local-fs.target.wants/tmp.mount"
OWNERS = {
    "/var/lib/easeband": "2750 easeband-device:easeband",
    "/var/lib/easeband-sync": "710 easeband-sync:easeband-sync",
    CONFIG: "644 root:root",
}
HARDWARE = {  # of which a folder has none; and nobody has given it a name or started it
    *("I2C bus", "lgpio", "clock", "configuration", "recorder: recorder", "database"),
}


def install(here: Inside, package: Path) -> None:
    """By the README's command, offline, and complete: users, owners, services, a program that starts."""
    shutil.copy(package, here.file("/root/easeband.deb"))
    assert "easeband doctor or sudo easeband pair CODE" in here.apt("install", "/root/easeband.deb")
    assert here.run("easeband", "--version").startswith("easeband ")
    assert here.run("systemctl", "is-enabled", *SERVICES).split() == ["enabled"] * len(SERVICES)
    for path, seen in OWNERS.items():
        assert here.run("stat", "--format=%a %U:%G", path).strip() == seen, path
    assert here.file(TMP_OF_12).exists() <= here.file(TMP_WANTED).is_symlink()
    for group in ("i2c", "gpio", "easeband"):
        here.run("getent", "group", group)
    assert "easeband-clinic" not in here.run("getent", "passwd")


def doctor(here: Inside, _package: Path) -> None:
    """Nothing is wrong but what is not there."""
    told = json.loads(here.run("easeband", "doctor", "--json", status=1))
    faults = {check["name"] for check in told["checks"] if check["outcome"] == "fault"}
    assert faults <= HARDWARE, faults


def measure(here: Inside, _package: Path) -> None:
    """The recorder's own code runs in the environment that was made, with numpy, and nothing of the tests is there."""
    here.run("easeband", "calibrate", "--help")
    python = f"{here.file('/opt/easeband/bin').readlink()}/python"  # by its own path, or it would not find its packages
    here.run(python, "-c", "import numpy, msgspec, smbus2, gpiozero, cryptography, paho.mqtt.client")
    for package in ("pytest", "fastapi", "sqlalchemy", "playwright", "mypy"):
        here.run(python, "-c", f"import {package}", status=1)


def reinstall(here: Inside, _package: Path) -> None:
    """As an upgrade: what the owner wrote and what was recorded stay, and the environment before it is kept."""
    config = here.file(CONFIG)
    config.write_text(config.read_text().replace('# id = "band-01"', 'id = "band-07"'))
    for path in DATA:
        here.file(path).write_text("recorded")
    before = here.file("/opt/easeband/bin").readlink()
    here.run("dpkg", "--install", "/root/easeband.deb")
    assert 'id = "band-07"' in config.read_text()
    assert all(here.file(path).read_text() == "recorded" for path in DATA)
    assert here.file("/opt/easeband/bin").readlink() != before
    assert here.file(str(before)).is_dir()


def keep_at_most_two(here: Inside, _package: Path) -> None:
    """The card does not fill up with old ones."""
    here.run("dpkg", "--install", "/root/easeband.deb")
    assert len(list(here.file("/opt/easeband/versions").iterdir())) == 2


def remove(here: Inside, _package: Path) -> None:
    """The program goes, data and configuration stay, and it says so."""
    said = here.apt("remove", "easeband")
    assert "what was recorded stays in /var/lib/easeband" in said
    assert not here.file("/opt/easeband").exists()
    assert not here.file("/usr/lib/systemd/system/easeband-device.service").exists()
    assert all(here.file(path).read_text() == "recorded" for path in (*DATA,))
    assert 'id = "band-07"' in here.file(CONFIG).read_text()


def come_back(here: Inside, _package: Path) -> None:
    """Installed again, it goes on where it was."""
    here.run("dpkg", "--install", "/root/easeband.deb")
    assert here.run("systemctl", "is-enabled", *SERVICES).split() == ["enabled"] * len(SERVICES)
    assert 'id = "band-07"' in here.file(CONFIG).read_text()


def purge(here: Inside, _package: Path) -> None:
    """All goes, and it says so."""
    waiting = here.file("/run/easeband-device/waiting.json")
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_text("the last minutes")
    said = here.apt("purge", "easeband")
    assert "deleting all that was recorded, keys and configuration" in said
    assert not here.file(TMP_WANTED).is_symlink()
    assert not waiting.exists()
    folders = ("/etc/easeband", "/var/lib/easeband", "/var/lib/easeband-sync", "/opt/easeband")
    assert not any(here.file(path).exists() for path in folders)


STEPS: dict[str, Callable[[Inside, Path], None]] = {
    "installs without a network": install,
    "the doctor finds nothing but what is not there": doctor,
    "brings what the device needs, and no more": measure,
    "an upgrade keeps configuration, data and the environment before it": reinstall,
    "only one environment before it is kept": keep_at_most_two,
    "removal keeps configuration and data": remove,
    "installed again it goes on": come_back,
    "purge deletes all and says so": purge,
}
