"""What becomes of a clinic's package in its life: each step with what has to be seen afterwards.

Knows the package from outside, as its owner does; must never know how it is built.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.debian.root_fs import Inside

CONFIG = "/etc/easeband/easeband.toml"
STATE = "/var/lib/easeband-clinic"
DATABASE = f"{STATE}/clinic.db"
SERVICE = "easeband-clinic"
AS_ITS_USER = ("setpriv", f"--reuid={SERVICE}", f"--regid={SERVICE}", "--clear-groups")
DEVICES_OWN = ("easeband-device", "easeband-sync")
OF_THE_CLINIC = "fastapi, sqlalchemy, altair, vl_convert, uvicorn, argon2, psycopg, paho.mqtt.client"
PAGES = "http://127.0.0.1:8080/"
# Starts the program as its unit does, waits for a page, and asks it to end: it prints the page's status and its own.
SERVE = f"""
import subprocess, time, urllib.error, urllib.request
served = subprocess.Popen(["easeband", "clinic"])
status = 0
for _ in range(300):
    try:
        status = urllib.request.urlopen("{PAGES}", timeout=5).status
        break
    except urllib.error.HTTPError as error:
        status = error.code
        break
    except OSError:
        time.sleep(0.1)
served.terminate()
print("page", status, "end", served.wait(20))
"""


def install(here: Inside, package: Path) -> None:
    """By the README's command, offline, and complete: user, folder, service, a program that starts; no device's."""
    shutil.copy(package, here.file("/root/clinic.deb"))
    here.apt("install", "/root/clinic.deb")
    assert here.run("easeband", "--version").startswith("easeband ")
    assert here.run("systemctl", "is-enabled", SERVICE).strip() == "enabled"
    assert here.run("stat", "--format=%a %U:%G", STATE).strip() == f"700 {SERVICE}:{SERVICE}"
    users = here.run("getent", "passwd")
    assert not any(user in users for user in DEVICES_OWN)


def bring(here: Inside, _package: Path) -> None:
    """All libraries are there, as its own user sees them, and nothing of the tests."""
    python = f"{here.file('/opt/easeband/bin').readlink()}/python"
    here.run(*AS_ITS_USER, python, "-c", f"import {OF_THE_CLINIC}")
    for package in ("pytest", "playwright", "mypy", "hypothesis"):
        here.run(python, "-c", f"import {package}", status=1)


def found(here: Inside, _package: Path) -> None:
    """By the command of the README; the broker is tried with what was written."""
    said = here.run("easeband", "clinic", "init", "--host", "clinic.example")
    assert "made: " in said, said
    assert "Mosquitto was run with this configuration for a moment" in said, said
    assert here.run("stat", "--format=%a %U", f"{STATE}/keys").strip() == f"700 {SERVICE}"
    here.run("test", "-s", "/etc/mosquitto/easeband/easeband.conf")


def serve(here: Inside, _package: Path) -> None:
    """The pages answer under the service's own user, though no broker runs, and it ends when asked."""
    python = f"{here.file('/opt/easeband/bin').readlink()}/python"
    said = here.run(*AS_ITS_USER, "env", "PATH=/usr/sbin:/usr/bin", python, "-c", SERVE)
    assert said.splitlines()[-1] == "page 403 end 0", said  # nobody has signed in
    assert here.file(DATABASE).stat().st_size > 0


def enrol(here: Inside, _package: Path) -> None:
    """Somebody to sign in and a device to be let in."""
    asked = ("easeband", "clinic", "people", "add", "anna", "--role", "administrator")
    assert PAGES.removesuffix("/") in here.run(*AS_ITS_USER, *asked)
    assert "easeband pair " in here.run("easeband", "clinic", "enrol", "band-01")


def kept(here: Inside) -> dict[str, bytes]:
    """What belongs to the owner: configuration, keys, database; its rows as text, since a page may be rewritten."""
    dump = f"import sqlite3; print(*sqlite3.connect('file:{DATABASE}?mode=ro', uri=True).iterdump(), sep='\\n')"
    keys = sorted(path for path in here.file(f"{STATE}/keys").rglob("*") if path.is_file())
    files = {str(path): path.read_bytes() for path in [here.file(CONFIG), *keys]}
    return {**files, DATABASE: here.run("python3", "-c", dump).encode()}


def reinstall(here: Inside, _package: Path) -> None:
    """As an upgrade: configuration, keys, people and days stay, and the environment before it is kept."""
    config = here.file(CONFIG)
    config.write_text(config.read_text().replace("port = 8080", "port = 8081"))
    before, linked = kept(here), here.file("/opt/easeband/bin").readlink()
    here.run("dpkg", "--install", "/root/clinic.deb")
    assert kept(here) == before
    assert here.file("/opt/easeband/bin").readlink() != linked
    assert here.file(str(linked)).is_dir()
    assert "anna" in here.run(*AS_ITS_USER, "easeband", "clinic", "people", "list")


def remove(here: Inside, _package: Path) -> None:
    """The program goes, all that was collected stays, and it says so; installed again, it goes on."""
    before = kept(here)
    assert f"what was recorded stays in {STATE}" in here.apt("remove", SERVICE)
    assert not here.file("/opt/easeband").exists()
    assert kept(here) == before
    here.run("dpkg", "--install", "/root/clinic.deb")
    assert kept(here) == before
    assert here.run("systemctl", "is-enabled", SERVICE).strip() == "enabled"


def purge(here: Inside, _package: Path) -> None:
    """All goes, and it says so; what it wrote for the broker too, which would not start without its keys."""
    assert "deleting all that was recorded, keys and configuration" in here.apt("purge", SERVICE)
    assert not any(here.file(path).exists() for path in ("/etc/easeband", STATE, "/opt/easeband"))


STEPS: dict[str, Callable[[Inside, Path], None]] = {
    "installs without a network": install,
    "brings what the clinic needs, and no more": bring,
    "a clinic is made": found,
    "the pages are served under its own user": serve,
    "a person and a device are let in": enrol,
    "an upgrade keeps configuration, keys and days": reinstall,
    "removal keeps them, and installed again it goes on": remove,
    "purge deletes all and says so": purge,
}
