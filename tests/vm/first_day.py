"""`python -m tests.vm.first_day [debian13]`: a clinic and two bands, set up as the pages say.

In Debians that have nothing of ours, with a cable between them and no other network, as root: one band by the README's
commands, the other by a prepared card. A command that the pages no longer tell, or that does something else, ends it.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.debian.__main__ import SUITES, architecture, built
from tests.debian.root_fs import archive, unpacked
from tests.vm import first_card
from tests.vm.disk import written
from tests.vm.here import machine_here
from tests.vm.typed import OURS, PERSON, ROOT, Keyboard, NotAsToldError, told_in, wanted, with_own

README, CLINICS, DEVICES = "README.md", "sync/clinic/README.md", "device/README.md"
PAGES = {  # command -> the page that tells to type it
    "sudo apt install ./easeband-clinic_0.1.0_amd64.deb": README,
    "sudo apt install mosquitto": CLINICS,
    "sudo easeband clinic init --host clinic.example": CLINICS,
    "sudo install -m 644 /etc/mosquitto/easeband/easeband.conf /etc/mosquitto/conf.d/": CLINICS,
    "sudo systemctl restart mosquitto easeband-clinic": CLINICS,
    "sudo systemctl enable --now easeband-broker.path": CLINICS,
    "sudo -u easeband-clinic easeband clinic people add YOUR-NAME --role administrator": CLINICS,
    "sudo easeband clinic enrol band-01": CLINICS,
    "sudo apt install ./easeband_0.1.0_arm64.deb": README,
    "sudo easeband pair CODE --host CLINIC": README,
    "sudo systemctl restart easeband-sync easeband-device": README,
    "sudo easeband doctor": README,
    "sudo easeband status": README,
    "sudo easeband clinic devices": CLINICS,
    "sudo easeband clinic mark band-01 'drug change' 2026-11-20": CLINICS,
    "sudo easeband clinic mark band-01 --list": CLINICS,
    "sudo easeband clinic report band-01 --to page.pdf": CLINICS,
    "sudo easeband report --to report.pdf": DEVICES,
    "sudo easeband backup /media/stick/band-01.tar.gz": DEVICES,
    "sudo easeband baseline --show": CLINICS,
}
HAS = ("systemd", "systemd-sysv", "dbus", "udev", "kmod", "procps", "sudo", "iproute2")
AT_HAND = ("python3-venv", "mosquitto")  # what apt would fetch: neither machine reaches a mirror
ROLES = ("easeband-clinic", "easeband")
INIT_SAYS = (
    "sudo install -m 644 /etc/mosquitto/easeband/easeband.conf /etc/mosquitto/conf.d/",
    "sudo systemctl restart mosquitto easeband-clinic",
    "sudo systemctl enable --now easeband-broker.path",
)
CLINIC_NAME = "clinic.example"
BANDS = {"band": "192.0.2", "card": "198.51.100"}  # each with a cable of its own to the clinic; RFC 5737
CODE = re.compile(r"easeband pair (\S+)")
# No board: neither a sensor nor pins, nobody who sets a clock, no power to look at.
NOT_THERE = {"clock", "I2C bus", "sensor", "recorder: sensor", "recorder: panel", "group gpio"}
DELIVERED_WITHIN_S = 120.0
FORGOTTEN_AT_THE_BAND = (
    *("easeband status", "easeband report --to page.pdf", "easeband backup copy.tar.gz", "easeband erase"),
    *("easeband baseline --show", "easeband calibrate", "easeband export --to folder", "easeband programme show"),
)
NOT_AT_A_BAND = ("easeband demo", "easeband clinic", "sudo easeband clinic devices")
FORGOTTEN_AT_THE_CLINIC = (
    *("easeband clinic init", "easeband clinic devices", "easeband clinic enrol band-02"),
    *("easeband clinic people list", "easeband clinic mark band-01 --list", "easeband clinic erase band-01"),
)
LOOK_S = 5.0


@dataclass(frozen=True)
class Place:
    """The machines; at the first two, somebody sits."""

    clinic: Keyboard
    band: Keyboard
    card: Keyboard
    own: dict[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("debian", nargs="?", default="debian12", choices=tuple(SUITES))
    suite = SUITES[parser.parse_args().debian]
    folder = ROOT / "build" / "first-day" / suite
    folder.mkdir(parents=True, exist_ok=True)
    image, paper = folder / "disk.img", folder / "paper"
    clean_disk(suite, image)
    paper.write_text("")
    with ExitStack() as opened:
        machines = {name: opened.enter_context(machine_here(image, folder / name)) for name in ("clinic", *BANDS)}
        boards = {name: Keyboard(first, name, paper) for name, first in machines.items()}
        place = Place(
            boards["clinic"], boards["band"], boards["card"], {"arm64": architecture(), "amd64": architecture()}
        )
        try:
            for name, step in STEPS.items():
                print(f"first day: {name} ...", flush=True)
                began_s = time.monotonic()
                seen = step(place)
                print(f"first day: holds ({time.monotonic() - began_s:.0f} s): {seen}", flush=True)
        except NotAsToldError as error:
            for board in boards.values():
                board.as_root("journalctl", "--boot", "--output", "short-monotonic")
            print(f"first day: FAILS: {error}\nall that was typed and came is in {paper}", file=sys.stderr)
            return 1
    print(f"first day: all {len(STEPS)} steps held; all that was typed and came is in {paper}")
    return 0


def clean_disk(suite: str, image: Path) -> None:
    """A Debian, a person, and both packages in that person's folder."""
    with unpacked(archive(suite, ROOT / "build" / "root_fs", HAS, at_hand=AT_HAND)) as here:
        here.run("useradd", "--create-home", "--shell", "/bin/bash", "--groups", "sudo", PERSON)
        here.file("/etc/sudoers.d/pi").write_text(f"{PERSON} ALL=(ALL) NOPASSWD: ALL\n")
        here.file(OURS).touch()
        for package in map(built, ROLES):
            shutil.copy(package, here.file(f"/home/{PERSON}"))
        written(here, image)


