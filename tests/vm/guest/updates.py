"""An update as the package does it: a version that works stays, one that does not goes, and no record is lost.

Knows dpkg and what the gate tells; must never know how a version is judged. Both packages are made with the disk: the
next version is this one with another number, the broken one ends as soon as it should measure.
"""

import json
import subprocess
import time
from pathlib import Path

from tests.vm.guest.machine import BROUGHT_UP_S, DEVICE, SYNC, NotHeld, is_active, on_card, run, until, want

HOME = Path("/opt/easeband")
SAID = Path("/run/dpkg-said")
LOOK_S = 10.0
NEXT, BROKEN = Path("/root/next.deb"), Path("/root/broken.deb")
STANDS_STILL_S = 300.0  # neither a file more nor a word more: the longest that pip and the gate take for one step


def version_of(package: Path) -> str:
    return run("dpkg-deb", "--field", str(package), "Version")


def installed(package: Path) -> dict[str, str]:
    """What the gate said of it."""
    said = while_it_goes_on("dpkg", "--install", str(package))
    told: dict[str, str] = json.loads((HOME / "update.json").read_text())
    want(told["version"] == version_of(package), f"{told}\n{said}")
    for unit in (DEVICE, SYNC):
        until(f"{unit} is active", lambda unit=unit: is_active(unit), BROUGHT_UP_S)  # type: ignore[misc]
    return told


def while_it_goes_on(*words: str) -> str:
    """What it printed, however long it takes: an emulated processor unpacks and compiles for minutes."""
    with SAID.open("w") as said, subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT) as installs:
        last, since_s = -1, time.monotonic()
        while installs.poll() is None:
            so_far = SAID.stat().st_size + sum(1 for _ in HOME.rglob("*"))
            if so_far != last:
                last, since_s = so_far, time.monotonic()
            elif time.monotonic() - since_s > STANDS_STILL_S:
                installs.kill()
                raise NotHeld(f"{words} stood still for {STANDS_STILL_S:g} s after: {SAID.read_text()}")
            time.sleep(LOOK_S)
    return SAID.read_text()


def in_use() -> str:
    """The version that the programs say they are."""
    return run("easeband", "--version").removeprefix("easeband ")


def next_version_stays() -> str:
    before, records = in_use(), on_card()
    told = installed(NEXT)
    lost = records - on_card()
    seen = f"{before}, then {in_use()}: {told['outcome']}; {len(records)} records before, {len(lost)} of them lost"
    return want(told["outcome"] == "accepted" and in_use() == version_of(NEXT) and not lost, f"{seen}; {told['why']}")


def broken_version_goes() -> str:
    before, records = in_use(), on_card()
    told = installed(BROKEN)
    lost, status = records - on_card(), run("easeband", "status")
    seen = f"{told['version']}: {told['outcome']} ({told['why']}), {in_use()} runs; {len(lost)} of {len(records)} lost"
    want(told["outcome"] == "taken back" and in_use() == before and not lost, seen)
    return want("was taken back" in status, f"{seen}\n{status}")
