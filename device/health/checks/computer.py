"""The computer: who may use its pins, how they are reached, its clock, watchdog, power and time zone.

Knows what a Raspberry Pi should show; must never know how it is looked at.
"""

from dataclasses import dataclass
from typing import Final

from device.health.checks.check import Check, fault, good, left_out, not_checked
from device.health.parts import BatteryState, clock_works
from device.records.facts import ClockTrust

PLACEHOLDER: Final = "0.0.0.2"  # on PyPI, 2 kB without the library in it
MOST_WATCHDOG_S: Final = 15  # bcm2835_wdt takes no more, and then runs not at all
LGPIO: Final = "sudo apt install python3-lgpio"
SUPPLY: Final = "use a supply of 5 V and 2.5 A and a short cable, or a fuller battery"
NO_BATTERY: Final = "not known: no battery board is read"
SAVING: Final = "saving power"
OUTSIDE: Final = {
    True: "power from outside",
    False: "no power from outside",
    None: "nobody tells whether power comes from outside",
}
POWER_BITS: Final = {  # of what the firmware tells: raspberrypi.com, vcgencmd get_throttled
    0: ("under-voltage now", SUPPLY),
    1: ("slowed down now", "look for what keeps the computer busy, or cool it"),
    2: ("throttled now", "cool the computer: give the case air"),
    3: ("at its soft temperature limit now", "cool the computer: give the case air"),
    16: ("under-voltage since it was switched on", SUPPLY),
    17: ("slowed down since it was switched on", "look for what keeps the computer busy, or cool it"),
    18: ("throttled since it was switched on", "cool the computer: give the case air"),
    19: ("at its soft temperature limit since it was switched on", "cool the computer: give the case air"),
}


@dataclass(frozen=True)
class NodeSeen:
    """A node in /dev: the group that owns it, and whether that may read and write."""

    group: str
    group_may: bool


def node(path: str, group: str, seen: NodeSeen | None, *, group_exists: bool, part: str) -> Check:
    """Whether the recorder, which is in this group, may use the node."""
    name = f"group {group}"
    if not group_exists:  # nothing blinks then
        to_do = f"sudo groupadd --system {group}, then restart"
        return fault(name, f"there is no group {group}: the service cannot start", f"a group {group}", to_do)
    if seen is None:
        return left_out(name, f"{path} is not there")
    if seen.group == group and seen.group_may:
        return good(name, f"may use {path}", part)
    what = f"{path} belongs to the group {seen.group}" + ("" if seen.group_may else ", which may not read and write it")
    to_do = f"sudo chgrp {group} {path} && sudo chmod g+rw {path}; for good: install 60-easeband.rules"
    return fault(name, what, f"the group {group}, which may read and write it", to_do, part)


@dataclass(frozen=True)
class LgpioSeen:
    """The Python package lgpio, as far as it is there: its version, and whether the library is in it."""

    version: str
    has_library: bool


def lgpio(seen: LgpioSeen | None) -> Check:
    """By which the lights and the button are reached."""
    name, part, expected = "lgpio", "panel", "lgpio 0.2 or newer, for lights and button"
    if seen is None:
        return fault(name, "it is not installed", expected, LGPIO, part)
    if not seen.has_library:
        what = "PyPI's empty placeholder" if seen.version == PLACEHOLDER else "a package without the library in it"
        return fault(name, f"version {seen.version} is {what}", expected, LGPIO, part)
    return good(name, f"version {seen.version}", part)


def clock(trust: ClockTrust, synced_by: str, now: str, up_s: float) -> Check:
    """Whether somebody vouches for the time; `now`: what the clock shows, so long after power-up."""
    name, part = "clock", "clock"
    if trust == "synced":
        return good(name, f"{now}, synchronised, says {synced_by}", part)
    expected = "a clock that somebody vouches for: records wait for their date, TLS refuses certificates"
    to_do = "connect the network and wait a minute; if that does not help: sudo timedatectl set-ntp true"
    seen = f"{now}, which cannot be right" if trust == "unknown" else f"{now}, for which nobody vouches"
    return fault(name, seen, expected, to_do, "" if clock_works(trust, up_s) else part)


def time_zone(name_in_use: str, source: str, problem: str) -> Check:
    """Where the patient's days begin."""
    name, part = "time zone", "time zone"
    if not problem:
        return good(name, f"{name_in_use} (from {source})", part)
    to_do = "set timezone in [device] of the configuration, or: sudo timedatectl set-timezone Europe/Berlin"
    return fault(name, f"{problem}; {name_in_use} is used", "one time zone that this computer knows", to_do, part)


@dataclass(frozen=True)
class WatchdogSeen:
    """The hardware watchdog: what the kernel calls its state, and after how many seconds it restarts the computer."""

    active: bool
    timeout_s: int


def watchdog(seen: WatchdogSeen | None) -> Check:
    """By which a computer that hangs restarts itself."""
    name = "watchdog"
    if seen is None:
        return not_checked(name, "this computer shows no hardware watchdog")
    if seen.active and seen.timeout_s <= MOST_WATCHDOG_S:
        return good(name, f"restarts a computer that hangs after {seen.timeout_s} s")
    what = "nobody has switched it on" if not seen.active else f"waits {seen.timeout_s} s"
    to_do = "install /etc/systemd/system.conf.d/10-easeband.conf (RuntimeWatchdogSec=15s), then restart"
    return fault(name, what, f"on, with at most {MOST_WATCHDOG_S} s", to_do)


def battery(seen: BatteryState | None, *, read: bool) -> Check:
    """How full it is; `read`: the configuration names a board."""
    name, part = "battery", "battery"
    if not read:
        return left_out(name, NO_BATTERY)
    if seen is None:
        return not_checked(name, "the recorder tells nothing of it: it does not run, or cannot read the board")
    if seen.low:
        return fault(name, battery_words(seen), "a battery that lasts the day", "charge it", part)
    return good(name, battery_words(seen), part)


def battery_words(seen: BatteryState) -> str:
    """Level, voltage and what comes from outside."""
    powered = "charging" if seen.charging else OUTSIDE[seen.external]
    volts = f" ({seen.volts:.2f} V)" if seen.volts is not None else ""
    return f"{seen.percent} %{volts}, {powered}"


def power(bits: int | None) -> Check:
    """What the firmware tells of supply and temperature."""
    name = "power"
    if bits is None:
        return not_checked(name, "this computer does not tell of its supply: it is no Raspberry Pi, or an older kernel")
    told = [what for bit, what in POWER_BITS.items() if bits >> bit & 1]
    if not told:
        return good(name, "no under-voltage and no throttling since it was switched on")
    part = "supply" if bits & 1 else ""  # which is what the recorder tells
    return fault(name, "; ".join(text for text, _ in told), "a supply that holds, and a cool case", told[0][1], part)


@dataclass(frozen=True)
class SavingSeen:
    """What saves power. `words`: what is set; `left`: what had better stay.

    `missing`: what is asked for and is not set, and what is still set and no longer asked for.
    """

    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def saving(seen: SavingSeen) -> Check:
    """Whether what [power] asks for is in force."""
    name = SAVING
    if seen.missing:
        to_do = "do what it says, then: sudo systemctl restart easeband-power; its log: journalctl -u easeband-power"
        return fault(name, "; ".join(seen.missing), "what [power] asks for", to_do)
    if not seen.words and not seen.left:
        return left_out(name, "[power] asks for nothing that is here to be set")
    return good(name, "; ".join((*seen.words, *seen.left)))