def connected(place: Place) -> str:
    """A cable from the clinic to each, and the clinic's name for its address."""
    took_s = max(board.until_up() for board in (place.clinic, place.band, place.card))
    named(place.clinic, f"127.0.0.1 {CLINIC_NAME}")
    for band in (place.band, place.card):
        net = BANDS[band.name]
        ends = {place.clinic: f"{net}.1/24", band: f"{net}.2/24"}
        link = ["ip", "link", "add", band.name, "netns", str(place.clinic.process), "type", "veth"]
        subprocess.run([*link, "peer", "name", band.name, "netns", str(band.process)], check=True)
        for board, address in ends.items():
            board.as_root("ip", "address", "add", address, "dev", band.name)
            board.as_root("ip", "link", "set", band.name, "up")
        named(band, f"{net}.1 {CLINIC_NAME}")
    return f"all up after {took_s:.0f} s"


def named(board: Keyboard, clinic: str) -> None:
    """As an installer and a home's router do it."""
    board.as_root("hostname", board.name)
    board.as_root("sh", "-c", f"printf '%s\\n' '127.0.0.1 localhost {board.name}' '{clinic}' >>/etc/hosts")


def clinic_installed(place: Place) -> str:
    place.clinic.type(with_own(told("sudo apt install ./easeband-clinic_0.1.0_amd64.deb"), place.own))
    place.clinic.type(told("sudo apt install mosquitto"))
    return place.clinic.type("easeband --version").strip()


def clinic_made(place: Place) -> str:
    """Each command in its place; `init` itself says the same ones."""
    said = place.clinic.type(told("sudo easeband clinic init --host clinic.example"))
    for command in INIT_SAYS:
        wanted(command in said, f"`easeband clinic init` does not say: {command}\n{said}")
        place.clinic.type(told(command))
    added = told("sudo -u easeband-clinic easeband clinic people add YOUR-NAME --role administrator")
    link = place.clinic.type(with_own(added, {"YOUR-NAME": "anna"}))
    wanted("http" in link, f"no link to choose a password with: {link}")
    return place.clinic.type("systemctl is-active mosquitto easeband-clinic easeband-broker.path").replace("\n", " ")


def band_installed(place: Place) -> str:
    place.band.type(with_own(told("sudo apt install ./easeband_0.1.0_arm64.deb"), place.own))
    return place.band.type("easeband --version").strip()


def code_for(place: Place, name: str) -> str:
    """As the clinic's screen shows it."""
    said = place.clinic.type(with_own(told("sudo easeband clinic enrol band-01"), {"band-01": name}))
    found = CODE.search(said)
    if found is None:
        raise NotAsToldError(f"no code: {said}")
    return found[1]


