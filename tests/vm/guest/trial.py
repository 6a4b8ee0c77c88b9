"""What has to hold in the machine: each check, whether it held, what was seen, its seconds by the machine's clock.

Knows which checks there are and in which order; must never know how one is made.
"""

import json
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.vm.guest.faults import FAULTS, LATE
from tests.vm.guest.figures import FIGURES
from tests.vm.guest.machine import DEVICE, POWER, RADIO, SYNC, is_active, run, until, want
from tests.vm.guest.power import saves_power
from tests.vm.guest.services import (
    brought_up,
    confined,
    dark_after_kill,
    dark_after_stop,
    doctor,
    hung,
    lights_live,
    no_network,
    records,
)
from tests.vm.guest.updates import broken_version_goes, next_version_stays
from tests.vm.guest.wifi import in_windows, wifi_goes_off, wifi_on_after_kill

RESULTS = Path("/dev/ttyS1")
ONLY = "trial.only="
ALWAYS = ("both services run",)
ENDED = "Deactivated successfully"  # in the log: nobody answers any more when all has ended
WISH = Path("/run/easeband-device/power-off")


def main() -> None:
    words = Path("/proc/cmdline").read_text().split()
    for name in wanted([word.removeprefix(ONLY) for word in words if word.startswith(ONLY)]):
        tell({"begins": name})
        began_s = time.monotonic()
        held, seen = tried(CHECKS[name])
        line = {"name": name, "held": held, "seen": seen, "s": round(time.monotonic() - began_s, 1)}
        tell(line)
        if not held:
            tell_log()


def wanted(asked: Sequence[str]) -> list[str]:
    """All checks, unless whoever started the machine asked for those with a word in their names."""
    return [name for name in CHECKS if not asked or name in ALWAYS or any(word in name for word in asked)]


def tell(line: dict[str, object]) -> None:
    with RESULTS.open("a") as results:
        results.write(json.dumps(line) + "\n")


def tell_log() -> None:
    """So far: after a check that failed, since the machine may never come to its end."""
    units = (word for unit in (DEVICE, SYNC, RADIO, POWER, "easeband-update", "board") for word in ("--unit", unit))
    tell({"log": run("journalctl", "--boot", *units, "--output", "short-monotonic")})


def tried(check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, check()
    except Exception as seen:  # noqa: BLE001 - whatever ends a check is its result, and the others go on
        return False, f"{type(seen).__name__}: {seen}"


def switched_off() -> str:
    """The last check: the recorder's user leaves the file, and all programs are asked to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as everything is asked to end, so is this
    run("systemctl", "start", DEVICE)
    want(is_active(DEVICE), "the recorder does not start")
    run("runuser", "-u", DEVICE, "--", "touch", str(WISH))
    stops_s = until("the machine stops", lambda: run("systemctl", "is-system-running") == "stopping", 60.0)
    ends_s = until(
        "the recorder has ended in order", lambda: ENDED in run("journalctl", "--unit", DEVICE, "--lines", "3"), 60.0
    )
    return f"{stops_s:.1f} s, {ends_s:.1f} s more until the recorder ended"


CHECKS: dict[str, Callable[[], str]] = {
    "both services run": brought_up,
    "the lights live": lights_live,
    "the status tells of nothing wrong": records,
    "the doctor finds nothing but what is not there": doctor,
    "the recorder is confined": confined(DEVICE, {"i2c-1", "gpiochip0"}, 128 << 20),
    "the recorder has no network": no_network,
    "sync is confined": confined(SYNC, set(), 96 << 20),
    "Wi-Fi in windows is switched by its own program alone": in_windows,
    "Wi-Fi is on again after a kill": wifi_on_after_kill,
    "the program that switches Wi-Fi is confined": confined(RADIO, {"rfkill"}, 48 << 20, tasks=8),
    "what saves power is set, confined and put back": saves_power,
    **FIGURES,
    "a hung recorder is started anew within 12 s": hung(DEVICE, 12.0),
    "the lights are out after a kill": dark_after_kill,
    "a hung sync is started anew within 75 s": hung(SYNC, 75.0),
    **FAULTS,
    "the next version works and stays, and no record is lost": next_version_stays,
    "a version that does not is taken back, no record is lost, and the status says so": broken_version_goes,
    "Wi-Fi goes off ten minutes after the start": wifi_goes_off,
    **LATE,
    "the lights are out after a stop": dark_after_stop,
    "an empty battery ends everything in order": switched_off,
}

if __name__ == "__main__":
    main()
    tell_log()
