"""How the machine is asked: systemd, the board's pins, the doctor, what lies on the card.

Knows systemd and the kernel's files; must never know how the program works. By Python's own library alone: it runs
beside the package, not in it.
"""

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

PINS = Path("/sys/devices/platform/gpio-sim.0")
LIGHTS = (17, 27, 22)
BUTTON = 23
PRESS_S, ANSWER_LOOKS = 0.3, 40
DEVICE, SYNC, RADIO, POWER = "easeband-device", "easeband-sync", "easeband-radio", "easeband-power"
CONFIG = Path("/etc/easeband/easeband.toml")
DATABASE = Path("/var/lib/easeband/device.db")
RECORDS = "SELECT kind, start_s, name FROM facts JOIN boots ON boot = number"
BROUGHT_UP_S = 240.0
LOOK_S = 0.25  # each question to systemd is a process, on a processor that is emulated
LIGHT_LOOK_S = 0.05


class NotHeld(Exception):
    """What was seen instead."""


def run(*words: str, within_s: float = 240.0) -> str:
    """What it printed, both streams."""
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=within_s
    )
    return done.stdout.strip()


def shown(unit: str, name: str) -> str:
    return run("systemctl", "show", unit, "--property", name, "--value")


def until(what: str, holds: Callable[[], bool], within_s: float) -> float:
    """Seconds until it held."""
    began_s = time.monotonic()
    while not holds():
        if time.monotonic() - began_s > within_s:
            raise NotHeld(f"{what}: not within {within_s:g} s")
        time.sleep(LOOK_S)
    return time.monotonic() - began_s


def is_active(unit: str) -> bool:
    return shown(unit, "ActiveState") == "active"


def lit() -> list[int]:
    """The numbers of the pins that are high."""
    values = {pin: next(PINS.glob(f"gpiochip*/sim_gpio{pin}/value")).read_text().strip() for pin in LIGHTS}
    return [pin for pin, value in values.items() if value == "1"]


def want(held: object, seen: str) -> str:
    if not held:
        raise NotHeld(seen)
    return seen


def press() -> None:
    """The button, briefly."""
    (pull,) = PINS.glob(f"gpiochip*/sim_gpio{BUTTON}/pull")
    pull.write_text("pull-down")
    time.sleep(PRESS_S)
    pull.write_text("pull-up")


def until_lit() -> float:
    """Seconds until a press was answered by a light: at rest, and with nothing due, all are dark."""

    def answered() -> bool:
        press()
        for _ in range(ANSWER_LOOKS):
            if lit():
                return True
            time.sleep(LIGHT_LOOK_S)
        return False

    return until("a press is answered by a light", answered, 60.0)


def drop_in(unit: str, name: str, line: str) -> None:
    folder = Path(f"/run/systemd/system/{unit}.service.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.conf").write_text(f"[Service]\n{line}\n")
    run("systemctl", "daemon-reload")


def restarted(unit: str) -> None:
    run("systemctl", "restart", unit)
    until(f"{unit} is active", lambda: is_active(unit), BROUGHT_UP_S)


def doctors() -> dict[str, dict[str, Any]]:
    """Each check of the doctor by its name."""
    told = json.loads(run("easeband", "doctor", "--json"))
    return {check["name"]: check for check in told["checks"]}


def faults() -> dict[str, str]:
    """Which of them are faults, and what was seen."""
    return {name: check["seen"] for name, check in doctors().items() if check["outcome"] == "fault"}


def on_card() -> set[tuple[str, float, str]]:
    """The records: each one's kind, its beginning and its boot."""
    with closing(sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)) as database:
        return set(database.execute(RECORDS))