def paired(place: Place) -> str:
    own = {"CODE": code_for(place, "band-01"), "CLINIC": CLINIC_NAME}
    pair = with_own(told("sudo easeband pair CODE --host CLINIC"), own)
    place.band.type(pair)
    place.band.type(told("sudo systemctl restart easeband-sync easeband-device"))
    return place.band.type("systemctl is-active easeband-sync easeband-device").replace("\n", " ")


def on_the_list(place: Place, name: str = "band-01") -> str:
    """Within a minute, says the page; a band without a sensor has still a status."""
    began_s = time.monotonic()
    command = told("sudo easeband clinic devices")
    while "never" in (said := place.clinic.type(command)) or name not in said:
        wanted(time.monotonic() - began_s < DELIVERED_WITHIN_S, f"{name} was never seen: {said}")
        time.sleep(LOOK_S)
    return said.strip()


def by_card(place: Place) -> str:
    """Ten minutes from card to calm lights, but for the lights."""
    told_in(first_card.PAGE, first_card.TOLD)
    first_card.prepared(place.card, "band-02", code_for(place, "band-02"), CLINIC_NAME)
    last = first_card.first_start(place.card)
    return f"{last}\n{on_the_list(place, 'band-02')}"


def doctor(place: Place) -> str:
    """Nothing is wrong but what is not there."""
    said = place.band.type(told("sudo easeband doctor"), status=None)
    checks = json.loads(place.band.type("sudo easeband doctor --json", status=None))["checks"]
    faults = {check["name"]: check["seen"] for check in checks if check["outcome"] == "fault"}
    is_13 = "VERSION_CODENAME=trixie" in place.band.type("cat /etc/os-release")
    allowed = NOT_THERE | ({"lgpio"} if is_13 else set())  # there, only Raspberry Pi OS has it
    wanted(set(faults) <= allowed, f"{faults}\n{said}")
    good = [check["name"] for check in checks if check["outcome"] == "good"]
    return f"good: {', '.join(good)}; not there: {faults}"


def status(place: Place) -> str:
    return "\n" + place.band.type(told("sudo easeband status"), status=None)


def later(place: Place) -> str:
    """What other pages tell to type once a band is there."""
    for command in (
        "sudo easeband clinic mark band-01 'drug change' 2026-11-20",
        "sudo easeband clinic mark band-01 --list",
    ):
        marked = place.clinic.type(told(command))
    wanted("Drug change" in marked, marked)
    made = place.clinic.type(told("sudo easeband clinic report band-01 --to page.pdf"))
    place.band.as_root("mkdir", "-p", "/media/stick")
    kept = place.band.type(told("sudo easeband backup /media/stick/band-01.tar.gz"))
    place.band.type(told("sudo easeband report --to report.pdf"))
    place.band.type(told("sudo easeband baseline --show"))
    return f"{made.strip()}; {kept.splitlines()[-1]}"


def without_sudo(place: Place) -> str:
    """Whoever forgets it is told to type it, and nothing else."""
    for board, typed in ((place.band, FORGOTTEN_AT_THE_BAND), (place.clinic, FORGOTTEN_AT_THE_CLINIC)):
        for command in typed:
            said = board.type(command, status=None)
            wanted("type sudo before the command" in said and len(said.splitlines()) <= 2, f"{command}: {said}")
    return f"{len(FORGOTTEN_AT_THE_BAND) + len(FORGOTTEN_AT_THE_CLINIC)} commands say so"


def of_the_clinic_alone(place: Place) -> str:
    """What the band's package does not bring says so."""
    for command in NOT_AT_A_BAND:
        said = place.band.type(command, status=1)
        wanted("which is not installed here" in said and len(said.splitlines()) == 1, f"{command}: {said}")
    return said.strip()


def told(command: str) -> str:
    """The command, if the page that should tell to type it does. Raises NotAsToldError."""
    return told_in(PAGES[command], command)


STEPS: dict[str, Callable[[Place], str]] = {
    "three Debians and their cables": connected,
    "the clinic's package": clinic_installed,
    "a clinic in five minutes": clinic_made,
    "the band's package": band_installed,
    "the band is paired": paired,
    "the band is on the clinic's list": on_the_list,
    "the doctor finds nothing but what is not there": doctor,
    "the status in one screen": status,
    "a band whose card was prepared sets itself up": by_card,
    "marks, a page to hand over, a backup": later,
    "whoever forgets sudo is told so": without_sudo,
    "what a band cannot do says so": of_the_clinic_alone,
}

if __name__ == "__main__":
    sys.exit(main())
