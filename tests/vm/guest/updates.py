"""An update as the package does it: a version that works stays, one that does not goes, and no record is lost.

Knows dpkg and what the gate tells; must never know how a version is judged. Both packages are made with the disk: the
next version is this one with another number, the broken one ends as soon as it should measure.
"""

import json
from pathlib import Path

from tests.vm.guest.machine import BROUGHT_UP_S, DEVICE, SYNC, is_active, on_card, run, until, want

HOME = Path("/opt/easeband")
NEXT, BROKEN = Path("/root/next.deb"), Path("/root/broken.deb")
INSTALLS_S = 900.0  # an emulated processor compiles numpy's bytecode


def version_of(package: Path) -> str:
    return run("dpkg-deb", "--field", str(package), "Version")


def installed(package: Path) -> dict[str, str]:
    """What the gate said of it."""
    said = run("dpkg", "--install", str(package), within_s=INSTALLS_S)
    told: dict[str, str] = json.loads((HOME / "update.json").read_text())
    want(told["version"] == version_of(package), f"{told}\n{said}")
    for unit in (DEVICE, SYNC):
        until(f"{unit} is active", lambda unit=unit: is_active(unit), BROUGHT_UP_S)  # type: ignore[misc]
    return told


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
