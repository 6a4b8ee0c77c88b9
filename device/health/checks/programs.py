"""The programs of the device: whether they run, what they say of themselves, and whether their configuration is good.

Knows services and states of parts; must never know how they are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.health.checks.check import Check, fault, good, left_out, not_checked
from device.health.parts import NOT_CONNECTED, PartState, not_working, numbered

MANY_RESTARTS: Final = 5  # ours: one or two are a battery change or an update
FRESH_S: Final = 180.0  # a minute is written when it is over, and its record has the time of its beginning
STORE: Final = "store"
PARTS_TO_DO: Final = "do what it says; the log says more: journalctl -u easeband-device"


@dataclass(frozen=True)
class ServiceSeen:
    """What systemd knows of a unit: its state in systemd's word, since when, how often it was started again.

    `says`: what the program last told systemd of itself.
    """

    unit: str
    state: str
    since_utc_s: float | None = None
    restarts: int = 0
    result: str = "success"
    says: str = ""


def service(unit: str, seen: ServiceSeen | None, *, can_connect: bool | None = None) -> Check:
    """Whether the unit runs; and is connected, where the doctor itself `can_connect` to the same broker.

    None: it has no broker.
    """
    log = f"journalctl -u {unit}"
    if seen is None:
        return not_checked(unit, "nobody tells how it runs: this computer is not run by systemd")
    if seen.state == "not-found":
        return fault(unit, "it is not installed", "an installed service", "install the package easeband")
    if seen.state != "active":
        to_do = f"sudo systemctl enable --now {unit}; if it ends again: {log}"
        return fault(unit, f"it is {seen.state} ({seen.result})", "a running service", to_do)
    if seen.restarts >= MANY_RESTARTS:
        what = f"it runs, but was started again {numbered(seen.restarts, 'time')}"
        return fault(unit, what, f"fewer than {MANY_RESTARTS} restarts", f"look for why: {log}")
    if can_connect and seen.says.startswith(NOT_CONNECTED):
        expected = "a connection to the broker, which the doctor itself could make"
        to_do = f"sudo systemctl restart {unit}; if that does not help: {log}"
        return fault(unit, f"it runs, but is {seen.says}", expected, to_do)
    return good(unit, f"it runs: {seen.says}" if seen.says and can_connect is not None else "it runs")


def recorder(states: Sequence[PartState]) -> list[Check]:
    """What the recorder says of its parts: a fault for each that does not work."""
    broken = not_working(states)
    found = [
        fault(f"recorder: {state.part}", state.text, "a part that works", PARTS_TO_DO, state.part) for state in broken
    ]
    return found or [good("recorder", f"{numbered(len(states), 'part')} work")]


def freshness(age_s: float | None, *, recording: bool) -> Check:
    """Whether what is measured reaches the card; `age_s`: since the newest record began, None without any."""
    name = "fresh data"
    if not recording:
        return left_out(name, "nothing is being recorded")
    if age_s is not None and age_s <= FRESH_S:
        return good(name, f"the newest record is of {age_s:.0f} s ago", STORE)
    seen = "nothing was recorded yet" if age_s is None else f"the newest record is of {age_s / 60:.0f} minutes ago"
    to_do = "sudo systemctl restart easeband-device; if that does not help: journalctl -u easeband-device"
    return fault(name, seen, f"one of the last {FRESH_S / 60:.0f} minutes", to_do, STORE)


def configuration(path: str, problem: str) -> Check:
    """Whether the file can be used."""
    part, name = "configuration", "configuration"
    if not problem:
        return good(name, f"{path} can be used", part)
    to_do = f"correct it: sudo nano {path}; the recorder goes on by the last good one meanwhile"
    return fault(name, problem, "a configuration without mistakes", to_do, part)
